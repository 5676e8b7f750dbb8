package process

import (
	"slices"

	"github.com/diaodu/diaodu/domain/org"
)

// stage checks one stage.
func (c *checker) stage(id string, s *Stage, path string) {
	if len(s.By) == 0 {
		c.refuse(path, "process.stage_nobody", "id", id)
	}
	c.whos(join(path, "by"), id, s.By)
	c.one(join(path, "mode"), string(s.Mode), texts(Modes)...)
	c.seats(s, path)
	c.ballot(id, s, join(path, "vote"))
	c.veto(s, join(path, "veto"))
	c.onReject(join(path, "on_reject"), id, s.OnReject)
	c.outcomes(id, s, join(path, "outcomes"))
	c.returns(id, s, join(path, "return"))
	c.days(path, dayValue{"within", s.Within}, dayValue{"promised", s.Promised})
	c.stageLimits(s, path)
	c.late(join(path, "late"), id, s.Late, s.Within > 0 || s.Promised > 0)
	if s.Late.Then == "return" && s.Return.Never {
		c.refuse(join(path, "late.then"), "process.late_return")
	}
	if s.Nobody != nil {
		c.nobody(join(path, "nobody"), id, *s.Nobody)
	}
	c.one(join(path, "starter"), s.Starter, wordsOf["Stage.starter"]...)
	c.one(join(path, "repeat"), s.Repeat, wordsOf["Stage.repeat"]...)
	if s.Signature && s.Repeat != "" && s.Repeat != RepeatNone {
		c.refuse(join(path, "repeat"), "process.signature_repeat")
	}
	c.one(join(path, "opinion"), s.Opinion, wordsOf["Stage.opinion"]...)
	c.fields(s.Fields, join(path, "fields"))
	for i, op := range s.May {
		c.one(join(path, "may", i), string(op), texts(Ops)...)
	}
	c.twice(join(path, "may"), texts(s.May))
	c.one(join(path, "sight"), s.Sight, wordsOf["Stage.sight"]...)
}

// many tells whether a rule may give more than one seat, which only the
// directory and the form know.
func (w Who) many() bool { return w.Each || w.UserField != "" || w.Chosen != "" }

// seats is how many seats the stage has, and whether there may be more.
func (s *Stage) seats() (n int, more bool) {
	return len(s.By), slices.ContainsFunc(s.By, Who.many)
}

func (c *checker) seats(s *Stage, path string) {
	n, more := s.seats()
	switch {
	case n == 0:
	case s.Mode == Single && n > 1:
		c.refuse(join(path, "mode"), "process.mode_single", "seats", n)
	case s.Mode != "" && s.Mode != Single && n == 1 && !more:
		c.warn(join(path, "mode"), "process.mode_one_seat", "mode", string(s.Mode))
	}
	first := map[Who]int{}
	for i, w := range s.By {
		w.Line = 0
		if j, seen := first[w]; seen {
			c.refuse(join(path, "by", i), "process.seat_twice", "first", j+1, "second", i+1)
			continue
		}
		first[w] = i
	}
}

func (c *checker) ballot(id string, s *Stage, path string) {
	b := s.Ballot
	if s.Mode != Vote {
		if b != (Ballot{}) && (s.Mode == "" || slices.Contains(Modes, s.Mode)) {
			c.refuse(path, "process.vote_mode")
		}
		return
	}
	if b.Threshold != 0 {
		c.within(join(path, "threshold"), b.Threshold, 1, 100)
	}
	c.one(join(path, "of"), b.Of, wordsOf["Ballot.of"]...)
	c.one(join(path, "abstain"), b.Abstain, wordsOf["Ballot.abstain"]...)
	c.one(join(path, "tie"), b.Tie, wordsOf["Ballot.tie"]...)
	c.within(join(path, "quorum"), b.Quorum, 0, maxQuorum)
	if n, more := s.seats(); !more && b.Quorum > n {
		c.refuse(join(path, "quorum"), "process.quorum_seats", "quorum", b.Quorum, "seats", n)
	}
	if b.Tie == "chair" && b.Chair == nil {
		c.refuse(path, "process.tie_chair")
	}
	if b.Chair != nil {
		c.who(join(path, "chair"), id, *b.Chair)
		if b.Tie != "chair" {
			c.refuse(join(path, "chair"), "process.chair_tie")
		}
	}
}

