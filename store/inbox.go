package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/inbox"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// unreadSeen is how many of a person's newest unread notices are looked at to count
// them: nobody is told more than 99+.
const unreadSeen = 500

// InboxCounts is how many cases stand in each tab of a person's inbox.
type InboxCounts struct {
	// Act counts the cases that still wait for the reader, read or not.
	Act int64 `json:"act" doc:"要我办：仍待读者办理的案件数，不随已读减少"`
	// News counts the cases with unread notices that ask nothing of the reader.
	News int64 `json:"news" doc:"知悉：有未读知悉消息的案件数，按最近 500 条计"`
	// All counts a case once that is in both.
	All int64 `json:"all" doc:"全部：以上两类合计，同一案件只计一次"`
}

// asking is what a reader's notices ask, today.
type asking struct {
	sql  string // SELECT id, case_id of the notices whose act is still to be done
	args []any
	// spent are the codes that told this reader nothing but to act: done with,
	// they are no news.
	spent []string
}

// newestUnread are the unread notices that are looked at; its arguments are the
// reader and unreadSeen.
const newestUnread = "(SELECT id, announcement_id FROM notices WHERE user_id = ? AND read_at IS NULL ORDER BY id DESC LIMIT ?)"

// asks finds which notices still ask their reader to act: those about a case that
// stands in the heap of the reader's to-dos which the notice speaks of.
func (s *Store) asks(ctx context.Context, a org.Actor, today workcal.Date) (q asking, err error) {
	sources, err := s.boxTodos(ctx, a, today)
	if err != nil {
		return q, err
	}
	asked := map[string]bool{}
	var parts []string
	for _, t := range slices.Concat(sources, ownTodos(a, today), unlistedTodos(a, today)) {
		codes := inbox.For(t.kind, t.key)
		if len(codes) == 0 {
			continue
		}
		table := todoTables[t.kind][0]
		parts = append(parts, "SELECT n.id, a.case_id FROM "+table+t.from+" JOIN announcements a ON a.case_id = "+table+".id AND a.code IN ?"+
			" JOIN notices n ON n.announcement_id = a.id AND n.user_id = ? WHERE "+t.where)
		q.args = append(append(q.args, codes, a.UserID), t.args...)
		for _, code := range codes {
			asked[code] = true
		}
	}
	var byHand []string
	for _, code := range inbox.Codes() {
		ask, _ := inbox.Asks(code)
		switch {
		case ask.ByHand():
			byHand = append(byHand, code)
		case asked[code] && !ask.News:
			q.spent = append(q.spent, code)
		}
	}
	parts = append(parts, "SELECT u.id, a.case_id FROM "+newestUnread+" u JOIN announcements a ON a.id = u.announcement_id WHERE a.code IN ?")
	q.args = append(q.args, a.UserID, unreadSeen, byHand)
	q.sql = strings.Join(parts, " UNION ")
	return q, nil
}

// unlistedTodos are the things a notice asks for that no heap of the to-do list shows.
func unlistedTodos(a org.Actor, today workcal.Date) []todo {
	var all []todo
	add := func(key string, kind casefile.Kind, from, where string, args ...any) {
		all = append(all, todo{key: key, kind: kind, from: from, where: where, args: args})
	}
	if a.Has(org.Coordinator) {
		add(inbox.TodoTriage, casefile.Meeting, "", "meetings.status = 'collecting'")
		add(inbox.TodoHold, casefile.Meeting, "", "meetings.status IN ('collecting', 'locked') AND meetings.held_date < ?", dateCol{today})
	}
	if a.Has(org.DeptRoles...) && a.OrgID != "" {
		add(inbox.TodoPrepare, casefile.Meeting, "", "meetings.status IN ('draft', 'collecting')")
		add(inbox.TodoFinish, casefile.Task, "", "tasks.open = 1 AND tasks.lead_id = ? AND tasks.suspended = 0 AND tasks.status IN ('signed', 'reporting', 'returned')", a.OrgID)
		add(inbox.TodoContinue, casefile.Task, "", "tasks.open = 1 AND tasks.lead_id = ? AND tasks.suspended = 1", a.OrgID)
	}
	return all
}

