package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Team lists an enterprise's people, PRIMARY first.
func (s *Store) Team(ctx context.Context, enterpriseID string) ([]account.Member, error) {
	var rows []struct {
		ID, Login, Name, Phone, OwnerRole string
		DisabledAt                        *time.Time
		Since                             time.Time
	}
	err := s.db.WithContext(ctx).Raw(`SELECT u.id, u.login, u.name, u.phone, u.disabled_at, m.owner_role, m.since
	  FROM memberships m JOIN users u ON u.id = m.user_id
	  WHERE m.unit_id = ? AND m.kind = 'enterprise' AND m.until IS NULL
	  ORDER BY FIELD(m.owner_role, 'PRIMARY', 'ADMIN', 'MEMBER'), m.since, u.login`, enterpriseID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read team of %s: %w", enterpriseID, err)
	}
	team := make([]account.Member, len(rows))
	for i, r := range rows {
		team[i] = account.Member{
			UserID: r.ID, Login: r.Login, Name: r.Name, Phone: r.Phone, Role: org.OwnerRole(r.OwnerRole),
			Disabled: r.DisabledAt != nil, Since: workcal.DateOf(r.Since),
		}
	}
	return team, nil
}

// SetTeamRole makes a colleague ADMIN or MEMBER. The PRIMARY's place moves only by transfer.
func (s *Store) SetTeamRole(ctx context.Context, by casefile.Meta, enterpriseID, userID string, role org.OwnerRole, at time.Time) error {
	if err := account.CheckPlaceInTeam(role); err != nil {
		return err
	}
	return s.changeTeam(ctx, by, "team.role", enterpriseID, userID, map[string]any{"role": role}, at, func(tx *gorm.DB) error {
		return place(ctx, tx, userID, "enterprise", enterpriseID, role, by, at)
	})
}

// RemoveFromTeam ends a colleague's membership and shuts the account: an owner
// without an enterprise is nobody here.
func (s *Store) RemoveFromTeam(ctx context.Context, by casefile.Meta, enterpriseID, userID string, at time.Time) error {
	return s.changeTeam(ctx, by, "team.remove", enterpriseID, userID, map[string]any{"role": ""}, at, func(tx *gorm.DB) error {
		if err := place(ctx, tx, userID, "enterprise", "", "", by, at); err != nil {
			return err
		}
		if err := tx.Exec("UPDATE users SET disabled_at = ? WHERE id = ?", at, userID).Error; err != nil {
			return fmt.Errorf("shut account %s: %w", userID, err)
		}
		if err := tx.Exec("UPDATE team_offers SET state = 'withdrawn', decided_at = ? WHERE to_user = ? AND state = 'offered'", at, userID).Error; err != nil {
			return fmt.Errorf("withdraw offers to %s: %w", userID, err)
		}
		return nil
	})
}

// changeTeam runs a change of one colleague, not the PRIMARY, with its audit entry.
func (s *Store) changeTeam(ctx context.Context, by casefile.Meta, what, enterpriseID, userID string, after any, at time.Time, change func(tx *gorm.DB) error) error {
	return s.administered(ctx, by, what, userID, nil, after, func(tx *gorm.DB) error {
		if err := lockUser(tx, userID); err != nil {
			return err
		}
		role, err := teamRole(tx, enterpriseID, userID)
		if err != nil {
			return err
		}
		if role == org.Primary {
			return fault.New(fault.Conflict, "team.primary_stays", "%s is PRIMARY of %s", userID, enterpriseID)
		}
		if err := change(tx); err != nil {
			return err
		}
		return endSessions(tx, userID, "")
	})
}

func teamRole(tx *gorm.DB, enterpriseID, userID string) (org.OwnerRole, error) {
	var role string
	err := tx.Raw("SELECT owner_role FROM memberships WHERE running_of = ? AND kind = 'enterprise' AND unit_id = ?", userID, enterpriseID).Take(&role).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", fault.New(fault.NotFound, "team.no_member", "%s is not in the team of %s", userID, enterpriseID)
	}
	if err != nil {
		return "", fmt.Errorf("read place of %s in %s: %w", userID, enterpriseID, err)
	}
	return org.OwnerRole(role), nil
}

