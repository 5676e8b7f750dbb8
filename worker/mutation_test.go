package worker

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"

	"github.com/diaodu/diaodu/contract"
)

// mutant is the workflows of this release with one thing changed, to see whether
// replaying recorded histories would tell.
type mutant struct {
	interceptor.WorkerInterceptorBase
	make func(next interceptor.WorkflowOutboundInterceptor) interceptor.WorkflowOutboundInterceptor
}

func (m *mutant) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &mutated{WorkflowInboundInterceptorBase: interceptor.WorkflowInboundInterceptorBase{Next: next}, make: m.make}
}

type mutated struct {
	interceptor.WorkflowInboundInterceptorBase
	make func(next interceptor.WorkflowOutboundInterceptor) interceptor.WorkflowOutboundInterceptor
}

func (m *mutated) Init(next interceptor.WorkflowOutboundInterceptor) error {
	return m.Next.Init(m.make(next))
}

// swapped tells the second of two other cases before the first.
type swapped struct {
	interceptor.WorkflowOutboundInterceptorBase
	held []func() // what was asked for and is not yet ordered
}

func (s *swapped) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if _, ok := args[0].(contract.Tell); !ok {
		return s.Next.ExecuteActivity(ctx, name, args...)
	}
	future, set := workflow.NewFuture(ctx)
	s.held = append(s.held, func() { set.Chain(s.Next.ExecuteActivity(ctx, name, args...)) })
	if len(s.held) == 2 {
		s.held[1]()
		s.held[0]()
		s.held = nil
	}
	return future
}

// timerLast starts a deadline's timer behind the next effect instead of before it.
type timerLast struct {
	interceptor.WorkflowOutboundInterceptorBase
	held []func()
}

func (l *timerLast) NewTimer(ctx workflow.Context, d time.Duration) workflow.Future {
	future, set := workflow.NewFuture(ctx)
	l.held = append(l.held, func() { set.Chain(l.Next.NewTimer(ctx, d)) })
	return future
}

func (l *timerLast) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	future := l.Next.ExecuteActivity(ctx, name, args...)
	for _, start := range l.held {
		start()
	}
	l.held = nil
	return future
}

// A release that carried out two effects in another order than the one before
// would not get past the recorded histories: what replays as it is must fail with
// two of its effects exchanged.
func TestExchangedEffectsDoNotReplay(t *testing.T) {
	for _, c := range []struct {
		what, seen string
		make       func(interceptor.WorkflowOutboundInterceptor) interceptor.WorkflowOutboundInterceptor
	}{
		{"two cases told in the other order", "给其他案件的指令变了", func(next interceptor.WorkflowOutboundInterceptor) interceptor.WorkflowOutboundInterceptor {
			return &swapped{WorkflowOutboundInterceptorBase: interceptor.WorkflowOutboundInterceptorBase{Next: next}}
		}},
		{"the timer behind the word to others", "TMPRL1100", func(next interceptor.WorkflowOutboundInterceptor) interceptor.WorkflowOutboundInterceptor {
			return &timerLast{WorkflowOutboundInterceptorBase: interceptor.WorkflowOutboundInterceptorBase{Next: next}}
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			history := only(t, "approval_e30_*")
			require.NoError(t, verdict(t, history), "as it is")
			require.ErrorContains(t, verdict(t, history, &mutant{make: c.make}), c.seen)
		})
	}
}

// only is the one recording of that name in the first release that has it.
func only(t *testing.T, pattern string) *historypb.History {
	t.Helper()
	files, err := filepath.Glob("testdata/histories/v*/" + pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return recorded(t, files[0])
}
