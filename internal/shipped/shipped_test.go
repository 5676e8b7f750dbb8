package shipped_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/internal/shipped"
	"github.com/diaodu/diaodu/processes"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// sample fills every field of a form with something of its type.
func sample(t *testing.T, d *process.Definition) []process.Field {
	values := map[string]any{}
	for _, f := range d.Fields() {
		var schema struct {
			Enum    []any `json:"enum"`
			Minimum *int  `json:"minimum"`
			Items   struct {
				Enum []any `json:"enum"`
			} `json:"items"`
		}
		require.NoError(t, json.Unmarshal(f.Schema, &schema))
		switch {
		case len(schema.Enum) > 0:
			values[f.Key] = schema.Enum[0]
		case f.Type == "string":
			values[f.Key] = "样例"
		case f.Type == "integer", f.Type == "number":
			values[f.Key] = 1
		case f.Type == "boolean":
			values[f.Key] = true
		case f.Type == "array" && len(schema.Items.Enum) > 0:
			values[f.Key] = schema.Items.Enum
		case f.Type == "array":
			values[f.Key] = []string{"zhujian", "shuili"}
		}
	}
	fields, err := process.FieldsOf(values)
	require.NoError(t, err)
	return fields
}

// Every shipped process can be walked from application to its result, each
// stage by people that are found, and with every step taking two workdays within
// its limits.
func TestEveryShippedProcessWalksToItsEnd(t *testing.T) {
	defs, err := processes.All()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(defs), 12)
	for _, d := range defs {
		t.Run(d.Code, func(t *testing.T) {
			out := approval.Try(approval.Trial{Definition: d, Form: sample(t, &d), At: workcal.MustDate("2026-03-02").At(10, 0)}, workcal.Embedded())
			require.Nil(t, out.Stuck, "%+v", out.Lines)
			require.Equal(t, approval.Approved, out.Status)
			require.Empty(t, out.Held)
		})
	}
}

func TestWhatIsShippedIsPutInUseOnceAndNeverOverWhatTheDistrictWrote(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, storetest.DSN(t))
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, shipped.Adopt(ctx, s))
	rows, err := s.Processes(ctx)
	require.NoError(t, err)
	defs, err := processes.All()
	require.NoError(t, err)
	require.Len(t, rows, len(defs))
	require.NoError(t, shipped.Adopt(ctx, s))
	again, err := s.Processes(ctx)
	require.NoError(t, err)
	require.Equal(t, rows, again)
}
