package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// SeatRow is one seat that an application has or had, with the words of whoever
// decided it.
type SeatRow struct {
	ApprovalID string `gorm:"primaryKey" json:"approval_id"`
	Seat       string `gorm:"primaryKey" json:"seat"`
	Run        int    `json:"run"`
	Step       string `json:"step"`
	StepName   string `json:"step_name"`
	Item       string `json:"item,omitempty"`
	Round      int    `json:"round"`
	Ord        int    `json:"-"`
	Name       string `json:"name,omitempty"`
	OrgID      string `json:"org_id,omitempty"`
	OrgName    string `json:"org_name,omitempty"`
	Role       string `json:"role,omitempty"`
	Post       bool   `json:"post,omitempty"`
	Owner      bool   `json:"owner,omitempty"`
	UserID     string `json:"user_id,omitempty"`
	UserName   string `json:"user_name,omitempty"`
	HolderID   string `json:"holder_id,omitempty"`
	HolderName string `json:"holder_name,omitempty"`
	Weight     int    `json:"weight"`
	State      string `json:"state"`
	Pending    bool   `json:"pending"`
	OutCode    string `json:"out,omitempty"`
	Parent     string `json:"parent,omitempty"`
	Position   string `json:"position,omitempty"`
	Advisory   bool   `json:"advisory,omitempty"`
	ByID       string `json:"by_id,omitempty"`
	ByName     string `json:"by_name,omitempty"`
	ByOrg      string `json:"by_org,omitempty"`
	InPlace    string `json:"in_place,omitempty"`
	Why        string `json:"why,omitempty"`
	Opinion    string `json:"opinion,omitempty"`
	Files      string `json:"-"` // JSON
	OpenedAt   time.Time
	SettledAt  *time.Time
	SettledSeq int `json:"settled_seq,omitempty"`
}

// TableName is approval_seats.
func (SeatRow) TableName() string { return "approval_seats" }

// upsertRows writes rows over those with the same keys, in one statement. Columns
// in order; the keys come first. set holds columns whose new value is more than
// the row's own.
func upsertRows(ctx context.Context, tx *gorm.DB, table string, keys int, columns []string, set map[string]string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	marks := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
	var args []any
	for _, r := range rows {
		args = append(args, r...)
	}
	sets := make([]string, 0, len(columns))
	for _, c := range columns[keys:] {
		to, ok := set[c]
		if !ok {
			to = "VALUES(" + c + ")"
		}
		sets = append(sets, c+" = "+to)
	}
	q := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + marks + strings.Repeat(", "+marks, len(rows)-1) +
		" ON DUPLICATE KEY UPDATE " + strings.Join(sets, ", ")
	// Many rows at once are rare, and would take the places of what is not.
	var err error
	if len(rows) <= 3 {
		_, err = execOften(ctx, tx, q, args...)
	} else {
		err = tx.WithContext(ctx).Exec(q, args...).Error
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", table, err)
	}
	return nil
}

var seatColumns = []string{
	"approval_id", "seat",
	// Words stay with the decision they were given for: these two come before
	// settled_seq, which they compare.
	"opinion", "files",
	"run", "step", "step_name", "item", "round", "ord", "name", "org_id", "org_name", "role", "post", "owner", "user_id", "user_name",
	"holder_id", "holder_name", "weight", "state", "pending", "out_code", "parent", "position", "advisory", "by_id", "by_name", "by_org",
	"in_place", "why", "opened_at", "settled_at", "settled_seq",
}

// ownWords keeps a seat's words until another act settles it.
var ownWords = map[string]string{
	"opinion": "IF(VALUES(settled_seq) = settled_seq, opinion, VALUES(opinion))",
	"files":   "IF(VALUES(settled_seq) = settled_seq, files, VALUES(files))",
}

