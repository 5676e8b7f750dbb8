package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// ApprovalQuery is what a reader asks of the list of applications. Empty fields
// do not filter.
type ApprovalQuery struct {
	Box       string // BoxTodo, BoxDone, BoxCC, BoxMine; empty is all that the reader may see
	Unread    bool   // of BoxCC
	Status    []string
	State     []string
	Process   string
	Phase     string
	Matter    string
	Authority string
	Org       string // a unit that has a part
	Project   string
	Owner     string // enterprise
	Plan      string
	Parent    string
	Batch     string
	Light     string // green, yellow, red, paused, done
	Live      bool
	Held      bool // waits for its keeper
	Refused   bool // another case refused what it was told
	Today     workcal.Date
	At        time.Time // for stand-ins
	Q         string
	Cursor    string
	Limit     int
	found     matches // of Q
}

// ApprovalLine is one line of a list: an application, and in a person's own
// boxes what it is there for.
type ApprovalLine struct {
	ApprovalRow
	BoxK    string    `json:"-"`
	BoxAud  string    `json:"-"`
	What    string    `json:"what,omitempty"`
	Seat    string    `json:"seat,omitempty"`
	Run     int       `json:"run,omitempty"`
	Step    string    `json:"step,omitempty"`
	Turn    int       `json:"turn,omitempty"`
	ByName  string    `json:"by_name,omitempty"`
	Unread  bool      `json:"unread,omitempty"`
	BoxDue  dateCol   `json:"due,omitzero"`
	BoxAt   time.Time `json:"at,omitzero"`
	InPlace string    `json:"in_place_of,omitempty"`
}

const boxLine = "approvals.*, b.k AS box_k, b.aud AS box_aud, b.what, b.seat, b.run, b.step_name AS step, b.round AS turn, b.by_name, " +
	"b.live AS unread, b.due AS box_due, b.at AS box_at"

// Approvals lists applications, one page by keyset: to-dos by their due date,
// what was done or told latest first, and everything else newest first.
func (s *Store) Approvals(ctx context.Context, a org.Actor, q ApprovalQuery) (lines []ApprovalLine, next string, err error) {
	limit := pageLimit(q.Limit)
	if q.found, err = s.matching(ctx, casefile.Approval, q.Q); err != nil {
		return nil, "", err
	}
	switch q.Box {
	case BoxTodo, BoxDone, BoxCC:
		lines, err = s.boxed(ctx, a, q, limit+1)
	default:
		lines, err = s.approvalsSeen(ctx, a, q, limit+1)
	}
	if err != nil {
		return nil, "", err
	}
	if len(lines) > limit {
		lines = lines[:limit]
		next = q.cursorAfter(lines[limit-1])
	}
	for i := range lines {
		if lines[i].BoxDue.Date == noDate {
			lines[i].BoxDue = dateCol{}
		}
	}
	return lines, next, s.nameMovers(ctx, lines)
}

func (q ApprovalQuery) cursorAfter(l ApprovalLine) string {
	switch q.Box {
	case BoxTodo:
		return base64.RawURLEncoding.EncodeToString([]byte(l.BoxDue.String() + "," + l.ID + "," + l.BoxK))
	case BoxDone, BoxCC:
		return cursorAt(l.BoxAt, l.ID+","+l.BoxK)
	}
	return cursorAt(l.BornAt, l.ID)
}

func (s *Store) approvalsSeen(ctx context.Context, a org.Actor, q ApprovalQuery, n int) (lines []ApprovalLine, err error) {
	db := s.approvalsAsked(ctx, a, q)
	if q.Cursor != "" {
		at, id, err := cursorOf(q.Cursor)
		if err != nil {
			return nil, err
		}
		db = db.Where("(approvals.born_at < ? OR (approvals.born_at = ? AND approvals.id < ?))", at, at, id)
	}
	if err := db.Select("approvals.*").Order("approvals.born_at DESC, approvals.id DESC").Limit(n).Find(&lines).Error; err != nil {
		return nil, fmt.Errorf("approvals: %w", err)
	}
	return lines, nil
}

