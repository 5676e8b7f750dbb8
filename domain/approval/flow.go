package approval

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/process"
)

// openAtOnce bounds the steps one order may open: a definition that passes the
// checks of publication stays far below it.
const openAtOnce = 500

// spot is where in the tree a step is opened.
type spot struct {
	in     int    // number of the block's run, 0 at the top
	branch string // which way there
	item   string // units of the each blocks around, joined by "/"
}

func (r *Run) spot() spot { return spot{r.In, r.Branch, r.Item} }

// open opens a step, or passes over it where its condition does not hold.
func (d *draft) open(id string, at spot) error {
	n, ok := d.g.Node(id)
	if !ok {
		return fmt.Errorf("the definition has no step %q", id)
	}
	if n.When != "" {
		holds, err := d.holds(n.When)
		if err != nil {
			return err
		}
		if !holds {
			run := d.newRun(id, at)
			d.close(run, Skipped)
			return d.follow(run)
		}
	}
	return d.openAnyway(n, at)
}

// openAnyway opens a step whatever its condition: somebody said so.
func (d *draft) openAnyway(n process.Node, at spot) error {
	if d.opened++; d.opened > openAtOnce {
		return d.conflict("approval.loop", "step %s is reached without end", n.ID).With("step", n.ID)
	}
	run := d.newRun(n.ID, at)
	switch n.Kind {
	case process.KindStage:
		return d.openStage(run)
	case process.KindParallel, process.KindChoose:
		return d.openBranches(run, n)
	case process.KindEach:
		return d.openEach(run, n)
	case process.KindCall:
		return d.openCall(run, n)
	case process.KindNotice:
		return d.openNotice(run, n)
	case process.KindWait:
		return d.openWait(run, n)
	case process.KindGoto:
		d.close(run, Pass)
		return d.jumpTo(run, n.To)
	case process.KindCC:
		return d.openCC(run, n)
	case process.KindEnd:
		d.close(run, Pass)
		return d.endBy(n.Result, n.ID)
	}
	return fmt.Errorf("step %s is of no known kind %q", n.ID, n.Kind)
}

// newRun adds an opening and gives its number. Pointers to runs do not outlive it.
func (d *draft) newRun(step string, at spot) int {
	round := 1
	if last := d.a.latest(step, at.item); last != nil {
		round = last.Round + 1
	}
	n := 1
	if last := len(d.a.Runs); last > 0 {
		n = d.a.Runs[last-1].N + 1
	}
	d.a.Runs = append(d.a.Runs, Run{
		N: n, Step: step, Item: at.item, Round: round, In: at.in, Branch: at.branch,
		Open: true, OpenSeq: d.seq, OpenedAt: d.at.UTC(),
	})
	d.runs = append(d.runs, n)
	return n
}

// close ends an opening: its clocks stop, whoever had not decided is lifted (E7, E10).
func (d *draft) close(n int, outcome string) {
	r := d.touch(n)
	r.Open, r.Finding, r.Outcome, r.EndSeq, r.EndedAt, r.By = false, false, outcome, d.seq, d.at.UTC(), d.by()
	r.Clock.Stop(d.today)
	r.Promise.Stop(d.today)
	d.unstop("notice/" + strconv.Itoa(n))
	d.unstop("wait/" + strconv.Itoa(n))
	var told []casefile.Audience
	for _, s := range d.a.seated(n) {
		if s.State.Pending() {
			if s.State != Queued && !is(d.actor(), s.holder().UserID) {
				told = append(told, d.toSeat(s)...)
			}
			d.lift(s.ID, outcome)
		}
	}
	d.tellLifted(n, told)
}

// lift takes a seat out of its stage and keeps its row (E7): why, by which event,
// and what it was.
func (d *draft) lift(id, why string) {
	x := d.touchSeat(id)
	x.Was, x.State, x.Seq, x.Why = x.State, Lifted, d.seq, why
}

// follow goes on after a step that passed or was passed over.
func (d *draft) follow(n int) error {
	r := d.a.run(n)
	if r.Back != 0 {
		back := r.Back
		done, err := d.restore(back)
		if err != nil {
			return err
		}
		if done {
			d.leaveAgain(n, back)
			return nil
		}
		r = d.a.run(n)
	}
	node, _ := d.g.Node(r.Step)
	if node.Next != "" {
		return d.open(node.Next, r.spot())
	}
	return d.arrive(r.In, r.Branch, Pass)
}

// arrive delivers a branch to its join, which opens once when every branch
// taken has delivered (E9). At the top it is the end of the case.
func (d *draft) arrive(in int, branch, outcome string) error {
	if in == 0 {
		if outcome == Fail {
			return d.end(Rejected, "")
		}
		return d.end(Approved, "")
	}
	b := d.touch(in)
	if !b.Open || slices.ContainsFunc(b.Done, func(x Delivery) bool { return x.Branch == branch }) {
		return nil
	}
	b.Done = append(slices.Clip(b.Done), Delivery{Branch: branch, Outcome: outcome, Seq: d.seq})
	if len(b.Done) < len(b.Ways) {
		return nil
	}
	if slices.ContainsFunc(b.Done, func(x Delivery) bool { return x.Outcome == Fail }) {
		d.close(in, Fail)
		node, _ := d.g.Node(d.a.run(in).Step)
		return d.failed(in, node.OnReject)
	}
	d.close(in, Pass)
	return d.follow(in)
}

