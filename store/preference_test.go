package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func TestPreferencesAreOnesOwnAndBounded(t *testing.T) {
	r := newRegister(t)
	none, err := r.Preference(r.ctx, "u-1", "list.issues")
	require.NoError(t, err)
	require.Empty(t, none)
	require.NoError(t, r.SetPreference(r.ctx, "u-1", "list.issues", json.RawMessage(`{"hidden":["no"]}`), startDay))
	require.NoError(t, r.SetPreference(r.ctx, "u-1", "list.issues", json.RawMessage(`{"hidden":["class"]}`), startDay.Add(time.Hour)))
	mine, err := r.Preference(r.ctx, "u-1", "list.issues")
	require.NoError(t, err)
	require.JSONEq(t, `{"hidden":["class"]}`, string(mine))
	theirs, err := r.Preference(r.ctx, "u-2", "list.issues")
	require.NoError(t, err)
	require.Empty(t, theirs)

	large := json.RawMessage(`{"x":"` + strings.Repeat("长", 6<<10) + `"}`)
	require.True(t, fault.Is(r.SetPreference(r.ctx, "u-1", "list.issues", large, startDay), "preference.too_large"))
	for n := range 59 {
		require.NoError(t, r.SetPreference(r.ctx, "u-1", fmt.Sprint("more", n), json.RawMessage(`{}`), startDay))
	}
	require.True(t, fault.Is(r.SetPreference(r.ctx, "u-1", "one-too-many", json.RawMessage(`{}`), startDay), "preference.too_many"))
	require.NoError(t, r.SetPreference(r.ctx, "u-1", "list.issues", json.RawMessage(`{}`), startDay), "what is there may still change")
}