func (s *Store) approvalsAsked(ctx context.Context, a org.Actor, q ApprovalQuery) *gorm.DB {
	db := seenApprovals(s.db.WithContext(ctx).Table("approvals"), a)
	if q.Box == BoxMine {
		db = mineApproval(db, a)
	}
	return q.filter(db)
}

// mineApproval keeps what the reader, or their enterprise, handed in.
func mineApproval(db *gorm.DB, a org.Actor) *gorm.DB {
	if a.Has(org.Owner) && a.EnterpriseID != "" {
		return db.Where("approvals.enterprise_id = ?", a.EnterpriseID)
	}
	return db.Where("approvals.submitted_by = ?", a.UserID)
}

// meaning is one of the ways in which a reader is meant, in whose place.
type meaning struct{ aud, inPlace string }

// audiences lists every way in which a reader is meant, those of the people
// whose place they may take today among them (E22): that is asked when the list
// is, so it ends by itself. An administrator of the system is never meant (R16).
func (s *Store) audiences(ctx context.Context, a org.Actor, at time.Time) ([]meaning, error) {
	if a.Has(org.Admin) {
		return nil, nil
	}
	var list []meaning
	add := func(x org.Actor, inPlace string) {
		for _, aud := range meant(x) {
			if !slices.ContainsFunc(list, func(known meaning) bool { return known.aud == aud }) {
				list = append(list, meaning{aud, inPlace})
			}
		}
	}
	add(a, "")
	if a.StandsInFor != "" {
		list = append(list, meaning{"u:" + a.StandsInFor, a.StandsInFor})
		return list, nil
	}
	absent, err := s.standsInFor(ctx, a.UserID, at)
	if err != nil {
		return nil, err
	}
	for _, x := range absent {
		add(x, x.UserID)
	}
	return list, nil
}

// meant lists the ways in which one person is meant.
func meant(a org.Actor) []string {
	auds := []string{"u:" + a.UserID}
	if a.Has(org.Owner) && a.EnterpriseID != "" {
		auds = append(auds, "e:"+a.EnterpriseID)
	}
	for _, r := range a.Roles {
		auds = append(auds, audOf(casefile.Audience{Role: string(r)}))
		if a.OrgID != "" {
			auds = append(auds, audOf(casefile.Audience{Role: string(r), OrgID: a.OrgID}))
		}
	}
	if a.OrgID != "" && a.Has(org.DeptRoles...) {
		auds = append(auds, "o:"+a.OrgID)
	}
	return auds
}

// boxed lists a person's own box. Each way of being meant is read through its
// own index range and stops after one page; the pages are then merged.
func (s *Store) boxed(ctx context.Context, a org.Actor, q ApprovalQuery, n int) ([]ApprovalLine, error) {
	auds := []meaning{{aud: "u:" + a.UserID}}
	if q.Box == BoxTodo {
		var err error
		if auds, err = s.audiences(ctx, a, q.At); err != nil {
			return nil, err
		}
	}
	var lines []ApprovalLine
	for _, x := range auds {
		db := s.db.WithContext(ctx).Table("approval_boxes b").Joins("JOIN approvals ON approvals.id = b.approval_id").
			Where("b.aud = ? AND b.box = ?", x.aud, q.Box)
		order := "b.at DESC, b.approval_id DESC, b.k DESC"
		if q.Box == BoxTodo {
			db, order = db.Where("b.live = 1"), "b.due, b.approval_id, b.k"
		} else {
			db = seenApprovals(db, a)
		}
		if q.Unread {
			db = db.Where("b.live = 1")
		}
		db, err := q.afterBox(q.filter(db))
		if err != nil {
			return nil, err
		}
		var some []ApprovalLine
		if err := db.Select(boxLine).Order(order).Limit(n).Find(&some).Error; err != nil {
			return nil, fmt.Errorf("box %s: %w", q.Box, err)
		}
		for i := range some {
			some[i].InPlace = x.inPlace
			some[i].Unread = some[i].Unread && q.Box == BoxCC
		}
		lines = append(lines, some...)
	}
	if q.Box == BoxTodo {
		slices.SortFunc(lines, func(x, y ApprovalLine) int {
			if c := x.BoxDue.Compare(y.BoxDue.Date); c != 0 {
				return c
			}
			if c := strings.Compare(x.ID, y.ID); c != 0 {
				return c
			}
			return strings.Compare(x.BoxK, y.BoxK)
		})
	}
	return lines[:min(n, len(lines))], nil
}

