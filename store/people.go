package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
)

type peopleChange struct {
	ID      int64 `gorm:"primaryKey"`
	UserID  string
	Name    string
	OrgID   string
	OrgName string
	Posts   string
	At      time.Time
	DoneAt  *time.Time
}

// TableName is people_changes.
func (peopleChange) TableName() string { return "people_changes" }

// notePeople writes, in the transaction of a change of accounts, what open
// applications must hear of it (E28); the person is named with the unit they
// were of. before and after may be one where only being shut out changed.
func notePeople(ctx context.Context, tx *gorm.DB, before, after account.User, at time.Time) error {
	posts := slices.Concat(postsOf(before), postsOf(after))
	slices.Sort(posts)
	body, err := json.Marshal(slices.Compact(posts))
	if err != nil {
		return fmt.Errorf("posts of %s: %w", after.ID, err)
	}
	row := peopleChange{UserID: after.ID, Name: after.Name, OrgID: before.OrgID, OrgName: before.OrgName, Posts: string(body), At: at}
	if err := rowsOf[peopleChange](tx).Create(ctx, &row); err != nil {
		return fmt.Errorf("note the change of %s: %w", after.ID, err)
	}
	return nil
}

// postsOf lists the posts somebody holds, in their unit and in the district.
func postsOf(u account.User) []string {
	posts := []string{}
	for _, r := range u.Roles {
		posts = append(posts, approval.PostKey(string(r), ""))
		if u.OrgID != "" {
			posts = append(posts, approval.PostKey(string(r), u.OrgID))
		}
	}
	return posts
}

// PeopleChanges lists changes that applications have yet to hear of, oldest first.
func (s *Store) PeopleChanges(ctx context.Context, limit int) ([]contract.PeopleChange, error) {
	rows, err := rowsOf[peopleChange](s.db).Where("done_at IS NULL").Order("id").Limit(limit).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("changes of people: %w", err)
	}
	changes := make([]contract.PeopleChange, 0, len(rows))
	for _, r := range rows {
		c := contract.PeopleChange{ID: r.ID, UserID: r.UserID, Name: r.Name, OrgID: r.OrgID, OrgName: r.OrgName, At: r.At}
		if err := json.Unmarshal([]byte(r.Posts), &c.Posts); err != nil {
			return nil, fmt.Errorf("change %d of people: %w", r.ID, err)
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// PeopleKnown strikes a change off: every application concerned knows.
func (s *Store) PeopleKnown(ctx context.Context, id int64, at time.Time) error {
	if _, err := rowsOf[peopleChange](s.db).Where("id = ?", id).Update(ctx, "done_at", at); err != nil {
		return fmt.Errorf("strike change %d of people: %w", id, err)
	}
	return nil
}

// ApprovalsAround lists the open applications that a change of a person may
// concern: where they have a part, where one of the posts has a seat nobody
// claimed, and where a seat is held for want of people. Which of them it does
// concern is the application's to say (AsksAbout).
func (s *Store) ApprovalsAround(ctx context.Context, c contract.PeopleChange) ([]string, error) {
	ids, err := s.ApprovalsOf(ctx, c.UserID)
	if err != nil {
		return nil, err
	}
	for _, post := range c.Posts {
		role, unit, _ := strings.Cut(post, "@")
		var some []string
		err := s.db.WithContext(ctx).Raw("SELECT DISTINCT approval_id FROM approval_seats WHERE role = ? AND org_id = ? AND pending = 1 AND user_id = ''",
			role, unit).Scan(&some).Error
		if err != nil {
			return nil, fmt.Errorf("seats of %s: %w", post, err)
		}
		ids = append(ids, some...)
	}
	var held []string
	if err := s.db.WithContext(ctx).Raw("SELECT id FROM approvals WHERE live = 1 AND held = 1").Scan(&held).Error; err != nil {
		return nil, fmt.Errorf("held applications: %w", err)
	}
	ids = append(ids, held...)
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// StraySeats lists seats that wait for somebody who was shut out or works
// elsewhere now, and of which the application was not told yet.
func (s *Store) StraySeats(ctx context.Context, limit int) ([]contract.Stray, error) {
	strays := []contract.Stray{}
	err := s.db.WithContext(ctx).Raw(`SELECT s.approval_id, s.seat, u.id AS user_id, u.name, COALESCE(m.unit_id, '') AS org_id, COALESCE(o.name, '') AS org_name
	  FROM approval_seats s JOIN users u ON u.id = s.user_id
	  LEFT JOIN memberships m ON m.running_of = u.id AND m.kind = 'org' LEFT JOIN orgs o ON o.id = m.unit_id
	  WHERE s.pending = 1 AND s.owner = 0 AND s.user_id <> '' AND s.state <> ?
	  AND (u.disabled_at IS NOT NULL OR s.org_id <> '' AND COALESCE(m.unit_id, '') <> s.org_id)
	  AND NOT EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = s.approval_id AND e.request_id = CONCAT('stray:', s.seat, ':', u.id))
	  ORDER BY s.approval_id, s.seat LIMIT ?`, approval.Provisional, limit).Scan(&strays).Error
	if err != nil {
		return nil, fmt.Errorf("stray seats: %w", err)
	}
	return strays, nil
}

// OpenApproval reads an application that may hear of a change; ok is false for
// one that is over or gone.
func (s *Store) OpenApproval(ctx context.Context, id string) (a *approval.Approval, ok bool, err error) {
	a = &approval.Approval{}
	if err := s.Load(ctx, casefile.Approval, id, a); err != nil {
		return nil, false, err
	}
	return a, a.Status.Live(), nil
}
