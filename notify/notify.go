// Package notify carries words to people outside the console: e-mail and group
// robots. It renders messages and sends them; who is told, and when, is decided
// elsewhere. It keeps no queue: a failed sending is the caller's to repeat.
package notify

import (
	"context"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/channel"
)

// Channel sends messages one way. Send returns nil only where the other side
// has taken the message.
type Channel interface {
	Name() string
	Send(ctx context.Context, l casefile.Letter) error
}

// Names of the channels.
const (
	Email    = channel.Email
	WeCom    = channel.WeCom
	DingTalk = channel.DingTalk
)

// Render makes the Chinese text of a notice from its code and values. A code
// without words still says what it is about.
func Render(code string, args []casefile.Arg) string {
	text, ok := texts[code]
	if !ok {
		text = texts[strings.SplitN(code, ".", 2)[0]]
	}
	if text == "" {
		text = "您有新的办理事项：{title}"
	}
	pairs := make([]string, 0, 2*len(args))
	for _, a := range args {
		pairs = append(pairs, "{"+a.Key+"}", a.Value)
	}
	return tidy(strings.NewReplacer(pairs...).Replace(text))
}

// tidy removes places whose value was not given.
func tidy(s string) string {
	for {
		from := strings.Index(s, "{")
		if from < 0 {
			return s
		}
		to := strings.Index(s[from:], "}")
		if to < 0 {
			return s
		}
		s = s[:from] + s[from+to+1:]
	}
}
