package store

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// IssueQuery is what a reader asks of the list of issues. Empty fields do not filter.
type IssueQuery struct {
	Status   []string
	ClassL1  string
	Grade    string
	LeadID   string
	Project  string
	Owner    string // enterprise
	Town     string
	Meeting  string
	Slot     string // where the owner's wish to be heard stands
	Open     bool
	Mine     bool         // the reader must move next
	Overdue  workcal.Date // due before this day and still open
	RaisedIn [2]workcal.Date
	Q        string
	Cursor   string
	Limit    int
	found    matches  // of Q
	tasked   []string // handed out as tasks that LeadID leads
}

// Issues lists what the reader may see, newest first, one page by keyset.
func (s *Store) Issues(ctx context.Context, a org.Actor, q IssueQuery) (rows []IssueRow, next string, err error) {
	limit := pageLimit(q.Limit)
	if err = s.prepare(ctx, &q); err != nil {
		return nil, "", err
	}
	if seesByParty(a) {
		rows, err = s.partyIssues(ctx, a, q, limit+1)
	} else {
		// What one asks for comes first: it is cheaper to tell than whose an issue is.
		db := seenCases(q.filter(s.db.WithContext(ctx).Model(&IssueRow{}), a), a, casefile.Issue, "issues")
		if db, err = after(db, q.Cursor, "issues.raised_at", "issues.id"); err != nil {
			return nil, "", err
		}
		err = db.Order("raised_at DESC, id DESC").Limit(limit + 1).Find(&rows).Error
	}
	if err != nil {
		return nil, "", fmt.Errorf("issues: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursorAt(rows[limit-1].RaisedAt, rows[limit-1].ID)
	}
	return rows, next, s.nameLeads(ctx, rows)
}

// CountIssues counts what Issues lists on all its pages.
func (s *Store) CountIssues(ctx context.Context, a org.Actor, q IssueQuery) (n int64, err error) {
	if err = s.prepare(ctx, &q); err != nil {
		return 0, err
	}
	db := seenCases(q.filter(s.db.WithContext(ctx).Model(&IssueRow{}), a), a, casefile.Issue, "issues")
	if err := db.Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count issues: %w", err)
	}
	return n, nil
}

// prepare looks up what the filters need from elsewhere.
func (s *Store) prepare(ctx context.Context, q *IssueQuery) (err error) {
	if q.found, err = s.matching(ctx, casefile.Issue, q.Q); err != nil || q.LeadID == "" {
		return err
	}
	q.tasked, err = s.leadsByTask(ctx, q.LeadID)
	return err
}

// seesByParty tells readers whose only way to an issue is to be a party to it.
func seesByParty(a org.Actor) bool {
	return !casefile.SeesAll(a) && !a.Has(org.ServiceOfficer, org.Leader, org.Owner)
}

// partyIssues reads the newest for each party that the reader stands for, and of
// those the newest: an index of parties by age serves each, an OR of them none.
// An issue is raised when it is born, so both are one order.
func (s *Store) partyIssues(ctx context.Context, a org.Actor, q IssueQuery, limit int) ([]IssueRow, error) {
	var all []IssueRow
	for _, p := range partiesOf(a) {
		db := q.filter(s.db.WithContext(ctx).Model(&IssueRow{}), a).
			Joins("JOIN case_parties p ON p.case_id = issues.id AND p.type = ? AND p.party_id = ? AND p.kind = ?", p.Type, p.ID, casefile.Issue)
		db, err := after(db, q.Cursor, "p.born_at", "p.case_id")
		if err != nil {
			return nil, err
		}
		var rows []IssueRow
		if err := db.Order("p.born_at DESC, p.case_id DESC").Limit(limit).Find(&rows).Error; err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b IssueRow) int {
		return cmp.Or(b.RaisedAt.Compare(a.RaisedAt), strings.Compare(b.ID, a.ID))
	})
	all = slices.CompactFunc(all, func(a, b IssueRow) bool { return a.ID == b.ID })
	return all[:min(len(all), limit)], nil
}

// partiesOf are the parties that the reader stands for in cases.
func partiesOf(a org.Actor) []casefile.Party {
	var all []casefile.Party
	add := func(t casefile.PartyType, id string) {
		if id != "" {
			all = append(all, casefile.Party{Type: t, ID: id})
		}
	}
	add(casefile.PartyUser, a.UserID)
	if a.Has(org.DeptRoles...) {
		add(casefile.PartyOrg, a.OrgID)
	}
	if a.Has(org.Owner) {
		add(casefile.PartyEnterprise, a.EnterpriseID)
	}
	return all
}

