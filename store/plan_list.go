package store

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/workcal"
)

// PlanQuery is what a reader asks of the list of plans. Empty fields do not filter.
type PlanQuery struct {
	Status  []string
	Type    string
	Phase   string
	Project string
	Org     string // window, a stage's lead or a matter's authority
	Open    bool
	Blocked bool // with open blocks
	Failed  bool // with matters that were refused or rejected
	Issues  bool // with open issues
	Slipped bool // planned later than first planned
	Late    bool // beyond its promise
	Mine    bool // the reader must move next
	Today   workcal.Date
	Q       string
	Cursor  string
	Limit   int
	found   matches // of Q
}

// Plans lists what the reader may see, newest first, one page by keyset.
func (s *Store) Plans(ctx context.Context, a org.Actor, q PlanQuery) (rows []PlanRow, next string, err error) {
	if q.found, err = s.matching(ctx, casefile.Plan, q.Q); err != nil {
		return nil, "", err
	}
	db := q.filter(seenPlans(s.db.WithContext(ctx).Model(&PlanRow{}), a), a)
	if q.Cursor != "" {
		at, id, err := cursorOf(q.Cursor)
		if err != nil {
			return nil, "", err
		}
		db = db.Where("(plans.born_at < ? OR (plans.born_at = ? AND plans.id < ?))", at, at, id)
	}
	limit := pageLimit(q.Limit)
	if err := db.Order("plans.born_at DESC, plans.id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("plans: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = cursorAt(last.BornAt, last.ID)
	}
	return rows, next, s.locate(ctx, rows)
}

// seenPlans keeps what the reader may see; plan.SeenBy says the same of one plan.
func seenPlans(db *gorm.DB, a org.Actor) *gorm.DB {
	if a.Has(org.Leader, org.ServiceOfficer) && !a.Has(org.Owner) {
		return db
	}
	return seenCases(db, a, casefile.Plan, "plans")
}

func (q PlanQuery) filter(db *gorm.DB, a org.Actor) *gorm.DB {
	for column, value := range map[string]string{"type": q.Type, "phase": q.Phase, "project_id": q.Project} {
		if value != "" {
			db = db.Where("plans."+column+" = ?", value)
		}
	}
	if len(q.Status) > 0 {
		db = db.Where("plans.status IN ?", q.Status)
	}
	if q.Org != "" {
		db = db.Where("EXISTS (SELECT 1 FROM case_parties u WHERE u.case_id = plans.id AND u.type = ? AND u.party_id = ?)", casefile.PartyOrg, q.Org)
	}
	for _, f := range []struct {
		on    bool
		where string
	}{
		{q.Open || q.Mine || q.Late, "plans.open = 1"}, {q.Blocked, "plans.blocked > 0"}, {q.Failed, "plans.failed > 0"},
		{q.Issues, "plans.issues_open > 0"}, {q.Slipped, "plans.slipped > 0"},
	} {
		if f.on {
			db = db.Where(f.where)
		}
	}
	if q.Late {
		db = db.Where("plans.paused = 0 AND plans.promise_due < ?", dateCol{q.Today})
	}
	if q.Mine {
		db = minePlan(db, a)
	}
	return q.found.filter(db, casefile.Plan, q.Q)
}

// minePlan keeps the plans in which the reader must move next.
func minePlan(db *gorm.DB, a org.Actor) *gorm.DB {
	var ors []string
	var args []any
	if a.Has(org.Owner) {
		ors = append(ors, "EXISTS (SELECT 1 FROM plan_matters m WHERE m.plan_id = plans.id AND m.ball_owner = 1)")
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		ors = append(ors, "EXISTS (SELECT 1 FROM plan_matters m LEFT JOIN approvals a ON a.id = m.approval_id AND a.ball_what <> '' "+
			"WHERE m.plan_id = plans.id AND m.running = 1 AND COALESCE(a.ball_org, m.ball_org) = ?)")
		args = append(args, a.OrgID)
	}
	if a.Has(org.Coordinator) {
		ors = append(ors, "plans.blocked > 0", "plans.issues_open > 0")
	}
	if len(ors) == 0 {
		return db.Where("1 = 0")
	}
	return db.Where("("+strings.Join(ors, " OR ")+")", args...)
}

