package approval

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

// openNotice starts a notice 公示; it is over at the end of its last day.
func (d *draft) openNotice(n int, node process.Node) error {
	r := d.touch(n)
	last := d.a.noticeEnd(node.Notice, d.today)
	r.Until = last.End().UTC()
	if node.Notice.Excluded {
		d.stop("notice/"+strconv.Itoa(n), "publicity", node.Name, last)
	}
	d.say("approval.notice_began", false, d.toApplicant(), d.stepArg(n), casefile.Arg{Key: "until", Value: last.String()})
	return nil
}

// object records an objection to a notice.
func (d *draft) object() error {
	n, err := d.reporting(func(node process.Node) *process.Who {
		if node.Notice == nil {
			return nil
		}
		return &node.Notice.By
	})
	if err != nil {
		return err
	}
	if err := needText("from", d.cmd.From); err != nil {
		return err
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	d.keepObjection(Objection{N: len(d.a.Objections) + 1, Run: n, From: d.cmd.From})
	return nil
}

// settleObjection closes an objection: dismissed, or upheld, which leads where the
// definition says.
func (d *draft) settleObjection() error {
	i := slices.IndexFunc(d.a.Objections, func(o Objection) bool { return o.N == d.cmd.N && o.Settled == "" })
	if i < 0 {
		return d.conflict("approval.no_objection", "no open objection %d", d.cmd.N)
	}
	o := d.a.Objections[i]
	n, err := d.reporting(func(node process.Node) *process.Who {
		if node.Notice == nil {
			return nil
		}
		return &node.Notice.By
	})
	if err != nil {
		return err
	}
	if o.Run != n {
		return d.conflict("approval.no_objection", "objection %d is of another notice", o.N)
	}
	if d.cmd.Outcome != "dismissed" && d.cmd.Outcome != "upheld" {
		return fault.New(fault.Invalid, "approval.no_outcome", "dismissed or upheld").On("outcome")
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	o.Settled = d.cmd.Outcome
	d.keepObjection(o)
	node, _ := d.g.Node(d.a.run(n).Step)
	if o.Settled == "upheld" {
		d.close(n, Fail)
		return d.failed(n, node.Notice.OnObjection)
	}
	if !d.at.Before(d.a.run(n).Until) && !d.objected(n) {
		d.close(n, Pass)
		return d.follow(n)
	}
	return nil
}

// objected tells whether an objection to a notice is open.
func (d *draft) objected(n int) bool {
	return slices.ContainsFunc(d.a.Objections, func(o Objection) bool { return o.Run == n && o.Settled == "" })
}

// reporting finds the open step for which the actor reports.
func (d *draft) reporting(rule func(process.Node) *process.Who) (int, error) {
	some := false
	for _, r := range d.a.Runs {
		if !r.Open || (d.cmd.N != 0 && d.cmd.Act == ActCallback && r.N != d.cmd.N) {
			continue
		}
		node, ok := d.g.Node(r.Step)
		if !ok {
			continue
		}
		if w := rule(node); w != nil {
			some = true
			if d.actor().Has("system") || d.a.inRule(*w, r, d.actor()) {
				return r.N, nil
			}
		}
	}
	if some {
		return 0, fault.New(fault.Forbidden, "approval.not_yours", "%s does not report here", d.actor().UserID).With("act", d.cmd.Act)
	}
	return 0, d.conflict("approval.nothing_waits", "nothing waits for that")
}

// openWait waits for another system.
func (d *draft) openWait(n int, node process.Node) error {
	r := d.touch(n)
	d.startClocks(r, node.Wait.Within, 0)
	if node.Wait.Excluded {
		until := d.today
		if node.Wait.Within > 0 {
			until = d.a.Cal.AddWorkdays(d.today, node.Wait.Within).Date
		}
		d.stopButOwn("wait/"+strconv.Itoa(n), node.Name, until, n)
	}
	return nil
}

// stopButOwn stops the clocks, but not the one of the step that stops them.
func (d *draft) stopButOwn(key, reason string, until workcal.Date, n int) {
	own := d.a.run(n).Clock
	d.stop(key, "upstream", reason, until)
	d.touch(n).Clock = own
}

// callback is another system's word, or an officer's with a paper: approved or rejected.
func (d *draft) callback() error {
	n, err := d.reporting(func(node process.Node) *process.Who {
		if node.Wait == nil {
			return nil
		}
		return &node.Wait.By
	})
	if err != nil {
		return err
	}
	if !d.actor().Has("system") && len(d.cmd.Files) == 0 {
		return fault.New(fault.Invalid, "approval.no_files", "a report by hand needs its paper").On("files")
	}
	if d.cmd.Outcome != Pass && d.cmd.Outcome != Fail {
		return fault.New(fault.Invalid, "approval.no_outcome", "approved or rejected").On("outcome")
	}
	d.ch.Detail = d.cmd.Outcome
	if d.a.Status != Running {
		d.touch(n).Heard = d.cmd.Outcome // taken up when the case goes on
		return nil
	}
	return d.heard(n, d.cmd.Outcome)
}

// heard ends a wait with the other system's word.
func (d *draft) heard(n int, outcome string) error {
	node, _ := d.g.Node(d.a.run(n).Step)
	d.close(n, outcome)
	if outcome == Fail {
		return d.failed(n, node.Wait.OnReject)
	}
	return d.follow(n)
}

// openCall starts the cases of a sub-process: one, or one for each unit.
func (d *draft) openCall(n int, node process.Node) error {
	i := slices.IndexFunc(d.a.Def.Subs, func(s process.Definition) bool { return s.Code == node.Call.Process })
	if i < 0 {
		return fmt.Errorf("the definition carries no process %q", node.Call.Process)
	}
	def := d.a.Def.Subs[i]
	items := []string{""}
	if node.Over != "" {
		items = process.Texts(d.a.Form, node.Over)
	}
	r := d.touch(n)
	for _, item := range items {
		id := d.a.subID(n, item)
		if slices.ContainsFunc(r.Calls, func(c SubCase) bool { return c.CaseID == id }) {
			continue
		}
		r.Calls = append(slices.Clip(r.Calls), SubCase{CaseID: id, Item: item})
		if err := d.startSub(id, item, def, node); err != nil {
			return err
		}
	}
	if node.Call.Detached || len(items) == 0 {
		d.close(n, Pass)
		return d.follow(n)
	}
	return nil
}

func (d *draft) startSub(id, item string, def process.Definition, node process.Node) error {
	birth := d.a.Birth
	birth.ApprovalID, birth.Parent, birth.ParentStep, birth.PlanID, birth.MatterID = id, d.a.ID, node.ID, "", ""
	birth.Definition, birth.Item, birth.Form, birth.Chosen, birth.Promises = def, between.Unit{ID: item}, nil, nil, nil
	if f, ok := d.a.unitNamed(item); ok {
		birth.Item = f
	}
	for _, f := range d.a.Form {
		if slices.Contains(node.Call.Copy, f.Key) {
			birth.Form = append(birth.Form, f)
		}
	}
	birth.Materials = nil
	for _, m := range d.a.Materials {
		if len(m.Files) > 0 && slices.ContainsFunc(def.Material, func(x process.Material) bool { return x.ID == m.ID }) {
			birth.Materials = append(birth.Materials, between.GivenMaterial{ID: m.ID, Files: m.Files})
		}
	}
	return d.owe(casefile.Approval, id, ActSubmit, true, Command{
		Order: casefile.Order{Act: ActSubmit}, Form: Form{Birth: &birth},
	})
}

// unitNamed is a unit as some seat or answer of the directory remembers it.
func (a *Approval) unitNamed(id string) (between.Unit, bool) {
	for _, f := range a.Roster {
		if id != "" && f.Org.ID == id {
			return f.Org, true
		}
	}
	return between.Unit{}, false
}

// subEnded takes the end of a sub-case. Where nobody waits for it any more it
// changes nothing.
func (d *draft) subEnded() error {
	if d.cmd.Sub == nil {
		return fault.New(fault.Invalid, "approval.no_sub", "which sub-case").On("sub")
	}
	for _, r := range d.a.Runs {
		i := slices.IndexFunc(r.Calls, func(c SubCase) bool { return c.CaseID == d.cmd.Sub.CaseID })
		if i < 0 || r.Calls[i].Outcome != "" {
			continue
		}
		x := d.touch(r.N)
		x.Calls = slices.Clone(x.Calls)
		x.Calls[i].Outcome, x.Calls[i].No = d.cmd.Sub.Outcome, d.cmd.Sub.No
		_, err := d.attempt(r.N, func() error { return d.gather(r.N) })
		return err
	}
	return nil
}

// gather ends a call when every sub-case has ended.
func (d *draft) gather(n int) error {
	r := d.a.run(n)
	if len(r.Calls) == 0 || !r.Open || d.a.Status != Running {
		return nil // what has ended meanwhile is taken up when the case goes on
	}
	node, _ := d.g.Node(r.Step)
	outcome := Pass
	for _, c := range r.Calls {
		if c.Outcome == "" {
			return nil
		}
		if c.Outcome == Fail && node.Call.Gather != "done" {
			outcome = Fail
		}
	}
	d.close(n, outcome)
	if outcome == Fail {
		return d.failed(n, node.Call.OnReject)
	}
	return d.follow(n)
}
