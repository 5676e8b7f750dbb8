package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/deploy/seed"
)

// A first start that was killed while it filled the demo district in is begun
// anew by the next one, on the same data folder.
func TestKilledWhileTheDemoIsFilledInTheNextStartBeginsAnew(t *testing.T) {
	dir := shortDir(t)
	p := launchAt(t, dir, killtest.FreeAddress(t), "auto")
	require.Eventually(t, func() bool { return strings.Contains(p.Said.String(), "项目与集中开工活动") }, 2*time.Minute, 5*time.Millisecond, "%s", p.Said)
	p.Kill(t)
	require.NotContains(t, p.Said.String(), "请用浏览器打开")

	p = withDemo(t, dir)
	require.Eventually(t, func() bool { return strings.Contains(p.Said.String(), "演示账号") }, time.Minute, 10*time.Millisecond, "%s", p.Said)
	v := killtest.Visit(t, p.address, "tongchou", seed.Password)
	status, body, err := v.Ask(http.MethodGet, "/api/board", "", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status, "%s", body)
	require.Contains(t, string(body), "headline_text")
}
