package approval

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
)

// randomForm is the form of every random process; its conditions never fail.
const randomForm = `{"type":"object","properties":{"n":{"type":"integer"},"ok":{"type":"boolean"},
"units":{"type":"array","items":{"type":"string"}},"who":{"type":"array","items":{"type":"string"}}}}`

var randomConditions = []string{
	"form.n > 2", "form.ok", "case.round < 2", "case.supplements == 0", "size(form.units) > 1", "form.n != 1 || form.ok",
}

// drawer makes a random process that passes the checks of publication.
type drawer struct {
	rt *rapid.T
	n  int
}

func (d *drawer) id(kind string) string {
	d.n++
	return fmt.Sprintf("%s%d", kind, d.n)
}

// evenly draws a number below n, each as likely as another; rapid's own ranges
// prefer small numbers, and so the first acts and policies of every list.
func evenly(rt *rapid.T, n int, what string) int {
	number := 0
	for _, bit := range rapid.SliceOfN(rapid.Bool(), 7, 7).Draw(rt, what) {
		if number *= 2; bit {
			number++
		}
	}
	return number % n
}

func oneOf[T any](rt *rapid.T, from []T, what string) T { return from[evenly(rt, len(from), what)] }

func (d *drawer) oneIn(n int, what string) bool { return evenly(d.rt, n, what) == n-1 }

func drawOne[T any](d *drawer, what string, from ...T) T { return oneOf(d.rt, from, what) }

// randomDefinition draws a process and sees that it may be published.
func randomDefinition(rt *rapid.T) process.Definition {
	d := &drawer{rt: rt}
	def := process.Definition{
		Code: "random", Name: "随机流程", Form: process.Form{Schema: []byte(randomForm)},
		Matter: process.Matter{Code: "R", Authority: "bureau", Result: "结果"},
		Limits: process.Limits{Statutory: drawOne(d, "law", 0, 20), Extension: 5, Unanswered: drawOne(d, "unanswered", "", "return")},
		Rules: process.Rules{
			Withdraw: drawOne(d, "withdraw", "", "", "never"), Starter: drawOne(d, "starter", "", "allow", "skip", "superior", "hold"),
			Repeat: drawOne(d, "repeat", "", "none", "consecutive", "case"), Hops: drawOne(d, "hops", 0, 1),
		},
	}
	if def.Limits.Statutory > 0 {
		def.Limits.Promised = drawOne(d, "promise", 0, 15)
	}
	if d.oneIn(3, "fallback") {
		def.Rules.Nobody = process.Nobody{Then: "fallback", Fallback: &process.Who{User: "power"}}
	}
	if d.oneIn(3, "keeper") {
		def.Rules.Keeper = drawOne(d, "who keeps", &process.Who{User: "keeper"}, &process.Who{Role: org.DeptLead})
	}
	if d.oneIn(3, "numbered") {
		def.Matter.Number = drawOne(d, "number", "R%06d", "荣〔{year}〕%d号")
	}
	if d.oneIn(4, "word") {
		def.Matter.Commitment, def.Matter.CheckWithin = true, 10
	}
	def.Steps = d.sequence(0, false, nil, 1+evenly(rt, 4, "steps"))
	if d.oneIn(2, "accepts") {
		def.Material = []process.Material{{ID: "plan", Name: "方案", Required: true}, {ID: "map", Name: "图", Required: true, Deferrable: true, DeferDays: 2}}
		s := process.Step{ID: "accept", Kind: process.KindStage, Name: "受理", Stage: &process.Stage{
			Accepts: true, By: []process.Who{{Role: org.DeptReceiver}}, May: process.Ops, Opinion: "never",
		}}
		def.Steps = append([]process.Step{s}, def.Steps...)
	}
	def.Subs = []process.Definition{{Code: "child", Name: "子流程", Steps: []process.Step{{
		ID: "one", Kind: process.KindStage, Name: "一", Stage: &process.Stage{By: []process.Who{{Role: org.Handler, Org: "fire"}}},
	}}}}
	require.Empty(rt, slices.DeleteFunc(process.Check(&def, process.Known{}), func(p process.Problem) bool { return p.Warning }))
	return def
}

// sequence draws steps that stand one after the other; seen are the stages that
// a step here may lead back to.
func (d *drawer) sequence(depth int, each bool, seen []string, n int) []process.Step {
	seen = slices.Clone(seen)
	var steps []process.Step
	for range n {
		s := d.step(depth, each, seen)
		if s.Kind == process.KindStage && s.When == "" {
			seen = append(seen, s.ID)
		}
		steps = append(steps, s)
	}
	return steps
}

