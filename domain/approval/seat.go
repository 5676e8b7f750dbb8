package approval

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// SeatState is where one seat 席位 stands.
type SeatState string

const (
	Open        SeatState = "open"        // 待办
	Queued      SeatState = "queued"      // 排队: its turn in 依次, or behind added signers 前加签
	Provisional SeatState = "provisional" // 暂定: approved, added signers 后加签 still to come
	Held        SeatState = "held"        // 无人: nobody found, waits for the keeper (E25)
	Yes         SeatState = "approved"    // 同意
	No          SeatState = "rejected"    // 不同意
	Abstained   SeatState = "abstained"   // 弃权
	Chose       SeatState = "chose"       // decided for an outcome of the definition's own
	SentBack    SeatState = "returned"    // 退回
	Advised     SeatState = "advised"     // an advisory signer gave an opinion
	Lifted      SeatState = "cancelled"   // 已取消: others decided first (E7)
	Removed     SeatState = "removed"     // 减签 (E24)
	Recused     SeatState = "recused"     // 回避
	Passed      SeatState = "skipped"     // need not decide: starter's own, or decided before (E26, E27)
)

// Decided tells whether the seat's own person decided.
func (s SeatState) Decided() bool {
	return s == Yes || s == No || s == Abstained || s == Chose || s == SentBack || s == Provisional || s == Advised
}

// Pending tells whether the seat may still be decided.
func (s SeatState) Pending() bool { return s == Open || s == Queued || s == Held || s == Provisional }

// Positions of an added signer 加签 (E23).
const (
	BeforeMe = "before"   // 前加签: the seat waits for them
	AfterMe  = "after"    // 后加签: the seat's approval waits for them
	Beside   = "parallel" // 并加签: one more of the stage
	Casting  = "casting"  // the chair's seat in a tie (E5)
)

// Seat 席位 is one place at a stage: a post that anyone of it may take, or a person.
type Seat struct {
	ID     string       `json:"id"`
	Run    int          `json:"run"`
	Rule   int          `json:"rule"` // index of the stage's rule it came of, -1 for none
	Order  int          `json:"order"`
	Name   string       `json:"name,omitempty"`
	Org    between.Unit `json:"org,omitzero"`
	Role   org.Role     `json:"role,omitempty"`  // of a post
	User   Person       `json:"user,omitzero"`   // the person responsible; of a post, who claimed it
	Post   bool         `json:"post,omitempty"`  // a post; User is set by claiming
	Owner  bool         `json:"owner,omitempty"` // the applicant's own seat: their whole team may act
	Weight int          `json:"weight"`
	State  SeatState    `json:"state"`
	Was    SeatState    `json:"was,omitempty"` // of a lifted seat: what it was, for whoever takes back what lifted it
	Out    string       `json:"out,omitempty"` // id of the outcome chosen
	// Chain is everybody who was responsible before (E20); Stack is whom the person
	// asked to help, the last one holding it now (E21).
	Chain []Person `json:"chain,omitempty"`
	Stack []Person `json:"stack,omitempty"`
	// Helped is everybody who was ever asked so; they keep sight of the case.
	Helped []Person `json:"helped,omitempty"`
	// Parent is the seat whose person added this one.
	Parent   string    `json:"parent,omitempty"`
	Position string    `json:"position,omitempty"`
	Advisory bool      `json:"advisory,omitempty"`
	AddedBy  Person    `json:"added_by,omitzero"`
	By       Person    `json:"by,omitzero"`        // who decided
	InPlace  string    `json:"in_place,omitempty"` // whom By stood in for 代 (E22)
	Seq      int       `json:"seq,omitempty"`      // of the event that settled it
	At       time.Time `json:"at,omitzero"`
	Round    int       `json:"round,omitempty"`   // of the case, when it decided (E27)
	Hash     string    `json:"hash,omitempty"`    // of the fields it was shown when it decided
	Why      string    `json:"why,omitempty"`     // why it was held, lifted or passed
	Touched  bool      `json:"touched,omitempty"` // somebody worked on it: claimed, moved, asked
}

// voter tells whether the seat is one of its stage's own, not an added signer
// before or after one.
func (s *Seat) voter() bool {
	return s.Position != BeforeMe && s.Position != AfterMe && s.Position != Casting
}

// weight is the seat's weight in a vote, 1 where nothing else is said.
func weightOf(w process.Who) int {
	if w.Weight > 0 {
		return w.Weight
	}
	return 1
}

// holder is who has it in hand: the last helper, or the person responsible.
func (s *Seat) holder() Person {
	if n := len(s.Stack); n > 0 {
		return s.Stack[n-1]
	}
	return s.User
}

// Holder is who has the seat in hand; nobody where a post's seat is unclaimed.
func (s *Seat) Holder() Person { return s.holder() }

// lent tells whether the seat is with a helper (E21).
func (s *Seat) lent() bool { return len(s.Stack) > 0 }

// lentOn is the actor's place among the helpers, -1 where they are none.
func (s *Seat) lentOn(a org.Actor) int {
	return slices.IndexFunc(s.Stack, func(p Person) bool { return is(a, p.UserID) })
}

// is tells whether the actor is the person, or stands in for them (E22).
func is(a org.Actor, userID string) bool {
	return userID != "" && (a.UserID == userID || a.StandsInFor == userID)
}

// inPost tells whether the actor holds the seat's post.
func (s *Seat) inPost(a org.Actor) bool {
	return s.Post && a.Has(s.Role) && (s.Org.ID == "" || a.OrgID == s.Org.ID)
}

// mine tells whether the actor is responsible for the seat: the person, one of
// the unclaimed post, or one of the applicant's team.
func (a *Approval) mine(s *Seat, actor org.Actor) bool {
	switch {
	case actor.Has(org.Admin):
		return false // R16
	case s.Owner:
		return a.applicant(actor)
	case s.User.UserID != "":
		return is(actor, s.User.UserID)
	}
	return s.inPost(actor)
}

// applicant tells whether the actor is one of the applicant's own: of the
// enterprise's team, where an enterprise applied. Who has left it is not.
func (a *Approval) applicant(actor org.Actor) bool {
	if e := a.Birth.Applicant.EnterpriseID; e != "" {
		return actor.EnterpriseID == e && actor.Has(org.Owner)
	}
	return is(actor, a.Birth.Applicant.UserID)
}

// seated lists the seats of a run, in their order.
func (a *Approval) seated(run int) []*Seat {
	var seats []*Seat
	for i := range a.Seats {
		if a.Seats[i].Run == run {
			seats = append(seats, &a.Seats[i])
		}
	}
	slices.SortStableFunc(seats, func(x, y *Seat) int { return x.Order - y.Order })
	return seats
}

// seat finds a seat by its id.
func (a *Approval) seat(id string) *Seat {
	for i := range a.Seats {
		if a.Seats[i].ID == id {
			return &a.Seats[i]
		}
	}
	return nil
}

// run finds a run by its number. Runs are kept in the order of their numbers.
func (a *Approval) run(n int) *Run {
	i, found := slices.BinarySearchFunc(a.Runs, n, func(r Run, n int) int { return r.N - n })
	if !found {
		return nil
	}
	return &a.Runs[i]
}

// latest is the last opening of a step, nil where it was never opened.
func (a *Approval) latest(step, item string) *Run {
	for i := len(a.Runs) - 1; i >= 0; i-- {
		if a.Runs[i].Step == step && a.Runs[i].Item == item {
			return &a.Runs[i]
		}
	}
	return nil
}