// PlanMatterQuery is what a reader asks of the matters of all plans.
type PlanMatterQuery struct {
	Authority string
	Phase     string
	Standing  []string
	Light     string // red, yellow, paused, green, done
	Plan      string
	Process   string // id of the matter
	Today     workcal.Date
	Cursor    string
	Limit     int
}

// PlanMatterLine is a matter with its plan and its light today.
type PlanMatterLine struct {
	PlanMatterRow
	PlanNo         string `json:"plan_no"`
	ProjectID      string `json:"project_id"`
	ProjectName    string `json:"project_name"`
	EnterpriseName string `json:"enterprise_name"`
	Light          string `json:"light"`
}

// matterLight is the light of a row on a day (two places for the day). It says
// what plan.Light says; a test compares them.
const matterLight = "CASE WHEN m.standing IN ('approved', 'dropped') THEN 'done' WHEN m.red_on <= ? THEN 'red' " +
	"WHEN m.standing = 'suspended' THEN 'paused' WHEN m.yellow_on <= ? THEN 'yellow' ELSE 'green' END"

// PlanMatters lists matters of the open plans that the reader may see: what is
// under way by its promise's day first, then the rest by the day it is planned for.
func (s *Store) PlanMatters(ctx context.Context, a org.Actor, q PlanMatterQuery) (rows []PlanMatterLine, next string, err error) {
	today := dateCol{q.Today}
	day := "COALESCE(CASE WHEN m.running = 1 THEN m.promise_due END, m.target_start)"
	db := seenPlans(s.db.WithContext(ctx).Table("plan_matters m").Joins("JOIN plans ON plans.id = m.plan_id"), a).
		Where("plans.open = 1 AND m.standing <> ?", plan.Dropped)
	for column, value := range map[string]string{"authority_id": q.Authority, "phase": q.Phase, "plan_id": q.Plan, "id": q.Process} {
		if value != "" {
			db = db.Where("m."+column+" = ?", value)
		}
	}
	if len(q.Standing) > 0 {
		db = db.Where("m.standing IN ?", q.Standing)
	}
	if q.Light != "" {
		db = db.Where("("+matterLight+") = ?", today, today, q.Light)
	}
	if q.Cursor != "" {
		on, key, err := cursorDay(q.Cursor)
		if err != nil {
			return nil, "", err
		}
		db = db.Where("("+day+" > ? OR ("+day+" = ? AND CONCAT(m.plan_id, '/', m.id) > ?))", dateCol{on}, dateCol{on}, key)
	}
	limit := pageLimit(q.Limit)
	err = db.Select("m.*, plans.no AS plan_no, plans.project_id, plans.project_name, plans.enterprise_name, "+matterLight+" AS light", today, today).
		Order(day + ", CONCAT(m.plan_id, '/', m.id)").Limit(limit + 1).Find(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("matters of plans: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		on := last.TargetStart.Date
		if last.Running && !last.PromiseDue.IsZero() {
			on = last.PromiseDue.Date
		}
		next = cursorOn(on, last.PlanID+"/"+last.ID)
	}
	return rows, next, s.locateMatters(ctx, rows)
}

// PlansOf lists the plans of a project, newest first, whoever may see them.
func (s *Store) PlansOf(ctx context.Context, projectID string) ([]PlanRow, error) {
	rows, err := rowsOf[PlanRow](s.db).Where("project_id = ?", projectID).Order("born_at DESC, id DESC").Limit(100).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("plans of project %s: %w", projectID, err)
	}
	return rows, nil
}