func (d *drawer) step(depth int, each bool, seen []string) process.Step {
	kinds := []process.Kind{process.KindStage, process.KindStage, process.KindStage, process.KindStage, process.KindStage,
		process.KindCall, process.KindNotice, process.KindWait, process.KindCC, process.KindGoto, process.KindEnd}
	if depth < 2 {
		kinds = append(kinds, process.KindParallel, process.KindParallel, process.KindParallel, process.KindChoose, process.KindEach, process.KindEach)
	}
	kind := oneOf(d.rt, kinds, "kind")
	if kind == process.KindGoto && len(seen) == 0 {
		kind = process.KindStage
	}
	s := process.Step{ID: d.id("s"), Kind: kind}
	s.Name = "步骤" + s.ID
	if d.oneIn(6, "when") {
		s.When = drawOne(d, "condition", randomConditions...)
	}
	switch kind {
	case process.KindStage:
		s.Stage = d.stage(depth, each, seen)
	case process.KindParallel, process.KindChoose:
		s.OnReject = d.onReject(depth, seen)
		s.Branches = d.branches(kind, depth, each, seen)
	case process.KindEach:
		s.OnReject, s.Over = d.onReject(depth, seen), "units"
		s.Branches = []process.Branch{{Steps: d.sequence(depth+1, true, seen, rapid.IntRange(1, 2).Draw(d.rt, "steps of each"))}}
	case process.KindCall:
		s.Call, s.Over = d.call(depth, seen), drawOne(d, "over", "", "units")
	case process.KindNotice:
		s.Notice = &process.Notice{Days: rapid.IntRange(1, 4).Draw(d.rt, "days"), By: process.Who{Role: org.DeptLead},
			Calendar: rapid.Bool().Draw(d.rt, "calendar days"), Excluded: rapid.Bool().Draw(d.rt, "excluded")}
		if len(seen) > 0 && d.oneIn(2, "objection leads back") {
			s.Notice.OnObjection = drawOne(d, "objection to", seen...)
		}
	case process.KindWait:
		s.Wait = &process.Wait{From: "外部系统", By: process.Who{Role: org.DeptReceiver}, Within: drawOne(d, "wait", 0, 3),
			Excluded: rapid.Bool().Draw(d.rt, "excluded"), OnReject: d.onReject(depth, seen)}
		if s.Wait.Within > 0 {
			s.Wait.Late = process.Late{Then: drawOne(d, "late wait", "", "pass", "reject"), Basis: "条例"}
		}
	case process.KindCC:
		s.Name, s.CC = "", []process.Who{d.who(false)}
	case process.KindGoto:
		s.Name, s.To, s.When = "", drawOne(d, "goto", seen...), "case.round < 3"
	case process.KindEnd:
		s.Name, s.Result, s.When = "", drawOne(d, "result", process.Approved, process.Rejected), "form.n == 5"
	}
	return s
}

func (d *drawer) branches(kind process.Kind, depth int, each bool, seen []string) []process.Branch {
	n := 2 + evenly(d.rt, 2, "branches")
	bs := make([]process.Branch, n)
	for i := range bs {
		last := i == n-1
		if kind == process.KindChoose && !last || kind == process.KindParallel && !last && d.oneIn(3, "conditional") {
			bs[i].When = drawOne(d, "branch when", randomConditions...)
		}
		bs[i].Otherwise = kind == process.KindChoose && last
		bs[i].Steps = d.sequence(depth+1, each, seen, rapid.IntRange(1, 2).Draw(d.rt, "steps of branch"))
	}
	return bs
}

func (d *drawer) call(depth int, seen []string) *process.Call {
	if d.oneIn(4, "detached") {
		return &process.Call{Process: "child", Detached: true}
	}
	return &process.Call{Process: "child", Gather: drawOne(d, "gather", "", "all", "done"), OnReject: d.onReject(depth, seen)}
}

func (d *drawer) onReject(depth int, seen []string) string {
	choices := []string{"", "end"}
	if depth > 0 {
		choices = append(choices, "branch", "branch")
	}
	return oneOf(d.rt, append(choices, seen...), "on reject")
}

// who draws a rule for people, some of whom are not there.
func (d *drawer) who(each bool) process.Who {
	rules := []process.Who{
		{Role: org.Handler, Org: "fire"}, {Role: org.Handler, Org: "water"}, {Role: org.Handler, Org: "road"},
		{Role: org.Handler}, {Role: org.Handler, Each: true}, {Role: org.DeptReceiver}, {Role: org.DeptLead},
		{User: "eco"}, {User: "power"}, {User: "clerk"}, {UserField: "who"}, {Role: org.Handler, Org: "empty"}, {User: "ghost"},
		{Starter: true}, {Role: org.Coordinator}, {Chosen: "starter"},
	}
	if each {
		rules = append(rules, process.Who{Role: org.Handler, OrgField: "item"}, process.Who{Role: org.Handler, OrgField: "item"})
	}
	return oneOf(d.rt, rules, "who")
}

