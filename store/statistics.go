package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// StatisticsQuery is a period and the moment as of which it is asked about.
type StatisticsQuery struct {
	AsOf       time.Time
	From, To   workcal.Date // both included
	Enterprise string       // only this owner's cases; empty for all
}

// StatisticsFacts gathers what figures are counted from, as it stood at the
// moment: rows of cases that have not changed since, and for the others their
// events up to it, folded by the domain and read like rows (R12).
func (s *Store) StatisticsFacts(ctx context.Context, q StatisticsQuery) (*statistics.Facts, error) {
	q.AsOf = q.AsOf.UTC().Truncate(time.Microsecond)
	g := &gathering{
		StatisticsQuery: q, s: s, db: s.db.WithContext(ctx), at: map[string]int{}, named: map[string]statistics.About{}, words: map[string]string{},
	}
	g.facts = &statistics.Facts{AsOf: q.AsOf, From: q.From, To: q.To}
	for _, part := range []struct {
		name   string
		gather func(context.Context) error
	}{
		{"calendar", g.calendar}, {"issues", g.issues}, {"first tasks", g.firstTasks}, {"tasks", g.tasks}, {"pauses", g.pauses},
		{"meetings", g.agenda}, {"task forces", g.forces}, {"starts", g.starts}, {"closings", g.closings},
		{"extensions", g.extensions}, {"start events", g.startEvents}, {"weights", g.weights}, {"classes", g.classes},
	} {
		if err := part.gather(ctx); err != nil {
			return nil, fmt.Errorf("statistics, %s: %w", part.name, err)
		}
	}
	return g.facts, nil
}

// gathering is one collection of facts under way.
type gathering struct {
	StatisticsQuery
	s     *Store
	db    *gorm.DB
	facts *statistics.Facts
	at    map[string]int              // place of an issue among the facts, by id
	named map[string]statistics.About // of issues that are only spoken of, by id
	words map[string]string           // each repeated text once
	moved []*supervision.Task         // tasks that changed after the moment, as they were at it
}

// about is what is known of an issue.
func (g *gathering) about(id string) (statistics.About, bool) {
	if n, ok := g.at[id]; ok {
		return g.facts.Issues[n].About, true
	}
	a, ok := g.named[id]
	return a, ok
}

// calendar takes the calendar that was in force at the moment; the first one
// where the moment lies before them all.
func (g *gathering) calendar(ctx context.Context) error {
	rows, err := rowsOf[calendarVersion](g.db).Where("made_at <= ?", g.AsOf).Order("id DESC").Limit(1).Find(ctx)
	if err == nil && len(rows) == 0 {
		rows, err = rowsOf[calendarVersion](g.db).Order("id").Limit(1).Find(ctx)
	}
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		g.facts.Cal = workcal.Embedded()
		return nil
	}
	g.facts.Cal, err = rows[0].calendar()
	return err
}

func (g *gathering) issues(ctx context.Context) error {
	var changed []string
	err := g.issueRows(ctx, func(r *IssueRow) {
		if r.ChangedAt.After(g.AsOf) {
			changed = append(changed, r.ID)
			return
		}
		g.addIssue(*r)
	})
	if err != nil {
		return err
	}
	return g.s.foldedAt(ctx, casefile.Issue, changed, g.AsOf, func(state casefile.State, last casefile.Event) error {
		i := state.(*issue.Issue)
		row := issueRow(i, last)
		if err := resolvedAs(ctx, g.db, &row, i); err != nil {
			return err
		}
		g.addIssue(row)
		return nil
	})
}

func (g *gathering) addIssue(r IssueRow) {
	a := aboutIssue(r)
	g.at[r.ID] = len(g.facts.Issues)
	g.facts.Issues = append(g.facts.Issues, statistics.Issue{
		About: a, State: issue.State(r.Status), Open: r.Open, ReceivedOn: r.ReceivedOn.Date, FirstDispatch: moment(r.FirstDispatchedAt),
		RespondBy: r.RespondBy.Date, FirstAct: moment(r.FirstActAt), ClosedOn: r.ClosedOn.Date, Due: r.Due.Date, Paused: r.Paused,
		Verified: r.Verified, Rating: r.Rating, Rounds: r.Rounds, Waits: r.Waits, ProjectKey: r.ProjectKey,
		ProjectPhase: project.Phase(r.ProjectPhase),
	})
}

