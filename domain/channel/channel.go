// Package channel says how notices leave the console 通知渠道: which channels are
// on, for what, at which hours, and what a channel needs to be set up. The inbox in
// the console is none of them: it is always there.
package channel

import (
	"net"
	"net/mail"
	"regexp"
	"slices"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

// The channels there are.
const (
	Email    = "email"
	WeCom    = "wecom"    // 企业微信群机器人
	DingTalk = "dingtalk" // 钉钉群机器人
)

// Names are the channels in the order they are shown.
var Names = []string{Email, WeCom, DingTalk}

// Kinds are the kinds of case whose notices a channel may carry.
var Kinds = []casefile.Kind{casefile.Issue, casefile.Meeting, casefile.Task, casefile.Approval, casefile.Plan}

// Settings is how one channel is set up. The secret is kept apart: the password of
// the mail account, or the whole address of a group robot, which is its key.
type Settings struct {
	On bool `json:"on" doc:"启用"`
	// QuietFrom and QuietTo are minutes after midnight, China time; nothing is sent
	// between them. Equal means no quiet hours.
	QuietFrom int             `json:"quiet_from" minimum:"0" maximum:"1439" doc:"免打扰起（零点后分钟数）"`
	QuietTo   int             `json:"quiet_to" minimum:"0" maximum:"1439" doc:"免打扰止；起止相同为不设"`
	Kinds     []casefile.Kind `json:"kinds" nullable:"false" maxItems:"10" doc:"走这个渠道的事"`
	// The mail server, for Email alone.
	Host  string `json:"host,omitempty" maxLength:"200" doc:"邮件服务器"`
	Port  int    `json:"port,omitempty" minimum:"0" maximum:"65535"`
	User  string `json:"user,omitempty" maxLength:"200" doc:"邮箱账号"`
	From  string `json:"from,omitempty" maxLength:"200" doc:"发件人"`
	Plain bool   `json:"plain,omitempty" doc:"不加密；只用于本机的邮件服务器"`
}

// Known tells whether there is such a channel.
func Known(name string) bool { return slices.Contains(Names, name) }

var hostName = regexp.MustCompile(`^[0-9A-Za-z]([0-9A-Za-z.:-]*[0-9A-Za-z])?$`)

// Check refuses settings by which nothing could be sent. secret tells whether the
// channel has one.
func (s Settings) Check(name string, secret bool) error {
	for _, k := range s.Kinds {
		if !slices.Contains(Kinds, k) {
			return fault.New(fault.Invalid, "channel.kind", "no kind %q", k).On("kinds")
		}
	}
	if s.QuietFrom < 0 || s.QuietFrom >= 24*60 || s.QuietTo < 0 || s.QuietTo >= 24*60 {
		return fault.New(fault.Invalid, "channel.quiet", "quiet %d–%d", s.QuietFrom, s.QuietTo).On("quiet_from")
	}
	if !s.On {
		return nil
	}
	switch {
	case len(s.Kinds) == 0:
		return fault.New(fault.Invalid, "channel.no_kind", "%s carries nothing", name).On("kinds")
	case name != Email && !secret:
		return fault.New(fault.Invalid, "channel.no_address", "%s has no address", name).On("secret")
	case name == Email:
		return s.checkMail()
	}
	return nil
}

func (s Settings) checkMail() error {
	_, err := mail.ParseAddress(s.From)
	switch {
	case !hostName.MatchString(s.Host):
		return fault.New(fault.Invalid, "channel.host", "host %q", s.Host).On("host")
	case s.Port < 1:
		return fault.New(fault.Invalid, "channel.port", "port %d", s.Port).On("port")
	case err != nil:
		return fault.New(fault.Invalid, "channel.from", "from %q", s.From).On("from")
	case s.Plain && !local(s.Host):
		return fault.New(fault.Invalid, "channel.plain", "%s is another machine", s.Host).On("plain")
	}
	return nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// SamePlace tells whether the secret of one would go where that of the other went.
// Elsewhere it must be said anew, or changing the server would hand it out.
func (s Settings) SamePlace(other Settings) bool {
	return s.Host == other.Host && s.Port == other.Port && s.User == other.User && s.Plain == other.Plain
}

// Policy is what of a channel that is on decides about a notice.
type Policy struct {
	Name               string
	Kinds              []casefile.Kind
	QuietFrom, QuietTo int // minutes after midnight, China time
}

// Policy is what the settings say about a notice.
func (s Settings) Policy(name string) Policy {
	return Policy{Name: name, Kinds: s.Kinds, QuietFrom: s.QuietFrom, QuietTo: s.QuietTo}
}

// Carries tells whether a notice of a kind of case goes by the channel. What the
// law wants told goes by e-mail whatever was chosen (J-3).
func (p Policy) Carries(kind casefile.Kind, legal bool) bool {
	return slices.Contains(p.Kinds, kind) || legal && p.Name == Email
}
