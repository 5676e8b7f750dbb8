package digit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/internal/golden"
)

// roles map what the fixtures name, one for the applicant's own agents.
var roles = map[string]process.Who{
	"AGENT": {Starter: true}, "AGENT_LEAD": {Starter: true}, "COUNTER": {Role: org.DeptReceiver, Org: "hall"}, "SYSTEM_CASHIER": {},
	"PAPER_CHECKER": {Role: org.Handler, Org: "housing"}, "SITE_CHECKER": {Role: org.Handler, Org: "planning"}, "SIGNER": {Role: org.DeptLead, Org: "housing"},
	"DISPATCHER": {Role: org.Coordinator}, "DEPUTY": {Role: org.Coordinator}, "WORKER": {Role: org.Handler, Org: "housing"},
	"BOSS": {Role: org.DeptLead, Org: "city"}, "EDITOR": {Role: org.DeptReceiver, Org: "city"}, "CREW": {Role: org.Handler, Org: "city"},
	"CASHIER": {Role: org.Handler, Org: "finance"}, "CLERK": {Role: org.DeptReceiver, Org: "water"}, "INSPECTOR": {Role: org.Handler, Org: "water"},
	"CHIEF": {Role: org.DeptLead, Org: "water"},
}

func told(list []Remark) string {
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "# %s %s %q %q", r.Level, r.Code, r.State, r.Action)
		for _, k := range []string{"role", "roles", "days", "ms", "state", "other", "next", "entry", "result"} {
			if v, ok := r.Args[k]; ok {
				fmt.Fprintf(&b, " %s=%s", k, v)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Every fixture is shaped like a service that cities run. With its roles mapped
// it becomes a definition that may be published; without, exactly the roles are
// missing.
func TestServicesBecomeWhatStandsBesideThem(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.Len(t, paths, 8)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		services, err := Read(text)
		require.NoError(t, err, name)
		require.Len(t, services, 1)
		d, remarks := Convert(services[0], roles)
		out := told(remarks)
		refused := slices.ContainsFunc(remarks, func(r Remark) bool { return r.Level == Refused })
		require.Equal(t, refused, d == nil, name)
		if d != nil {
			for _, p := range process.Check(d, process.Known{}) {
				require.True(t, p.Warning, "%s: %+v", name, p)
			}
			yaml, err := d.YAML()
			require.NoError(t, err)
			out += string(yaml)
			requireRolesAsked(t, services[0])
		}
		golden.Same(t, golden.Updated, "testdata/"+name+".golden", out)
	}
}

func requireRolesAsked(t *testing.T, s Service) {
	t.Helper()
	d, remarks := Convert(s, nil)
	require.NotNil(t, d)
	asked := slices.ContainsFunc(remarks, func(r Remark) bool { return r.Code == roleUnknown && r.Args["role"] != "" })
	require.True(t, asked, s.BusinessService)
	for _, p := range process.Check(d, process.Known{}) {
		require.True(t, p.Warning || p.Code == "process.stage_nobody", "%+v", p)
	}
}

func TestWhatIsNoServiceIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "{}", "[]", "null", `"x"`, `{"BusinessServices":[]}`, `{"BusinessServices":{}}`, "curl https://example.org", "{\"states\":[{}]}",
		strings.Repeat(" ", MaxBytes) + "{}",
		`{"businessService":"X","states":[` + strings.Repeat(`{"state":"a"},`, MaxStates) + `{"state":"b"}]}`,
		`{"businessService":"X","states":[{"state":"a","actions":[` + strings.Repeat(`{"action":"a"},`, MaxActions) + `{}]}]}`,
	} {
		_, err := Read([]byte(text))
		require.Error(t, err, "%.60s", text)
	}
}

func TestMillisecondsAreRoundedUpToWorkdays(t *testing.T) {
	const day = int64(86_400_000)
	for ms, want := range map[int64]int{0: 0, -5: 0, 1: 1, day: 1, day + 1: 2, 60 * day: 60, 1 << 60: 999} {
		require.Equal(t, want, workdays(&ms), ms)
	}
	require.Zero(t, workdays(nil))
}

// Whatever a file says, it is read and converted or refused; nothing breaks.
func FuzzConvert(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.json")
	require.NoError(f, err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		services, err := Read(text)
		if err != nil {
			return
		}
		for _, s := range services {
			d, remarks := Convert(s, roles)
			refused := slices.ContainsFunc(remarks, func(r Remark) bool { return r.Level == Refused })
			if refused != (d == nil) {
				t.Fatalf("%+v", remarks)
			}
			if d == nil {
				continue
			}
			for _, p := range process.Check(d, process.Known{}) {
				switch p.Code { // what the service itself leaves open
				case "process.stage_nobody", "process.endless", "process.seat_twice":
				default:
					if !p.Warning {
						t.Fatalf("%+v\n%s", p, told(remarks))
					}
				}
			}
		}
	})
}
