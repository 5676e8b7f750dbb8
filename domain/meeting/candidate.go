package meeting

import (
	"cmp"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Why an issue is proposed for an agenda (2.1.5, step 1); keys for messages.
const (
	WhyMilestone = "milestone" // blocks a milestone at most 60 days away, or missed
	WhyOverdue   = "overdue"   // a task of it is overdue
	WhyCluster   = "cluster"   // three or more open issues of its class
	WhyWaited    = "waited"    // meetings put it off before
	WhyOwner     = "owner"     // its owner asks to be heard (I-9)
)

const (
	milestoneWithin = 60 // calendar days
	clusterFrom     = 3
)

// Facts are what is known of an issue that might go on an agenda.
type Facts struct {
	Entry        between.AgendaEntry
	Tasked       bool // it has a task, so it comes up in the first section by itself (F-15)
	OverdueTasks int
	SameClass    int // open issues of its class, itself included
	Waits        int // meetings that put it off
	OwnerAsks    bool
}

// Candidate is an issue proposed for an agenda, with the reasons and the score.
type Candidate struct {
	IssueID   string             `json:"issue_id"`
	IssueNo   string             `json:"issue_no"`
	Title     string             `json:"title"`
	Project   between.ProjectRef `json:"project"`
	Lead      between.Unit       `json:"lead"`
	Section   Section            `json:"section"`
	Why       []string           `json:"why" nullable:"false"`
	Score     Score              `json:"score"`
	Overdue   int                `json:"overdue_tasks,omitempty"`
	SameClass int                `json:"same_class,omitempty"`
	Waits     int                `json:"waits,omitempty"`
	Ready     bool               `json:"ready"` // lead unit and 会前协调 are there (R2), and it may be put on the agenda
}

// Propose ranks issues for a meeting on a date: those with a reason first, then
// by score, then by number.
func Propose(facts []Facts, on workcal.Date) []Candidate {
	out := make([]Candidate, 0, len(facts))
	for _, f := range facts {
		c := Candidate{
			IssueID: f.Entry.IssueID, IssueNo: f.Entry.IssueNo, Title: f.Entry.Title, Project: f.Entry.Project, Lead: f.Entry.Lead,
			Why: []string{}, Score: ScoreOf(f.Entry, on), Overdue: f.OverdueTasks, SameClass: f.SameClass, Waits: f.Waits,
			Section: KeyIssue, Ready: !lacksPreparation(f.Entry) && !f.Tasked,
		}
		if f.Tasked {
			c.Section = FollowUp
		}
		if !c.Score.NoMilestone && c.Score.MilestoneDays <= milestoneWithin {
			c.Why = append(c.Why, WhyMilestone)
		}
		if f.OverdueTasks > 0 {
			c.Why = append(c.Why, WhyOverdue)
		}
		if f.SameClass >= clusterFrom {
			c.Why = append(c.Why, WhyCluster)
		}
		if f.Waits > 0 {
			c.Why = append(c.Why, WhyWaited)
		}
		if f.OwnerAsks {
			c.Why = append(c.Why, WhyOwner)
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(len(b.Why), len(a.Why)), cmp.Compare(b.Score.Score, a.Score.Score), cmp.Compare(a.IssueNo, b.IssueNo))
	})
	return out
}
