package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/domain/statistics"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
)

// foldedAt folds each case's events up to the moment and gives the state with
// the last event it knows. Cases not born by then are left out.
func (s *Store) foldedAt(ctx context.Context, kind casefile.Kind, ids []string, at time.Time, take func(casefile.State, casefile.Event) error) error {
	n, err := nounOf(kind)
	if err != nil {
		return err
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(ids, 100) {
		rows, err := rowsOf[caseEvent](s.db).Where("case_id IN ? AND at <= ?", chunk, at).Order("case_id, seq").Find(ctx)
		if err != nil {
			return fmt.Errorf("events: %w", err)
		}
		for start := 0; start < len(rows); {
			id, state := rows[start].CaseID, n.blank()
			*state.CaseHead() = casefile.Head{ID: id, Kind: kind}
			var last casefile.Event
			end := start
			for ; end < len(rows) && rows[end].CaseID == id; end++ {
				if rows[end].Seq != last.Seq+1 {
					continue // behind an event that the clock dated later than the moment
				}
				if last, err = rows[end].event(); err != nil {
					return err
				}
				if err := state.Apply(last); err != nil {
					return fmt.Errorf("fold %s %s: %w", kind, id, err)
				}
			}
			start = end
			if last.Seq == 0 {
				continue
			}
			if err := take(state, last); err != nil {
				return err
			}
		}
	}
	return nil
}

// pauses are the suspensions that touch the period: rows of tasks unchanged
// since the moment, and those of the folded tasks.
func (g *gathering) pauses(context.Context) error {
	var rows []struct {
		TaskRow
		Code         string
		FromOn, ToOn dateCol
	}
	db := g.db.Table("task_pauses p").Select("p.code, p.from_on, p.to_on, "+statTask).Joins("JOIN tasks t ON t.id = p.task_id").
		Where("p.from_on <= ? AND (p.to_on IS NULL OR p.to_on >= ?) AND t.changed_at <= ?", dateCol{g.To}, dateCol{g.From}, g.AsOf)
	if g.Enterprise != "" {
		db = db.Where("t.enterprise_id = ?", g.Enterprise)
	}
	if err := db.Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		if err := g.issuesNamed([]string{r.IssueID}); err != nil {
			return err
		}
		g.facts.Pauses = append(g.facts.Pauses, statistics.Pause{About: g.aboutTask(r.TaskRow), Code: r.Code, From: r.FromOn.Date, To: r.ToOn.Date})
	}
	for _, t := range g.moved {
		about := g.aboutTask(taskRow(t, casefile.Event{At: g.AsOf}))
		for _, p := range t.Pauses {
			g.facts.Pauses = append(g.facts.Pauses, statistics.Pause{About: about, Code: p.Code, From: p.From, To: p.To})
		}
	}
	return nil
}

// agenda are the issues that meetings of the period heard, once adjourned.
func (g *gathering) agenda(context.Context) error {
	var rows []struct {
		IssueID, IssueNo, Title, ProjectName, EnterpriseID, LeadID, LeadName string

		HeldOn  dateCol
		Decided bool
	}
	q := "SELECT i.issue_id, i.issue_no, i.title, i.project_name, i.enterprise_id, i.lead_id, i.lead_name, m.held_on, " +
		"EXISTS (SELECT 1 FROM resolutions r WHERE r.meeting_id = i.meeting_id AND r.item_id = i.id AND r.decided_at <= ? AND r.kind NOT IN ?) AS decided " +
		"FROM meetings m JOIN meeting_items i ON i.meeting_id = m.id WHERE m.held_date BETWEEN ? AND ? AND m.held_on BETWEEN ? AND ? " +
		"AND i.issue_id <> '' AND i.removed = 0 AND (? = '' OR i.enterprise_id = ?) " +
		"AND EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = m.id AND e.act = ? AND e.at <= ?)"
	err := g.db.Raw(q, g.AsOf, statistics.Undecided, dateCol{g.From.AddDays(-31)}, dateCol{g.To.AddDays(31)}, dateCol{g.From}, dateCol{g.To},
		g.Enterprise, g.Enterprise, meeting.ActClose, g.AsOf).Scan(&rows).Error
	if err != nil {
		return err
	}
	var of []string
	for _, r := range rows {
		of = append(of, r.IssueID)
	}
	if err := g.issuesNamed(of); err != nil {
		return err
	}
	for _, r := range rows {
		a, _ := g.about(r.IssueID)
		a.Kind, a.ID, a.No, a.Title = statistics.OfIssue, r.IssueID, r.IssueNo, r.Title
		a.LeadID, a.LeadName, a.ProjectName, a.EnterpriseID = r.LeadID, r.LeadName, r.ProjectName, r.EnterpriseID
		g.facts.Agenda = append(g.facts.Agenda, statistics.AgendaItem{About: a, On: r.HeldOn.Date, Decided: r.Decided})
	}
	return nil
}

