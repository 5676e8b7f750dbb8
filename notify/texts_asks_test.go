package notify

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/inbox"
)

// begs finds words that ask somebody to do something; 申请 and 提请 do not.
var begs = regexp.MustCompile(`(^|[^申提])请`)

// toldOnly are the notices that say 请 and ask for nothing that is done here: to
// look, to come to a meeting, or to see that others do theirs.
var toldOnly = []string{
	"issue.publish", "issue.hear_task", "meeting", "meeting.invited", "meeting.owner_invited", "meeting.owner_reminded",
	"plan.drawn", "plan.published", "plan.limit_soon", "plan.slipped", "plan.undone", "plan.milestone_undone", "task.published",
}

// A new notice is put among those that ask, or is seen not to: its words tell.
func TestNoticesThatAskAreKnownByTheirCode(t *testing.T) {
	for _, code := range inbox.Codes() {
		require.Contains(t, texts, code, "asks, but has no words")
	}
	for code, text := range texts {
		if _, asks := inbox.Asks(code); !asks && begs.MatchString(text) {
			require.Contains(t, toldOnly, code, "%s asks: %s", code, text)
		}
	}
	for _, code := range toldOnly {
		_, asks := inbox.Asks(code)
		require.False(t, asks, code)
		require.Regexp(t, begs, texts[code])
	}
}
