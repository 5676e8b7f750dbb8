package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/channel"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Ways a person may want e-mail.
const (
	MailNow    = "now"
	MailDigest = "digest" // one letter a day
	MailNever  = "never"
)

// spreadBatch bounds one round of spreading.
const spreadBatch = 50

type spreadUser struct {
	UserID string
	Email  string
	Mode   string
	From   int
	To     int
}

// SpreadNotices expands waiting announcements to inboxes and deliveries and says how
// many it took. on are the channels that are on; nothing is queued for others.
// Several may run at once: each takes other rows. A round that is killed is done
// again whole, and unique keys keep everybody told once.
func (s *Store) SpreadNotices(ctx context.Context, on []channel.Policy, now time.Time) (int, error) {
	n := 0
	err := s.inTransaction(ctx, func(tx *gorm.DB) error {
		rows, err := rowsOf[announcement](tx, clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("spread_at IS NULL").Order("id").Limit(spreadBatch).Find(ctx)
		if err != nil {
			return err
		}
		for _, a := range rows {
			if err := spreadOne(ctx, tx, a, on, now); err != nil {
				return fmt.Errorf("announcement %d: %w", a.ID, err)
			}
			if _, err := rowsOf[announcement](tx).Where("id = ?", a.ID).Update(ctx, "spread_at", now); err != nil {
				return err
			}
		}
		n = len(rows)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("spread notices: %w", err)
	}
	return n, nil
}

func spreadOne(ctx context.Context, tx *gorm.DB, a announcement, on []channel.Policy, now time.Time) error {
	var notice casefile.Notice
	if err := json.Unmarshal([]byte(a.Body), &notice); err != nil {
		return err
	}
	people, err := audience(ctx, tx, notice.To)
	if err != nil {
		return err
	}
	db := tx.WithContext(ctx)
	for _, p := range people {
		err := db.Exec("INSERT INTO notices (user_id, announcement_id, legal, at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id",
			p.UserID, a.ID, notice.Legal, a.At).Error
		if err != nil {
			return err
		}
	}
	var kind casefile.Kind
	if err := db.Raw("SELECT kind FROM case_files WHERE id = ?", a.CaseID).Scan(&kind).Error; err != nil {
		return err
	}
	for _, way := range on {
		if !way.Carries(kind, notice.Legal) {
			continue
		}
		if way.Name == channel.Email {
			err = mailTo(db, a.ID, people, notice.Legal, way, now)
		} else if forCoordinators(notice) {
			err = queue(db, a.ID, way.Name, "group", "", "queued", afterQuiet(now, way.QuietFrom, way.QuietTo))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mailTo queues a notice for everybody who wants it by mail, outside the channel's
// quiet hours and their own.
func mailTo(db *gorm.DB, announcementID int64, people []spreadUser, legal bool, way channel.Policy, now time.Time) error {
	for _, p := range people {
		if p.Email == "" || (p.Mode == MailNever && !legal) {
			continue
		}
		next := afterQuiet(afterQuiet(now, p.From, p.To), way.QuietFrom, way.QuietTo)
		next = afterQuiet(next, p.From, p.To) // the channel's hours may end within theirs
		state := "queued"
		if p.Mode == MailDigest && !legal {
			state, next = "held", afterQuiet(nextDigest(now), p.From, p.To)
		}
		if err := queue(db, announcementID, way.Name, p.Email, p.UserID, state, next); err != nil {
			return err
		}
	}
	return nil
}

func queue(db *gorm.DB, announcementID int64, channel, target, userID, state string, next time.Time) error {
	return db.Exec("INSERT INTO deliveries (announcement_id, channel, target, user_id, state, next_at) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id",
		announcementID, channel, target, userID, state, next).Error
}

func forCoordinators(n casefile.Notice) bool {
	for _, a := range n.To {
		if a.Role == "coordinator" && a.OrgID == "" {
			return true
		}
	}
	return false
}

// afterQuiet moves a sending out of a person's quiet hours, China time.
func afterQuiet(now time.Time, from, to int) time.Time {
	if from == to {
		return now
	}
	day := workcal.DateOf(now)
	minute := int(now.Sub(day.Time()).Minutes())
	quiet := minute >= from && minute < to
	if from > to { // over midnight
		quiet = minute >= from || minute < to
	}
	if !quiet {
		return now
	}
	if from > to && minute >= from {
		day = day.AddDays(1)
	}
	return day.At(to/60, to%60)
}

// audience finds the people meant, each once, who can still log in.
func audience(ctx context.Context, tx *gorm.DB, to []casefile.Audience) ([]spreadUser, error) {
	var ors []string
	var args []any
	for _, a := range to {
		switch {
		case a.UserID != "":
			ors, args = append(ors, "u.id = ?"), append(args, a.UserID)
		case a.EnterpriseID != "":
			ors = append(ors, "EXISTS (SELECT 1 FROM memberships m WHERE m.running_of = u.id AND m.kind = 'enterprise' AND m.unit_id = ?)")
			args = append(args, a.EnterpriseID)
		case a.OrgID != "" && a.Role != "":
			ors = append(ors, "(EXISTS (SELECT 1 FROM memberships m WHERE m.running_of = u.id AND m.kind = 'org' AND m.unit_id = ?)"+
				" AND EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role = ?))")
			args = append(args, a.OrgID, a.Role)
		case a.OrgID != "":
			ors = append(ors, "EXISTS (SELECT 1 FROM memberships m WHERE m.running_of = u.id AND m.kind = 'org' AND m.unit_id = ?)")
			args = append(args, a.OrgID)
		case a.Role != "":
			ors, args = append(ors, "EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role = ?)"), append(args, a.Role)
		}
	}
	if len(ors) == 0 {
		return nil, nil
	}
	var people []spreadUser
	err := tx.WithContext(ctx).Raw("SELECT u.id AS user_id, u.email, COALESCE(p.email, 'now') AS mode, COALESCE(p.quiet_from, 1260) AS `from`, COALESCE(p.quiet_to, 480) AS `to`"+
		" FROM users u LEFT JOIN notice_preferences p ON p.user_id = u.id WHERE u.disabled_at IS NULL AND ("+strings.Join(ors, " OR ")+") ORDER BY u.id", args...).Scan(&people).Error
	return people, err
}

// NoticePreference is how a person wants to be told.
type NoticePreference struct {
	UserID    string `gorm:"primaryKey" json:"-"`
	Email     string `json:"email"`
	QuietFrom int    `json:"quiet_from"` // minutes after midnight, China time
	QuietTo   int    `json:"quiet_to"`
}

// TableName is notice_preferences.
func (NoticePreference) TableName() string { return "notice_preferences" }

// NoticePreference reads a person's wish; the default where none was said.
func (s *Store) NoticePreference(ctx context.Context, userID string) (NoticePreference, error) {
	p := NoticePreference{UserID: userID, Email: MailNow, QuietFrom: 21 * 60, QuietTo: 8 * 60}
	err := s.db.WithContext(ctx).Where("user_id = ?", userID).Limit(1).Find(&p).Error
	return p, err
}

// SetNoticePreference keeps a person's wish.
func (s *Store) SetNoticePreference(ctx context.Context, p NoticePreference) error {
	known := p.Email == MailNow || p.Email == MailDigest || p.Email == MailNever
	if !known {
		return fault.New(fault.Invalid, "notice.mode", "no mode %q", p.Email).On("email")
	}
	if p.QuietFrom < 0 || p.QuietFrom >= 24*60 || p.QuietTo < 0 || p.QuietTo >= 24*60 {
		return fault.New(fault.Invalid, "notice.quiet", "quiet %d–%d", p.QuietFrom, p.QuietTo).On("quiet_from")
	}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&p).Error
}
