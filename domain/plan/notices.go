package plan

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// audience says who is meant, from the plan as it will be after the act.
type audience func(*draft) []casefile.Audience

// tell adds word of the act to people. Every message carries the project's name.
func (d *draft) tell(code string, to audience, args ...casefile.Arg) { d.send(code, false, to, args) }

// serve is tell for legal notices, which nobody can mute (J-3).
func (d *draft) serve(code string, to audience, args ...casefile.Arg) { d.send(code, true, to, args) }

func (d *draft) send(code string, legal bool, to audience, args []casefile.Arg) {
	people := to(d)
	if len(people) == 0 {
		return
	}
	args = append([]casefile.Arg{arg("project", d.p.Project.Name), arg("no", d.p.No)}, args...)
	d.notices = append(d.notices, casefile.Notice{To: people, Code: code, Args: args, Legal: legal})
}

func arg(key, value string) casefile.Arg { return casefile.Arg{Key: key, Value: value} }

// both joins audiences.
func both(all ...audience) audience {
	return func(d *draft) []casefile.Audience {
		var out []casefile.Audience
		for _, to := range all {
			out = append(out, to(d)...)
		}
		return out
	}
}

func toUnit(u between.Unit) audience {
	return func(*draft) []casefile.Audience {
		if u.ID == "" {
			return nil
		}
		return []casefile.Audience{{OrgID: u.ID}}
	}
}

func toAuthority(m Matter) audience { return toUnit(m.Authority) }

func toWindow(d *draft) []casefile.Audience { return toUnit(d.p.Window)(d) }

func toUnits(d *draft) []casefile.Audience {
	var out []casefile.Audience
	for _, u := range d.p.units() {
		out = append(out, casefile.Audience{OrgID: u.ID})
	}
	return out
}

func toCoordinators(*draft) []casefile.Audience {
	return []casefile.Audience{{Role: string(org.Coordinator)}}
}

func toOwner(d *draft) []casefile.Audience {
	if d.p.Project.EnterpriseID == "" {
		return nil
	}
	return []casefile.Audience{{EnterpriseID: d.p.Project.EnterpriseID}}
}

// tellShift tells who is concerned that a date moved because something upstream
// did, or because a person moved it. What moved by itself was told by its bell.
func (d *draft) tellShift(s Shift) {
	m := d.p.matter(s.Matter)
	args := []casefile.Arg{arg("matter", m.Name), arg("old", s.Old.End.String()), arg("new", s.New.End.String())}
	switch s.Why {
	case Upstream:
		d.tell("plan.upstream", both(toOwner, toAuthority(*m)), append(args, arg("cause", d.p.matter(s.Cause).Name))...)
	case Rescheduled, Recalendar, Resumed:
		d.tell("plan.moved", both(toOwner, toAuthority(*m)), append(args, arg("why", shiftName(s.Why)))...)
	}
}