func (d *drawer) stage(depth int, each bool, seen []string) *process.Stage {
	s := &process.Stage{
		OnReject: d.onReject(depth, seen), Within: evenly(d.rt, 6, "within"), May: process.Ops,
		Starter: drawOne(d, "stage starter", "", "", "allow", "skip", "superior", "hold"), Repeat: drawOne(d, "stage repeat", "", "", "none", "case"),
		Opinion: drawOne(d, "opinion", "", "never", "always"), Irreversible: d.oneIn(8, "irreversible"),
		Visit: d.oneIn(12, "visit"), Sight: drawOne(d, "sight", "", "sealed"),
		Fields: process.Fields{Write: []string{"n", "ok", "units", "who"}},
	}
	for range 1 + evenly(d.rt, 4, "seats") {
		w := d.who(each)
		if !slices.ContainsFunc(s.By, func(o process.Who) bool { w.Weight = o.Weight; return o == w }) {
			w.Weight = drawOne(d, "weight", 0, 1, 2, 3)
			s.By = append(s.By, w)
		}
	}
	if s.Repeat == "" || s.Repeat == "none" {
		s.Signature = d.oneIn(8, "signature")
	}
	if d.oneIn(6, "few operations") {
		s.May = nil
	}
	d.mode(s)
	d.ways(s, seen)
	if s.Within > 0 {
		s.Promised = rapid.IntRange(0, s.Within).Draw(d.rt, "promised")
		s.Late = process.Late{Then: drawOne(d, "late", "", "hold", "pass", "reject", "return", "escalate"), Basis: "条例",
			Escalate: []process.Who{drawOne(d, "escalate", process.Who{Role: org.DeptLead}, process.Who{User: "ghost"}, process.Who{User: "road"})}}
	}
	if s.Return.Never && s.Late.Then == "return" {
		s.Late.Then = ""
	}
	if d.oneIn(4, "nobody") {
		s.Nobody = &process.Nobody{Then: drawOne(d, "nobody then", "", "hold", "fallback"), Fallback: &process.Who{Role: org.Handler, Org: "eco"}}
	}
	return s
}

// mode draws how the seats of a stage decide together.
func (d *drawer) mode(s *process.Stage) {
	modes := []process.Mode{"", process.All, process.Any, process.Ordered, process.Vote, process.Vote}
	if s.Mode = oneOf(d.rt, modes, "mode"); s.Mode == process.Vote {
		s.Ballot = process.Ballot{
			Threshold: drawOne(d, "threshold", 0, 1, 34, 50, 60, 67, 100), Of: drawOne(d, "of", "", "all", "cast"),
			Abstain: drawOne(d, "abstain", "", "counts", "excluded"), Quorum: d.quorum(s),
			Late: d.oneIn(4, "late ballot"),
		}
		if d.oneIn(3, "chair") {
			s.Ballot.Tie, s.Ballot.Chair = "chair", drawOne(d, "who chairs", &process.Who{Role: org.DeptLead}, &process.Who{User: "ghost"}, &process.Who{User: "fire"})
		}
	}
	if s.Mode != process.Any && d.oneIn(4, "veto") {
		s.Veto = []string{"any"}
		if i := slices.IndexFunc(s.By, func(w process.Who) bool { return w.Role != "" }); i >= 0 && rapid.Bool().Draw(d.rt, "role's veto") {
			s.Veto = []string{string(s.By[i].Role)}
		}
	}
}

// quorum is sometimes more than the rules will find.
func (d *drawer) quorum(s *process.Stage) int {
	most := len(s.By)
	if slices.ContainsFunc(s.By, func(w process.Who) bool { return w.Each || w.UserField != "" || w.Chosen != "" }) {
		most += 2
	}
	return rapid.IntRange(0, most).Draw(d.rt, "quorum")
}

// ways draws where a stage may lead beside forward.
func (d *drawer) ways(s *process.Stage, seen []string) {
	to := append([]string{"starter", "previous"}, seen...)
	switch evenly(d.rt, 5, "returns") {
	case 0:
		s.Return.Never = true
		return
	case 1, 2:
		s.Return.To = []string{oneOf(d.rt, to, "return to")}
	}
	s.Return.Resume = drawOne(d, "resume", "", "replay", "direct", "choice")
	if d.oneIn(6, "outcomes") {
		o := process.Outcome{ID: "done", Name: "办结", End: drawOne(d, "ends", process.Approved, process.Rejected)}
		if len(seen) > 0 && rapid.Bool().Draw(d.rt, "leads back") {
			o.End, o.To = "", oneOf(d.rt, seen, "outcome to")
		}
		s.Outcomes = []process.Outcome{o}
	}
}
