package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/contract"
)

// Levels knows how far MySQL is with each case.
type Levels interface {
	// Unchecked lists cases that changed since their workflow was last seen to be
	// level, and have been quiet since before.
	Unchecked(ctx context.Context, before time.Time, limit int) ([]contract.Level, error)
	// OpenCasesOf lists one share of the cases that are not over.
	OpenCasesOf(ctx context.Context, share, shares int) ([]contract.Level, error)
	// Checked notes that the workflow knew everything up to this level.
	Checked(ctx context.Context, level contract.Level) error
}

// Waker makes a case look at what MySQL holds, and starts it again from there
// where Temporal has lost it.
type Waker interface {
	Wake(ctx context.Context, level contract.Level) error
}

// Sweeps finds cases whose worker was killed between MySQL's commit and
// Temporal's: MySQL is ahead, and nobody may come back to notice. It also finds,
// within a day, open cases that Temporal has lost and nobody touches.
type Sweeps struct {
	Levels Levels
	Cases  Waker
	Quiet  time.Duration // how long a case must have been quiet; 0 means 2 minutes
	Shares int           // sweeps in which every open case is looked at once; 0 means 1440, a day of minutes
	Now    func() time.Time
}

// sweepBatch bounds one sweep.
const sweepBatch = 200

// aDayOfMinutes is the sweeps of a day.
const aDayOfMinutes = 24 * 60

// Sweep levels the quiet cases and says how many it looked at. Each sweep wakes
// its minute's share of all open cases too: a healthy one refuses to be woken
// before anything enters its history, so that costs one call a day for a case.
func (s Sweeps) Sweep(ctx context.Context) (int, error) {
	quiet := s.Quiet
	if quiet == 0 {
		quiet = 2 * time.Minute
	}
	levels, err := s.Levels.Unchecked(ctx, time.Now().Add(-quiet), sweepBatch)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	for _, level := range levels {
		if err := s.Cases.Wake(ctx, level); err != nil {
			return 0, fmt.Errorf("sweep %s %s: %w", level.Kind, level.CaseID, err)
		}
		if err := s.Levels.Checked(ctx, level); err != nil {
			return 0, fmt.Errorf("sweep %s %s: %w", level.Kind, level.CaseID, err)
		}
	}
	return len(levels), s.round(ctx)
}

func (s Sweeps) round(ctx context.Context) error {
	shares, now := s.Shares, s.Now
	if shares == 0 {
		shares = aDayOfMinutes
	}
	if now == nil {
		now = time.Now
	}
	share, err := s.Levels.OpenCasesOf(ctx, int(now().Unix()/60)%shares, shares)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, level := range share {
		if err := s.Cases.Wake(ctx, level); err != nil {
			return fmt.Errorf("sweep %s %s: %w", level.Kind, level.CaseID, err)
		}
	}
	return nil
}