// seenCases keeps the rows of a noun's table that the reader may see: all for
// district roles, else those where the reader, their unit or their enterprise is a party.
func seenCases(db *gorm.DB, a org.Actor, kind casefile.Kind, table string) *gorm.DB {
	if casefile.SeesAll(a) {
		return db
	}
	if kind == casefile.Issue && a.Has(org.ServiceOfficer, org.Leader) {
		return db.Where(table + ".restricted = 0")
	}
	ofEnterprise := a.Has(org.Owner) && kind != casefile.Meeting
	if ofEnterprise {
		// Who has left for another enterprise keeps nothing of the first one's.
		db = db.Where(table+".enterprise_id = ?", a.EnterpriseID)
	}
	var ors []string
	var args []any
	for _, p := range partiesOf(a) {
		ors = append(ors, "(p.type = ? AND p.party_id = ?)")
		args = append(args, p.Type, p.ID)
	}
	if len(ors) == 0 {
		return db.Where("1 = 0")
	}
	args = append(args, kind)
	party := "FROM case_parties p WHERE p.case_id = " + table + ".id AND (" + strings.Join(ors, " OR ") + ") AND p.kind = ?)"
	if ofEnterprise {
		// Asked row by row along the enterprise's index. An EXISTS would be turned
		// into a join that gathers every case of the enterprise before the first is shown.
		return db.Where("(SELECT COUNT(*) "+party+" > 0", args...)
	}
	return db.Where("EXISTS (SELECT 1 "+party, args...)
}

func (q IssueQuery) filter(db *gorm.DB, a org.Actor) *gorm.DB {
	equal := func(column, value string) {
		if value != "" {
			db = db.Where("issues."+column+" = ?", value)
		}
	}
	equal("class_l1", q.ClassL1)
	equal("grade", q.Grade)
	if q.LeadID != "" {
		db = db.Where("(issues.lead_id = ? OR (issues.lead_id = '' AND issues.id IN ?))", q.LeadID, append(q.tasked, ""))
	}
	equal("project_id", q.Project)
	equal("enterprise_id", q.Owner)
	equal("town_code", q.Town)
	equal("meeting_id", q.Meeting)
	equal("slot", q.Slot)
	if len(q.Status) > 0 {
		db = db.Where("issues.status IN ?", q.Status)
	}
	if q.Open {
		db = db.Where("issues.open = 1")
	}
	if q.Mine {
		db = mine(db, a)
	}
	if !q.Overdue.IsZero() {
		db = db.Where("issues.open = 1 AND issues.paused = 0 AND issues.due < ?", dateCol{q.Overdue})
	}
	if from, to := q.RaisedIn[0], q.RaisedIn[1]; !from.IsZero() && !to.IsZero() {
		db = db.Where("issues.raised_at >= ? AND issues.raised_at < ?", from.Time(), to.End())
	}
	return q.found.filter(db, casefile.Issue, q.Q)
}

// after keeps what comes after a page's last row, newest first by two columns.
func after(db *gorm.DB, cursor, atColumn, idColumn string) (*gorm.DB, error) {
	if cursor == "" {
		return db, nil
	}
	at, id, err := cursorOf(cursor)
	if err != nil {
		return nil, err
	}
	return db.Where("("+atColumn+" < ? OR ("+atColumn+" = ? AND "+idColumn+" < ?))", at, at, id), nil
}

// mine keeps the issues on which the reader must move next.
func mine(db *gorm.DB, a org.Actor) *gorm.DB {
	switch {
	case a.Has(org.Owner):
		return db.Where("issues.ball_owner = 1 AND issues.open = 1")
	case a.Has(org.Coordinator):
		// What was handed out as tasks waits for whoever has those.
		return db.Where("issues.ball_owner = 0 AND issues.ball_org = '' AND issues.open = 1 AND issues.status NOT IN ?",
			[]issue.State{issue.Tasked, issue.OnAgenda})
	default:
		return db.Where("issues.ball_org = ? AND issues.ball_org <> '' AND issues.open = 1", a.OrgID)
	}
}

// cursorAt names the last row of a page by its time and id.
func cursorAt(at time.Time, id string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d,%s", at.UnixMicro(), id))
}

func cursorOf(cursor string) (time.Time, string, error) {
	bad := fault.New(fault.Invalid, "request.cursor", "cursor %q", cursor).On("cursor")
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return time.Time{}, "", bad
	}
	var micro int64
	var id string
	if n, err := fmt.Sscanf(string(raw), "%d,%s", &micro, &id); err != nil || n != 2 {
		return time.Time{}, "", bad
	}
	return time.UnixMicro(micro), id, nil
}

// pageLimit bounds one page: 20 where not said, 100 at most.
func pageLimit(n int) int {
	if n <= 0 {
		return 20
	}
	return min(n, 100)
}
