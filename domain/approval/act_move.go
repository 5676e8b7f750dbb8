package approval

import (
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// ToStarter is the target of a return to the applicant.
const ToStarter = "starter"

// returnTo is 退回: back to a step visited before, or to the applicant (E8–E10,
// E13). The statutory clock keeps running.
func (d *draft) returnTo() error {
	s, err := d.deciding()
	if err != nil {
		return err
	}
	st, id, from := d.stageOf(s.Run), s.ID, s.Run
	if err := d.may(s, process.OpReturn); err != nil {
		return err
	}
	if st.Return.Never || s.Advisory {
		return d.conflict("approval.not_offered", "no return from here").With("op", string(process.OpReturn))
	}
	if err := needText("opinion", d.cmd.Opinion); err != nil {
		return err
	}
	direct, err := d.direct(st)
	if err != nil {
		return err
	}
	to, target, err := d.destination(st, from)
	if err != nil {
		return err
	}
	d.put(id, SentBack)
	d.ch.To = to
	d.nextRound()
	if to == ToStarter {
		return d.backToStarter(from, direct)
	}
	return d.goBack(from, target, direct)
}

// direct tells whether the way back is direct (E8).
func (d *draft) direct(st *process.Stage) (bool, error) {
	switch rule := st.Return.Resume; {
	case rule == "choice" && d.cmd.Resume == "":
		return false, nil
	case rule == "choice" || d.cmd.Resume == "" || d.cmd.Resume == rule || (rule == "" && d.cmd.Resume == "replay"):
	default:
		return false, fault.New(fault.Invalid, "approval.resume", "resume is %s here", rule).On("resume")
	}
	want := d.cmd.Resume
	if want == "" {
		want = st.Return.Resume
	}
	if want != "" && want != "direct" && want != "replay" {
		return false, fault.New(fault.Invalid, "approval.resume", "no way back %q", want).On("resume")
	}
	return want == "direct", nil
}

// destination is the step a return leads to, named or the stage's only choice,
// and its last opening, 0 for the applicant.
func (d *draft) destination(st *process.Stage, from int) (to string, target int, err error) {
	to = d.cmd.To
	if to == "" && len(st.Return.To) == 1 {
		to = st.Return.To[0]
	}
	if to == "" || to == "previous" {
		if !allows(st.Return.To, "previous") {
			return "", 0, fault.New(fault.Invalid, "approval.return_where", "no target named").On("to")
		}
		before := d.previous(from)
		if before == nil {
			return "", 0, d.conflict("approval.no_previous", "nothing came before")
		}
		return before.Step, before.N, nil
	}
	if !d.mayReturn(st, from, to) {
		return "", 0, fault.New(fault.Invalid, "approval.return_not_there", "no return to %s from here", to).With("step", to).On("to")
	}
	if to == ToStarter {
		return to, 0, nil
	}
	t := d.lastOpening(to, from)
	if t == nil || d.stageOf(t.N) == nil || t.N == from || t.Outcome == Skipped {
		return "", 0, fault.New(fault.Invalid, "approval.not_visited", "step %s was not visited", to).With("step", to).On("to")
	}
	if _, err := d.scope(from, t.N); err != nil {
		return "", 0, err
	}
	return to, t.N, nil
}

// mayReturn tells whether a stage may return to that step.
func (d *draft) mayReturn(st *process.Stage, from int, to string) bool {
	if allows(st.Return.To, to) {
		return true
	}
	before := d.previous(from)
	return allows(st.Return.To, "previous") && before != nil && before.Step == to
}

// lastOpening is a step's last opening as seen from another opening. What lies in
// an each block that was left is seen only where it came right before.
func (d *draft) lastOpening(step string, from int) *Run {
	if t := d.a.latest(step, d.itemFor(step, from)); t != nil {
		return t
	}
	if before := d.previous(from); d.cmd.Item == "" && before != nil && before.Step == step {
		return before
	}
	return nil
}

// allows tells whether a stage may return there: an empty list allows every step.
func allows(list []string, to string) bool { return len(list) == 0 || slices.Contains(list, to) }

// itemFor is the unit under which a step was opened, seen from another opening:
// inside the same each block its own, elsewhere none.
func (d *draft) itemFor(step string, from int) string {
	if d.cmd.Item != "" {
		return d.cmd.Item
	}
	item := d.a.run(from).Item
	if d.a.latest(step, item) != nil {
		return item
	}
	return ""
}

// previous is the stage that passed last before this one was opened, nil where
// there is none.
func (d *draft) previous(from int) *Run {
	f := d.a.run(from)
	var before *Run
	for i := range d.a.Runs {
		r := &d.a.Runs[i]
		if r.N == from || r.EndSeq == 0 || r.EndSeq > f.OpenSeq || before != nil && r.EndSeq < before.EndSeq || d.stageOf(r.N) == nil || r.Step == f.Step {
			continue
		}
		if undecided(r.Outcome) {
			continue
		}
		if _, err := d.scope(from, r.N); err == nil {
			before = r
		}
	}
	return before
}

// scope is the innermost open sequence around a target, which must hold the
// returner too: a return into another branch of an open block is refused.
func (d *draft) scope(from, target int) (spot, error) {
	at := d.a.run(target).spot()
	for at.in != 0 && !d.a.run(at.in).Open {
		at = d.a.run(at.in).spot()
	}
	if !d.a.inside(d.a.run(from), at.in, at.branch) {
		return at, d.conflict("approval.sideways", "another branch is still at work").With("step", d.nameOf(target))
	}
	return at, nil
}

// goBack cuts what is open after the target and opens the target again.
func (d *draft) goBack(from, target int, direct bool) error {
	at, err := d.scope(from, target)
	if err != nil {
		return err
	}
	d.cutBack(from, at)
	to, err := d.reenter(target)
	if err != nil {
		return err
	}
	node, ok := d.g.Node(d.a.run(target).Step)
	if !ok {
		return d.conflict("approval.not_visited", "the step is gone")
	}
	n := d.newRun(node.ID, to)
	if direct {
		d.touch(n).Back = d.seq
		for in := to.in; in != 0 && d.a.life() >= 3 && d.a.run(in).OpenSeq == d.seq; in = d.a.run(in).In {
			d.touch(in).Back = d.seq
		}
	}
	if err := d.openStage(n); err != nil {
		return err
	}
	return d.openAgain()
}

// cutBack cancels everything open in a sequence; the returner's own stage is marked.
func (d *draft) cutBack(from int, at spot) {
	d.close(from, Returned)
	d.cut(at.in, at.branch)
}

// reenter gives the spot of an earlier opening. Blocks around it that have been
// left are opened again, with the branches that had passed as they were; those
// that had not are walked again too, and are opened once the target is.
func (d *draft) reenter(n int) (spot, error) {
	r := d.a.run(n)
	at := r.spot()
	if at.in == 0 || d.a.run(at.in).Open {
		return at, nil
	}
	outer, err := d.reenter(at.in)
	if err != nil {
		return at, err
	}
	old := *d.a.run(at.in)
	again := d.newRun(old.Step, outer)
	b := d.touch(again)
	b.Ways = old.Ways
	for _, done := range old.Done {
		if done.Branch != at.branch && done.Outcome == Pass {
			b.Done = append(b.Done, done)
		}
	}
	for _, way := range old.Ways {
		if way != at.branch && !slices.ContainsFunc(b.Done, func(x Delivery) bool { return x.Branch == way }) {
			d.again = append(d.again, spot{in: again, branch: way, item: old.Item})
		}
	}
	at.in = again
	return at, nil
}

// openAgain opens the branches that reenter left for later.
func (d *draft) openAgain() error {
	ways := d.again
	d.again = nil
	for _, at := range ways {
		if !d.a.run(at.in).Open {
			continue
		}
		node, ok := d.g.Node(d.a.run(at.in).Step)
		if !ok {
			continue
		}
		if err := d.openWay(at.in, node, at.branch, at.item); err != nil {
			return err
		}
	}
	return nil
}

// backToStarter opens a seat for the applicant, who changes the application and
// hands it in again.
func (d *draft) backToStarter(from int, direct bool) error {
	d.cutBack(from, spot{})
	n := d.newRun(ToStarter, spot{})
	if direct {
		d.touch(n).Back = d.seq
	}
	ap := d.a.Birth.Applicant
	d.addSeat(Seat{Run: n, Rule: -1, Owner: true, Weight: 1, State: Open,
		User: Person{UserID: ap.UserID, Name: ap.Name, OrgName: ap.EnterpriseName}})
	d.say("approval.returned_to_you", true, d.toApplicant())
	return nil
}

// restore opens again what a return had cut: the direct way back (E8). Votes
// given before stay where the fields they were shown have not changed. It tells
// whether anything was left to open: a migration may have done away with it.
func (d *draft) restore(seq int) (done bool, err error) {
	now := map[int]int{}
	for i := range len(d.a.Runs) {
		old := d.a.Runs[i]
		if old.EndSeq != seq || (old.Outcome != Returned && old.Outcome != Cancelled) {
			continue
		}
		at := old.spot()
		if in, ok := now[old.In]; ok {
			at.in = in
		}
		node, ok := d.g.Node(old.Step)
		if !ok || !d.a.Status.Live() || at.in != 0 && !d.a.run(at.in).Open {
			continue
		}
		done = true
		if !node.Kind.Block() {
			if err := d.restoreStep(node, at, old); err != nil {
				return done, err
			}
			continue
		}
		n := d.newRun(old.Step, at)
		r := d.touch(n)
		r.Ways, r.Done, r.Back = old.Ways, old.Done, old.Back
		now[old.N] = n
	}
	return done, nil
}

// leaveAgain closes the blocks that a direct return had to open again around its
// target: the way back leads out of them (E8, E9).
func (d *draft) leaveAgain(n, back int) {
	for r := *d.a.run(n); r.In != 0; r = *d.a.run(r.In) {
		b := d.a.run(r.In)
		if b.Back != back || !b.Open {
			return
		}
		b = d.touch(r.In)
		b.Done = append(slices.Clip(b.Done), Delivery{Branch: r.Branch, Outcome: Pass, Seq: d.seq})
		d.cut(r.In, "")
		d.close(r.In, Pass)
	}
}

func (d *draft) restoreStep(node process.Node, at spot, old Run) error {
	if node.Kind != process.KindStage {
		return d.openAnyway(node, at)
	}
	n := d.newRun(node.ID, at)
	r := d.touch(n)
	r.Back, r.Kept = old.Back, old.N
	return d.openStage(n)
}