// veto refuses names of roles that no seat has, and a veto where one decision is
// the stage's anyway.
func (c *checker) veto(s *Stage, path string) {
	if len(s.Veto) == 0 {
		return
	}
	if s.Mode == Any || s.Mode == Single {
		c.refuse(path, "process.veto_mode", "mode", string(s.Mode))
	}
	for i, v := range s.Veto {
		here := join(path, i)
		switch {
		case v == "any":
			if len(s.Veto) > 1 {
				c.refuse(here, "process.veto_any")
			}
		case !c.role(here, org.Role(v)):
		case !slices.ContainsFunc(s.By, func(w Who) bool { return w.Role == org.Role(v) || w.Role == "" }):
			c.refuse(here, "process.veto_nobody", "role", v)
		}
	}
	c.twice(path, s.Veto)
}

func (c *checker) outcomes(id string, s *Stage, path string) {
	seen := map[string]bool{}
	for i, o := range s.Outcomes {
		here := join(path, i)
		switch {
		case !idPattern.MatchString(o.ID):
			c.refuse(here, "process.id", "value", o.ID)
		case slices.Contains(reserved, o.ID):
			c.refuse(here, "process.id_reserved", "id", o.ID)
		case seen[o.ID]:
			c.refuse(here, "process.outcome_twice", "id", o.ID)
		}
		seen[o.ID] = true
		if o.Name == "" {
			c.refuse(here, "process.outcome_no_name", "id", o.ID)
		}
		switch {
		case (o.To == "") == (o.End == ""):
			c.refuse(here, "process.outcome_where", "id", o.ID)
		case o.To != "":
			c.target(join(here, "to"), id, o.To, false)
		default:
			c.one(join(here, "end"), string(o.End), texts(Results)...)
		}
	}
}

func (c *checker) returns(id string, s *Stage, path string) {
	r := s.Return
	c.one(join(path, "resume"), r.Resume, wordsOf["Return.resume"]...)
	if r.Never && (len(r.To) > 0 || r.Resume != "") {
		c.refuse(path, "process.return_never")
	}
	for i, to := range r.To {
		here := join(path, "to", i)
		if to == "starter" || to == "previous" {
			continue
		}
		if c.target(here, id, to, true) {
			if n, _ := c.g.Node(to); n.Kind != KindStage {
				c.refuse(here, "process.not_a_stage", "id", to)
			}
		}
	}
	c.twice(join(path, "to"), r.To)
}

// stageLimits refuses a promise longer than the law's, and a stage that may take
// longer than the whole case.
func (c *checker) stageLimits(s *Stage, path string) {
	l := c.d.Limits
	switch {
	case s.Within > 0 && s.Promised > s.Within:
		c.refuse(join(path, "promised"), "process.promised_longer", "promised", s.Promised, "law", s.Within)
	case l.Statutory > 0 && s.Within > l.Statutory:
		c.refuse(join(path, "within"), "process.stage_longer", "stage", s.Within, "whole", l.Statutory)
	case l.Promised > 0 && s.Promised > l.Promised:
		c.refuse(join(path, "promised"), "process.stage_longer", "stage", s.Promised, "whole", l.Promised)
	}
}

func (c *checker) late(path, id string, l Late, clock bool) {
	c.one(join(path, "then"), l.Then, wordsOf["Late.then"]...)
	if l.Then == "pass" && l.Basis == "" {
		c.refuse(join(path, "then"), "process.late_basis")
	}
	if !clock && (l.Then != "" && l.Then != "hold" || len(l.Remind) > 0) {
		c.refuse(path, "process.late_no_clock")
	}
	if l.Then == "escalate" && len(l.Escalate) == 0 {
		c.refuse(join(path, "then"), "process.escalate_nobody")
	}
	c.whos(join(path, "escalate"), id, l.Escalate)
	for i, day := range l.Remind {
		c.within(join(path, "remind", i), day, -maxDays, maxDays)
		if i > 0 && day <= l.Remind[i-1] {
			c.refuse(join(path, "remind", i), "process.remind_order", "day", day)
		}
	}
}

// fields refuses permissions on fields that are not there, or that contradict
// each other.
func (c *checker) fields(f Fields, path string) {
	for _, list := range []struct {
		key  string
		keys []string
	}{{"write", f.Write}, {"required", f.Required}, {"hidden", f.Hidden}} {
		for i, key := range list.keys {
			here := join(path, list.key, i)
			c.field(here, key)
			if list.key == "hidden" && (slices.Contains(f.Write, key) || slices.Contains(f.Required, key)) {
				c.refuse(here, "process.field_hidden", "field", key)
			}
		}
		c.twice(join(path, list.key), list.keys)
	}
}

func (c *checker) twice(path string, all []string) {
	seen := map[string]bool{}
	for i, one := range all {
		if seen[one] {
			c.refuse(join(path, i), "process.listed_twice", "value", one)
		}
		seen[one] = true
	}
}