// failed leads a rejection where its policy says (E6).
func (d *draft) failed(n int, policy string) error {
	r := d.a.run(n)
	switch policy {
	case "", "end":
		if node, _ := d.g.Node(r.Step); node.Stage != nil && node.Stage.Accepts {
			return d.end(Refused, r.Step)
		}
		return d.end(Rejected, r.Step)
	case "branch":
		return d.arrive(r.In, r.Branch, Fail)
	}
	return d.jumpTo(n, policy)
}

// openBranches opens the branches of a parallel or choose block whose conditions
// hold; "otherwise" where none does.
func (d *draft) openBranches(n int, node process.Node) error {
	var ways []string
	otherwise := -1
	for i, b := range node.Branches {
		switch {
		case b.Otherwise:
			otherwise = i
			continue
		case b.When != "":
			holds, err := d.holds(b.When)
			if err != nil {
				return err
			}
			if !holds {
				continue
			}
		}
		if ways = append(ways, strconv.Itoa(i)); node.Kind == process.KindChoose {
			break
		}
	}
	if len(ways) == 0 && otherwise >= 0 {
		ways = []string{strconv.Itoa(otherwise)}
	}
	return d.openWays(n, node, ways)
}

// openEach opens the block's steps once for each unit of its field.
func (d *draft) openEach(n int, node process.Node) error {
	var items []string
	for _, id := range process.Texts(d.a.Form, node.Over) {
		if id != "" && !strings.Contains(id, "/") && !slices.Contains(items, id) {
			items = append(items, id)
		}
	}
	return d.openWays(n, node, items)
}

// openWays opens branches; a block none of whose ways is taken is passed.
func (d *draft) openWays(n int, node process.Node, ways []string) error {
	d.touch(n).Ways = ways
	if len(ways) == 0 {
		d.close(n, Pass)
		return d.follow(n)
	}
	outer := d.a.run(n).Item
	for _, way := range ways {
		if !d.a.run(n).Open {
			return nil // a branch led out of the block, or ended the case
		}
		if err := d.openWay(n, node, way, outer); err != nil {
			return err
		}
	}
	return nil
}

// openWay opens one branch of a block; an empty one has delivered.
func (d *draft) openWay(n int, node process.Node, way, outer string) error {
	at, branch := spot{in: n, branch: way, item: outer}, 0
	if node.Kind == process.KindEach {
		at.item = join(outer, way)
	} else {
		branch = atoi(way)
	}
	first := d.g.First(node.ID, branch)
	if first == "" {
		return d.arrive(n, way, Pass)
	}
	return d.open(first, at)
}

// jumpTo goes on at another step of the same sequence or of one around it. The
// blocks left on the way are cancelled whole (E9).
func (d *draft) jumpTo(from int, target string) error {
	t, ok := d.g.Node(target)
	if !ok {
		return fmt.Errorf("the definition has no step %q", target)
	}
	at := d.a.run(from).spot()
	node, _ := d.g.Node(d.a.run(from).Step)
	for node.Parent != t.Parent || node.Branch != t.Branch {
		if at.in == 0 {
			return d.conflict("approval.sideways", "%s cannot be reached from %s", target, d.a.run(from).Step).With("step", t.Name)
		}
		block := d.a.run(at.in)
		node, _ = d.g.Node(block.Step)
		d.cut(at.in, "")
		if block = d.a.run(at.in); block.Open {
			d.close(at.in, Cancelled)
		}
		at = d.a.run(at.in).spot()
	}
	d.cut(at.in, at.branch)
	if d.a.latest(target, at.item) != nil {
		d.goRound() // it is walked again: a rejection's way back, or a loop
	}
	return d.open(target, at)
}

// cut cancels everything open inside a block, or inside one of its branches; at
// the top (0, "") it is everything.
func (d *draft) cut(in int, branch string) []int {
	var gone []int
	for i := range d.a.Runs {
		if r := &d.a.Runs[i]; r.Open && d.a.inside(r, in, branch) {
			gone = append(gone, r.N)
		}
	}
	for i := len(gone) - 1; i >= 0; i-- {
		d.cancelCalls(gone[i])
		d.close(gone[i], Cancelled)
	}
	return gone
}

// inside tells whether an opening lies in a block's branch, at any depth; branch
// "" is all of them.
func (a *Approval) inside(r *Run, in int, branch string) bool {
	if in == 0 {
		return true
	}
	for r != nil {
		if r.In == in && (branch == "" || r.Branch == branch) {
			return true
		}
		r = a.run(r.In)
	}
	return false
}

// holds asks a condition of the facts as they stand.
func (d *draft) holds(expr string) (bool, error) {
	ok, err := d.a.Def.Holds(expr, d.a.facts())
	if err != nil {
		return false, d.conflict("approval.condition", "%v", err).With("condition", expr)
	}
	return ok, nil
}

func (a *Approval) facts() process.Facts {
	return process.Facts{Form: a.Form, Project: a.Birth.Facts, Round: a.Round, Supplements: len(a.Supplements)}
}

// nextRound begins a new round of the case: what was decided before a return
// does not spare anybody a decision after it (E27).
func (d *draft) nextRound() {
	if d.ch.Round == 0 {
		d.goRound()
	}
}

// goRound begins a new round however often the order has: where nobody has to
// decide on the way, a loop until some round must come to it.
func (d *draft) goRound() {
	d.a.Round++
	d.ch.Round = d.a.Round
}
