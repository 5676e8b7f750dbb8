package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	g := &gathering{StatisticsQuery: q, s: s, db: s.db.WithContext(ctx), about: map[string]statistics.About{}}
	g.facts = &statistics.Facts{AsOf: q.AsOf, From: q.From, To: q.To}
	for _, part := range []struct {
		name   string
		gather func(context.Context) error
	}{
		{"calendar", g.calendar}, {"issues", g.issues}, {"first tasks", g.firstTasks}, {"tasks", g.tasks}, {"pauses", g.pauses},
		{"meetings", g.agenda}, {"task forces", g.forces}, {"starts", g.starts}, {"closings", g.closings},
		{"extensions", g.extensions}, {"start events", g.startEvents}, {"weights", g.weights},
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
	about map[string]statistics.About // of issues, by id
	moved []*supervision.Task         // tasks that changed after the moment, as they were at it
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

// statIssue are the columns of an issue that figures need.
const statIssue = "i.id, i.no, i.status, i.open, i.heading, i.class, i.class_l1, i.project_id, i.project_name, i.enterprise_id, " +
	"i.town_code, i.lead_id, i.lead_name, i.restricted, i.raised_by, i.raised_at, i.received_on, i.first_dispatched_at, i.respond_by, " +
	"i.first_act_at, i.due, i.paused, i.waits, i.rounds, i.reopened, i.verified, i.rating, i.resolved_on, i.closed_on, " +
	"i.project_key, i.project_phase, i.seq, i.changed_at"

// candidates makes the subquery of ids, each part by one index: open now, dated
// into the period, or changed since the moment and so perhaps different at it.
// One owner's cases are few enough to be taken all.
func (g *gathering) candidates(table string, parts []string, args ...any) (sub string, all []any) {
	if g.Enterprise != "" {
		return "(SELECT id FROM " + table + " WHERE enterprise_id = ?)", []any{g.Enterprise}
	}
	return "(" + strings.Join(parts, " UNION ") + ")", args
}

func (g *gathering) issues(ctx context.Context) error {
	from, to := g.From.Time(), g.To.End()
	early := g.From.AddDays(-20).Time() // handed in on a holiday, received after it
	sub, args := g.candidates("issues", []string{
		"SELECT id FROM issues WHERE open = 1",
		"SELECT id FROM issues WHERE raised_at >= ? AND raised_at < ?",
		"SELECT id FROM issues WHERE first_dispatched_at >= ? AND first_dispatched_at < ?",
		"SELECT id FROM issues WHERE closed_on BETWEEN ? AND ?",
		"SELECT id FROM issues WHERE changed_at > ?",
		"SELECT issue_id FROM tasks WHERE decided_at >= ? AND decided_at < ? AND issue_id <> ''",
	}, early, to, from, to, dateCol{g.From}, dateCol{g.To}, g.AsOf, from, to)
	var rows []IssueRow
	err := g.db.Raw("SELECT "+statIssue+" FROM issues i JOIN "+sub+" c ON c.id = i.id WHERE i.raised_at <= ?", append(args, g.AsOf)...).Scan(&rows).Error
	if err != nil {
		return err
	}
	var changed []string
	for _, r := range rows {
		if r.ChangedAt.After(g.AsOf) {
			changed = append(changed, r.ID)
			continue
		}
		g.addIssue(r)
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
	g.about[r.ID] = a
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
		if _, known := g.about[id]; !known && id != "" {
			missing = append(missing, id)
			g.about[id] = statistics.About{Kind: statistics.OfIssue, ID: id}
		}
	}
	for chunk := range slices.Chunk(missing, 500) {
		var rows []IssueRow
		if err := g.db.Raw("SELECT "+statIssue+" FROM issues i WHERE i.id IN ?", chunk).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			g.about[r.ID] = aboutIssue(r)
		}
	}
	return nil
}

// firstTasks finds the day each issue was first handed out as a task.
func (g *gathering) firstTasks(context.Context) error {
	at := map[string]int{}
	var all []string
	for n, i := range g.facts.Issues {
		at[i.ID] = n
		all = append(all, i.ID)
	}
	for chunk := range slices.Chunk(all, 500) {
		var rows []struct {
			IssueID string
			First   time.Time
		}
		err := g.db.Raw("SELECT issue_id, MIN(decided_at) AS first FROM tasks WHERE issue_id IN ? AND born_at <= ? GROUP BY issue_id",
			chunk, g.AsOf).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, r := range rows {
			g.facts.Issues[at[r.IssueID]].FirstTaskOn = workcal.DateOf(r.First)
		}
	}
	return nil
}

// statTask are the columns of a task that figures need.
const statTask = "t.id, t.no, t.status, t.open, t.title, t.issue_id, t.project_name, t.enterprise_id, t.town_code, t.lead_id, t.lead_name, " +
	"t.lead_type, t.leader_name, t.decided_at, t.due, t.original_due, t.applied_on, t.closed_on, t.late, t.extended, t.suspended, t.born_at, t.changed_at"

func (g *gathering) tasks(ctx context.Context) error {
	first, last := dateCol{g.From}, dateCol{g.To}
	sub, args := g.candidates("tasks", []string{
		"SELECT id FROM tasks WHERE open = 1",
		"SELECT id FROM tasks WHERE due BETWEEN ? AND ?",
		"SELECT id FROM tasks WHERE original_due BETWEEN ? AND ?",
		"SELECT id FROM tasks WHERE closed_on BETWEEN ? AND ?",
		"SELECT id FROM tasks WHERE changed_at > ?",
	}, first, last, first, last, first, last, g.AsOf)
	var rows []TaskRow
	err := g.db.Raw("SELECT "+statTask+" FROM tasks t JOIN "+sub+" c ON c.id = t.id WHERE t.born_at <= ?", append(args, g.AsOf)...).Scan(&rows).Error
	if err != nil {
		return err
	}
	var changed, of []string
	kept := rows[:0]
	for _, r := range rows {
		of = append(of, r.IssueID)
		if r.ChangedAt.After(g.AsOf) {
			changed = append(changed, r.ID)
			continue
		}
		kept = append(kept, r)
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
	of := g.about[r.IssueID]
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
