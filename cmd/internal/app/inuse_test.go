package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/internal/shipped"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

// A plan offers what applications follow: once the district publishes its own
// version, or takes a process out of use, plans know.
func TestPlansFollowTheDefinitionsInUse(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, storetest.DSN(t))
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, shipped.Adopt(ctx, s))
	rows, err := s.Processes(ctx)
	require.NoError(t, err)
	code := rows[0].Code
	d, err := inUse{s}.Definition(ctx, code)
	require.NoError(t, err)
	require.Equal(t, 1, d.Version)
	by := casefile.Meta{Actor: org.Actor{UserID: "u", Name: "统筹"}}
	d.Name, d.Hash = "本区的办法", "0f"
	_, err = s.PublishProcess(ctx, by, &d, store.ProcessVersion{Source: store.ProcessEdited, Note: "改名"}, 0, time.Now())
	require.NoError(t, err)
	d, err = inUse{s}.Definition(ctx, code)
	require.NoError(t, err)
	require.Equal(t, "本区的办法", d.Name)
	require.NoError(t, s.UseProcess(ctx, by, code, 0, 0, "停用", time.Now()))
	_, err = inUse{s}.Definition(ctx, code)
	require.True(t, fault.Is(err, "plan.no_such_process"))
}