// seatRows are the seats that an event changed.
func seatRows(was, a *approval.Approval, c approval.Change, ev casefile.Event) ([][]any, error) {
	if len(c.Seats) == 0 {
		return nil, nil
	}
	g := a.Graph()
	rows := make([][]any, 0, len(c.Seats))
	for _, s := range c.Seats {
		r := openingOf(s.Run, a, c, was)
		name := r.Step
		if n, ok := g.Node(r.Step); ok && n.Name != "" {
			name = n.Name
		}
		opinion, files := "", "[]"
		if s.Seq == ev.Seq && s.State.Decided() && s.ID == c.Seat {
			opinion = c.Opinion
			if opinion == "" {
				opinion = c.Reason
			}
			if len(c.Files) > 0 {
				body, err := json.Marshal(c.Files)
				if err != nil {
					return nil, fmt.Errorf("files of seat %s: %w", s.ID, err)
				}
				files = string(body)
			}
		}
		var settled *time.Time
		if s.Seq > 0 {
			settled = instant(s.At)
			if settled == nil {
				settled = &ev.At
			}
		}
		holder := s.Holder()
		rows = append(rows, []any{
			a.ID, s.ID, opinion, files, s.Run, clip(r.Step, 64), clip(name, 200), clip(r.Item, 200), r.Round, s.Order, clip(s.Name, 200),
			clip(s.Org.ID, 32), clip(s.Org.Name, 128), string(s.Role), s.Post, s.Owner, s.User.UserID, clip(s.User.Name, 64),
			holder.UserID, clip(holder.Name, 64), s.Weight, string(s.State), s.State.Pending() && r.Open, clip(s.Out, 64), s.Parent, s.Position,
			s.Advisory, s.By.UserID, clip(s.By.Name, 64), clip(s.By.OrgName, 128), s.InPlace, clip(s.Why, 40), r.OpenedAt, settled, s.Seq,
		})
	}
	return rows, nil
}

// openingOf is the opening a seat belongs to. Folding may have let go of one that
// this very event ended; the event and the state before still know it.
func openingOf(n int, a *approval.Approval, c approval.Change, was *approval.Approval) approval.Run {
	for _, r := range c.Runs {
		if r.N == n {
			return r
		}
	}
	if r := a.RunOf(n); r != nil {
		return *r
	}
	if was != nil {
		if r := was.RunOf(n); r != nil {
			return *r
		}
	}
	return approval.Run{N: n}
}

// Boxes a person finds applications in.
const (
	BoxTodo = "todo" // 待办
	BoxDone = "done" // 已办
	BoxCC   = "cc"   // 抄送
	BoxMine = "mine" // 我发起的
)

// noDate is what stands for no due date in a box, so that pages can go on after it.
var noDate = workcal.NewDate(9999, 12, 31)

var boxColumns = []string{
	"approval_id", "k", "box", "live", "aud", "what", "seat", "run", "step_name", "round", "by_name", "due", "at",
}

// box is a row of approval_boxes.
func box(a *approval.Approval, k, in string, live bool, aud, what string, at time.Time) []any {
	return []any{a.ID, clip(k, 80), in, live, clip(aud, 80), what, "", 0, "", 0, "", dateCol{noDate}, at}
}

// boxRows put the application into people's lists and take it out again: the
// difference between what it waited for and waits for, who has just worked on
// it, and who was told.
func boxRows(was, a *approval.Approval, c approval.Change, ev casefile.Event) [][]any {
	today := workcal.DateOf(ev.At)
	var rows [][]any
	before := map[string][]any{}
	var order []string
	if was != nil {
		for _, t := range was.Todos(today) {
			before[t.Key] = todoRow(was, t)
			order = append(order, t.Key)
		}
	}
	for _, t := range a.Todos(today) {
		row := todoRow(a, t)
		if old, ok := before[t.Key]; !ok || !sameRow(old, row) {
			rows = append(rows, row)
		}
		delete(before, t.Key)
	}
	for _, key := range order {
		if row, over := before[key]; over {
			row[3] = false
			rows = append(rows, row)
		}
	}
	rows = append(rows, handsOf(a, ev)...)
	for _, x := range c.Copies {
		row := box(a, "cc/"+x.Person.UserID, BoxCC, !x.Read, "u:"+x.Person.UserID, approval.ActRead, ev.At)
		row[10] = clip(x.By.Name, 64)
		rows = append(rows, row)
	}
	return rows
}

// sameRow compares values of columns; a moment is the same in any zone.
func sameRow(a, b []any) bool {
	return slices.EqualFunc(a, b, func(x, y any) bool {
		if t, ok := x.(time.Time); ok {
			u, ok := y.(time.Time)
			return ok && t.Equal(u)
		}
		return x == y
	})
}

// copiedOnce keeps the moment somebody was told when they read it.
var copiedOnce = map[string]string{"at": "IF(VALUES(box) = 'cc', at, VALUES(at))"}