// InboxCounts counts a person's inbox. What asks is worked out once, with what is
// unread beside it, in one statement: every open page asks for this.
func (s *Store) InboxCounts(ctx context.Context, a org.Actor, today workcal.Date) (n InboxCounts, err error) {
	q, err := s.asks(ctx, a, today)
	if err != nil {
		return n, fmt.Errorf("what notices ask of %s: %w", a.UserID, err)
	}
	var rows []struct {
		ID           int64
		CaseID, Code string
		Asks         bool
	}
	err = s.db.WithContext(ctx).Raw("SELECT id, case_id, '' AS code, 1 AS asks FROM ("+q.sql+") x"+
		" UNION ALL SELECT u.id, a.case_id, a.code, 0 FROM "+newestUnread+" u JOIN announcements a ON a.id = u.announcement_id",
		append(slices.Clone(q.args), a.UserID, unreadSeen)...).Scan(&rows).Error
	if err != nil {
		return n, fmt.Errorf("count notices of %s: %w", a.UserID, err)
	}
	ids, act, news, all := map[int64]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if r.Asks {
			ids[r.ID], act[r.CaseID], all[r.CaseID] = true, true, true
		}
	}
	for _, r := range rows {
		if !r.Asks && !ids[r.ID] && !slices.Contains(q.spent, r.Code) {
			news[r.CaseID], all[r.CaseID] = true, true
		}
	}
	return InboxCounts{Act: int64(len(act)), News: int64(len(news)), All: int64(len(all))}, nil
}

// orNone keeps a condition on a list valid where the list is empty.
func orNone(codes []string) []string {
	if len(codes) == 0 {
		return []string{""}
	}
	return codes
}

// InboxQuery is which of a person's notices are meant.
type InboxQuery struct {
	Tab    string // inbox.Act, inbox.News; empty: all
	Unread bool
	CaseID string  // of this case alone
	IDs    []int64 // these alone
	Until  int64   // none newer than this one; 0: no bound
	Cursor int64   // older than this one alone; 0: from the newest
	Limit  int
}

// narrow is a condition on notices n and their announcements a. ids are those that ask.
func (f InboxQuery) narrow(n, a string, ids []int64) (where string, args []any) {
	and := func(cond string, values ...any) {
		where, args = where+" AND "+cond, append(args, values...)
	}
	switch {
	case f.Tab == inbox.Act && len(ids) == 0:
		and("1 = 0")
	case f.Tab == inbox.Act:
		and(n+".id IN ?", ids)
	case f.Tab == inbox.News && len(ids) > 0:
		and(n+".id NOT IN ?", ids)
	}
	if f.Unread {
		and(n + ".read_at IS NULL")
	}
	if f.CaseID != "" {
		and(a+".case_id = ?", f.CaseID)
	}
	if len(f.IDs) > 0 {
		and(n+".id IN ?", f.IDs)
	}
	if f.Until > 0 {
		and(n+".id <= ?", f.Until)
	}
	return where, args
}

// NoticeLine is one notice in a person's inbox.
type NoticeLine struct {
	ID     int64          `json:"id"`
	Code   string         `json:"code"`
	Args   []casefile.Arg `gorm:"-" json:"-"`
	Kind   casefile.Kind  `json:"kind"`
	CaseID string         `json:"case_id"`
	Legal  bool           `json:"legal,omitempty"`
	At     time.Time      `json:"at"`
	ReadAt *time.Time     `json:"read_at,omitempty"`
	Asks   bool           `gorm:"-" json:"asks,omitempty" doc:"要求读者办理，且仍待办理"`
	Spent  bool           `gorm:"-" json:"spent,omitempty" doc:"曾要求读者办理，现已无需办理"`
}

// NoticeGroup is what a person was told of one case: the newest notice, and how
// many there are.
type NoticeGroup struct {
	NoticeLine
	Title  string `json:"title"`
	N      int64  `json:"n" doc:"该案件的消息数"`
	Unread int64  `json:"unread" doc:"其中未读的（已无需办理的不计）"`
}

// inboxIDs are the notices that still ask their reader, newest first.
func (s *Store) inboxIDs(ctx context.Context, a org.Actor, today workcal.Date) (q asking, ids []int64, err error) {
	if q, err = s.asks(ctx, a, today); err != nil {
		return q, nil, err
	}
	err = s.db.WithContext(ctx).Raw("SELECT DISTINCT id FROM ("+q.sql+") x ORDER BY id DESC", q.args...).Scan(&ids).Error
	return q, ids, err
}

const noticeColumns = "SELECT n.id, a.code, a.body, f.kind, a.case_id, f.title, n.legal, n.at, n.read_at" +
	" FROM notices n JOIN announcements a ON a.id = n.announcement_id JOIN case_files f ON f.id = a.case_id WHERE n.user_id = ?"

// Notices lists a person's notices, newest first.
func (s *Store) Notices(ctx context.Context, a org.Actor, f InboxQuery, today workcal.Date) ([]NoticeLine, error) {
	groups, err := s.inboxLines(ctx, a, f, today, false)
	lines := make([]NoticeLine, len(groups))
	for i, g := range groups {
		lines[i] = g.NoticeLine
	}
	return lines, err
}

// NoticeGroups lists the cases a person was told of, the one with the newest notice
// first, with that notice.
func (s *Store) NoticeGroups(ctx context.Context, a org.Actor, f InboxQuery, today workcal.Date) ([]NoticeGroup, error) {
	return s.inboxLines(ctx, a, f, today, true)
}