// OfferPrimary offers the PRIMARY's place to a colleague. Nothing changes until
// that colleague accepts; a second open offer is refused.
func (s *Store) OfferPrimary(ctx context.Context, by casefile.Meta, enterpriseID, toUser string, at time.Time) (account.Offer, error) {
	id, err := freshID("t")
	if err != nil {
		return account.Offer{}, err
	}
	err = s.administered(ctx, by, "team.offer", enterpriseID, nil, map[string]any{"to": toUser}, func(tx *gorm.DB) error {
		if _, err := teamRole(tx, enterpriseID, toUser); err != nil {
			return err
		}
		if toUser == by.Actor.UserID {
			return fault.New(fault.Invalid, "team.offer_self", "%s offers to themselves", toUser).On("user_id")
		}
		err := tx.Exec("INSERT INTO team_offers (id, enterprise_id, from_user, to_user, state, offered_at) VALUES (?, ?, ?, ?, 'offered', ?)",
			id, enterpriseID, by.Actor.UserID, toUser, at).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return fault.New(fault.Conflict, "team.offer_open", "enterprise %s has an open offer", enterpriseID)
		}
		if err != nil {
			return fmt.Errorf("offer PRIMARY of %s: %w", enterpriseID, err)
		}
		return nil
	})
	if err != nil {
		return account.Offer{}, err
	}
	return s.OpenOffer(ctx, enterpriseID)
}

// OpenOffer is the enterprise's open offer; a zero Offer where there is none.
func (s *Store) OpenOffer(ctx context.Context, enterpriseID string) (account.Offer, error) {
	var o account.Offer
	err := s.db.WithContext(ctx).Raw(`SELECT t.id, t.enterprise_id, t.from_user, a.name AS from_name, t.to_user, b.name AS to_name, t.offered_at
	  FROM team_offers t JOIN users a ON a.id = t.from_user JOIN users b ON b.id = t.to_user WHERE t.open_of = ?`, enterpriseID).Scan(&o).Error
	if err != nil {
		return o, fmt.Errorf("read open offer of %s: %w", enterpriseID, err)
	}
	return o, nil
}

// SettleOffer closes the open offer: the colleague accepts or declines it, the
// PRIMARY withdraws it. On acceptance the two change places in one transaction.
func (s *Store) SettleOffer(ctx context.Context, by casefile.Meta, enterpriseID string, accept bool, at time.Time) error {
	return s.administered(ctx, by, "team.settle", enterpriseID, nil, map[string]any{"accept": accept}, func(tx *gorm.DB) error {
		var o struct{ ID, FromUser, ToUser string }
		err := tx.Raw("SELECT id, from_user, to_user FROM team_offers WHERE open_of = ? FOR UPDATE", enterpriseID).Take(&o).Error
		me := by.Actor.UserID
		if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && me != o.ToUser && me != o.FromUser {
			return fault.New(fault.NotFound, "team.no_offer", "no open offer for %s", me)
		}
		if err != nil {
			return fmt.Errorf("read open offer of %s: %w", enterpriseID, err)
		}
		state := "declined"
		switch {
		case accept && me != o.ToUser:
			return fault.New(fault.Forbidden, "team.not_offered", "offer is to %s", o.ToUser)
		case accept:
			state = "accepted"
		case me == o.FromUser:
			state = "withdrawn"
		}
		if err := tx.Exec("UPDATE team_offers SET state = ?, decided_at = ? WHERE id = ?", state, at, o.ID).Error; err != nil {
			return fmt.Errorf("settle offer %s: %w", o.ID, err)
		}
		if !accept {
			return nil
		}
		return swapPrimary(ctx, tx, enterpriseID, o.FromUser, o.ToUser, by, at)
	})
}

func swapPrimary(ctx context.Context, tx *gorm.DB, enterpriseID, from, to string, by casefile.Meta, at time.Time) error {
	role, err := teamRole(tx, enterpriseID, from)
	if err != nil {
		return err
	}
	if role != org.Primary {
		return fault.New(fault.Conflict, "team.offer_stale", "%s is no longer PRIMARY", from)
	}
	if _, err := teamRole(tx, enterpriseID, to); err != nil {
		return err
	}
	if err := place(ctx, tx, from, "enterprise", enterpriseID, org.Manager, by, at); err != nil {
		return err
	}
	if err := place(ctx, tx, to, "enterprise", enterpriseID, org.Primary, by, at); err != nil {
		return err
	}
	// The colleague stays signed in: what a session may do is read at every request.
	return endSessions(tx, from, "")
}