// afterBox starts behind the last line of the page before.
func (q ApprovalQuery) afterBox(db *gorm.DB) (*gorm.DB, error) {
	if q.Cursor == "" {
		return db, nil
	}
	bad := fault.New(fault.Invalid, "request.cursor", "cursor %q", q.Cursor).On("cursor")
	if q.Box == BoxTodo {
		raw, err := base64.RawURLEncoding.DecodeString(q.Cursor)
		part := strings.SplitN(string(raw), ",", 3)
		if err != nil || len(part) != 3 {
			return nil, bad
		}
		var due workcal.Date
		if due.UnmarshalText([]byte(part[0])) != nil {
			return nil, bad
		}
		return db.Where("(b.due > ? OR (b.due = ? AND (b.approval_id > ? OR (b.approval_id = ? AND b.k > ?))))",
			dateCol{due}, dateCol{due}, part[1], part[1], part[2]), nil
	}
	at, rest, err := cursorOf(q.Cursor)
	id, k, ok := strings.Cut(rest, ",")
	if err != nil || !ok {
		return nil, bad
	}
	return db.Where("(b.at < ? OR (b.at = ? AND (b.approval_id < ? OR (b.approval_id = ? AND b.k < ?))))", at, at, id, id, k), nil
}

// seenApprovals keeps what the reader may see; approval.SeenBy says the same of one.
func seenApprovals(db *gorm.DB, a org.Actor) *gorm.DB {
	if casefile.SeesAll(a) || a.Has(org.Leader, org.ServiceOfficer) {
		return db
	}
	if a.Has(org.Owner) {
		db = db.Where("(approvals.enterprise_id = '' OR approvals.enterprise_id = ?)", a.EnterpriseID)
	}
	var ors []string
	var args []any
	party := func(t casefile.PartyType, id string) {
		if id != "" {
			ors = append(ors, "(p.type = ? AND p.party_id = ?)")
			args = append(args, t, id)
		}
	}
	party(casefile.PartyUser, a.UserID)
	party(casefile.PartyUser, a.StandsInFor)
	if a.Has(org.DeptRoles...) {
		party(casefile.PartyOrg, a.OrgID)
	}
	if a.Has(org.Owner) {
		party(casefile.PartyEnterprise, a.EnterpriseID)
	}
	if len(ors) == 0 {
		return db.Where("1 = 0")
	}
	where := "EXISTS (SELECT 1 FROM case_parties p WHERE p.case_id = approvals.id AND (" + strings.Join(ors, " OR ") + "))"
	var district []string
	for _, r := range a.Roles {
		if !slices.Contains(org.DeptRoles, r) && r != org.Owner && r != org.Admin {
			district = append(district, string(r))
		}
	}
	if len(district) > 0 && !a.Has(org.Admin) {
		where += " OR EXISTS (SELECT 1 FROM approval_seats s WHERE s.approval_id = approvals.id AND s.post = 1 AND s.org_id = '' AND s.role IN ?)"
		args = append(args, district)
	}
	return db.Where("("+where+")", args...)
}

