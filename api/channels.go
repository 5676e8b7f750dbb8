package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/channel"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/store"
)

// Channels keeps how channels of notices are set up 通知渠道. store fits it.
type Channels interface {
	Channel(ctx context.Context, name string) (store.Channel, error)
	SetChannel(ctx context.Context, by store.By, name string, expect int, was, next channel.Settings, sealed, reason string) error
	ChannelSecretKept(ctx context.Context, name string) (bool, error)
	ForgetChannelSecret(ctx context.Context, by store.By, name string, expect int, reason string) error
	TracedChannelTest(ctx context.Context, by store.By, name string, sent bool) error
}

// Switchboard knows what the deployment says of channels, closes their secrets and
// tries them. app.Switchboard is one.
type Switchboard interface {
	Deployed(name string) (s channel.Settings, secret bool)
	Seal(secret, belongs string) string
	TryChannel(ctx context.Context, name string, l casefile.Letter) error
}

// ChannelView is one channel as the administrator sees it. A secret is only said to
// be there.
type ChannelView struct {
	Name string `json:"name"`
	Text string `json:"text" doc:"渠道（中文）"`
	channel.Settings
	SecretSet bool      `json:"secret_set" doc:"口令或机器人地址已设置；不能读回"`
	Version   int       `json:"version" doc:"0 为只由部署配置提供"`
	By        string    `json:"by,omitempty"`
	At        time.Time `json:"at,omitzero"`
	// Actions are what may be done with it now.
	Actions []ActionView `json:"actions" nullable:"false" doc:"可办的：edit 设置，test 测试，forget 清除口令"`
}

func (v ChannelView) ready() bool {
	return v.Name == channel.Email && v.Host != "" || v.Name != channel.Email && v.SecretSet
}

// ChannelForm is how a channel is to be set up.
type ChannelForm struct {
	channel.Settings
	Secret string `json:"secret,omitempty" maxLength:"500" doc:"邮箱口令，或机器人的完整地址；不填则沿用"`
	Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"为什么改"`
}

// ChannelForgetForm says why a channel's secret is to be forgotten.
type ChannelForgetForm struct {
	Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"为什么清除"`
}

// ChannelTest is what came of a test.
type ChannelTest struct {
	Sent bool   `json:"sent"`
	To   string `json:"to" doc:"发给谁"`
	Text string `json:"text" doc:"结果"`
	// Answer is what the other side, or the way to it, said.
	Answer string `json:"answer,omitempty"`
}

// testWithin bounds a test: somebody waits for it.
const testWithin = 25 * time.Second

// ChannelIn names a channel.
type ChannelIn struct {
	Channel string `path:"channel" maxLength:"16"`
}

func registerChannels(api huma.API, d Deps) {
	const tag, base, one = "通知渠道", "/api/channels", "/api/channels/{channel}"
	huma.Register(api, op("channels-list", http.MethodGet, base, tag, "通知渠道"), d.channels)
	huma.Register(api, op("channels-set", http.MethodPut, one, tag, "设置通知渠道"), d.setChannel)
	huma.Register(api, op("channels-forget", http.MethodPost, one+"/forget", tag, "清除存过的口令或机器人地址，并停用渠道"), d.forgetChannel)
	huma.Register(api, op("channels-test", http.MethodPost, one+"/test", tag, "给我发一条测试消息", slowAnswer), d.testChannel)
}

// channelNow is a channel as it works now.
func (d Deps) channelNow(ctx context.Context, name string) (ChannelView, error) {
	set, err := d.Channels.Channel(ctx, name)
	if err != nil {
		return ChannelView{}, err
	}
	deployed, secret := d.Switchboard.Deployed(name)
	v := ChannelView{Name: name, Text: wordOf(langOf(ctx), channelWords, name), Settings: deployed, SecretSet: secret || set.Sealed != "", Version: set.Now.Version, By: set.Now.By, At: set.Now.At}
	if v.Version > 0 {
		v.Settings = set.Settings
	}
	if v.Kinds == nil {
		v.Kinds = []casefile.Kind{}
	}
	kept, err := d.Channels.ChannelSecretKept(ctx, name)
	v.Actions = channelActions(langOf(ctx), v.ready(), kept)
	return v, err
}

func channelActions(l lang, ready, kept bool) []ActionView {
	acts := []ActionView{{Act: "edit", Text: word{"设置", "Settings"}.in(l)}}
	if ready {
		acts = append(acts, ActionView{Act: "test", Text: word{"测试", "Test"}.in(l)})
	}
	if kept {
		acts = append(acts, ActionView{Act: "forget", Text: word{"清除口令", "Forget the secret"}.in(l), Danger: true})
	}
	return acts
}