func (g *gathering) forces(context.Context) error {
	var rows []taskForceRow
	err := g.db.Raw("SELECT id, name, issue_id, set_up_at, lag_days FROM task_forces WHERE set_up_at >= ? AND set_up_at < ? AND set_up_at <= ?",
		g.From.Time(), g.To.End(), g.AsOf).Scan(&rows).Error
	if err != nil {
		return err
	}
	var of []string
	for _, r := range rows {
		of = append(of, r.IssueID)
	}
	if err := g.issuesNamed(of); err != nil {
		return err
	}
	for _, r := range rows {
		a, _ := g.about(r.IssueID)
		a.Kind, a.ID, a.No, a.Title = statistics.OfForce, r.ID, "", r.Name
		g.facts.Forces = append(g.facts.Forces, statistics.Force{About: a, On: workcal.DateOf(r.SetUpAt), LagDays: r.LagDays})
	}
	return nil
}

// happening is an event without what it says.
type happening struct {
	CaseID string
	Seq    int
	Act    string
	At     time.Time
}

// happened are the events of some acts on cases of a kind in the period.
func (g *gathering) happened(ctx context.Context, kind casefile.Kind, acts ...string) (rows []happening, err error) {
	args := []any{kind}
	for _, act := range acts {
		args = append(args, act)
	}
	q := "SELECT case_id, seq, act, at FROM case_events WHERE kind = ? AND act IN (?" + strings.Repeat(", ?", len(acts)-1) +
		") AND at >= ? AND at < ? AND at <= ? ORDER BY at, id"
	var r happening
	err = g.each(ctx, q, append(args, g.From.Time(), g.To.End(), g.AsOf), []any{&r.CaseID, &r.Seq, &r.Act, &r.At}, func() { rows = append(rows, r) })
	return rows, err
}

func (g *gathering) closings(ctx context.Context) error {
	rows, err := g.happened(ctx, casefile.Issue, issue.Confirm, issue.CloseUnsettled, issue.Reopen)
	if err != nil {
		return err
	}
	var of []string
	for _, r := range rows {
		of = append(of, r.CaseID)
	}
	if err := g.issuesNamed(of); err != nil {
		return err
	}
	g.facts.Closings = slices.Grow(g.facts.Closings, len(rows))
	for _, r := range rows {
		about, _ := g.about(r.CaseID)
		h := statistics.Happened{About: about, On: workcal.DateOf(r.At), Seq: r.Seq}
		if r.Act == issue.Reopen {
			g.facts.Reopenings = append(g.facts.Reopenings, h)
		} else {
			g.facts.Closings = append(g.facts.Closings, h)
		}
	}
	return nil
}

func (g *gathering) extensions(ctx context.Context) error {
	rows, err := g.happened(ctx, casefile.Task, supervision.ActExtendYes)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.CaseID)
	}
	about := map[string]statistics.About{}
	for chunk := range slices.Chunk(ids, 500) {
		var tasks []TaskRow
		if err := g.db.Raw("SELECT "+statTask+" FROM tasks t WHERE t.id IN ?", chunk).Scan(&tasks).Error; err != nil {
			return err
		}
		for _, t := range tasks {
			if err := g.issuesNamed([]string{t.IssueID}); err != nil {
				return err
			}
			about[t.ID] = g.aboutTask(t)
		}
	}
	for _, r := range rows {
		g.facts.Extended = append(g.facts.Extended, statistics.Happened{About: about[r.CaseID], On: workcal.DateOf(r.At), Seq: r.Seq})
	}
	return nil
}

