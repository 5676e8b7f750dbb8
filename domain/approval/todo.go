package approval

import (
	"strconv"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Todo 待办 is one thing the application waits for, and whom it waits for. Lists
// are made of these, so that nobody's to-dos are found by reading cases.
type Todo struct {
	// Key is the thing's own inside the case, and the same until it is done:
	// "seat/s3", "supply/1", "reply/2".
	Key   string
	What  string            // the act that does it
	To    casefile.Audience // one way of naming
	Seat  string
	Run   int
	Step  string // id
	Name  string // of the step
	Round int
	Since time.Time // UTC
	Due   workcal.Date
}

// Todos lists what the application waits for now. While it is suspended (E17)
// it waits for nobody.
func (a *Approval) Todos(today workcal.Date) []Todo {
	if !a.Born() || a.Status == Suspended {
		return nil
	}
	t := todos{a: a, g: a.Graph(), today: today}
	if a.Status == Running {
		for i := range a.Runs {
			if a.Runs[i].Open {
				t.run(&a.Runs[i])
			}
		}
	}
	if a.Status.Live() {
		t.asked()
	}
	t.papers()
	return t.list
}

type todos struct {
	a     *Approval
	g     *process.Graph
	today workcal.Date
	list  []Todo
}

func (t *todos) add(key, what string, to casefile.Audience, since time.Time, due workcal.Date) *Todo {
	t.list = append(t.list, Todo{Key: key, What: what, To: to, Since: since, Due: due})
	return &t.list[len(t.list)-1]
}

// run lists what one open step waits for.
func (t *todos) run(r *Run) {
	due := workcal.Date{}
	if r.Clock.On() {
		due = r.Clock.Due(t.a.Cal, t.today).Date
	}
	node, _ := t.g.Node(r.Step)
	at := func(x *Todo) {
		x.Run, x.Step, x.Name, x.Round = r.N, r.Step, r.Step, r.Round
		if node.Step != nil && node.Name != "" {
			x.Name = node.Name
		}
	}
	switch {
	case node.Step != nil && node.Wait != nil:
		at(t.add("callback/"+strconv.Itoa(r.N), ActCallback, t.audience(node.Wait.By, *r), r.OpenedAt, due))
	case node.Step != nil && node.Notice != nil:
		for _, o := range t.a.Objections {
			if o.Run == r.N && o.Settled == "" {
				at(t.add("settle/"+strconv.Itoa(o.N), ActSettle, t.audience(node.Notice.By, *r), r.OpenedAt, workcal.Date{}))
			}
		}
	}
	for _, s := range t.a.seated(r.N) {
		what, to := t.seat(s)
		if what == "" {
			continue
		}
		x := t.add("seat/"+s.ID, what, to, r.OpenedAt, due)
		x.Seat = s.ID
		at(x)
	}
}

// seat is what a seat waits for, "" where it waits for nothing of its own.
func (t *todos) seat(s *Seat) (what string, to casefile.Audience) {
	switch {
	case s.State == Held:
		return ActAppoint, t.keeper()
	case s.State != Open:
		return "", to
	case s.Owner && s.Run > 0 && t.a.run(s.Run).Step == ToStarter:
		return ActResubmit, t.applicant()
	case s.Owner:
		return ActApprove, t.applicant()
	case s.lent():
		return ActAnswer, casefile.Audience{UserID: s.holder().UserID}
	case s.User.UserID != "":
		return ActApprove, casefile.Audience{UserID: s.User.UserID}
	case s.Post:
		return ActApprove, casefile.Audience{Role: string(s.Role), OrgID: s.Org.ID}
	}
	return "", to
}

// asked lists the questions that were put to people: 补正, its taking in, 征求意见.
func (t *todos) asked() {
	a := t.a
	if n := len(a.Supplements); a.Status == Waiting && n > 0 && a.Supplements[n-1].End == "" {
		s := a.Supplements[n-1]
		key := strconv.Itoa(s.N)
		if s.Answered.IsZero() {
			t.add("supply/"+key, ActSupply, t.applicant(), s.AskedOn.Time(), s.Due)
		} else {
			to := casefile.Audience{UserID: s.By.UserID}
			if s.Org.ID != "" {
				to = casefile.Audience{OrgID: s.Org.ID}
			}
			t.add("take_in/"+key, ActTakeIn, to, s.Answered.Time(), s.AcceptBy)
		}
	}
	for _, c := range a.Consults {
		if !c.Done {
			t.add("reply/"+strconv.Itoa(c.N), ActReply, casefile.Audience{UserID: c.Of.UserID}, c.At, c.Due).Seat = c.Seat
		}
	}
}

// papers lists what is owed beside the steps, also after the decision: materials
// that were let follow 容缺, and the check of the applicant's word 告知承诺.
func (t *todos) papers() {
	a := t.a
	if !a.Status.Live() && a.Status != Approved {
		return
	}
	for _, m := range a.Materials {
		switch {
		case m.Due.IsZero():
		case m.State == Deferred:
			t.add("follow/"+m.ID, ActFollow, t.applicant(), a.BornAt, m.Due)
		case m.State == Given:
			t.add("check/"+m.ID, ActCheck, t.authority(), a.BornAt, workcal.Date{})
		}
	}
	if w := a.Word; w != nil && w.Result == "" && a.Status == Approved {
		t.add("word", ActVerifyWord, t.authority(), w.On.Time(), w.CheckBy)
	}
}

func (t *todos) applicant() casefile.Audience {
	if e := t.a.Birth.Applicant.EnterpriseID; e != "" {
		return casefile.Audience{EnterpriseID: e}
	}
	return casefile.Audience{UserID: t.a.Birth.Applicant.UserID}
}

func (t *todos) authority() casefile.Audience {
	return casefile.Audience{OrgID: t.a.Def.Matter.Authority}
}

// keeper is who keeps the process.
func (t *todos) keeper() casefile.Audience {
	if k := t.a.Def.Rules.Keeper; k != nil {
		return t.audience(*k, Run{})
	}
	return casefile.Audience{Role: string(org.Coordinator)}
}

// audience is whom a rule of the definition means.
func (t *todos) audience(w process.Who, r Run) casefile.Audience {
	switch {
	case w.User != "":
		return casefile.Audience{UserID: w.User}
	case w.Starter:
		return t.applicant()
	case w.UserField != "":
		if ids := process.Texts(t.a.Form, w.UserField); len(ids) > 0 {
			return casefile.Audience{UserID: ids[0]}
		}
		return casefile.Audience{}
	}
	return casefile.Audience{Role: string(w.Role), OrgID: t.a.unitOf(w, r)}
}
