package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const permitModel = "../../domain/bpmn/testdata/permit-camunda.bpmn"

func TestAModelIsImportedMendedAndGivenBack(t *testing.T) {
	folder := definitions(t, map[string]string{"roles.yaml": "dept_receiver: {role: dept_receiver, org: housing}\nzhao: {role: dept_lead, org: housing}\nqian: {role: dept_lead, org: planning}\n"})
	yaml, roles := filepath.Join(folder, "permit.yaml"), filepath.Join(folder, "roles.yaml")
	out, err := diaodu(t, "", "process", "import", permitModel, "--roles", roles, "-o", yaml)
	require.NoError(t, err, out)
	require.Contains(t, out, "permit-camunda.bpmn:12: 说明：“窗口受理”期限 2 天，导入后按 2 个工作日计。\n")
	require.Contains(t, out, "须补充：“专家论证”用到字段“experts”（列表）")
	require.Contains(t, out, "尚有 0 个问题妨碍发布")

	out, err = diaodu(t, "", "process", "check", yaml)
	require.NoError(t, err, out)

	back := filepath.Join(folder, "back.bpmn")
	out, err = diaodu(t, "", "process", "export", yaml, "--source", permitModel, "--roles", roles, "-o", back)
	require.NoError(t, err, out)
	requireSame(t, permitModel, back)

	out, err = diaodu(t, "", "process", "export", yaml, "-o", back)
	require.NoError(t, err, out)
	again := filepath.Join(folder, "again.yaml")
	out, err = diaodu(t, "", "process", "import", back, "-o", again)
	require.NoError(t, err, out)
	requireSame(t, yaml, again)
}

func requireSame(t *testing.T, a, b string) {
	t.Helper()
	x, err := os.ReadFile(a)
	require.NoError(t, err)
	y, err := os.ReadFile(b)
	require.NoError(t, err)
	require.Equal(t, string(x), string(y))
}

func TestWhatCannotBeExecutedIsSaidElementByElement(t *testing.T) {
	out, err := diaodu(t, "", "process", "import", "../../domain/bpmn/testdata/refused.bpmn")
	require.Error(t, err)
	require.Contains(t, out, "refused.bpmn:9: 不能执行：“超时”不支持附在“限时办理”上的边界事件。")
	require.Contains(t, out, "不能执行：“调接口”服务任务由程序自动完成")
	require.Contains(t, out, "没有转换")

	out, err = diaodu(t, "", "process", "import", "../../domain/bpmn/testdata/attack-external.bpmn")
	require.Error(t, err)
	require.Contains(t, out, "attack-external.bpmn:2: 文件含有 DOCTYPE 声明")
}

func TestAServiceIsImportedOnceItsRolesAreMapped(t *testing.T) {
	const service = "../../domain/digit/testdata/complaint.json"
	out, err := diaodu(t, "", "process", "import", service)
	require.NoError(t, err)
	require.Contains(t, out, "须补充：状态“WITH_WORKER”由角色“WORKER”办理")
	require.Contains(t, out, "尚有 3 个问题妨碍发布")

	folder := definitions(t, map[string]string{"roles.yaml": "DISPATCHER: {role: coordinator}\nDEPUTY: {role: coordinator}\nWORKER: {role: handler, org: housing}\n"})
	yaml := filepath.Join(folder, "complaint.yaml")
	out, err = diaodu(t, "", "process", "import", service, "--roles", filepath.Join(folder, "roles.yaml"), "-o", yaml)
	require.NoError(t, err, out)
	require.Contains(t, out, "须补充或核对 0 处，尚有 0 个问题妨碍发布")
	require.Contains(t, out, "其后的动作“REOPEN”（如重开、评价）不属于审批")
	out, err = diaodu(t, "", "process", "check", yaml)
	require.NoError(t, err, out)

	wrong := definitions(t, map[string]string{"roles.yaml": "WORKER: {rolle: handler}\n"})
	out, err = diaodu(t, "", "process", "import", service, "--roles", filepath.Join(wrong, "roles.yaml"))
	require.Error(t, err)
	require.Contains(t, out, "对照表")
}