// starts are the projects that started in the period, with the day they were
// levelled. Dates entered or corrected after the moment are taken back by the
// history of the milestones.
func (g *gathering) starts(context.Context) error {
	var rows []struct {
		ID, Code, Name, EnterpriseID, TownCode, LeadOrgID, LeadOrgName string

		Levelled, Started dateCol
	}
	q := "SELECT p.id, p.code, p.name, p.enterprise_id, p.town_code, p.lead_org_id, p.lead_org_name, l.actual_date AS levelled, s.actual_date AS started " +
		"FROM projects p JOIN project_milestones s ON s.project_id = p.id AND s.type = ? " +
		"LEFT JOIN project_milestones l ON l.project_id = p.id AND l.type = ? WHERE p.merged_into = '' AND p.id IN (" +
		"SELECT project_id FROM project_milestones WHERE type = ? AND actual_date BETWEEN ? AND ? UNION " +
		"SELECT project_id FROM milestone_changes WHERE at > ? AND type = ? AND field = 'actual_date') AND (? = '' OR p.enterprise_id = ?)"
	err := g.db.Raw(q, project.OfStart, project.OfLevelling, project.OfStart, dateCol{g.From}, dateCol{g.To}, g.AsOf, project.OfStart,
		g.Enterprise, g.Enterprise).Scan(&rows).Error
	if err != nil {
		return err
	}
	then, err := g.actualsThen()
	if err != nil {
		return err
	}
	for _, r := range rows {
		s := statistics.Start{Levelled: r.Levelled.Date, Started: r.Started.Date, About: statistics.About{
			Kind: statistics.OfProject, ID: r.ID, No: r.Code, Title: r.Name, Town: r.TownCode, LeadID: r.LeadOrgID, LeadName: r.LeadOrgName,
			ProjectName: r.Name, EnterpriseID: r.EnterpriseID,
		}}
		if was, moved := then[actualOf{r.ID, project.OfLevelling}]; moved {
			s.Levelled = was
		}
		if was, moved := then[actualOf{r.ID, project.OfStart}]; moved {
			s.Started = was
		}
		g.facts.Starts = append(g.facts.Starts, s)
	}
	return nil
}

type actualOf struct {
	project string
	typ     project.MilestoneType
}

// actualsThen are the actual dates that were changed after the moment, as they
// were before the first such change.
func (g *gathering) actualsThen() (map[actualOf]workcal.Date, error) {
	var changes []milestoneChange
	err := g.db.Raw("SELECT project_id, type, was FROM milestone_changes WHERE at > ? AND type IN ? AND field = 'actual_date' ORDER BY id DESC",
		g.AsOf, []project.MilestoneType{project.OfLevelling, project.OfStart}).Scan(&changes).Error
	if err != nil {
		return nil, err
	}
	then := map[actualOf]workcal.Date{}
	for _, c := range changes { // the oldest is read last and stays
		was, err := workcal.ParseDate(c.Was)
		if err != nil {
			was = workcal.Date{}
		}
		then[actualOf{c.ProjectID, c.Type}] = was
	}
	return then, nil
}

// startEvents are the group start events held by the moment. Their totals are
// those sealed when they were held: a project that grows later changes no history.
func (g *gathering) startEvents(ctx context.Context) error {
	rows, err := rowsOf[startEventRow](g.db).Where("held = ? AND on_date BETWEEN ? AND ? AND updated_at <= ?", true, dateCol{g.From}, dateCol{g.To}, g.AsOf).
		Order("on_date DESC, id DESC").Find(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		entry, err := rowsOf[auditEntry](g.db).Where("subject = ? AND what = ?", r.ID, "start_event.hold").Order("id DESC").Limit(1).Take(ctx)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		var sealed struct {
			After project.Totals `json:"after"`
		}
		if err := json.Unmarshal([]byte(entry.Body), &sealed); err != nil {
			return fmt.Errorf("totals of start event %s: %w", r.ID, err)
		}
		g.facts.Events = append(g.facts.Events, statistics.StartEvent{ID: r.ID, Name: r.Name, Date: r.OnDate.Date, Totals: sealed.After})
	}
	return nil
}

func (g *gathering) weights(ctx context.Context) (err error) {
	g.facts.Weights, err = g.s.StatisticsWeights(ctx, g.AsOf)
	return err
}

func (g *gathering) classes(ctx context.Context) (err error) {
	g.facts.Classes, err = g.s.IssueClassesAt(ctx, g.AsOf.Add(time.Microsecond))
	return err
}
