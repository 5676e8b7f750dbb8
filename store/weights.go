package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/diaodu/diaodu/domain/statistics"
)

type weightsRow struct {
	ID           int64 `gorm:"primaryKey"`
	Response     int
	Resolution   int
	Satisfaction int
	Basis        string
	ByID         string
	ByName       string
	At           time.Time
}

// TableName is statistics_weights.
func (weightsRow) TableName() string { return "statistics_weights" }

// StatisticsWeights are the weights in force at a moment; nil where none were set.
func (s *Store) StatisticsWeights(ctx context.Context, at time.Time) (*statistics.Weights, error) {
	rows, err := rowsOf[weightsRow](s.db).Where("at <= ?", at).Order("at DESC, id DESC").Limit(1).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	r := rows[0]
	return &statistics.Weights{Response: r.Response, Resolution: r.Resolution, Satisfaction: r.Satisfaction, Basis: r.Basis}, nil
}

// SetStatisticsWeights puts weights in force from now on.
func (s *Store) SetStatisticsWeights(ctx context.Context, by By, w statistics.Weights) error {
	if err := statistics.MayWeigh(by.Actor); err != nil {
		return err
	}
	if err := w.Check(); err != nil {
		return err
	}
	trace := &Trace{Stream: "statistics", Actor: by.Actor, IP: by.IP, What: "statistics.weights", Subject: "weights", After: w}
	return s.traced(ctx, trace, func(tx *gorm.DB) error {
		return rowsOf[weightsRow](tx).Create(ctx, &weightsRow{
			Response: w.Response, Resolution: w.Resolution, Satisfaction: w.Satisfaction, Basis: w.Basis,
			ByID: by.Actor.UserID, ByName: by.Actor.Name, At: by.At.Truncate(time.Microsecond),
		})
	})
}