func aboutIssue(r IssueRow) statistics.About {
	return statistics.About{
		Kind: statistics.OfIssue, ID: r.ID, No: r.No, Title: r.Heading, Class: r.ClassL1, Town: r.TownCode, LeadID: r.LeadID,
		LeadName: r.LeadName, ProjectName: r.ProjectName, EnterpriseID: r.EnterpriseID, Restricted: r.Restricted, RaisedBy: r.RaisedBy,
	}
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// issuesNamed brings what is known of issues that are not among the facts, by id.
func (g *gathering) issuesNamed(ids []string) error {
	var missing []string
	for _, id := range ids {
		if _, known := g.about(id); !known && id != "" {
			missing = append(missing, id)
			g.named[id] = statistics.About{Kind: statistics.OfIssue, ID: id}
		}
	}
	for chunk := range slices.Chunk(missing, 500) {
		var rows []IssueRow
		if err := g.db.Raw("SELECT "+statAbout+" FROM issues i WHERE i.id IN ?", chunk).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			g.named[r.ID] = aboutIssue(r)
		}
	}
	return nil
}

// firstTasks finds the day each issue was first handed out as a task, for those
// that were handed out as one in the period: no figure asks it of the others.
func (g *gathering) firstTasks(context.Context) error {
	within, args := "decided_at >= ? AND decided_at < ?", []any{g.From.Time(), g.To.End()}
	if g.Enterprise != "" {
		within, args = within+" AND enterprise_id = ?", append(args, g.Enterprise)
	}
	var rows []struct {
		IssueID string
		First   time.Time
	}
	err := g.db.Raw("SELECT t.issue_id, MIN(t.decided_at) AS first FROM tasks t JOIN (SELECT DISTINCT issue_id FROM tasks WHERE issue_id <> '' AND "+within+
		") d ON d.issue_id = t.issue_id WHERE t.born_at <= ? GROUP BY t.issue_id", append(args, g.AsOf)...).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		if n, ok := g.at[r.IssueID]; ok {
			g.facts.Issues[n].FirstTaskOn = workcal.DateOf(r.First)
		}
	}
	return nil
}

// tasks come after the issues, whose class they take and whose readers they share.
func (g *gathering) tasks(ctx context.Context) error {
	var changed, of []string
	var kept []TaskRow
	err := g.taskRows(ctx, func(r *TaskRow) {
		of = append(of, r.IssueID)
		if r.ChangedAt.After(g.AsOf) {
			changed = append(changed, r.ID)
			return
		}
		kept = append(kept, *r)
	})
	if err != nil {
		return err
	}
	if err := g.issuesNamed(of); err != nil {
		return err
	}
	for _, r := range kept {
		g.addTask(r)
	}
	return g.s.foldedAt(ctx, casefile.Task, changed, g.AsOf, func(state casefile.State, last casefile.Event) error {
		t := state.(*supervision.Task)
		g.moved = append(g.moved, t)
		g.addTask(taskRow(t, last))
		return nil
	})
}

func (g *gathering) addTask(r TaskRow) {
	g.facts.Tasks = append(g.facts.Tasks, statistics.Task{
		About: g.aboutTask(r), State: supervision.Status(r.Status), Open: r.Open, IssueID: r.IssueID, DecidedOn: workcal.DateOf(r.DecidedAt),
		Due: r.Due.Date, OriginalDue: r.OriginalDue.Date, AppliedOn: r.AppliedOn.Date, ClosedOn: r.ClosedOn.Date, Late: r.Late,
		Extended: r.Extended, Suspended: r.Suspended, LeaderName: r.LeaderName,
	})
}

// aboutTask takes the class, and who may see it, from the task's issue.
func (g *gathering) aboutTask(r TaskRow) statistics.About {
	of, _ := g.about(r.IssueID)
	return statistics.About{
		Kind: statistics.OfTask, ID: r.ID, No: r.No, Title: r.Title, Class: of.Class, Town: r.TownCode, LeadID: r.LeadID, LeadName: r.LeadName,
		LeadType: org.Type(r.LeadType), ProjectName: r.ProjectName, EnterpriseID: r.EnterpriseID, Restricted: of.Restricted, RaisedBy: of.RaisedBy,
	}
}

// TownNames are the names of the towns by their code.
func (s *Store) TownNames(ctx context.Context) (map[string]string, error) {
	var rows []struct{ Code, Name string }
	if err := s.db.WithContext(ctx).Raw("SELECT code, name FROM towns").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("towns: %w", err)
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.Code] = r.Name
	}
	return names, nil
}
