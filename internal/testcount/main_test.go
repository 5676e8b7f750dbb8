package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func count(t *testing.T, lines ...string) (*counter, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	c := newCounter(&out)
	require.NoError(t, c.read(strings.NewReader(strings.Join(lines, "\n"))))
	return c, &out
}

const pkg = `"Package":"github.com/diaodu/diaodu/domain/org"`

func TestPassingTestsAreCountedAndTheirOutputDropped(t *testing.T) {
	c, out := count(t,
		`{"Action":"output",`+pkg+`,"Test":"TestA","Output":"noise\n"}`,
		`{"Action":"pass",`+pkg+`,"Test":"TestA"}`,
		`{"Action":"pass",`+pkg+`,"Test":"TestA/sub"}`,
		`{"Action":"pass",`+pkg+`,"Elapsed":1.25}`)
	require.True(t, c.close())
	require.Equal(t, "ok   ./domain/org 1.2s\n2 passed, 0 failed\n", out.String())
}

func TestAFailureIsShownWhole(t *testing.T) {
	c, out := count(t,
		`{"Action":"output",`+pkg+`,"Test":"TestA","Output":"want 1\n"}`,
		`{"Action":"fail",`+pkg+`,"Test":"TestA"}`,
		`{"Action":"fail",`+pkg+`}`)
	require.False(t, c.close())
	require.Contains(t, out.String(), "want 1\n")
	require.True(t, strings.HasSuffix(out.String(), "0 passed, 1 failed\n"), out.String())
}

func TestAPackageThatDoesNotBuildCountsAsOneFailure(t *testing.T) {
	c, out := count(t,
		`{"ImportPath":"x","Action":"build-output","Output":"syntax error\n"}`,
		`{"Action":"fail",`+pkg+`}`)
	require.False(t, c.close())
	require.Contains(t, out.String(), "syntax error")
	require.Contains(t, out.String(), "did not build or did not finish")
	require.Contains(t, out.String(), "0 passed, 1 failed")
}

func TestNothingRunIsNotSuccess(t *testing.T) {
	c, _ := count(t)
	require.False(t, c.close())
}

func TestTheConsolesTestsAreAdded(t *testing.T) {
	report := filepath.Join(t.TempDir(), "vitest.json")
	require.NoError(t, os.WriteFile(report, []byte(`{"numPassedTests":7,"numFailedTests":1}`), 0o600))
	c, out := count(t, `{"Action":"pass",`+pkg+`,"Test":"TestA"}`)
	require.NoError(t, c.addVitest(report))
	require.False(t, c.close())
	require.Contains(t, out.String(), "8 passed, 1 failed")

	c, out = count(t, `{"Action":"pass",`+pkg+`,"Test":"TestA"}`)
	require.NoError(t, c.addVitest(filepath.Join(t.TempDir(), "absent.json")))
	require.False(t, c.close())
	require.Contains(t, out.String(), "see above")
}
