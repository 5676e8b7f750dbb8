package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/store/storetest"
)

func TestMain(m *testing.M) { killtest.Main(m, main) }

// diaodu runs the program and returns everything it said.
func diaodu(t *testing.T, dsn string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), killtest.AsProgram+"=1", "DIAODU_MYSQL_DSN="+dsn, "DIAODU_TEMPORAL_ADDRESS=", "DIAODU_DATA_DIR="+t.TempDir(),
		"DIAODU_LISTEN=127.0.0.1:0", "DIAODU_PUBLIC_URL=")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestAnEmptyDatabaseIsBroughtUpAndGetsItsFirstAdministrator(t *testing.T) {
	dsn := storetest.Empty(t)
	out, err := diaodu(t, dsn, "user", "create-admin", "guanli", "张三")
	require.Error(t, err)
	require.Contains(t, out, "diaodu migrate", "told what to do first")

	out, err = diaodu(t, dsn, "migrate")
	require.NoError(t, err, out)
	require.Contains(t, out, "已执行 0001_base.sql")
	out, err = diaodu(t, dsn, "migrate")
	require.NoError(t, err, out)
	require.NotContains(t, out, "已执行")

	out, err = diaodu(t, dsn, "user", "create-admin", "guanli", "张三")
	require.NoError(t, err, out)
	require.Contains(t, out, "初始密码：")
	out, err = diaodu(t, dsn, "user", "create-admin", "guanli", "李四")
	require.Error(t, err, out)

	out, err = diaodu(t, dsn, "audit", "verify")
	require.NoError(t, err, out)
	require.Contains(t, out, "异常 0 处")
}

func TestATamperedAuditLogFailsVerification(t *testing.T) {
	dsn := storetest.DSN(t)
	out, err := diaodu(t, dsn, "user", "create-admin", "guanli", "张三")
	require.NoError(t, err, out)
	_, err = storetest.SQL(t, dsn).ExecContext(context.Background(), "UPDATE audit_entries SET actor = '别人' WHERE what = 'user.create'")
	require.NoError(t, err)
	out, err = diaodu(t, dsn, "audit", "verify")
	var exit *exec.ExitError
	require.True(t, errors.As(err, &exit), out)
	require.Contains(t, out, "异常：")
}

func TestDoctorSaysWhatIsMissingAndHowToMendIt(t *testing.T) {
	out, err := diaodu(t, storetest.Empty(t), "doctor")
	require.Error(t, err)
	require.Contains(t, out, "请执行 diaodu migrate")
	require.Contains(t, out, "项必须补齐")

	out, _ = diaodu(t, "root@tcp(127.0.0.1:1)/d", "doctor")
	require.Contains(t, out, "请检查 DIAODU_MYSQL_DSN")
}

func TestProgramsThatCannotStartSayWhichSettingToMake(t *testing.T) {
	for _, command := range []string{"api", "worker", "migrate"} {
		out, err := diaodu(t, "", command)
		require.Error(t, err, command)
		require.Contains(t, out, "DIAODU_MYSQL_DSN", command)
		require.LessOrEqual(t, strings.Count(strings.TrimSpace(out), "\n"), 1, "one line, no stack: %s", out)
	}
	out, err := diaodu(t, storetest.DSN(t), "worker")
	require.Error(t, err)
	require.Contains(t, out, "DIAODU_TEMPORAL_ADDRESS")
}

func TestReportEndsWithAnErrorOnlyWhereSomethingNeededIsMissing(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, report(&out, []finding{{what: "甲", is: "好"}, {what: "乙", err: errors.New("可选")}}))
	require.Equal(t, "✓ 甲：好\n△ 乙：可选\n", out.String())
	require.ErrorContains(t, report(&out, []finding{{what: "丙", err: errors.New("缺"), need: true}}), "1 项")
}
