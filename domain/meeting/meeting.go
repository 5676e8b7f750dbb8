// Package meeting is the life of one dispatch meeting 调度会: its agenda, who
// came, what was decided, and its minutes. It does no I/O and never asks the
// time. Texts live in events and rows; the state keeps what judging needs, so
// that a meeting of five hundred items still fits one workflow.
package meeting

import (
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Status is where a meeting stands (domain.md 2.1.4).
type Status string

const (
	Unborn       Status = ""
	Draft        Status = "draft"         // 已安排
	Collecting   Status = "collecting"    // 议题征集
	Locked       Status = "locked"        // 议程锁定
	InSession    Status = "in_session"    // 会议进行中
	Closed       Status = "closed"        // 已散会
	MinutesDraft Status = "minutes_draft" // 纪要起草审改
	Reviewed     Status = "reviewed"      // 纪要已审核
	Signed       Status = "signed"        // 纪要已签发
	Issued       Status = "issued"        // 纪要已印发
	Cancelled    Status = "cancelled"     // 已取消
	Postponed    Status = "postponed"     // 延期待定
)

// Section is a part of the agenda.
type Section string

const (
	FollowUp Section = "follow_up" // 上次议定事项落实
	KeyIssue Section = "key"       // 重点问题
	NewStart Section = "new_start" // 新开工项目
	Other    Section = "other"     // 其他
)

// Sections lists the sections in agenda order.
var Sections = []Section{FollowUp, KeyIssue, NewStart, Other}

// Person is somebody as the meeting remembers them.
type Person struct {
	UserID string `json:"user_id,omitempty"`
	Name   string `json:"name,omitempty"`
}

// Meeting is the state of one meeting: the fold of its events.
type Meeting struct {
	casefile.Head
	Status Status        `json:"status"`
	Series string        `json:"series"`          // id of the series it belongs to
	Period string        `json:"period"`          // the month it stands for, "2022-05" (R1)
	Extra  bool          `json:"extra,omitempty"` // 加开: beside the month's regular one
	Forum  between.Forum `json:"forum"`
	Name   string        `json:"name"`

	Date     workcal.Date      `json:"date"`
	Wanted   workcal.Date      `json:"wanted,omitzero"` // the date asked for, where a holiday moved it
	Start    workcal.TimeOfDay `json:"start"`
	Budget   int               `json:"budget"` // planned minutes in all
	Place    string            `json:"place,omitempty"`
	Chair    Person            `json:"chair"`
	Cutoffs  Cutoffs           `json:"cutoffs"`
	Fixed    Cutoffs           `json:"fixed,omitzero"`     // cutoffs set by hand; zero ones follow the date
	OpenedAt time.Time         `json:"opened_at,omitzero"` // when day and agenda were last opened, from version 3
	Round    int               `json:"round"`              // counts reschedulings, so that deadlines ring again

	Projects  []between.ProjectRef `json:"projects,omitempty"` // named once, items point here
	Units     []between.Unit       `json:"units,omitempty"`
	Items     []Item               `json:"items,omitempty"` // in agenda order within each section
	ItemsEver int                  `json:"items_ever,omitempty"`
	Current   string               `json:"current,omitempty"` // item being heard
	Decided   int                  `json:"decided,omitempty"` // resolutions ever made

	Attendees     []Attendee `json:"attendees,omitempty"`
	AttendeesEver int        `json:"attendees_ever,omitempty"`

	HeldOn   workcal.Date `json:"held_on,omitzero"`
	ClosedAt time.Time    `json:"closed_at,omitzero"`
	CarryRun int          `json:"carry_run,omitempty"` // batches of carried items told so far
	Last     *LastTotals  `json:"last_page,omitempty"` // 上次议定事项, frozen at opening (F-15)

	Minutes    Minutes     `json:"minutes,omitzero"`
	Amendments []Amendment `json:"amendments,omitempty"` // proposed, not answered yet
	AmendEver  int         `json:"amend_ever,omitempty"`
	Warnings   []Warning   `json:"warnings,omitempty"`
	Archived   bool        `json:"archived,omitempty"` // nothing is expected any more
	ArchiveRun int         `json:"archive_run,omitempty"`
}

// Item is one agenda item 议题.
type Item struct {
	ID        string            `json:"id"` // i1, i2… never reused
	Issue     string            `json:"issue,omitempty"`
	No        string            `json:"no,omitempty"` // the issue's number
	Project   int               `json:"p,omitempty"`  // place in Projects, from 1
	Lead      int               `json:"lead,omitempty"`
	Co        []int             `json:"co,omitempty"` // places in Units, from 1
	Section   Section           `json:"sec"`
	Minutes   int               `json:"min"`
	From      workcal.TimeOfDay `json:"from,omitempty"` // the owner's slot
	To        workcal.TimeOfDay `json:"to,omitempty"`
	Score     int               `json:"score,omitempty"`
	Positions int               `json:"pos,omitempty"` // positions recorded
	Tendency  bool              `json:"tend,omitempty"`
	Late      bool              `json:"late,omitempty"`     // joined after the lock
	Override  bool              `json:"over,omitempty"`     // chair overrode R2
	LateFiles int               `json:"late_mat,omitempty"` // materials after the cutoff
	Heard     bool              `json:"heard,omitempty"`
	Spoke     bool              `json:"spoke,omitempty"`  // the owner spoke
	Waived    bool              `json:"waived,omitempty"` // chair goes on without the lead unit
	Outcomes  []Outcome         `json:"out,omitempty"`
	Carry     Carry             `json:"carry,omitempty"`
	CarryTold bool              `json:"ct,omitempty"`
}

// Outcome is a resolution 议定事项 as the state remembers it. Its id is also the
// paragraph anchor of the minutes.
type Outcome struct {
	ID     string                 `json:"id"` // r1, r2… never reused
	Kind   between.ResolutionKind `json:"k"`
	Task   string                 `json:"t,omitempty"`
	Follow string                 `json:"f,omitempty"` // how the task stands: "", closed, cancelled, reopened
	Edits  int                    `json:"e,omitempty"` // amendments so far
}

// Carry is what happens to an item that was not finished (F-9).
type Carry string

const (
	Move      Carry = "move"      // 结转: leaves undecided for the next meeting
	Duplicate Carry = "duplicate" // 续议: its outcomes stay here, the issue comes again
)

// Carries are all of them.
var Carries = []Carry{Move, Duplicate}

// Presence is how somebody attends.
type Presence string

const (
	Attend     Presence = "attend"     // 出席
	Observe    Presence = "observe"    // 列席
	Excused    Presence = "excused"    // 请假
	Substitute Presence = "substitute" // 代会
)

// Presences are all of them, in the order of a sign-in sheet.
var Presences = []Presence{Attend, Observe, Excused, Substitute}

// Invited are how somebody can be asked to come.
var Invited = []Presence{Attend, Observe}

// Attendee is one invited person or unit.
type Attendee struct {
	ID         string       `json:"id,omitempty"` // a1, a2…; empty asks for a new one
	UserID     string       `json:"user_id,omitempty"`
	Name       string       `json:"name,omitempty"`
	Org        between.Unit `json:"org,omitzero"`
	Duty       string       `json:"duty,omitempty"`       // 职务
	Role       Presence     `json:"role"`                 // as invited: attend or observe
	Signed     Presence     `json:"signed,omitempty"`     // as it was; empty until signed in
	SignedAt   time.Time    `json:"signed_at,omitzero"`   // UTC
	Substitute string       `json:"substitute,omitempty"` // who came instead
}

// Warning is something a person must look at: an effect another case refused.
type Warning struct {
	Key    string        `json:"key"`
	ItemID string        `json:"item_id,omitempty"`
	Kind   casefile.Kind `json:"kind"`
	CaseID string        `json:"case_id"`
	Act    string        `json:"act"`
	Code   string        `json:"code"`
	Why    string        `json:"why,omitempty"`
}

// RegularID is the id of the month's one regular meeting of a series: asking
// twice meets the same meeting (R1). Period is like "2022-05".
func RegularID(series, period string) string {
	return casefile.DerivedID(casefile.Meeting, series, period)
}

// ExtraID is the id of an extra meeting 加开; the request makes it unique.
func ExtraID(series, period, requestID string) string {
	return casefile.DerivedID(casefile.Meeting, series, period, "/extra/", requestID)
}

// TaskID is the id of the task born of a resolution.
func TaskID(meetingID, itemID, resolutionID string) string {
	return casefile.DerivedID(casefile.Task, meetingID, itemID, resolutionID)
}

// StatusCode is the status, for lists.
func (m *Meeting) StatusCode() string { return string(m.Status) }

// Title is the meeting's name with its month.
func (m *Meeting) Title() string {
	if m.Period == "" {
		return m.Name
	}
	title := m.Period[:4] + "年" + m.Period[5:] + "月" + m.Name
	if m.Extra {
		title += "（加开）"
	}
	return title
}

// Done tells whether nothing is expected any more: the meeting was cancelled,
// or its minutes are issued and its tasks long finished.
func (m *Meeting) Done() bool {
	if len(m.Owed) > 0 || m.untold() > 0 || len(m.Amendments) > 0 {
		return false
	}
	return m.Status == Cancelled || (m.Status == Issued && m.Archived)
}

// Parties are those who see the meeting in their lists.
func (m *Meeting) Parties() []casefile.Party {
	var parties []casefile.Party
	seen := map[casefile.Party]bool{}
	add := func(t casefile.PartyType, id string) {
		p := casefile.Party{Type: t, ID: id}
		if id != "" && !seen[p] {
			seen[p] = true
			parties = append(parties, p)
		}
	}
	add(casefile.PartyUser, m.Chair.UserID)
	for _, a := range m.Attendees {
		add(casefile.PartyUser, a.UserID)
		add(casefile.PartyOrg, a.Org.ID)
	}
	for i := range m.Items {
		it := &m.Items[i]
		add(casefile.PartyOrg, m.unit(it.Lead).ID)
		for _, co := range it.Co {
			add(casefile.PartyOrg, m.unit(co).ID)
		}
		add(casefile.PartyEnterprise, m.project(it.Project).EnterpriseID)
	}
	return parties
}

// Tallies count meetings by status and by month.
func (m *Meeting) Tallies() []casefile.Tally {
	return []casefile.Tally{
		{Measure: "meeting.status", Key: string(m.Status)},
		{Measure: "meeting.period", Key: m.Period},
	}
}

func (m *Meeting) item(id string) *Item {
	for i := range m.Items {
		if m.Items[i].ID == id {
			return &m.Items[i]
		}
	}
	return nil
}

func (m *Meeting) itemOf(issueID string) *Item {
	for i := range m.Items {
		if m.Items[i].Issue == issueID {
			return &m.Items[i]
		}
	}
	return nil
}

func (m *Meeting) attendee(id string) *Attendee {
	for i := range m.Attendees {
		if m.Attendees[i].ID == id {
			return &m.Attendees[i]
		}
	}
	return nil
}

// outcome finds a resolution and its item.
func (m *Meeting) outcome(id string) (*Item, *Outcome) {
	for i := range m.Items {
		for j := range m.Items[i].Outcomes {
			if m.Items[i].Outcomes[j].ID == id {
				return &m.Items[i], &m.Items[i].Outcomes[j]
			}
		}
	}
	return nil, nil
}

func (m *Meeting) outcomeOfTask(taskID string) (*Item, *Outcome) {
	for i := range m.Items {
		for j := range m.Items[i].Outcomes {
			if taskID != "" && m.Items[i].Outcomes[j].Task == taskID {
				return &m.Items[i], &m.Items[i].Outcomes[j]
			}
		}
	}
	return nil, nil
}

func (m *Meeting) project(place int) between.ProjectRef {
	if place < 1 || place > len(m.Projects) {
		return between.ProjectRef{}
	}
	return m.Projects[place-1]
}

func (m *Meeting) unit(place int) between.Unit {
	if place < 1 || place > len(m.Units) {
		return between.Unit{}
	}
	return m.Units[place-1]
}

// untold counts items to carry over whose issues do not know yet.
func (m *Meeting) untold() int {
	n := 0
	for i := range m.Items {
		if m.Items[i].Carry != "" && !m.Items[i].CarryTold {
			n++
		}
	}
	return n
}
