package meeting

import (
	"slices"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// View is a meeting as one reader sees it. Texts the state does not keep (titles,
// resolutions, minutes) are joined by the door from the store.
type View struct {
	casefile.View
	Title   string            `json:"title"`
	Series  string            `json:"series"`
	Period  string            `json:"period"`
	Extra   bool              `json:"extra,omitempty"`
	Forum   between.Forum     `json:"forum"`
	Date    workcal.Date      `json:"date"`
	Wanted  workcal.Date      `json:"wanted,omitzero"`
	Start   workcal.TimeOfDay `json:"start"`
	Place   string            `json:"place,omitempty"`
	Chair   Person            `json:"chair"`
	Cutoffs Cutoffs           `json:"cutoffs,omitzero"`
	HeldOn  workcal.Date      `json:"held_on,omitzero"`
	Current string            `json:"current,omitempty"`
	Owner   bool              `json:"owner_view,omitempty"` // only the reader's own items are shown (R14, F-6)

	Items      []ItemView   `json:"items" nullable:"false"`
	Attendees  []Attendee   `json:"attendees,omitempty"`
	Totals     *Totals      `json:"totals,omitempty"`
	Last       *LastTotals  `json:"last_page,omitempty"`
	Minutes    *MinutesView `json:"minutes,omitempty"`
	Amendments []Amendment  `json:"amendments,omitempty"`
	Warnings   []Warning    `json:"warnings,omitempty"`
}

// Totals sum the agenda up; Overrun is by how many minutes the items exceed the
// meeting (F-3), 0 where they fit.
type Totals struct {
	Items     int `json:"items"`
	Minutes   int `json:"minutes"`
	Budget    int `json:"budget"`
	Overrun   int `json:"overrun"`
	Decided   int `json:"decided"`
	Carried   int `json:"carried"`
	Tasks     int `json:"tasks"`
	TasksDone int `json:"tasks_done"`
}

// ItemView is one agenda item as a reader sees it.
type ItemView struct {
	ID        string             `json:"id"`
	Section   Section            `json:"section"`
	IssueID   string             `json:"issue_id,omitempty"`
	IssueNo   string             `json:"issue_no,omitempty"`
	Title     string             `json:"title,omitempty"` // joined by the door
	Project   between.ProjectRef `json:"project"`
	Lead      between.Unit       `json:"lead"`
	Co        []between.Unit     `json:"co,omitempty"`
	Minutes   int                `json:"minutes"`
	Slot      *Slot              `json:"slot,omitempty"`
	Score     int                `json:"score,omitempty"`
	Positions int                `json:"positions,omitempty"`
	Tendency  bool               `json:"tendency,omitempty"`
	Late      bool               `json:"late,omitempty"`
	Override  bool               `json:"override,omitempty"`
	LateFiles int                `json:"late_materials,omitempty"`
	Heard     bool               `json:"heard,omitempty"`
	Spoke     bool               `json:"owner_spoke,omitempty"`
	Blocked   bool               `json:"blocked,omitempty"` // the lead unit is absent and the chair has not waived it
	Waived    bool               `json:"waived,omitempty"`
	Carry     Carry              `json:"carry,omitempty"`
	Outcomes  []OutcomeView      `json:"outcomes,omitempty"`
}

// OutcomeView is one resolution as a reader sees it.
type OutcomeView struct {
	ID     string                 `json:"id"`
	Kind   between.ResolutionKind `json:"kind"`
	Text   string                 `json:"text,omitempty"` // joined by the door
	TaskID string                 `json:"task_id,omitempty"`
	Follow string                 `json:"follow,omitempty"`
	Edits  int                    `json:"edits,omitempty"`
}

// MinutesView is how far the minutes are.
type MinutesView struct {
	Due      workcal.Date `json:"due,omitzero"`
	Late     bool         `json:"late,omitempty"`
	Version  int          `json:"version"`
	Parts    int          `json:"parts"`
	Drafter  string       `json:"drafter,omitempty"`
	Reviewer string       `json:"reviewer,omitempty"`
	Signer   string       `json:"signer,omitempty"`
	Hash     string       `json:"hash,omitempty"`
	DocNo    string       `json:"doc_no,omitempty"`
	IssuedOn workcal.Date `json:"issued_on,omitzero"`
}

// Version is the case's sequence number, for the ETag.
func (v View) Version() int64 { return int64(v.Seq) }

// ViewFor shows the meeting to a reader on a day. An owner sees their own items
// and nothing of the others, of who came, or of what is being prepared (R14).
func (m *Meeting) ViewFor(actor org.Actor, at time.Time) View {
	own := isOwner(actor)
	v := View{
		View:  m.ViewOf(string(m.Status), m.Actions(actor)),
		Title: m.Title(), Series: m.Series, Period: m.Period, Extra: m.Extra, Forum: m.Forum,
		Date: m.Date, Wanted: m.Wanted, Start: m.Start, Place: m.Place, Chair: m.Chair,
		HeldOn: m.HeldOn, Owner: own, Items: []ItemView{},
	}
	for _, section := range Sections {
		for i := range m.Items {
			it := &m.Items[i]
			if it.Section == section && (!own || m.takesPart(actor, it)) {
				v.Items = append(v.Items, m.viewItem(it, own))
			}
		}
	}
	if own {
		v.ownersOnly(m)
		return v
	}
	v.Clocks, v.Ball = m.clocks(casefile.Today(at)), m.ball()
	v.Cutoffs, v.Current, v.Attendees, v.Totals, v.Last = m.Cutoffs, m.Current, m.Attendees, m.Totals(), m.Last
	if !m.Minutes.Due.IsZero() {
		v.Minutes = m.viewMinutes()
	}
	if casefile.SeesAll(actor) || actor.Has(org.MinutesReviewer) {
		v.Amendments, v.Warnings = m.Amendments, m.Warnings
	}
	return v
}

// MaySee tells whether the reader may see the meeting at all.
func (m *Meeting) MaySee(a org.Actor) bool { return SeesAll(a) || casefile.Sees(a, m.Parties()) }

// SeesAll tells whether the reader may see every meeting.
func SeesAll(a org.Actor) bool {
	return casefile.SeesAll(a) || a.Has(org.MinutesReviewer, org.Leader)
}

// isOwner tells whether the reader is an owner and nothing else.
func isOwner(a org.Actor) bool {
	return !SeesAll(a) && !a.Has(org.DeptRoles...) && !a.Has(org.ServiceOfficer, org.TaskForceLead)
}

// ownersOnly takes away what a meeting shows to officials only.
func (v *View) ownersOnly(m *Meeting) {
	if slices.ContainsFunc(v.Items, func(it ItemView) bool { return it.ID == m.Current }) {
		v.Current = m.Current
	}
	if m.Minutes.DocNo != "" {
		v.Minutes = &MinutesView{DocNo: m.Minutes.DocNo, IssuedOn: m.Minutes.IssuedOn}
	}
}

func (m *Meeting) viewItem(it *Item, own bool) ItemView {
	v := ItemView{
		ID: it.ID, Section: it.Section, IssueID: it.Issue, IssueNo: it.No, Project: m.project(it.Project), Lead: m.unit(it.Lead),
		Minutes: it.Minutes, Heard: it.Heard, Spoke: it.Spoke, Carry: it.Carry,
	}
	for _, co := range it.Co {
		v.Co = append(v.Co, m.unit(co))
	}
	if it.To > 0 {
		v.Slot = &Slot{From: it.From, To: it.To}
	}
	for _, out := range it.Outcomes {
		v.Outcomes = append(v.Outcomes, OutcomeView{ID: out.ID, Kind: out.Kind, TaskID: out.Task, Follow: out.Follow, Edits: out.Edits})
	}
	if own {
		return v
	}
	v.Score, v.Positions, v.Tendency, v.Late, v.Override = it.Score, it.Positions, it.Tendency, it.Late, it.Override
	v.LateFiles, v.Waived = it.LateFiles, it.Waived
	v.Blocked = m.Status == InSession && v.Lead.ID != "" && !it.Waived && len(it.Outcomes) == 0 && !m.present(v.Lead.ID)
	return v
}

func (m *Meeting) viewMinutes() *MinutesView {
	return &MinutesView{
		Due: m.Minutes.Due, Late: m.Minutes.Late, Version: m.Minutes.Version, Parts: len(m.Minutes.Parts),
		Drafter: m.Minutes.Drafter.Name, Reviewer: m.Minutes.Reviewer.Name, Signer: m.Minutes.Signer.Name,
		Hash: m.Minutes.Hash, DocNo: m.Minutes.DocNo, IssuedOn: m.Minutes.IssuedOn,
	}
}

// Totals sum the agenda up.
func (m *Meeting) Totals() *Totals {
	t := Totals{Items: len(m.Items), Budget: m.Budget}
	for i := range m.Items {
		it := &m.Items[i]
		t.Minutes += it.Minutes
		if len(it.Outcomes) > 0 {
			t.Decided++
		}
		if it.Carry != "" {
			t.Carried++
		}
		for _, out := range it.Outcomes {
			if out.Task != "" {
				t.Tasks++
			}
			if out.Follow == "closed" {
				t.TasksDone++
			}
		}
	}
	t.Overrun = max(t.Minutes-t.Budget, 0)
	return &t
}

// ball says who must move next.
func (m *Meeting) ball() *casefile.Ball {
	chair := func(what string) *casefile.Ball {
		return &casefile.Ball{UserID: m.Chair.UserID, OrgName: m.Chair.Name, What: what}
	}
	if len(m.Amendments) > 0 {
		return chair(ActConsent)
	}
	switch m.Status {
	case Draft:
		return &casefile.Ball{What: ActCollect, Due: m.Cutoffs.Collect}
	case Collecting:
		return &casefile.Ball{What: ActLock, Due: m.Cutoffs.Lock}
	case Locked:
		return &casefile.Ball{What: ActConvene, Due: m.Date}
	case InSession:
		return chair(ActDecide)
	case Closed:
		return &casefile.Ball{What: ActDraft, Due: m.Minutes.Due}
	case MinutesDraft:
		return &casefile.Ball{What: ActReview, Due: m.Minutes.Due}
	case Reviewed:
		b := chair(ActSign)
		b.Due = m.Minutes.Due
		return b
	case Signed:
		return &casefile.Ball{What: ActIssue, Due: m.Minutes.Due}
	case Postponed:
		return &casefile.Ball{What: ActReschedule}
	}
	return nil
}
