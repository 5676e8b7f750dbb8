package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/digit"
)

// Every code that an import of a service can say has its words, and no words
// are left over.
func TestEveryServiceRemarkHasWords(t *testing.T) {
	codes := digit.Codes()
	for _, what := range []string{"too_big", "unreadable", "no_service", "too_many", "which"} { // faults of a whole file
		codes["digit."+what] = digit.Refused
	}
	for code := range codes {
		require.Contains(t, digitMessages, code)
	}
	for code := range digitMessages {
		require.Contains(t, codes, code, "words of nothing")
	}
	require.Equal(t, "状态“SIGN”由角色“CHIEF”办理，请在对照表中写明是本平台的谁；不需要的写 {}。",
		RemarkText(digit.Remark{Code: "digit.role_unknown", State: "SIGN", Args: map[string]string{"role": "CHIEF"}}))
}
