package main

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/store"
)

// TestWhateverIsKilledNothingIsLostAndNothingHappensTwice kills the whole
// program (API, worker and Temporal die with it) and, separately, the database,
// while owners report issues. Every request is retried under its key.
func TestWhateverIsKilledNothingIsLostAndNothingHappensTwice(t *testing.T) {
	const people, each = 4, 12
	dir := shortDir(t)
	address := killtest.FreeAddress(t)
	p := launchAt(t, dir, address, "auto").await(t)
	v := killtest.Visit(t, address, "yezhu", seed.Password)
	project := v.Project()

	crowd := killtest.Gather(people, each, func(key string) (killtest.Reported, error) { return v.Report(key, project) })
	crowd.Reach(t, people*each/4)
	require.NoError(t, syscall.Kill(databasePid(dir), syscall.SIGKILL))
	crowd.Reach(t, people*each/2)
	p.Kill(t)
	p = launchAt(t, dir, address, "auto").await(t)
	answered := crowd.Wait(t)

	s, err := store.Open(context.Background(), "root@unix("+filepath.Join(dir, "mariadb", "my.sock")+")/diaodu")
	require.NoError(t, err)
	defer s.Close()
	killtest.CheckReports(t, s, v, project, answered)
	p.Stop(t, syscall.SIGTERM)
}
