package api

import (
	"encoding/json"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A refusal nobody can read is worse than none: every code has Chinese words.
func TestEveryFaultHasWords(t *testing.T) {
	codes, unreadable := codesInSource(t)
	require.Empty(t, unreadable, "give fault.New its code as a literal, so that its words can be checked")
	require.Greater(t, len(codes), 40)
	var missing []string
	for code, where := range codes {
		if _, ok := words[code]; !ok {
			missing = append(missing, code+"  "+where)
		}
	}
	sort.Strings(missing)
	require.Empty(t, missing, "add Chinese words for these codes to the noun's api/messages_*.go")
}

func TestWordsAreChineseSentences(t *testing.T) {
	for code, text := range words {
		require.Regexp(t, `\p{Han}|why`, text, code)
		require.True(t, strings.HasSuffix(text, "。"), "%s: %s", code, text)
		require.NotContains(t, text, "%", code)
	}
	for _, s := range statuses {
		require.Contains(t, words, s.code)
	}
}

func TestMessageFillsWhatItKnows(t *testing.T) {
	require.Equal(t, "用户名 boss 已被使用。", message("account.login_taken", map[string]any{"login": "boss"}))
	require.Equal(t, "用户名  已被使用。", message("account.login_taken", nil), "no braces reach a person")
}

// What the words of a process's problems ask for is what the problems carry.
func TestWordsOfProblemsUseWhatTheyCarry(t *testing.T) {
	text, err := os.ReadFile("../domain/process/testdata/problems.json")
	require.NoError(t, err)
	var carried map[string][]string
	require.NoError(t, json.Unmarshal(text, &carried))
	require.Greater(t, len(carried), 100)
	for code, args := range carried {
		for _, m := range unfilled.FindAllString(words[code], -1) {
			require.Contains(t, args, strings.Trim(m, "{}"), "%s: %s", code, words[code])
		}
	}
}
