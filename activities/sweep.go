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
	// Checked notes that the workflow knew everything up to this level.
	Checked(ctx context.Context, level contract.Level) error
}

// Waker makes a case look at what MySQL holds, and starts it again from there
// where Temporal has lost it.
type Waker interface {
	Wake(ctx context.Context, level contract.Level) error
}

// Sweeps finds cases whose worker was killed between MySQL's commit and
// Temporal's: MySQL is ahead, and nobody may come back to notice.
type Sweeps struct {
	Levels Levels
	Cases  Waker
	Quiet  time.Duration // how long a case must have been quiet; 0 means 2 minutes
}

// sweepBatch bounds one sweep.
const sweepBatch = 200

// Sweep levels the quiet cases and says how many it looked at.
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
	return len(levels), nil
}
