package worker

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// It is done at the start, trouble is no end, and the end is heard.
func TestHourlyRunsAtTheStartAndStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	now := time.Date(2022, 6, 6, 8, 59, 59, 980_000_000, time.UTC) // 20 ms before the hour
	asked := 0
	l := Hourly{
		What: "project lights",
		Log:  slog.New(slog.NewTextHandler(io.Discard, nil)), Now: func() time.Time { return now },
		Do: func(_ context.Context, at time.Time) (int, error) {
			require.Equal(t, now, at)
			if asked++; asked == 2 {
				cancel()
			}
			return 0, errors.New("the database is away")
		},
	}
	l.Run(ctx)
	require.Equal(t, 2, asked, "once at the start, once at the full hour")
}