func (q ApprovalQuery) filter(db *gorm.DB) *gorm.DB {
	for _, f := range [][2]string{
		{"process", q.Process}, {"phase", q.Phase}, {"matter_code", q.Matter}, {"authority_id", q.Authority}, {"project_id", q.Project}, {"enterprise_id", q.Owner},
		{"plan_id", q.Plan}, {"parent_id", q.Parent}, {"batch", q.Batch},
	} {
		if f[1] != "" {
			db = db.Where("approvals."+f[0]+" = ?", f[1])
		}
	}
	if len(q.Status) > 0 {
		db = db.Where("approvals.status IN ?", q.Status)
	}
	if len(q.State) > 0 {
		db = db.Where("approvals.state IN ?", q.State)
	}
	if q.Live {
		db = db.Where("approvals.live = 1")
	}
	if q.Held {
		db = db.Where("approvals.live = 1 AND approvals.held = 1")
	}
	if q.Refused {
		db = db.Where("approvals.refusals > 0")
	}
	if q.Org != "" {
		db = db.Where("EXISTS (SELECT 1 FROM case_parties u WHERE u.case_id = approvals.id AND u.type = ? AND u.party_id = ?)", casefile.PartyOrg, q.Org)
	}
	return q.lit(q.found.filter(db, casefile.Approval, q.Q))
}

// lit keeps one colour: of the worse of the law's and the promise's light.
func (q ApprovalQuery) lit(db *gorm.DB) *gorm.DB {
	day := dateCol{q.Today}
	const red = "(COALESCE(approvals.law_red_on <= ?, 0) OR COALESCE(approvals.promise_red_on <= ?, 0))"
	const yellow = "(COALESCE(approvals.law_yellow_on <= ?, 0) OR COALESCE(approvals.promise_yellow_on <= ?, 0))"
	switch q.Light {
	case "":
		return db
	case workcal.Done:
		return db.Where("approvals.live = 0")
	case workcal.Red:
		return db.Where("approvals.live = 1 AND "+red, day, day)
	case workcal.Grey:
		return db.Where("approvals.live = 1 AND approvals.paused = 1 AND NOT "+red, day, day)
	case workcal.Yellow:
		return db.Where("approvals.live = 1 AND approvals.paused = 0 AND NOT "+red+" AND "+yellow, day, day, day, day)
	case workcal.Green:
		return db.Where("approvals.live = 1 AND approvals.paused = 0 AND NOT "+red+" AND NOT "+yellow, day, day, day, day)
	}
	return db.Where("1 = 0")
}

// Lights are the colours of the law's and the promise's clocks on a day; "" where
// a clock was not started.
func (r ApprovalRow) Lights(today workcal.Date) (law, promise string) {
	light := func(due, yellow, red dateCol) string {
		on := func(d dateCol) bool { return !d.IsZero() && !d.After(today) }
		switch {
		case due.IsZero():
			return ""
		case !r.Live:
			return workcal.Done
		case on(red):
			return workcal.Red
		case r.Paused:
			return workcal.Grey
		case on(yellow):
			return workcal.Yellow
		}
		return workcal.Green
	}
	return light(r.LawDue, r.LawYellowOn, r.LawRedOn), light(r.PromiseDue, r.PromiseYellowOn, r.PromiseRedOn)
}

// ApprovalsOf lists the open applications in which a person has, or had, a part;
// whether they still hold a seat there is the application's to say (Holds).
func (s *Store) ApprovalsOf(ctx context.Context, userID string) ([]string, error) {
	var ids []string
	err := s.db.WithContext(ctx).Raw("SELECT p.case_id FROM case_parties p JOIN approvals ON approvals.id = p.case_id"+
		" WHERE p.type = ? AND p.party_id = ? AND p.kind = ? AND approvals.live = 1 ORDER BY p.case_id",
		casefile.PartyUser, userID, casefile.Approval).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("applications of %s: %w", userID, err)
	}
	return ids, nil
}
