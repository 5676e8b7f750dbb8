package documents

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	code, err := NewVerifyCode()
	require.NoError(t, err)
	require.Len(t, code, 12)
	shown := ShownCode(code)
	require.Regexp(t, `^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$`, shown)
	wide := strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + '！' - '!'
		}
		return r
	}, shown)
	for _, typed := range []string{code, shown, strings.ToLower(shown), " " + strings.ReplaceAll(shown, "-", " "), wide} {
		got, ok := ReadVerifyCode(typed)
		require.True(t, ok, typed)
		require.Equal(t, code, got)
	}
	for _, typed := range []string{"", "ABCD", code + "2", code[1:], "0" + code[1:], strings.Repeat("核", 4)} {
		_, ok := ReadVerifyCode(typed)
		require.False(t, ok, typed)
	}
}

func TestAMistypedCodeIsAlwaysNoticed(t *testing.T) {
	for range 20 {
		code, err := NewVerifyCode()
		require.NoError(t, err)
		for i := range code {
			for _, r := range codeLetters {
				wrong := code[:i] + string(r) + code[i+1:]
				_, ok := ReadVerifyCode(wrong)
				require.Equal(t, wrong == code, ok, "%s for %s", wrong, code)
			}
			for k := range i {
				b := []byte(code)
				b[i], b[k] = b[k], b[i]
				_, ok := ReadVerifyCode(string(b))
				require.Equal(t, string(b) == code, ok, "%s for %s", b, code)
			}
		}
	}
}

func TestCodesDoNotRepeat(t *testing.T) {
	seen := map[string]bool{}
	for range 5000 {
		code, err := NewVerifyCode()
		require.NoError(t, err)
		require.False(t, seen[code])
		seen[code] = true
	}
}
