package notify

import (
	"fmt"

	"github.com/diaodu/diaodu/domain/channel"
)

// New makes a channel of its settings and its secret.
func New(name string, s channel.Settings, secret string) (Channel, error) {
	switch name {
	case Email:
		return NewEmail(SMTP{Host: s.Host, Port: s.Port, User: s.User, Password: secret, From: s.From, Plain: s.Plain}), nil
	case WeCom:
		return NewWeCom(secret), nil
	case DingTalk:
		return NewDingTalk(secret), nil
	}
	return nil, fmt.Errorf("no channel %q", name)
}