func (d Deps) channels(ctx context.Context, _ *struct{}) (*listOut[ChannelView], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	var views []ChannelView
	for _, name := range channel.Names {
		v, err := d.channelNow(ctx, name)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return newList(views, ""), nil
}

type channelSetIn struct {
	ChannelIn
	MatchIn
	Body ChannelForm
}

func (d Deps) setChannel(ctx context.Context, in *channelSetIn) (*bodyOut[ChannelView], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	expect, err := in.seen()
	if err != nil {
		return nil, err
	}
	now, err := d.channelNow(ctx, in.Channel)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if err := d.checkChannel(now, b); err != nil {
		return nil, err
	}
	sealed := ""
	if b.Secret != "" {
		sealed = d.Switchboard.Seal(b.Secret, "channel/"+in.Channel)
	}
	was, _ := d.Switchboard.Deployed(in.Channel)
	if err := d.Channels.SetChannel(ctx, d.by(ctx), in.Channel, expect, was, b.Settings, sealed, b.Reason); err != nil {
		return nil, err
	}
	return answer(d.channelNow(ctx, in.Channel))
}

type channelForgetIn struct {
	ChannelIn
	MatchIn
	Body ChannelForgetForm
}

func (d Deps) forgetChannel(ctx context.Context, in *channelForgetIn) (*bodyOut[ChannelView], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	expect, err := in.seen()
	if err != nil {
		return nil, err
	}
	if err := d.Channels.ForgetChannelSecret(ctx, d.by(ctx), in.Channel, expect, in.Body.Reason); err != nil {
		return nil, err
	}
	return answer(d.channelNow(ctx, in.Channel))
}

func (d Deps) checkChannel(now ChannelView, b ChannelForm) error {
	if now.Name != channel.Email && b.Secret != "" {
		if u, err := url.Parse(b.Secret); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return fault.New(fault.Invalid, "channel.address", "the address of %s cannot be read", now.Name).On("secret")
		}
	}
	// A server that is exchanged does not get the old one's password.
	if now.Name == channel.Email && now.SecretSet && b.Secret == "" && !b.SamePlace(now.Settings) {
		return fault.New(fault.Invalid, "channel.secret_again", "the server changed").On("secret")
	}
	return b.Check(now.Name, now.SecretSet || b.Secret != "")
}

func (d Deps) testChannel(ctx context.Context, in *ChannelIn) (*bodyOut[ChannelTest], error) {
	if err := adminOnly(ctx); err != nil {
		return nil, err
	}
	now, err := d.channelNow(ctx, in.Channel)
	if err != nil {
		return nil, err
	}
	me, err := d.Users.User(ctx, auth.Actor(ctx).UserID)
	if err != nil {
		return nil, err
	}
	say := langOf(ctx)
	out := ChannelTest{To: word{"群机器人所在的群", "The robot’s group"}.in(say)}
	l := casefile.Letter{ID: "test-" + d.Now().Format("20060102150405.000"), Subject: "【调度】测试消息", Link: d.PublicURL, Text: "这是" + me.Name + "在“通知渠道”里发出的测试消息，收到即说明渠道可用。"}
	switch {
	case !now.ready():
		return nil, fault.New(fault.Conflict, "channel.not_set_up", "%s is not set up", in.Channel)
	case in.Channel == channel.Email && me.Email == "":
		return nil, fault.New(fault.Conflict, "channel.no_mailbox", "%s has no address", me.ID)
	case in.Channel == channel.Email:
		l.To, out.To = me.Email, me.Email
	}
	trying, done := context.WithTimeout(ctx, testWithin)
	defer done()
	out.Sent, out.Text = true, word{"对方已收下。收件箱或群里没有看到的，请检查垃圾邮件和机器人的安全设置。", "The other side took it. If it is not in the mailbox or group, check the spam folder and the robot’s safety settings."}.in(say)
	if err := d.Switchboard.TryChannel(trying, in.Channel, l); err != nil {
		answer := []rune(err.Error())
		out.Sent, out.Text, out.Answer = false, word{"没有发出去。", "It was not sent."}.in(say), string(answer[:min(len(answer), 300)])
	}
	if err := d.Channels.TracedChannelTest(ctx, d.by(ctx), in.Channel, out.Sent); err != nil {
		return nil, err
	}
	return answer(out, nil)
}
