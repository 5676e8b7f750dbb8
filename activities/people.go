package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// PeopleBook keeps the changes of people that applications have yet to hear of;
// store.Store is one.
type PeopleBook interface {
	PeopleChanges(ctx context.Context, limit int) ([]contract.PeopleChange, error)
	PeopleKnown(ctx context.Context, id int64, at time.Time) error
	ApprovalsAround(ctx context.Context, c contract.PeopleChange) ([]string, error)
	OpenApproval(ctx context.Context, id string) (a *approval.Approval, ok bool, err error)
	StraySeats(ctx context.Context, limit int) ([]contract.Stray, error)
	Found(ctx context.Context, asks []approval.Ask) ([]approval.Found, error)
}

// People tells open applications that somebody left, came or changed posts (E28).
type People struct {
	Book  PeopleBook
	Cases Orderer
	Now   func() time.Time
}

const (
	changesBatch = 20
	straysBatch  = 100
)

// Tell works off every change that waits, then seats that changes overtook. It
// may run twice: an application hears of one change once. What could not be
// told holds up nothing else and is told on the next run. It says how many
// applications it told.
func (p People) Tell(ctx context.Context) (int, error) {
	told := 0
	var failed error
	for {
		changes, err := p.Book.PeopleChanges(ctx, changesBatch)
		if err != nil {
			return told, errors.Join(failed, err)
		}
		done := 0
		for _, c := range changes {
			n, err := p.tellAll(ctx, c)
			told += n
			if err == nil {
				err = p.Book.PeopleKnown(ctx, c.ID, p.Now())
			}
			if err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			done++
		}
		if done == 0 || len(changes) < changesBatch {
			break
		}
	}
	n, err := p.tellStrays(ctx)
	return told + n, errors.Join(failed, err)
}

func (p People) tellAll(ctx context.Context, c contract.PeopleChange) (int, error) {
	ids, err := p.Book.ApprovalsAround(ctx, c)
	if err != nil {
		return 0, err
	}
	person := approval.Person{UserID: c.UserID, Name: c.Name, OrgID: c.OrgID, OrgName: c.OrgName}
	told := 0
	for _, id := range ids {
		ok, err := p.tellOne(ctx, id, contract.PeopleRequest(c.ID), person, c.Posts)
		if err != nil {
			return told, fmt.Errorf("change %d of people: %w", c.ID, err)
		}
		if ok {
			told++
		}
		alive(ctx)
	}
	return told, nil
}

func (p People) tellStrays(ctx context.Context) (int, error) {
	strays, err := p.Book.StraySeats(ctx, straysBatch)
	if err != nil {
		return 0, err
	}
	told := 0
	for _, s := range strays {
		person := approval.Person{UserID: s.UserID, Name: s.Name, OrgID: s.OrgID, OrgName: s.OrgName}
		ok, err := p.tellOne(ctx, s.ApprovalID, s.Request(), person, nil)
		if err != nil {
			return told, fmt.Errorf("stray seat %s of %s: %w", s.Seat, s.ApprovalID, err)
		}
		if ok {
			told++
		}
		alive(ctx)
	}
	return told, nil
}

// tellOne tells one application, with what the directory says now; ok is false
// where it is not concerned, or over.
func (p People) tellOne(ctx context.Context, id, request string, who approval.Person, posts []string) (ok bool, err error) {
	a, open, err := p.Book.OpenApproval(ctx, id)
	if err != nil || !open {
		return false, err
	}
	asks := a.AsksAbout(who.UserID, posts)
	if len(asks) == 0 {
		return false, nil
	}
	roster, err := p.Book.Found(ctx, asks)
	if err != nil {
		return false, err
	}
	cmd := approval.Command{
		Order: casefile.Order{Meta: casefile.Meta{RequestID: request, Actor: org.Clock}, Act: approval.ActPeople},
		Form:  approval.Form{People: []approval.Person{who}, Roster: roster},
	}
	_, err = p.Cases.Do(ctx, casefile.Approval, id, cmd)
	if f := fault.Of(err); f != nil && f.Kind != fault.Busy {
		return false, nil // told before, with another answer of the directory, or over meanwhile
	}
	if err != nil {
		return false, fmt.Errorf("tell application %s: %w", id, err)
	}
	return true, nil
}
