package api

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/bpmn"
)

// Every code that an import can say has its words, and no words are left over.
func TestEveryModelCodeHasWords(t *testing.T) {
	codes := bpmn.Codes()
	for code := range codes {
		require.Contains(t, bpmnMessages, code)
	}
	for code := range bpmnMessages {
		require.Contains(t, codes, code, "words of nothing")
	}
	require.Equal(t, "用到字段“amount”（数字），原模型没有写明由谁填写，已加入表单，请核对。",
		RefusalText(bpmn.Refusal{Code: "bpmn.field_inferred", Args: map[string]string{"name": "amount", "type": "number"}}))
	require.True(t, strings.HasPrefix(ModelProblemText(bpmn.Problem{Code: "bpmn.too_big", Args: map[string]string{"limit": "2 MiB"}}), "文件过大，最多 2 MiB"))
}
