package worker

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	sdklog "go.temporal.io/sdk/log"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
)

// atStake is what somebody whose change fails here needs to know.
const atStake = `
该历史由已发布的版本录制（%s），用现在的代码重放失败：%v

现在发布，所有走过这一步的在办案件都会停住，直到有能重放它们的版本。
不要改动或重新录制这份历史。请按 docs/how-to/change-a-running-workflow.md 处理。
`

// situations must be there in every release's recordings.
var situations = []string{
	"continue_as_new", "issue_closed", "issue_crash_adopted", "meeting_issued", "task_suspended_closed",
	"approval_asks_directory", "approval_crash_adopted", "approval_fifty_signers", "approval_five_departments",
	"plan_block", "plan_to_milestone", "issue_of_a_plan",
}

// engineRules is how many rules the approval engine has, E1 to E34; each has a
// recording approval_eNN_… in every release.
const engineRules = 34

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
		for n := 1; n <= engineRules; n++ {
			rule := fmt.Sprintf("approval_e%02d_", n)
			require.True(t, slices.ContainsFunc(seen, func(s string) bool { return strings.HasPrefix(s, rule) }), "%s has no recording of E%d", release, n)
		}
	}
}

func replay(t *testing.T, file string) {
	if err := verdict(t, recorded(t, file)); err != nil {
		t.Fatalf(atStake, file, err)
	}
}

// verdict replays a history with the code of now, behind interceptors where any
// are given, and says what is different.
func verdict(t *testing.T, history *historypb.History, mutants ...interceptor.WorkerInterceptor) error {
	t.Helper()
	said := &watcher{}
	replayer, err := sdkworker.NewWorkflowReplayerWithOptions(sdkworker.WorkflowReplayerOptions{Interceptors: append([]interceptor.WorkerInterceptor{said}, mutants...)})
	require.NoError(t, err)
	RegisterWorkflows(replayer)
	log := sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	if err := replayer.ReplayWorkflowHistory(log, history); err != nil {
		return err
	}
	if was := ordersIn(t, history); !slices.Equal(was, said.orders) {
		return fmt.Errorf("给其他案件的指令变了\n当时：%v\n现在：%v", was, said.orders)
	}
	return nil
}

// watcher notes what the code of now tells other cases. Temporal compares which
// activities are asked for, not what they are asked: two effects that changed
// places would pass.
type watcher struct {
	interceptor.WorkerInterceptorBase
	orders []string
}

func (w *watcher) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &inbound{WorkflowInboundInterceptorBase: interceptor.WorkflowInboundInterceptorBase{Next: next}, watcher: w}
}

type inbound struct {
	interceptor.WorkflowInboundInterceptorBase
	watcher *watcher
}

func (i *inbound) Init(next interceptor.WorkflowOutboundInterceptor) error {
	return i.Next.Init(&outbound{WorkflowOutboundInterceptorBase: interceptor.WorkflowOutboundInterceptorBase{Next: next}, watcher: i.watcher})
}

type outbound struct {
	interceptor.WorkflowOutboundInterceptorBase
	watcher *watcher
}

func (o *outbound) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if tell, ok := args[0].(contract.Tell); ok {
		o.watcher.orders = append(o.watcher.orders, inWords(tell))
	}
	return o.Next.ExecuteActivity(ctx, name, args...)
}

func inWords(t contract.Tell) string {
	return fmt.Sprintf("%s: %s %s/%s", t.Effect.Key, t.Effect.Act, t.Effect.Kind, t.Effect.CaseID)
}

// ordersIn reads what was told when the history was recorded.
func ordersIn(t *testing.T, history *historypb.History) []string {
	t.Helper()
	var orders []string
	for _, ev := range history.Events {
		asked := ev.GetActivityTaskScheduledEventAttributes()
		if asked.GetActivityType().GetName() != contract.TellActivity {
			continue
		}
		var tell contract.Tell
		require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(asked.GetInput(), &tell))
		orders = append(orders, inWords(tell))
	}
	return orders
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
