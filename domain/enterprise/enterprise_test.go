package enterprise

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
)

func TestCreditCodes(t *testing.T) {
	for _, good := range []string{"91350100M000100Y43", "9144030071526726XG", "91110000802100433B"} {
		require.NoError(t, CheckCreditCode(good), good)
	}
	for name, bad := range map[string]string{
		"a wrong check digit":   "91350100M000100Y44",
		"two digits exchanged":  "91350100M000010Y43",
		"seventeen characters":  "91350100M000100Y4",
		"a letter not in use":   "91350100I000100Y43",
		"lower case":            "91350100m000100y43",
		"Chinese":               "统一社会信用代码",
		"a letter I at the end": "91350100M000100Y4I",
	} {
		require.True(t, fault.Is(CheckCreditCode(bad), "enterprise.credit_code"), name)
	}
	require.Equal(t, "91350100M000100Y43", NormalCreditCode(" 91350100 m000100y43\t"))
}

// Any single wrong character is found, which is what the check digit is for.
func TestCreditCodeFindsAnySingleMistake(t *testing.T) {
	good := "91350100M000100Y43"
	for i := range good {
		for _, r := range creditAlphabet {
			if bad := good[:i] + string(r) + good[i+1:]; bad != good {
				require.Error(t, CheckCreditCode(bad), bad)
			}
		}
	}
}

func TestEnterpriseCheck(t *testing.T) {
	require.NoError(t, Enterprise{Name: "公司"}.Check(), "the credit code may come later")
	require.True(t, fault.Is(Enterprise{}.Check(), "enterprise.missing"))
	require.True(t, fault.Is(Enterprise{Name: strings.Repeat("长", 201)}.Check(), "enterprise.name_too_long"))
	require.True(t, fault.Is(Enterprise{Name: "公司", CreditCode: "1"}.Check(), "enterprise.credit_code"))
}
