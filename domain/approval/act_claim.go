package approval

import "github.com/diaodu/diaodu/domain/fault"

// claim takes a seat of one's post 认领; unclaim gives it back.
func (d *draft) claim() error {
	s, err := d.target()
	if err != nil {
		return err
	}
	if !s.Post || s.User.UserID != "" {
		return d.conflict("approval.not_a_post", "the seat is %s's", s.User.Name).With("name", s.User.Name)
	}
	x := d.touchSeat(s.ID)
	x.User, x.Touched = d.person(), true
	if d.actor().StandsInFor != "" {
		return fault.New(fault.Forbidden, "approval.claim_in_place", "claims are one's own")
	}
	d.ch.Seat = s.ID
	return nil
}

func (d *draft) unclaim() error {
	s, err := d.named()
	if err != nil {
		return err
	}
	if err := d.current(s); err != nil {
		return err
	}
	if !s.Post || s.User.UserID == "" {
		return d.conflict("approval.not_claimed", "nobody has claimed the seat")
	}
	if !is(d.actor(), s.User.UserID) && !d.a.keeps(d.actor()) {
		return fault.New(fault.Forbidden, "approval.not_your_seat", "%s does not hold it", d.actor().UserID)
	}
	if s.lent() {
		return d.conflict("approval.lent", "the seat is with %s", s.holder().Name).With("name", s.holder().Name)
	}
	x := d.touchSeat(s.ID)
	x.User = Person{}
	d.ch.Seat = s.ID
	d.tellSeat(s.ID)
	return nil
}
