package golden

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Only its own setting writes a file anew.
func TestSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "of", "text.golden")
	t.Setenv(string(Updated), "1")
	t.Setenv(string(Frozen), "")
	Same(t, Updated, path, "one")
	Same(t, Frozen, path, "one")
	Same(t, Updated, path, "two")
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "two", string(kept))
}
