package api

import (
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// MeetingView is a meeting as its reader may see it, with the texts of the
// agenda, the decisions and the minutes.
type MeetingView struct {
	CaseHead
	Title      string              `json:"title"`
	Series     string              `json:"series"`
	Period     string              `json:"period" doc:"所属月份"`
	Extra      bool                `json:"extra,omitempty" doc:"加开"`
	Forum      between.Forum       `json:"forum"`
	ForumText  string              `json:"forum_text"`
	Date       workcal.Date        `json:"date" doc:"会期"`
	Wanted     workcal.Date        `json:"wanted,omitzero" doc:"原定会期，遇休息日顺延"`
	Start      workcal.TimeOfDay   `json:"start"`
	Place      string              `json:"place,omitempty"`
	Chair      meeting.Person      `json:"chair"`
	Cutoffs    meeting.Cutoffs     `json:"cutoffs,omitzero"`
	HeldOn     workcal.Date        `json:"held_on,omitzero"`
	Current    string              `json:"current,omitempty" doc:"正在审议的议题"`
	OwnerView  bool                `json:"owner_view,omitempty" doc:"仅含本企业议题"`
	Items      []MeetingItem       `json:"items" nullable:"false"`
	Attendees  []meeting.Attendee  `json:"attendees,omitempty"`
	Totals     *meeting.Totals     `json:"totals,omitempty"`
	Last       *MeetingLast        `json:"last_page,omitempty" doc:"上次议定事项，开会时锁定"`
	Minutes    *MeetingMinutes     `json:"minutes,omitempty"`
	Amendments []meeting.Amendment `json:"amendments,omitempty" doc:"待主持人同意的变动"`
	Warnings   []meeting.Warning   `json:"warnings,omitempty" doc:"需要处理的事项"`
}

// MeetingItem is one agenda item with its texts.
type MeetingItem struct {
	meeting.ItemView
	Title        string                `json:"title"`
	SectionText  string                `json:"section_text"`
	Presenter    string                `json:"presenter,omitempty"`
	PreCoord     string                `json:"pre_coord,omitempty" doc:"会前协调记录"`
	TendencyText string                `json:"tendency_text,omitempty" doc:"倾向性意见"`
	Stands       []MeetingStand        `json:"stands,omitempty" doc:"部门意见"`
	Materials    []casefile.Attachment `json:"materials,omitempty"`
	Why          *meeting.Score        `json:"score_numbers,omitempty"`
	WhyText      []string              `json:"score_why,omitempty" doc:"评分说明"`
	Speaker      string                `json:"speaker,omitempty"`
	Speech       string                `json:"speech,omitempty"`
	CarryWhy     string                `json:"carry_why,omitempty"`
	Outcomes     []MeetingOutcome      `json:"outcomes,omitempty"`
	Wish         *ownersWish           `json:"wish,omitempty" doc:"业主的上会申请"`
	Sheet        bool                  `json:"sheet,omitempty" doc:"读者可以看这项议题的议题单"`
}

// MeetingStand is what a unit said before the meeting.
type MeetingStand struct {
	Org   between.Unit `json:"org"`
	Stand string       `json:"stand"`
	Basis string       `json:"basis,omitempty"`
}

// MeetingOutcome is one resolution with its texts and those before it (R18).
type MeetingOutcome struct {
	meeting.OutcomeView
	KindText  string                  `json:"kind_text"`
	Text      string                  `json:"text,omitempty"`
	Task      *MeetingTask            `json:"task,omitempty"`
	TaskForce *between.TaskForceBirth `json:"task_force,omitempty"`
	DecidedBy string                  `json:"decided_by,omitempty"`
	Before    []MeetingEdit           `json:"before,omitempty" doc:"变动前的内容"`
}

// MeetingTask is the task a resolution gave birth to.
type MeetingTask struct {
	ID         string         `json:"id"`
	No         string         `json:"no,omitempty"`
	Content    string         `json:"content"`
	Standard   string         `json:"standard"`
	Lead       between.Unit   `json:"lead"`
	Co         []between.Unit `json:"co,omitempty"`
	Due        workcal.Date   `json:"due,omitzero"`
	StatusText string         `json:"status_text"`
}

// MeetingEdit is how a resolution read before a change.
type MeetingEdit struct {
	Text      string       `json:"text,omitempty"`
	Content   string       `json:"content,omitempty"`
	Standard  string       `json:"standard,omitempty"`
	Due       workcal.Date `json:"due,omitzero"`
	Reason    string       `json:"reason"`
	AskedBy   string       `json:"asked_by"`
	ConsentBy string       `json:"consent_by"`
	At        time.Time    `json:"at"`
}

// MeetingLast is the frozen page 上次议定事项.
type MeetingLast struct {
	meeting.LastTotals
	Rows []MeetingLastLine `json:"rows" nullable:"false"`
}

// MeetingLastLine is one earlier task on that page.
type MeetingLastLine struct {
	meeting.LastRow
	StatusText string `json:"status_text"`
}

// MeetingMinutes is how far the minutes are, and their text.
type MeetingMinutes struct {
	No           string         `json:"no,omitempty" doc:"纪要文号"`
	Due          workcal.Date   `json:"due,omitzero"`
	Late         bool           `json:"late,omitempty"`
	Version      int            `json:"version"`
	Hash         string         `json:"hash,omitempty"`
	IssuedOn     workcal.Date   `json:"issued_on,omitzero"`
	Parts        []MeetingPart  `json:"parts,omitempty"`
	Steps        []MeetingStep  `json:"steps,omitempty"`
	Distribution []between.Unit `json:"distribution,omitempty"`
}

// MeetingPart is one paragraph of the minutes.
type MeetingPart struct {
	Anchor string `json:"anchor"`
	Title  string `json:"title,omitempty"`
	Text   string `json:"text"`
}

// MeetingStep is one hand the minutes went through.
type MeetingStep struct {
	Step    string         `json:"step"`
	By      meeting.Person `json:"by"`
	At      time.Time      `json:"at"`
	Version int            `json:"version,omitempty"`
	Opinion string         `json:"opinion,omitempty"`
}

// meetingTexts joins texts to what the state shows, by item and resolution.
type meetingTexts struct {
	store.MeetingTexts
	items map[string]*store.MeetingItemRow
	out   map[string]*store.ResolutionRow
	own   bool // only an owner reads
	say   lang
	on    workcal.Date
}

func meetingView(l lang, m *meeting.Meeting, t store.MeetingTexts, reader org.Actor, now time.Time) MeetingView {
	v := m.ViewFor(reader, now)
	x := meetingTexts{MeetingTexts: t, items: map[string]*store.MeetingItemRow{}, out: map[string]*store.ResolutionRow{}, own: v.Owner, on: m.Date, say: l}
	for i := range t.Items {
		x.items[t.Items[i].ID] = &t.Items[i]
	}
	for i := range t.Resolutions {
		x.out[t.Resolutions[i].ID] = &t.Resolutions[i]
	}
	view := MeetingView{
		CaseHead: headOf(l, v.View, meetingWords), Title: v.Title, Series: v.Series, Period: v.Period, Extra: v.Extra,
		Forum: v.Forum, ForumText: wordOf(l, forumWords, string(v.Forum)), Date: v.Date, Wanted: v.Wanted, Start: v.Start,
		Place: v.Place, Chair: v.Chair, Cutoffs: v.Cutoffs, HeldOn: v.HeldOn, Current: v.Current, OwnerView: v.Owner,
		Items: make([]MeetingItem, 0, len(v.Items)), Attendees: v.Attendees, Totals: v.Totals,
		Amendments: v.Amendments, Warnings: v.Warnings,
	}
	for _, it := range v.Items {
		view.Items = append(view.Items, x.item(it))
	}
	if v.Last != nil {
		view.Last = x.last(*v.Last)
	}
	if v.Minutes != nil {
		mayRead := m.Status == meeting.Issued || casefile.SeesAll(reader) || reader.Has(org.MinutesReviewer)
		view.Minutes = x.minutes(v.Minutes, view.Items, mayRead)
	}
	return view
}

func (x meetingTexts) item(it meeting.ItemView) MeetingItem {
	v := MeetingItem{ItemView: it, SectionText: wordOf(x.say, sectionWords, string(it.Section))}
	v.ItemView.Outcomes = nil
	row := x.items[it.ID]
	if row == nil {
		return v
	}
	v.Title, v.Presenter, v.Speaker, v.Speech, v.CarryWhy = row.Title, row.Presenter, row.Speaker, row.Speech, row.CarryWhy
	for _, out := range it.Outcomes {
		v.Outcomes = append(v.Outcomes, x.outcome(out))
	}
	for _, f := range x.Materials {
		if f.ItemID == it.ID && !x.own {
			v.Materials = append(v.Materials, casefile.Attachment{FileID: f.FileID, Name: f.Name, Size: f.Size})
		}
	}
	if x.own {
		return v
	}
	v.PreCoord, v.TendencyText = row.PreCoord, row.Tendency
	for _, p := range x.Positions {
		if p.ItemID == it.ID {
			v.Stands = append(v.Stands, MeetingStand{Org: between.Unit{ID: p.OrgID, Name: p.OrgName}, Stand: p.Stand, Basis: p.Basis})
		}
	}
	score := meeting.ScoreOf(row.Entry(), x.on)
	v.Why, v.WhyText = &score, scoreWords(x.say, score)
	return v
}

// scoreWords explain the score as the numbers it is the product of (F-2).
func scoreWords(l lang, s meeting.Score) []string {
	words := []string{
		word{"提出 %d 天", "Raised %d days ago"}.with(l, s.Days),
		word{"投资 %.1f 亿元 ×%d", "Investment of %.1f × 100 million yuan ×%d"}.with(l, float64(s.InvestWan)/10_000, s.InvestWeight),
	}
	switch {
	case s.NoMilestone:
		words = append(words, word{"不影响节点 ×1", "Holds up no milestone ×1"}.in(l))
	case s.MilestoneDays < 0:
		words = append(words, word{"节点已过 %d 天 ×%d", "Milestone passed %d days ago ×%d"}.with(l, -s.MilestoneDays, s.MilestoneWeight))
	default:
		words = append(words, word{"距节点 %d 天 ×%d", "%d days to the milestone ×%d"}.with(l, s.MilestoneDays, s.MilestoneWeight))
	}
	return words
}

func (x meetingTexts) outcome(out meeting.OutcomeView) MeetingOutcome {
	v := MeetingOutcome{OutcomeView: out, KindText: kindText(x.say, out.Kind)}
	row := x.out[out.ID]
	if row == nil {
		return v
	}
	v.Text, v.DecidedBy, v.TaskForce = row.Text, row.DecidedBy, row.TaskForce
	if out.TaskID != "" {
		v.Task = &MeetingTask{
			ID: out.TaskID, No: row.TaskNo, Content: row.Content, Standard: row.Standard, Lead: between.Unit{ID: row.LeadID, Name: row.LeadName},
			Co: row.Co, Due: row.Due.Date, StatusText: wordOf(x.say, followWords, out.Follow),
		}
	}
	for _, e := range x.Edits {
		if e.ResolutionID == out.ID && !x.own {
			v.Before = append(v.Before, MeetingEdit{
				Text: e.OldText, Content: e.OldContent, Standard: e.OldStandard, Due: e.OldDue.Date,
				Reason: e.Reason, AskedBy: e.AskedBy, ConsentBy: e.ConsentBy, At: e.At,
			})
		}
	}
	return v
}

func (x meetingTexts) last(totals meeting.LastTotals) *MeetingLast {
	page := &MeetingLast{LastTotals: totals, Rows: make([]MeetingLastLine, 0, len(x.Last))}
	for _, r := range x.Last {
		page.Rows = append(page.Rows, MeetingLastLine{
			LastRow:    meeting.LastRow{TaskID: r.TaskID, TaskNo: r.TaskNo, Title: r.Title, LeadName: r.LeadName, Due: r.Due.Date, Status: r.Status, LateDays: r.LateDays},
			StatusText: wordOf(x.say, lastWords, r.Status),
		})
	}
	return page
}

// minutes orders the paragraphs as the items are ordered; an owner gets those
// of their own items, and nobody else's draft.
func (x meetingTexts) minutes(m *meeting.MinutesView, items []MeetingItem, mayRead bool) *MeetingMinutes {
	v := &MeetingMinutes{No: m.DocNo, Due: m.Due, Late: m.Late, Version: m.Version, Hash: m.Hash, IssuedOn: m.IssuedOn}
	if !mayRead {
		return v
	}
	texts := map[string]string{}
	for _, p := range x.Parts {
		texts[p.Anchor] = p.Text
	}
	add := func(anchor, title string) {
		if text := texts[anchor]; text != "" {
			v.Parts = append(v.Parts, MeetingPart{Anchor: anchor, Title: title, Text: text})
		}
	}
	if !x.own {
		add(meeting.Preface, "")
	}
	for _, it := range items {
		add(it.ID, it.Title)
		for _, out := range it.Outcomes {
			add(out.ID, "")
		}
	}
	if x.own {
		return v
	}
	add(meeting.Ending, "")
	for _, s := range x.Steps {
		v.Steps = append(v.Steps, MeetingStep{
			Step: wordOf(x.say, meetingWords.Act, s.Step), By: meeting.Person{UserID: s.ByID, Name: s.ByName}, At: s.At, Version: s.Version, Opinion: s.Opinion,
		})
	}
	for _, u := range x.Distribution {
		v.Distribution = append(v.Distribution, between.Unit{ID: u.OrgID, Name: u.OrgName})
	}
	return v
}
