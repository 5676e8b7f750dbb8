package notify

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var told = regexp.MustCompile(`(?:tell|serve)\("(task\.[a-z_]+)"`)

// Every notice a task sends has words, and every word a notice.
func TestEveryTaskNoticeHasItsWords(t *testing.T) {
	files, err := filepath.Glob("../domain/supervision/*.go")
	require.NoError(t, err)
	sent := map[string]bool{"task": true, "task.slip_blue": true, "task.slip_yellow": true, "task.slip_red": true}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range told.FindAllStringSubmatch(string(src), -1) {
			sent[m[1]] = true
			if m[1] != "task.slip_" {
				require.Contains(t, taskTexts, m[1])
			}
		}
	}
	for code := range taskTexts {
		require.True(t, sent[code], "nobody sends %s", code)
	}
}