func (s *Store) inboxLines(ctx context.Context, a org.Actor, f InboxQuery, today workcal.Date, together bool) ([]NoticeGroup, error) {
	q, ids, err := s.inboxIDs(ctx, a, today)
	if err != nil {
		return nil, fmt.Errorf("what notices ask of %s: %w", a.UserID, err)
	}
	where, more := f.narrow("n", "a", ids)
	query, args := noticeColumns+where, append([]any{a.UserID}, more...)
	if f.Cursor > 0 {
		query, args = query+" AND n.id < ?", append(args, f.Cursor)
	}
	if together { // the head of each case: nothing newer of it belongs here
		newer, same := f.narrow("m", "b", ids)
		query += " AND NOT EXISTS (SELECT 1 FROM announcements b JOIN notices m ON m.announcement_id = b.id AND m.user_id = n.user_id" +
			" WHERE b.case_id = a.case_id AND m.id > n.id" + newer + ")"
		args = append(args, same...)
	}
	var rows []struct {
		NoticeGroup
		Body string
	}
	err = s.db.WithContext(ctx).Raw(query+" ORDER BY n.id DESC LIMIT ?", append(args, pageLimit(f.Limit))...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("notices of %s: %w", a.UserID, err)
	}
	groups := make([]NoticeGroup, 0, len(rows))
	for _, r := range rows {
		var n casefile.Notice
		if err := json.Unmarshal([]byte(r.Body), &n); err != nil {
			return nil, fmt.Errorf("notice %d: %w", r.ID, err)
		}
		r.Args, r.Asks = n.Args, slices.Contains(ids, r.ID)
		r.Spent = !r.Asks && slices.Contains(q.spent, r.Code)
		groups = append(groups, r.NoticeGroup)
	}
	if together {
		err = s.sizes(ctx, a, f, q, ids, groups)
	}
	return groups, err
}

// sizes counts each case's notices, and those of them that are unread.
func (s *Store) sizes(ctx context.Context, a org.Actor, f InboxQuery, q asking, ids []int64, groups []NoticeGroup) error {
	if len(groups) == 0 {
		return nil
	}
	cases := make([]string, len(groups))
	for i, g := range groups {
		cases[i] = g.CaseID
	}
	where, args := f.narrow("n", "a", ids)
	if len(ids) == 0 {
		ids = []int64{0}
	}
	var rows []struct {
		CaseID    string
		N, Unread int64
	}
	err := s.db.WithContext(ctx).Raw("SELECT a.case_id, COUNT(*) AS n, SUM(n.read_at IS NULL AND (a.code NOT IN ? OR n.id IN ?)) AS unread"+
		" FROM announcements a JOIN notices n ON n.announcement_id = a.id AND n.user_id = ? WHERE a.case_id IN ?"+where+" GROUP BY a.case_id",
		append([]any{orNone(q.spent), ids, a.UserID, cases}, args...)...).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("count notices of %s by case: %w", a.UserID, err)
	}
	for _, r := range rows {
		i := slices.Index(cases, r.CaseID)
		groups[i].N, groups[i].Unread = r.N, r.Unread
	}
	return nil
}

// ReadNotices marks the notices meant as read at now.
func (s *Store) ReadNotices(ctx context.Context, a org.Actor, f InboxQuery, now time.Time) error {
	var ids []int64
	if f.Tab != "" {
		var err error
		if _, ids, err = s.inboxIDs(ctx, a, workcal.DateOf(now)); err != nil {
			return fmt.Errorf("what notices ask of %s: %w", a.UserID, err)
		}
	}
	where, args := f.narrow("n", "a", ids)
	err := s.db.WithContext(ctx).Exec("UPDATE notices n JOIN announcements a ON a.id = n.announcement_id SET n.read_at = ?"+
		" WHERE n.user_id = ? AND n.read_at IS NULL"+where, append([]any{now, a.UserID}, args...)...).Error
	if err != nil {
		return fmt.Errorf("read notices of %s: %w", a.UserID, err)
	}
	return nil
}

// stillAsked tells, of what waits for a person's daily letter, what still asks them.
func (s *Store) stillAsked(ctx context.Context, userID string, now time.Time) (map[int64]bool, error) {
	a, err := s.Actor(ctx, userID, now)
	if err != nil {
		return nil, err
	}
	q, err := s.asks(ctx, a, workcal.DateOf(now))
	if err != nil {
		return nil, err
	}
	var announced []int64
	err = s.db.WithContext(ctx).Raw("SELECT DISTINCT n.announcement_id FROM ("+q.sql+") x JOIN notices n ON n.id = x.id", q.args...).Scan(&announced).Error
	asked := map[int64]bool{}
	for _, id := range announced {
		asked[id] = true
	}
	return asked, err
}
