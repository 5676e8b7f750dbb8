package meeting

import (
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// maxItems bounds an agenda, and usualMinutes is what a speaker gets unasked.
const (
	maxItems     = 1000
	usualMinutes = 10
)

// judgeAddItem puts something on the agenda. An issue asks by itself, so that
// the issue knows; a coordinator adds what is no issue.
func judgeAddItem(m *Meeting, o *order) error {
	if o.Entry == nil {
		return wrong("meeting.missing", "entry", "no entry").With("field", "entry")
	}
	e := *o.Entry
	section := o.Section
	if section == "" {
		section = KeyIssue
	}
	minutes := o.Minutes
	if minutes == 0 {
		minutes = usualMinutes
	}
	if err := each(needText("entry.title", e.Title, longLine), mayText("presenter", o.Presenter, longLine),
		checkEntry(e), checkSection(section), checkMinutes(minutes)); err != nil {
		return err
	}
	if len(m.Items) >= maxItems {
		return clash("meeting.full", "%d items", len(m.Items))
	}
	if !o.System() {
		e.OverrideBy = "" // an issue says so for its chair; people cannot
		if o.Override && o.actor().Has(org.Chair) {
			e.OverrideBy = o.actor().Name
		}
	}
	e = shortened(e)
	override := e.OverrideBy != ""
	if err := m.mayJoin(o, e, section, override); err != nil {
		return err
	}
	late := m.Status == Locked || m.Status == InSession
	if late && o.System() && e.OverrideBy == "" {
		return m.agendaLocked()
	}
	o.change.Item = &NewItem{
		ID: fmt.Sprintf("i%d", m.ItemsEver+1), Section: section, Minutes: minutes, Presenter: o.Presenter,
		Late: late, Override: override && lacksPreparation(e), Score: ScoreOf(e, m.Date).Score, Entry: e,
	}
	if err := m.joinWithSlot(o, e); err != nil {
		return err
	}
	if e.Lead.ID != "" {
		to := []casefile.Audience{{OrgID: e.Lead.ID}}
		for _, co := range e.Co {
			to = append(to, casefile.Audience{OrgID: co.ID})
		}
		o.notify("meeting.item_added", to, m.named(arg("item", e.Title))...)
	}
	return nil
}

func (m *Meeting) agendaLocked() error {
	return clash("meeting.agenda_locked", "the agenda is locked").With("date", m.Date.String())
}

// MayTake tells whether an issue that asks for the agenda now would find it open, so
// that whoever puts it there hears a refusal at once; by the chair's override a locked
// one is. The meeting judges anew when the issue asks it.
func (m *Meeting) MayTake(issueID string, override bool) error {
	switch m.Status {
	case Draft, Collecting:
	case Locked, InSession:
		if !override {
			return m.agendaLocked()
		}
	default:
		return clash("meeting.agenda_over", "the meeting is %s", m.Status).With("date", m.Date.String())
	}
	if issueID != "" && m.itemOf(issueID) != nil {
		return clash("meeting.on_agenda", "issue %s is on the agenda", issueID)
	}
	return nil
}

// shortened keeps an entry light: the full texts stay with the issue.
func shortened(e between.AgendaEntry) between.AgendaEntry {
	cut := func(text string, limit int) string {
		if r := []rune(text); len(r) > limit {
			return string(r[:limit]) + "…"
		}
		return text
	}
	e.PreCoord, e.Tendency = cut(e.PreCoord, 500), cut(e.Tendency, 500)
	e.Positions = slices.Clone(e.Positions)
	for i := range e.Positions {
		e.Positions[i].Stand, e.Positions[i].Basis = cut(e.Positions[i].Stand, 200), cut(e.Positions[i].Basis, 100)
	}
	return e
}

// mayJoin is R2: no item without issue, lead unit and 会前协调, unless the chair
// went beyond it, which is on record. Other matters have sections of their own.
func (m *Meeting) mayJoin(o *order, e between.AgendaEntry, section Section, override bool) error {
	if e.IssueID != "" && !o.System() {
		return clash("meeting.issue_asks", "issue %s joins an agenda by its own act", e.IssueID)
	}
	if e.IssueID != "" && m.itemOf(e.IssueID) != nil {
		return clash("meeting.on_agenda", "issue %s is on the agenda", e.IssueID)
	}
	if section == NewStart || section == Other || override {
		return nil
	}
	switch {
	case e.IssueID == "":
		return wrong("meeting.no_issue", "entry.issue_id", "section %s takes issues only", section)
	case e.Lead.ID == "":
		return wrong("meeting.no_lead", "entry.lead", "no lead unit")
	case e.PreCoord == "":
		return wrong("meeting.no_precoordination", "entry.pre_coord", "no pre-coordination")
	}
	return nil
}

func lacksPreparation(e between.AgendaEntry) bool {
	return e.IssueID == "" || e.Lead.ID == "" || e.PreCoord == ""
}

func checkEntry(e between.AgendaEntry) error {
	if len(e.Co) > 20 || len(e.Positions) > 30 {
		return wrong("meeting.too_many", "entry.co", "%d co units, %d positions", len(e.Co), len(e.Positions))
	}
	for _, u := range append([]between.Unit{e.Lead}, e.Co...) {
		if err := each(mayText("entry.lead", u.ID, 32), mayText("entry.lead", u.Name, longLine)); err != nil {
			return err
		}
	}
	for _, p := range e.Positions {
		if err := checkPosition("entry.positions", p); err != nil {
			return err
		}
	}
	return each(mayText("entry.issue_id", e.IssueID, 32), mayText("entry.issue_no", e.IssueNo, 64),
		mayText("entry.project", e.Project.ID, 32), mayText("entry.project", e.Project.Name, longLine),
		mayText("entry.pre_coord", e.PreCoord, longSaid), mayText("entry.tendency", e.Tendency, longSaid))
}

func checkPosition(field string, p between.Position) error {
	if p.Org.ID == "" {
		return wrong("meeting.missing", field+".org", "no unit").With("field", field+".org")
	}
	return each(mayText(field+".org", p.Org.ID, 32), mayText(field+".org", p.Org.Name, longLine),
		needText(field+".stand", p.Stand, longSaid), mayText(field+".basis", p.Basis, longSaid))
}

func checkSection(s Section) error {
	if !slices.Contains(Sections, s) {
		return wrong("meeting.section", "section", "unknown section %q", s)
	}
	return nil
}

func checkMinutes(minutes int) error {
	if minutes < 1 || minutes > 240 {
		return wrong("meeting.item_minutes", "minutes", "%d minutes", minutes)
	}
	return nil
}

// judgeRemoveItem takes an item off before the meeting. An issue that leaves by
// itself is not told what it knows.
func judgeRemoveItem(m *Meeting, o *order) error {
	it := m.item(o.ItemID)
	if o.System() {
		it = m.itemOf(o.IssueID)
	}
	if it == nil || (o.System() && o.IssueID == "") {
		return fault.New(fault.NotFound, "meeting.no_item", "no item %q", o.ItemID).On("item_id")
	}
	if len(it.Outcomes) > 0 {
		return clash("meeting.item_decided", "item %s was decided", it.ID)
	}
	if !o.System() {
		if err := o.needReason(); err != nil {
			return err
		}
	}
	o.change.ItemID, o.change.Quiet = it.ID, o.System()
	return nil
}

// judgeReorder moves one item before another of its section, or orders the
// whole agenda by score.
func judgeReorder(m *Meeting, o *order) error {
	if o.ByScore {
		o.change.ByScore = true
		return nil
	}
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	if o.Before != "" {
		other, err := m.needItem(o.Before)
		if err != nil {
			return err
		}
		if other == it || other.Section != it.Section {
			return wrong("meeting.other_section", "before", "%s is not another item of the section", o.Before)
		}
	}
	o.change.ItemID, o.change.Before = it.ID, o.Before
	return nil
}

// judgePosition records a unit's stand before the meeting (E-8). A department
// speaks for itself only.
func judgePosition(m *Meeting, o *order) error {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	if o.Position == nil {
		return wrong("meeting.missing", "position", "no position").With("field", "position")
	}
	if err := checkPosition("position", *o.Position); err != nil {
		return err
	}
	if !o.actor().Has(org.Coordinator) && !o.actor().ActsFor(o.Position.Org.ID) {
		return fault.New(fault.Forbidden, "meeting.not_your_unit", "%s does not speak for %s", o.actor().UserID, o.Position.Org.ID)
	}
	o.change.ItemID, o.change.Position = it.ID, o.Position
	return nil
}

func judgeTendency(m *Meeting, o *order) error {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	o.change.ItemID, o.change.Text = it.ID, o.Text
	return needText("text", o.Text, longText)
}

// judgePrepare takes over what an issue's preparation 会前协调 says since it joined,
// so that the room reads what was said last (E-7, E-8). What is decided was decided
// upon what the room had read by then.
func judgePrepare(m *Meeting, o *order) error {
	it, err := m.slotItem(o)
	if err != nil {
		return err
	}
	if len(it.Outcomes) > 0 {
		return clash("meeting.item_decided", "item %s was decided", it.ID)
	}
	if o.Entry == nil {
		return wrong("meeting.missing", "entry", "no entry").With("field", "entry")
	}
	if err := checkEntry(*o.Entry); err != nil {
		return err
	}
	e := shortened(*o.Entry)
	o.change.ItemID = it.ID
	o.change.Prepared = &Preparation{PreCoord: e.PreCoord, Tendency: e.Tendency, Positions: e.Positions}
	return nil
}

// judgeMaterial adds a paper to an item; after the cutoff it is marked late in
// the minutes (F-4). Outsiders add to their own items only.
func judgeMaterial(m *Meeting, o *order) error {
	it, err := m.needItem(o.ItemID)
	if err != nil {
		return err
	}
	if err := checkFile("attachment", o.Attachment); err != nil {
		return err
	}
	if !casefile.SeesAll(o.actor()) && !m.takesPart(o.actor(), it) {
		return fault.New(fault.Forbidden, "meeting.not_your_item", "%s has no part in %s", o.actor().UserID, it.ID)
	}
	o.change.ItemID, o.change.Attachment = it.ID, o.Attachment
	o.change.Late = o.today.After(m.Cutoffs.Materials)
	return nil
}

// takesPart tells whether an item is the actor's: their unit leads or helps, or
// their enterprise owns the project.
func (m *Meeting) takesPart(a org.Actor, it *Item) bool {
	if a.Has(org.Owner) && a.EnterpriseID != "" && m.project(it.Project).EnterpriseID == a.EnterpriseID {
		return true
	}
	return a.ActsFor(m.unit(it.Lead).ID) || slices.ContainsFunc(it.Co, func(co int) bool { return a.ActsFor(m.unit(co).ID) })
}

// Score says why an item stands where it stands: days blocked × investment ×
// milestone proximity (F-2), each as a number a reader can check.
type Score struct {
	Score           int   `json:"score"`
	Days            int   `json:"days"`             // calendar days since it was raised, at most 365
	InvestWan       int64 `json:"invest_wan"`       // 总投资, 万元
	InvestWeight    int   `json:"invest_weight"`    // 1 below 1亿, 2 below 5亿, 3 below 10亿, 4 below 50亿, else 5
	MilestoneDays   int   `json:"milestone_days"`   // days to the milestone it blocks, negative when missed
	MilestoneWeight int   `json:"milestone_weight"` // 1 beyond 90 days or none, 2, 3 within 60, 4 within 30, 5 within 14, 6 missed
	NoMilestone     bool  `json:"no_milestone,omitempty"`
}

// ScoreOf scores an entry for a meeting on that date.
func ScoreOf(e between.AgendaEntry, on workcal.Date) Score {
	s := Score{Days: 1, InvestWan: e.Project.InvestWan, NoMilestone: e.BlocksUntil.IsZero(), InvestWeight: 5, MilestoneWeight: 1}
	if !e.RaisedOn.IsZero() {
		s.Days = min(max(on.Sub(e.RaisedOn), 1), 365)
	}
	for i, limit := range []int64{10_000, 50_000, 100_000, 500_000} {
		if s.InvestWan < limit {
			s.InvestWeight = i + 1
			break
		}
	}
	if !s.NoMilestone {
		s.MilestoneDays = e.BlocksUntil.Sub(on)
		for i, limit := range []int{0, 15, 31, 61, 91} {
			if s.MilestoneDays < limit {
				s.MilestoneWeight = 6 - i
				break
			}
		}
	}
	s.Score = s.Days * s.InvestWeight * s.MilestoneWeight
	return s
}
