package supervision

import (
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
)

// audience says who is meant, from the task as it will be after the act.
type audience func(*draft) []casefile.Audience

// tell adds word of the act to people. Every message carries the task's title.
func (d *draft) tell(code string, to audience, args ...casefile.Arg) {
	d.send(code, false, to, args)
}

// serve is tell for legal notices, which nobody can mute (J-3).
func (d *draft) serve(code string, to audience, args ...casefile.Arg) {
	d.send(code, true, to, args)
}

func (d *draft) send(code string, legal bool, to audience, args []casefile.Arg) {
	people := to(d)
	if len(people) == 0 {
		return
	}
	title := d.t.Title()
	if d.ch.Birth != nil {
		title = d.ch.Birth.Content
	}
	args = append([]casefile.Arg{arg("title", title), arg("no", d.t.No)}, args...)
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
	return func(*draft) []casefile.Audience { return []casefile.Audience{{OrgID: u.ID}} }
}

// toLead is the handler where there is one, and the lead unit otherwise.
func toLead(d *draft) []casefile.Audience {
	if id := d.t.Handler.UserID; id != "" && d.ch.Lead == nil {
		return []casefile.Audience{{UserID: id}}
	}
	return []casefile.Audience{{OrgID: d.lead().ID}}
}

// toHead is the head of the lead unit; a utility has one agent for everything.
func toHead(d *draft) []casefile.Audience { return headOf(d.lead()) }

func headOf(u between.Unit) []casefile.Audience {
	if u.Type == org.Utility {
		return []casefile.Audience{{OrgID: u.ID}}
	}
	return []casefile.Audience{{OrgID: u.ID, Role: string(org.DeptLead)}}
}

func toUnits(d *draft) []casefile.Audience {
	out := []casefile.Audience{{OrgID: d.lead().ID}}
	for _, u := range d.co() {
		out = append(out, casefile.Audience{OrgID: u.ID})
	}
	return out
}

func toCoordinators(*draft) []casefile.Audience {
	return []casefile.Audience{{Role: string(org.Coordinator)}}
}

func toSupervisors(*draft) []casefile.Audience {
	return []casefile.Audience{{Role: string(org.Supervisor)}}
}

func toChair(*draft) []casefile.Audience { return []casefile.Audience{{Role: string(org.Chair)}} }

func toLeader(d *draft) []casefile.Audience {
	if id := d.birth().Leader; id != "" {
		return []casefile.Audience{{UserID: id}}
	}
	return []casefile.Audience{{Role: string(org.Leader)}}
}

// toApprover is whoever must decide the pending extension.
func toApprover(role string) audience {
	if role == string(org.Chair) {
		return toChair
	}
	return toLeader
}

func toOwner(d *draft) []casefile.Audience {
	b := d.birth()
	if b.IssueID == "" || b.Project.EnterpriseID == "" {
		return nil
	}
	return []casefile.Audience{{EnterpriseID: b.Project.EnterpriseID}}
}

func (d *draft) birth() between.TaskBirth {
	if d.ch.Birth != nil {
		return *d.ch.Birth
	}
	return d.t.Birth
}

// lead is the lead unit after the act.
func (d *draft) lead() between.Unit {
	if d.ch.Lead != nil {
		return *d.ch.Lead
	}
	return d.t.Lead
}

// co is the co-organizers after the act.
func (d *draft) co() []between.Unit {
	if d.ch.Lead != nil {
		return d.ch.Co
	}
	return d.t.Co
}
