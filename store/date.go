package store

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/domain/workcal"
)

// dateCol is a DATE column; no date is NULL.
type dateCol struct{ workcal.Date }

// Scan reads a DATE, which the driver gives as midnight in CST.
func (d *dateCol) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		d.Date = workcal.Date{}
	case time.Time:
		d.Date = workcal.DateOf(v)
	case []byte:
		return d.UnmarshalText(v)
	case string:
		return d.UnmarshalText([]byte(v))
	default:
		return fmt.Errorf("a date column holds %T", v)
	}
	return nil
}

// Value writes the date as text, so that no time zone can move it.
func (d dateCol) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// GormDataType keeps GORM from looking inside.
func (dateCol) GormDataType() string { return "date" }
