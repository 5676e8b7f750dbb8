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
		if _, ok := messages[code]; !ok {
			missing = append(missing, code+"  "+where)
		}
	}
	sort.Strings(missing)
	require.Empty(t, missing, "add words for these codes, in both languages, to the noun's api/messages_*.go")
}

func TestMessagesAreSentences(t *testing.T) {
	for code, w := range messages {
		require.Regexp(t, `\p{Han}|why`, w.zh, code)
		require.True(t, strings.HasSuffix(w.zh, "。"), "%s: %s", code, w.zh)
		require.Regexp(t, `[.…]$`, w.en, code)
		require.NotContains(t, w.zh+w.en, "%", code)
	}
	for _, s := range statuses {
		require.Contains(t, messages, s.code)
	}
}

func TestMessageFillsWhatItKnows(t *testing.T) {
	require.Equal(t, "用户名 boss 已被使用。", message(chinese, "account.login_taken", map[string]any{"login": "boss"}))
	require.Equal(t, "用户名  已被使用。", message(chinese, "account.login_taken", nil), "no braces reach a person")
	require.Equal(t, "The user name boss is taken.", message(english, "account.login_taken", map[string]any{"login": "boss"}))
	require.Equal(t, "The five elements are incomplete: who, where missing. Fill it in, or return the issue to the owner; to accept it all the same, say why.",
		message(english, "issue.elements_missing", map[string]any{"missing": "何人、何地"}), "what the rules say inside a message is translated too")
}

// What the words of a process's problems ask for is what the problems carry.
func TestWordsOfProblemsUseWhatTheyCarry(t *testing.T) {
	text, err := os.ReadFile("../domain/process/testdata/problems.json")
	require.NoError(t, err)
	var carried map[string][]string
	require.NoError(t, json.Unmarshal(text, &carried))
	require.Greater(t, len(carried), 100)
	for code, args := range carried {
		for _, m := range unfilled.FindAllString(messages[code].zh, -1) {
			require.Contains(t, args, strings.Trim(m, "{}"), "%s: %s", code, messages[code].zh)
		}
	}
}
