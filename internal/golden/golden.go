// Package golden compares what the code says with the file that keeps it, and
// writes the file anew where somebody asks for that.
package golden

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// By is the setting that writes a file anew when it is 1.
type By string

const (
	// Updated is for what may change any day: read the difference.
	Updated By = "UPDATE_GOLDEN"
	// Frozen is for what was shipped and is never edited; only what was not yet
	// shipped may be written anew.
	Frozen By = "UPDATE_FROZEN"
	// Docs is for pages and sources that `make docs` writes.
	Docs By = "UPDATE_DOCS"
)

// Same wants the file to hold exactly got.
func Same(t *testing.T, by By, path, got string) {
	t.Helper()
	if os.Getenv(string(by)) == "1" {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	switch by {
	case Frozen:
		require.Equal(t, string(want), got, "%s: what was shipped has changed, and open cases live by it. Make a new version instead", path)
	case Docs:
		require.Equal(t, string(want), got, "%s is out of date: make docs", path)
	default:
		require.Equal(t, string(want), got, "%s: run with %s=1 and read the difference", path, by)
	}
}
