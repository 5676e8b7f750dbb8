package main

import (
	"context"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/enterprise"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/project"
	"github.com/diaodu/diaodu/embedded/temporal/temporaltest"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/store/storetest"
)

const password = "Ganjin-2026-diaodu"

// district is a database with one enterprise, its project and owner, and a
// coordinator, and a Temporal namespace: what `diaodu api` and `diaodu worker` need.
type district struct {
	dsn      string
	settings []string
	store    *store.Store
}

func newDistrict(t *testing.T) *district {
	t.Helper()
	env := temporaltest.New(t)
	d := &district{dsn: storetest.DSN(t)}
	d.settings = []string{
		"DIAODU_MYSQL_DSN=" + d.dsn, "DIAODU_TEMPORAL_ADDRESS=" + env.Address, "DIAODU_TEMPORAL_NAMESPACE=" + env.Namespace,
		"DIAODU_DATA_DIR=" + t.TempDir(), "DIAODU_PUBLIC_URL=",
	}
	ctx := context.Background()
	var err error
	d.store, err = store.Open(ctx, d.dsn)
	require.NoError(t, err)
	t.Cleanup(func() { d.store.Close() })

	by := store.By{Actor: org.Actor{UserID: "u-keeper", Name: "统筹", Roles: []org.Role{org.Coordinator}}, At: time.Now()}
	e, err := d.store.CreateEnterprise(ctx, by, enterprise.Enterprise{Name: "重庆艾珀耐特高分子材料有限公司"})
	require.NoError(t, err)
	name, invest := "钢结构防腐材料项目", int64(50_000)
	_, err = d.store.CreateProject(ctx, by, project.New{Patch: project.Patch{Name: &name, EnterpriseID: &e.ID, InvestTotalWan: &invest}})
	require.NoError(t, err)
	hash, err := auth.HashPassword(ctx, password)
	require.NoError(t, err)
	for _, u := range []store.NewUser{
		{Login: "yezhu", Name: "游少卿", Roles: []org.Role{org.Owner}, EnterpriseID: e.ID, OwnerRole: org.Primary},
		{Login: "tongchou", Name: "王敏", Roles: []org.Role{org.Coordinator}},
	} {
		u.Hash = hash
		_, err := d.store.CreateUser(ctx, casefile.Meta{Actor: org.Clock}, u, time.Now())
		require.NoError(t, err)
	}
	return d
}

// TestTheAPIIsKilledNothingIsLostAndNothingHappensTwice kills `diaodu api`, beside
// a worker that lives on, while owners report and a coordinator writes notes. Every
// request is retried under its key at the API started next.
func TestTheAPIIsKilledNothingIsLostAndNothingHappensTwice(t *testing.T) {
	const people, each = 4, 12
	d := newDistrict(t)
	worker := killtest.Start(t, d.settings, "worker")
	address := killtest.FreeAddress(t)
	settings := append([]string{"DIAODU_LISTEN=" + address}, d.settings...)
	door := killtest.Start(t, settings, "api")
	door.Await(t, address)

	owner, coordinator := killtest.Visit(t, address, "yezhu", password), killtest.Visit(t, address, "tongchou", password)
	home := owner.Project()
	note := func(key, id string) (killtest.Reported, error) {
		var noted killtest.Reported
		err := coordinator.Insist("/api/issues/"+id+"/acts", "note-"+key, map[string]any{"act": "note", "text": "已联系业主 " + key}, &noted)
		return noted, err
	}
	crowd := killtest.Gather(people, each, func(key string) (killtest.Reported, error) {
		got, err := owner.Report(key, home)
		if err == nil {
			_, err = note(key, got.ID)
		}
		return got, err
	})
	for _, part := range []int{people * each / 4, people * each / 2} {
		crowd.Reach(t, part)
		door.Kill(t)
		door = killtest.Start(t, settings, "api")
		door.Await(t, address)
	}
	answered := crowd.Wait(t)

	for key, got := range answered {
		again, err := note(key, got.ID)
		require.NoError(t, err)
		require.Equal(t, 2, again.Seq, "the note of %s was taken once", key)
	}
	killtest.CheckReports(t, d.store, owner, home, answered)
	out, err := diaodu(t, d.dsn, "audit", "verify")
	require.NoError(t, err, out)
	require.Contains(t, out, "异常 0 处")
	status, body, err := owner.Ask(http.MethodGet, "/api/issues?limit=100", "", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, "%s", body)
	door.Stop(t, os.Interrupt)
	worker.Stop(t, os.Interrupt)
}