func todoRow(a *approval.Approval, t approval.Todo) []any {
	row := box(a, t.Key, BoxTodo, true, audOf(t.To), t.What, t.Since)
	row[6], row[7], row[8], row[9] = t.Seat, t.Run, clip(t.Name, 200), t.Round
	if !t.Due.IsZero() {
		row[11] = dateCol{t.Due}
	}
	return row
}

// notHands are acts that make nobody somebody who has handled the application.
var notHands = map[string]bool{
	approval.ActSubmit: true, approval.ActWithdraw: true, approval.ActResubmit: true, approval.ActSupply: true,
	approval.ActFollow: true, approval.ActRead: true, approval.ActNote: true, approval.ActUrge: true,
}

// handsOf puts the application among what the actor has handled 已办, and among
// what the person has whose place was taken.
func handsOf(a *approval.Approval, ev casefile.Event) [][]any {
	if notHands[ev.Act] || ev.Actor.UserID == "" || ev.Actor.Has(org.System) {
		return nil
	}
	var rows [][]any
	for _, id := range []string{ev.Actor.UserID, ev.Actor.StandsInFor} {
		if id != "" {
			rows = append(rows, box(a, "done/"+id, BoxDone, false, "u:"+id, ev.Act, ev.At))
		}
	}
	return rows
}

// audOf writes an audience as one word.
func audOf(to casefile.Audience) string {
	switch {
	case to.UserID != "":
		return "u:" + to.UserID
	case to.EnterpriseID != "":
		return "e:" + to.EnterpriseID
	case to.Role != "":
		return "r:" + to.Role + "@" + to.OrgID
	case to.OrgID != "":
		return "o:" + to.OrgID
	}
	return ""
}

var consultColumns = []string{
	"approval_id", "n",
	"seat", "by_id", "by_name", "of_id", "of_name", "of_org", "question", "asked_at", "due", "answer", "answered_at", "late",
}

// ownQuestion keeps the question when the answer comes.
var ownQuestion = map[string]string{
	"question": "IF(VALUES(answered_at) IS NULL, VALUES(question), question)",
	"answer":   "IF(VALUES(answered_at) IS NULL, answer, VALUES(answer))",
}

func consultRows(a *approval.Approval, c approval.Change, ev casefile.Event) [][]any {
	var rows [][]any
	for _, x := range c.Consults {
		question, answer, at := c.Opinion, "", (*time.Time)(nil)
		if x.Done {
			question, answer, at = "", c.Opinion, &ev.At
		}
		rows = append(rows, []any{
			a.ID, x.N, x.Seat, x.By.UserID, clip(x.By.Name, 64), x.Of.UserID, clip(x.Of.Name, 64), clip(x.Of.OrgName, 128),
			question, x.At, dateCol{x.Due}, answer, at, x.Late,
		})
	}
	return rows
}

// ConsultRow is one question put to somebody beside the seats, and the answer.
type ConsultRow struct {
	ApprovalID string     `gorm:"primaryKey" json:"-"`
	N          int        `gorm:"primaryKey" json:"n"`
	Seat       string     `json:"seat"`
	ByID       string     `json:"by_id"`
	ByName     string     `json:"by_name"`
	OfID       string     `json:"of_id"`
	OfName     string     `json:"of_name"`
	OfOrg      string     `json:"of_org,omitempty"`
	Question   string     `json:"question"`
	AskedAt    time.Time  `json:"asked_at"`
	Due        dateCol    `json:"due,omitzero"`
	Answer     string     `json:"answer,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Late       bool       `json:"late,omitempty"`
}

// TableName is approval_consults.
func (ConsultRow) TableName() string { return "approval_consults" }

// ApprovalWords are what people wrote on an application: seat by seat, and the
// questions beside them, in order.
func (s *Store) ApprovalWords(ctx context.Context, id string) (seats []SeatRow, consults []ConsultRow, err error) {
	if seats, err = rowsOf[SeatRow](s.db).Where("approval_id = ?", id).Order("run, ord, seat").Find(ctx); err != nil {
		return nil, nil, fmt.Errorf("seats of %s: %w", id, err)
	}
	if consults, err = rowsOf[ConsultRow](s.db).Where("approval_id = ?", id).Order("n").Find(ctx); err != nil {
		return nil, nil, fmt.Errorf("consultations of %s: %w", id, err)
	}
	return seats, consults, nil
}
