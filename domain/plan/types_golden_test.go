package plan

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The types are the district's word to everybody who plans a project: whoever
// changes what they yield says so by writing the golden file anew
// (UPDATE_FROZEN=1), and whoever only tidies the table does not.
func TestTypesYieldWhatTheyDid(t *testing.T) {
	const golden = "testdata/types.golden"
	got, err := json.MarshalIndent(Types, "", " ")
	require.NoError(t, err)
	if os.Getenv("UPDATE_FROZEN") != "" {
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}
