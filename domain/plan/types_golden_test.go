package plan

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/internal/golden"
)

// The types are the district's word to everybody who plans a project: whoever
// changes what they yield says so by writing the golden file anew
// (UPDATE_FROZEN=1), and whoever only tidies the table does not.
func TestTypesYieldWhatTheyDid(t *testing.T) {
	got, err := json.MarshalIndent(Types, "", " ")
	require.NoError(t, err)
	golden.Same(t, golden.Frozen, "testdata/types.golden", string(got))
}
