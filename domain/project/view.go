package project

import (
	"time"

	"github.com/diaodu/diaodu/domain/workcal"
)

// Names are the names of what a project refers to by id.
type Names struct {
	EnterpriseName string `json:"enterprise_name"`
	TownName       string `json:"town_name"`
	ParkName       string `json:"park_name"`
	LeaderID       string `json:"leader_id"`
	LeaderName     string `json:"leader_name"`
	LeadOrgID      string `json:"lead_org_id"`
	LeadOrgName    string `json:"lead_org_name"`
}

// Line is a project as lists show it.
type Line struct {
	ID             string    `json:"id"`
	Code           string    `json:"code"`
	Name           string    `json:"name"`
	EnterpriseID   string    `json:"enterprise_id"`
	ParentID       string    `json:"parent_id"`
	Level          Level     `json:"level"`
	LevelText      string    `json:"level_text" spoken:"rules"`
	KeyYear        int       `json:"key_year"`
	Sector         Sector    `json:"sector"`
	SectorText     string    `json:"sector_text" spoken:"rules"`
	InvestTotalWan int64     `json:"invest_total_wan"`
	TownCode       string    `json:"town_code"`
	ParkID         string    `json:"park_id"`
	Phase          Phase     `json:"phase"`
	PhaseText      string    `json:"phase_text" spoken:"rules"`
	Light          Colour    `json:"light" enum:"green,yellow,red"`
	Doubts         int       `json:"doubts" doc:"数据质量疑点数"`
	Tags           []string  `json:"tags" nullable:"false"`
	Demo           bool      `json:"demo" doc:"演示数据"`
	Version        int       `json:"version"`
	UpdatedAt      time.Time `json:"updated_at"`
	Names
}

// Doubtful is a project with the warnings about its data, for the coordinator's
// work list.
type Doubtful struct {
	Line
	Warnings []Warning `json:"warnings" nullable:"false"`
}

// Query filters and orders a list of projects. Empty fields filter nothing.
type Query struct {
	Text         string // in name, code, owner's name, or pinyin initials
	EnterpriseID string
	Phase        Phase
	Level        Level
	KeyYear      int // on the list of that year
	Sector       Sector
	TownCode     string
	ParkID       string
	LeadOrgID    string
	LeaderID     string
	Light        Colour
	ParentID     string
	Doubts       bool  // only those with warnings
	Order        Order // Newest where empty
	Limit        int
	Cursor       string
}

// Order is how a list of projects is sorted.
type Order string

const (
	Newest      Order = "newest" // latest registered first
	MostInvest  Order = "invest" // largest investment first
	MostDoubts  Order = "doubts" // most warnings first
	ByPhaseName Order = "phase"  // by phase, then latest first
)

// Page is one page of lines; Next is empty at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// MilestoneView is a milestone with its name and slip.
type MilestoneView struct {
	Milestone
	Text string `json:"text" spoken:"rules"`
	Slip *Slip  `json:"slip,omitempty"`
}

// PhaseChoice is a phase that may be entered next, and what that takes.
type PhaseChoice struct {
	Phase       Phase  `json:"phase"`
	Text        string `json:"text" spoken:"rules"`
	Evidence    string `json:"evidence" doc:"需要的证明，空表示不需要" spoken:"rules"`
	NeedsReason bool   `json:"needs_reason"`
}

// RoleView is a role with its name and whether it is held today.
type RoleView struct {
	Role
	Text  string `json:"text" spoken:"rules"`
	Today bool   `json:"today"`
}

// View is a project as one reader sees it. Owners see no doubts, claims or
// remarks of the coordinators about their record.
type View struct {
	Project
	Names
	LevelText  string          `json:"level_text" spoken:"rules"`
	SectorText string          `json:"sector_text" spoken:"rules"`
	PhaseText  string          `json:"phase_text" spoken:"rules"`
	Light      Colour          `json:"light" enum:"green,yellow,red"`
	LightWhy   []LightReason   `json:"light_why" nullable:"false"`
	Warnings   []Warning       `json:"warnings" nullable:"false"`
	Milestones []MilestoneView `json:"milestones" nullable:"false"`
	Roles      []RoleView      `json:"roles" nullable:"false"`
	Months     []InvestMonth   `json:"months" nullable:"false"`
	Claims     []Claim         `json:"claims" nullable:"false"`
	Parts      []Line          `json:"parts" nullable:"false"`
	// RollupWan is the project's money with its parts, none counted twice.
	RollupWan int64         `json:"rollup_wan"`
	Lead      *Lead         `json:"levelled_to_started,omitempty" doc:"平场到开工"`
	Next      []PhaseChoice `json:"next_phases" nullable:"false"`
	MayKeep   bool          `json:"may_keep" doc:"可修改"`
	MayReport bool          `json:"may_report" doc:"可填报节点和投资"`
	Version   int           `json:"version"`
	UpdatedAt time.Time     `json:"updated_at"`
}

// Choices describes the phases that may be entered next.
func (p Project) Choices() []PhaseChoice {
	out := []PhaseChoice{}
	for _, n := range p.Next() {
		c := PhaseChoice{Phase: n, Text: n.Text(), Evidence: n.Evidence(), NeedsReason: n == Suspended || n == Terminated}
		if p.Phase == Suspended && n == p.PhaseBefore {
			c.Evidence = ""
		}
		out = append(out, c)
	}
	return out
}

// Brief is what a case keeps of a project, and what rules about cases ask.
type Brief struct {
	ID             string       `json:"id"`
	Code           string       `json:"code"`
	Name           string       `json:"name"`
	EnterpriseID   string       `json:"enterprise_id"`
	EnterpriseName string       `json:"enterprise_name"`
	Level          Level        `json:"level"`
	KeyYear        int          `json:"key_year"`
	Phase          Phase        `json:"phase"`
	Sector         Sector       `json:"sector"`
	TownCode       string       `json:"town_code"`
	ParkID         string       `json:"park_id"`
	InvestWan      int64        `json:"invest_wan"`
	LeaderID       string       `json:"leader_id"`
	LeadOrgID      string       `json:"lead_org_id"`
	LeadOrgName    string       `json:"lead_org_name"`
	LevelledOn     workcal.Date `json:"levelled_on"`
	StartedOn      workcal.Date `json:"started_on"`
	CompleteBy     workcal.Date `json:"complete_by"` // target, or the hard date where earlier
	Demo           bool         `json:"demo"`
}

// Key tells whether the project was on the list of the year (重点项目).
func (b Brief) Key(year int) bool { return b.Level != NotKey && b.KeyYear == year }

// HistoryLine is one recorded change: of a milestone, or a phase entered.
type HistoryLine struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	What   string    `json:"what"`                // milestone type, or "phase"
	Text   string    `json:"text" spoken:"rules"` // its name in Chinese
	Field  string    `json:"field"`               // for a milestone
	Old    string    `json:"old" spoken:"rules"`
	New    string    `json:"new" spoken:"rules"`
	Reason string    `json:"reason" spoken:"rules"`
	Basis  string    `json:"basis"` // document or evidence
}
