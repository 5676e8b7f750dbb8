package meeting

import (
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
)

// What other nouns are told; the field names are theirs.
type (
	issueResolve struct {
		Act     string          `json:"act"`
		Outcome between.Outcome `json:"outcome"`
	}
	taskIssue struct {
		Act   string            `json:"act"`
		Birth between.TaskBirth `json:"birth"`
	}
	taskAmend struct {
		Act   string            `json:"act"`
		Amend between.Amendment `json:"amend"`
	}
)

// foldDecide remembers what was decided; the tasks are born and the issue
// hears of it before the item is left.
func foldDecide(m *Meeting, ev casefile.Event, c *Change) error {
	it := m.item(c.ItemID)
	if it == nil {
		return nil
	}
	word := between.Outcome{
		MeetingID: m.ID, MeetingNo: m.No, HeldOn: m.HeldOn, ItemID: it.ID, DecidedBy: c.DecidedBy,
	}
	word.TaskForce = c.taskForce()
	var force *between.TaskForceBirth
	if it.Issue == "" {
		force = word.TaskForce // no issue will set it up
	}
	for _, r := range c.Resolutions {
		out := Outcome{ID: r.ID, Kind: r.Kind}
		word.Kinds, word.Texts = append(word.Kinds, r.Kind), append(word.Texts, r.Text)
		if r.Task != nil {
			birth := *r.Task
			birth.TaskForce, force = force, nil
			out.Task = birth.TaskID
			word.TaskIDs = append(word.TaskIDs, birth.TaskID)
			if err := m.Owe(ev.Seq, casefile.Task, birth.TaskID, "issue", true, taskIssue{Act: "issue", Birth: birth}); err != nil {
				return err
			}
		}
		it.Outcomes = append(it.Outcomes, out)
		m.Decided++
	}
	if it.Issue == "" {
		return nil
	}
	return m.Owe(ev.Seq, casefile.Issue, it.Issue, "resolve", false, issueResolve{Act: "resolve", Outcome: word})
}

// taskForce is the one task force that was decided, if any.
func (c *Change) taskForce() *between.TaskForceBirth {
	for _, r := range c.Resolutions {
		if r.TaskForce != nil {
			return r.TaskForce
		}
	}
	return nil
}

// tellComesAgain owes an issue the word that it waits for the next meeting.
func (m *Meeting) tellComesAgain(ev casefile.Event, it *Item, reason string) error {
	word := between.Outcome{
		MeetingID: m.ID, MeetingNo: m.No, HeldOn: heldOn(m, ev), ItemID: it.ID, DecidedBy: m.Chair.Name,
		Kinds: []between.ResolutionKind{}, Texts: []string{}, CarriedOver: true,
	}
	for _, out := range it.Outcomes {
		word.Kinds = append(word.Kinds, out.Kind)
	}
	if reason != "" {
		word.Texts = append(word.Texts, reason)
	}
	return m.Owe(ev.Seq, casefile.Issue, it.Issue, "resolve", false, issueResolve{Act: "resolve", Outcome: word})
}

func foldParts(m *Meeting, ev casefile.Event, c *Change) error {
	for _, p := range c.Parts {
		part := Part{Anchor: p.Anchor, Hash: digest(p.Text, 4)}
		if i := slices.IndexFunc(m.Minutes.Parts, func(old Part) bool { return old.Anchor == p.Anchor }); i >= 0 {
			m.Minutes.Parts[i] = part
		} else {
			m.Minutes.Parts = append(m.Minutes.Parts, part)
		}
	}
	m.Minutes.Version, m.Minutes.Hash = c.Version, c.Hash
	if ev.Act == ActDraft {
		m.Minutes.Drafter = Person{UserID: ev.Actor.UserID, Name: ev.Actor.Name}
	}
	return nil
}

func foldReview(m *Meeting, ev casefile.Event, _ *Change) error {
	m.Minutes.Reviewer = Person{UserID: ev.Actor.UserID, Name: ev.Actor.Name}
	return nil
}

func foldReturn(m *Meeting, _ casefile.Event, _ *Change) error {
	m.Minutes.Reviewer = Person{}
	return nil
}

func foldSign(m *Meeting, ev casefile.Event, c *Change) error {
	m.Minutes.Signer = Person{UserID: ev.Actor.UserID, Name: ev.Actor.Name}
	m.Minutes.Sealed = c.Hash
	return nil
}

func foldIssue(m *Meeting, ev casefile.Event, _ *Change) error {
	m.Minutes.DocNo, m.Minutes.IssuedOn = ev.Number, casefile.Today(ev.At)
	return nil
}

func foldPropose(m *Meeting, _ casefile.Event, c *Change) error {
	m.Amendments = append(m.Amendments, *c.Amendment)
	m.AmendEver++
	return nil
}

func foldRefuse(m *Meeting, _ casefile.Event, c *Change) error {
	m.Amendments = slices.DeleteFunc(m.Amendments, func(a Amendment) bool { return a.ID == c.AmendmentID })
	return nil
}

// foldConsent changes the resolution; a task that reads differently now is told.
// Minutes that were on their way to the seal go back to be written again.
func foldConsent(m *Meeting, ev casefile.Event, c *Change) error {
	a := *c.Amendment
	m.Amendments = slices.DeleteFunc(m.Amendments, func(b Amendment) bool { return b.ID == a.ID })
	_, out := m.outcome(a.ResolutionID)
	if out == nil {
		return nil
	}
	out.Edits++
	if Status(ev.From) != Status(ev.To) {
		m.Minutes.Reviewer, m.Minutes.Signer, m.Minutes.Sealed = Person{}, Person{}, ""
	}
	if out.Task == "" || (a.Change.Content == "" && a.Change.Standard == "" && a.Change.Due.IsZero()) {
		return nil
	}
	word := amendmentOf(m, a, ev.Actor.Name, casefile.Today(ev.At))
	return m.Owe(ev.Seq, casefile.Task, out.Task, "amend", false, taskAmend{Act: "amend", Amend: word})
}

func foldHearTask(m *Meeting, _ casefile.Event, c *Change) error {
	if _, out := m.outcomeOfTask(c.Result.TaskID); out != nil {
		out.Follow = c.Result.State
	}
	return nil
}

func foldSettle(m *Meeting, _ casefile.Event, c *Change) error {
	m.Warnings = slices.DeleteFunc(m.Warnings, func(w Warning) bool { return w.Key == c.Warning })
	return nil
}

// foldTold strikes off what was answered; a refusal stays visible until
// somebody has seen to it.
func foldTold(m *Meeting, _ casefile.Event, c *Change) error {
	m.Settle(c.Told)
	for _, t := range c.Told {
		if t.Refused == "" {
			continue
		}
		w := Warning{Key: t.Key, Kind: t.Kind, CaseID: t.CaseID, Act: t.Act, Code: t.Refused, Why: t.Why}
		if it, _ := m.outcomeOfTask(t.CaseID); it != nil {
			w.ItemID = it.ID
		} else if it := m.itemOf(t.CaseID); it != nil && t.Kind == casefile.Issue {
			w.ItemID = it.ID
		}
		m.Warnings = append(m.Warnings, w)
	}
	return nil
}
