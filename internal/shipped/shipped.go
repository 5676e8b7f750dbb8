// Package shipped puts what comes with a release in force in a database.
package shipped

import (
	"context"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/processes"
	"github.com/diaodu/diaodu/store"
)

// Adopt puts what comes with a release in force: the notices of holidays
// and the approval processes, beneath what the district wrote itself.
func Adopt(ctx context.Context, s *store.Store) error {
	if err := s.AdoptShippedCalendar(ctx); err != nil {
		return err
	}
	defs, err := processes.All()
	if err != nil {
		return fmt.Errorf("shipped processes: %w", err)
	}
	texts, err := processes.Texts()
	if err != nil {
		return fmt.Errorf("shipped processes: %w", err)
	}
	return s.ShipProcesses(ctx, defs, texts, time.Now())
}
