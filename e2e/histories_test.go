package e2e

import (
	"bytes"
	"compress/gzip"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	sdklog "go.temporal.io/sdk/log"
	sdkworker "go.temporal.io/sdk/worker"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/supervision"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/worker"
)

// recordEnv names the folder that `make record-histories` fills; without it
// situations are replayed and not kept.
const recordEnv = "DIAODU_RECORD_HISTORIES"

// large histories are kept compressed.
const large = 256 << 10

// replays fetches what Temporal wrote of a case's run, replays it against the
// workflows of this build, and keeps it under the situation's name where asked.
// An empty run is the present one.
func (r *rig) replays(situation string, kind casefile.Kind, id, run string) {
	r.t.Helper()
	history := &historypb.History{}
	events := r.client.GetWorkflowHistory(context.Background(), contract.CaseID(kind, id), run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		ev, err := events.Next()
		require.NoError(r.t, err)
		history.Events = append(history.Events, ev)
	}
	replayer := sdkworker.NewWorkflowReplayer()
	worker.RegisterWorkflows(replayer)
	log := sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	require.NoError(r.t, replayer.ReplayWorkflowHistory(log, history), situation)
	if folder := os.Getenv(recordEnv); folder != "" {
		keep(r.t, folder, situation, history)
	}
}

func keep(t *testing.T, folder, situation string, history *historypb.History) {
	t.Helper()
	require.NoError(t, os.MkdirAll(folder, 0o755))
	raw, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(history)
	require.NoError(t, err)
	name := filepath.Join(folder, situation+".json")
	if len(raw) > large {
		var small bytes.Buffer
		zip, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
		require.NoError(t, err)
		_, err = zip.Write(raw)
		require.NoError(t, err)
		require.NoError(t, zip.Close())
		raw, name = small.Bytes(), name+".gz"
	}
	require.NoError(t, os.WriteFile(name, raw, 0o644))
}

// A suspended task stands still, goes on and is closed, on real servers.
func TestTaskIsSuspendedResumedAndClosed(t *testing.T) {
	r := newRig(t).work()
	id := r.bare()
	r.mustTask(id, waterman, supervision.ActSign, supervision.Form{})
	r.mustTask(id, waterman, supervision.ActReport, supervision.Form{
		Node: supervision.NodeD1, Report: &supervision.ReportForm{Deployment: "成立三人小组，明确现场负责人"},
	})
	notice := casefile.Attachment{FileID: "f-notice", Name: "暂停告知书.pdf", Type: "other"}
	ends := r.task(id).Cal.AddWorkdays(workcal.DateOf(r.task(id).Last.At), 4).Date
	r.mustTask(id, waterman, supervision.ActSuspendAsk, supervision.Form{Code: "weather", Reason: "持续暴雨，沟槽施工存在安全风险", Notice: &notice, EndsOn: ends})
	r.mustTask(id, districtHead, supervision.ActSuspend, supervision.Form{})
	require.True(t, r.task(id).Suspended())
	r.mustTask(id, waterman, supervision.ActResume, supervision.Form{})
	require.False(t, r.task(id).Suspended())
	r.mustTask(id, waterman, supervision.ActApplyClose, supervision.Form{
		Result: "供水管道已牵入施工范围", Files: []casefile.Attachment{{FileID: "f1", Name: "现场.jpg", Type: "photo"}},
	})
	r.mustTask(id, coordinator, supervision.ActVerify, supervision.Form{})
	require.Equal(t, supervision.Closed, r.task(id).Status, "no owner is asked where none raised it")
	r.levelTask(id)
	r.replays("task_suspended_closed", casefile.Task, id, "")
}
