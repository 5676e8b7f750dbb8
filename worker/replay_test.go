package worker

import (
	"compress/gzip"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	sdkworker "go.temporal.io/sdk/worker"
)

// atStake is what somebody whose change fails here needs to know.
const atStake = `
该历史由已发布的版本录制（%s），用现在的代码重放失败：%v

现在发布，所有走过这一步的在办案件都会停住，直到有能重放它们的版本。
不要改动或重新录制这份历史。请按 docs/how-to/change-a-running-workflow.md 处理。
`

// situations must be there in every release's recordings.
var situations = []string{"continue_as_new", "issue_closed", "issue_crash_adopted", "meeting_issued", "task_suspended_closed"}

// Histories recorded by earlier releases must still replay. A failure here means
// open cases would stop: see docs/how-to/change-a-running-workflow.md.
func TestRecordedHistoriesReplay(t *testing.T) {
	releases, err := filepath.Glob("testdata/histories/v*")
	require.NoError(t, err)
	require.NotEmpty(t, releases)
	for _, release := range releases {
		files, err := os.ReadDir(release)
		require.NoError(t, err)
		seen := []string{}
		for _, f := range files {
			situation, _, _ := strings.Cut(f.Name(), ".")
			seen = append(seen, situation)
			t.Run(filepath.Base(release)+"/"+situation, func(t *testing.T) { replay(t, filepath.Join(release, f.Name())) })
		}
		require.Subset(t, seen, situations, release)
	}
}

func replay(t *testing.T, file string) {
	replayer := sdkworker.NewWorkflowReplayer()
	RegisterWorkflows(replayer)
	log := sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	if err := replayer.ReplayWorkflowHistory(log, recorded(t, file)); err != nil {
		t.Fatalf(atStake, file, err)
	}
}

// recorded reads one history; large ones are kept compressed.
func recorded(t *testing.T, file string) *historypb.History {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		r, err = gzip.NewReader(f)
		require.NoError(t, err)
	}
	history, err := client.HistoryFromJSON(r, client.HistoryJSONOptions{})
	require.NoError(t, err)
	return history
}
