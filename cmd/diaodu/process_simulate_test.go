package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/workcal"
)

const simulated = `process: gate
name: 开口审批
matter: {code: GATE, authority: road, kind: 许可}
form: {type: object, properties: {width: {type: integer, title: 宽度}}}
steps:
  - stage: accept
    name: 受理
    accepts: true
    by: {role: dept_receiver}
  - stage: review
    name: 审查
    by: {role: handler}
    when: form.width > 6
  - stage: sign
    name: 签发
    by: {role: dept_lead}
`

func simulate(t *testing.T, c processSimulateCommand) (string, error) {
	t.Helper()
	c.File = filepath.Join(t.TempDir(), "gate.yaml")
	require.NoError(t, os.WriteFile(c.File, []byte(simulated), 0o600))
	if c.Project == "" {
		c.Project = "{}"
	}
	var out bytes.Buffer
	err := c.simulate(&out, workcal.MustDate("2026-11-25").At(9, 0))
	return out.String(), err
}

func TestAProcessIsTriedOnTheCommandLine(t *testing.T) {
	out, err := simulate(t, processSimulateCommand{Form: `{"width": 8}`, Pace: 1})
	require.NoError(t, err)
	require.Contains(t, out, "2026-11-26 同意“受理”（dept_receiver@road） → 审查")
	require.Contains(t, out, "2026-11-30 同意“签发”")
	require.Contains(t, out, "结果：准予")

	out, err = simulate(t, processSimulateCommand{Form: `{"width": 3}`, Act: []string{"sign=reject", "review=return:accept"}})
	require.NoError(t, err)
	require.NotContains(t, out, "审查")
	require.Contains(t, out, "没有待办过")
	require.Contains(t, out, "结果：不予许可")

	_, err = simulate(t, processSimulateCommand{Form: `[]`})
	require.ErrorContains(t, err, "--form")
	out, err = simulate(t, processSimulateCommand{Form: `{"width": "宽"}`})
	require.ErrorContains(t, err, "走不下去", out)
}
