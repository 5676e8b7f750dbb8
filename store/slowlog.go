package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// slowLog reports statements that take long. Errors are not logged here: they
// are returned, and only the caller knows whether a duplicate is news. Values
// never reach the log; they are people's data.
type slowLog struct {
	log  *slog.Logger
	slow time.Duration
}

func (l slowLog) LogMode(logger.LogLevel) logger.Interface { return l }

func (l slowLog) Info(ctx context.Context, text string, args ...any) {
	l.log.DebugContext(ctx, fmt.Sprintf(text, args...))
}

func (l slowLog) Warn(ctx context.Context, text string, args ...any) {
	l.log.WarnContext(ctx, fmt.Sprintf(text, args...))
}

func (l slowLog) Error(ctx context.Context, text string, args ...any) {
	l.log.ErrorContext(ctx, fmt.Sprintf(text, args...))
}

// Trace is called after every statement.
func (l slowLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	took := time.Since(begin)
	if took < l.slow {
		return
	}
	text, rows := statement()
	l.log.WarnContext(ctx, "slow statement", "took", took, "rows", rows, "sql", text)
}

// ParamsFilter keeps the values out of the text that Trace is given.
func (l slowLog) ParamsFilter(_ context.Context, text string, _ ...any) (string, []any) {
	return text, nil
}
