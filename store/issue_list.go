package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
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
}

// Issues lists what the reader may see, newest first, one page by keyset.
func (s *Store) Issues(ctx context.Context, a org.Actor, q IssueQuery) (rows []IssueRow, next string, err error) {
	db, err := q.filter(seenCases(s.db.WithContext(ctx).Model(&IssueRow{}), a, casefile.Issue, "issues"), a)
	if err != nil {
		return nil, "", err
	}
	limit := pageLimit(q.Limit)
	if err := db.Order("raised_at DESC, id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("issues: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursorAt(rows[limit-1].RaisedAt, rows[limit-1].ID)
	}
	return rows, next, nil
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
	if a.Has(org.Owner) && kind != casefile.Meeting {
		// Who has left for another enterprise keeps nothing of the first one's.
		db = db.Where(table+".enterprise_id = ?", a.EnterpriseID)
	}
	var ors []string
	var args []any
	add := func(t casefile.PartyType, id string) {
		if id != "" {
			ors = append(ors, "(p.type = ? AND p.party_id = ?)")
			args = append(args, t, id)
		}
	}
	add(casefile.PartyUser, a.UserID)
	if a.Has(org.DeptRoles...) {
		add(casefile.PartyOrg, a.OrgID)
	}
	if a.Has(org.Owner) {
		add(casefile.PartyEnterprise, a.EnterpriseID)
	}
	if len(ors) == 0 {
		return db.Where("1 = 0")
	}
	args = append(args, kind)
	return db.Where("EXISTS (SELECT 1 FROM case_parties p WHERE p.case_id = "+table+".id AND ("+
		strings.Join(ors, " OR ")+") AND p.kind = ?)", args...)
}

func (q IssueQuery) filter(db *gorm.DB, a org.Actor) (*gorm.DB, error) {
	equal := func(column, value string) {
		if value != "" {
			db = db.Where("issues."+column+" = ?", value)
		}
	}
	equal("class_l1", q.ClassL1)
	equal("grade", q.Grade)
	equal("lead_id", q.LeadID)
	equal("project_id", q.Project)
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
	if q.Q != "" {
		like := containing(q.Q)
		db = db.Where("(issues.heading LIKE ? OR issues.no LIKE ? OR issues.project_name LIKE ? OR issues.enterprise_name LIKE ? OR issues.pinyin LIKE ?)",
			like, like, like, like, strings.ToLower(like))
	}
	if q.Cursor != "" {
		at, id, err := cursorOf(q.Cursor)
		if err != nil {
			return nil, err
		}
		db = db.Where("(issues.raised_at < ? OR (issues.raised_at = ? AND issues.id < ?))", at, at, id)
	}
	return db, nil
}

// mine keeps the issues on which the reader must move next.
func mine(db *gorm.DB, a org.Actor) *gorm.DB {
	switch {
	case a.Has(org.Owner):
		return db.Where("issues.ball_owner = 1 AND issues.open = 1")
	case a.Has(org.Coordinator):
		return db.Where("issues.ball_owner = 0 AND issues.ball_org = '' AND issues.open = 1")
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
