package channel

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

func TestAChannelThatIsOnCanSend(t *testing.T) {
	good := Settings{On: true, Kinds: Kinds, Host: "smtp.example.gov.cn", Port: 587, From: "调度 <diaodu@example.gov.cn>"}
	require.NoError(t, good.Check(Email, true))
	require.NoError(t, Settings{}.Check(WeCom, false), "off needs nothing")
	require.NoError(t, Settings{On: true, Kinds: Kinds}.Check(WeCom, true))
	for code, s := range map[string]Settings{
		"channel.kind":    {Kinds: []casefile.Kind{"user"}},
		"channel.quiet":   {QuietFrom: 1440},
		"channel.no_kind": {On: true, Host: "a", Port: 25, From: "a@b.cn"},
		"channel.host":    {On: true, Kinds: Kinds, Host: "a b", Port: 25, From: "a@b.cn"},
		"channel.port":    {On: true, Kinds: Kinds, Host: "a.cn", From: "a@b.cn"},
		"channel.from":    {On: true, Kinds: Kinds, Host: "a.cn", Port: 25, From: "调度"},
		"channel.plain":   {On: true, Kinds: Kinds, Host: "a.cn", Port: 25, From: "a@b.cn", Plain: true},
	} {
		require.True(t, fault.Is(s.Check(Email, false), code), code)
	}
	require.True(t, fault.Is(Settings{On: true, Kinds: Kinds}.Check(DingTalk, false), "channel.no_address"))
}

func TestWhatTheLawWantsToldGoesByMailWhateverWasChosen(t *testing.T) {
	p := Settings{On: true, Kinds: []casefile.Kind{casefile.Task}}
	require.True(t, p.Policy(Email).Carries(casefile.Task, false))
	require.False(t, p.Policy(Email).Carries(casefile.Approval, false))
	require.True(t, p.Policy(Email).Carries(casefile.Approval, true))
	require.False(t, p.Policy(WeCom).Carries(casefile.Approval, true))
}

func TestASecretStaysWithItsServer(t *testing.T) {
	one := Settings{Host: "a.cn", Port: 587, User: "u", From: "x@a.cn"}
	other := one
	other.From, other.On, other.QuietFrom = "y@a.cn", true, 60
	require.True(t, one.SamePlace(other))
	other.Host = "b.cn"
	require.False(t, one.SamePlace(other))
}
