package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/processes"
)

const goodProcess = `process: seal-use
name: 用印审批
steps:
  - stage: accept
    name: 受理
    by: {role: coordinator}
  - call: archive
    name: 归档
    process: archiving
  - end: approved
`

// definitions writes files and gives their folder.
func definitions(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644))
	}
	return folder
}

const archivingProcess = "process: archiving\nname: 归档\nsteps:\n  - stage: keep\n    name: 入库\n    by: {role: admin}\n  - end: approved\n"

func TestDefinitionsAreCheckedFromTheCommandLine(t *testing.T) {
	folder := definitions(t, map[string]string{
		"seal.yaml":      goodProcess,
		"archiving.yaml": archivingProcess,
		"notes.txt":      "不是流程",
	})
	out, err := diaodu(t, "", "process", "check", filepath.Join(folder, "seal.yaml"))
	require.NoError(t, err, out)
	require.Contains(t, out, "seal.yaml: 没有问题")

	out, err = diaodu(t, "", "process", "check", folder)
	require.NoError(t, err, out)
	require.Equal(t, 2, strings.Count(out, "没有问题"), out)
}

func TestMistakesArePrintedByFileAndLine(t *testing.T) {
	folder := definitions(t, map[string]string{
		"unread.yaml": "process: seal-use\nnmae: 用印\n",
		"wrong.yaml":  strings.Replace(goodProcess, "coordinator", "cordinator", 1),
		"warned.yaml": strings.Replace(archivingProcess, "  - end: approved\n", "", 1),
	})
	out, err := diaodu(t, "", "process", "check", folder)
	var exit *exec.ExitError
	require.True(t, errors.As(err, &exit), out)
	require.Equal(t, 1, exit.ExitCode())
	require.Contains(t, out, "unread.yaml:2: 这里没有“nmae”这一项，您要写的可能是“name”。\n")
	require.Contains(t, out, "wrong.yaml:6: 没有“cordinator”这种角色，您要写的可能是“coordinator”。\n")
	require.NotContains(t, out, "没有编码为", "the process it calls is in the folder")
	require.Contains(t, out, "warned.yaml:4: 提醒：")
	require.Contains(t, out, "2 个流程定义不能发布，共检查 3 个")

	shipped := definitions(t, map[string]string{"seal.yaml": strings.Replace(goodProcess, "process: archiving", "process: drawing-review", 1)})
	out, err = diaodu(t, "", "process", "check", shipped)
	require.NoError(t, err, "what ships may be called: %s", out)

	alone := definitions(t, map[string]string{"seal.yaml": goodProcess})
	out, err = diaodu(t, "", "process", "check", filepath.Join(alone, "seal.yaml"))
	require.Error(t, err)
	require.Contains(t, out, "seal.yaml:9: 没有编码为“archiving”的流程。")
}

func TestFilesThatAreNotThereAreSaidToBe(t *testing.T) {
	var out bytes.Buffer
	require.ErrorContains(t, checkFiles(&out, []string{"nowhere.yaml"}), "没有文件 nowhere.yaml")
	require.ErrorContains(t, checkFiles(&out, []string{t.TempDir()}), "没有 .yaml 文件")
	require.ErrorContains(t, drawFile(&out, "nowhere.yaml", "text"), "没有文件")
	require.Empty(t, out.String())

	long := definitions(t, map[string]string{"long.yaml": strings.Repeat("#\n", process.MaxText)})
	require.Error(t, checkFiles(&out, []string{long}))
	require.Contains(t, out.String(), "long.yaml:1: 流程定义过长")
}

func TestAProcessIsDrawnFromTheCommandLine(t *testing.T) {
	folder := definitions(t, map[string]string{"seal.yaml": goodProcess, "bad.yaml": "steps: {}\n"})
	out, err := diaodu(t, "", "process", "draw", filepath.Join(folder, "seal.yaml"))
	require.NoError(t, err, out)
	require.Equal(t, "用印审批（seal-use）\n1. 受理：统筹协调人员\n2. 子流程 归档：archiving\n3. 办结：准予\n", out)

	out, err = diaodu(t, "", "process", "draw", "--as", "mermaid", filepath.Join(folder, "seal.yaml"))
	require.NoError(t, err, out)
	require.True(t, strings.HasPrefix(out, "flowchart TD\n  start([提交])\n  n0["), out)

	out, err = diaodu(t, "", "process", "draw", filepath.Join(folder, "bad.yaml"))
	require.Error(t, err)
	require.Contains(t, out, "bad.yaml:1: “steps”应是列表")
}

func TestTheSchemaForEditorsIsPrinted(t *testing.T) {
	out, err := diaodu(t, "", "process", "schema")
	require.NoError(t, err)
	require.Equal(t, string(processes.Schema), out)
}
