package auth

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/fault"
)

func TestPasswordRules(t *testing.T) {
	for password, code := range map[string]string{
		"Aa1!":                    "password.short",
		"Aa1456789":               "password.short",
		"abcdefghij":              "password.simple",
		"abcdefgh12":              "password.simple",
		"Zhang.San-1":             "password.login",
		strings.Repeat("Aa1", 50): "password.long",
		"Abcdefgh12":              "",
		"荣昌区水务局的密码Aa1":            "",
		"correct horse battery 9": "",
		"ＡＢＣＤＥＦＧＨＩＪａ１" + "　full-width": "",
	} {
		err := CheckPassword("zhang.san", password)
		require.Equal(t, code, codeOf(err), password)
	}
}

func codeOf(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Code
	}
	return ""
}

func TestInitialPasswordsPassTheRulesAndDiffer(t *testing.T) {
	a, hash, err := InitialPassword(context.Background())
	require.NoError(t, err)
	b, _, err := InitialPassword(context.Background())
	require.NoError(t, err)
	require.NotEqual(t, a, b)
	require.NoError(t, CheckPassword("", a))
	ok, err := Verify(context.Background(), a, hash)
	require.NoError(t, err)
	require.True(t, ok)
	require.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=32768,t=2,p=1$"), hash)
}

// one is a single account in memory: the rules of Local need no database.
type one struct {
	secret   account.Secret
	rehashed string
}

func (o *one) Secret(_ context.Context, login string) (account.Secret, bool, error) {
	return o.secret, login == "zhang.san", nil
}
func (o *one) LoginFailed(context.Context, string, time.Time) error         { return nil }
func (o *one) LoginPassed(context.Context, string, time.Time) (bool, error) { return true, nil }
func (o *one) Rehash(_ context.Context, _, _, hash string) error            { o.rehashed = hash; return nil }

func TestAHashMadeAtAnotherCostIsMadeAgainAtLogin(t *testing.T) {
	old, err := argon2id.CreateHash("Abcdefgh12", &argon2id.Params{Memory: 8 << 10, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	require.NoError(t, err)
	o := &one{secret: account.Secret{UserID: "u-1", Hash: old}}
	id, err := NewLocal(o).Authenticate(context.Background(), Credentials{Login: "zhang.san", Password: "Abcdefgh12"}, time.Now())
	require.NoError(t, err)
	require.Equal(t, "u-1", id)
	ok, err := Verify(context.Background(), "Abcdefgh12", o.rehashed)
	require.NoError(t, err)
	require.True(t, ok)
}

// Nobody learns from the time an answer takes which logins exist: an unknown
// login costs a comparison too.
func TestAnUnknownLoginCostsAComparison(t *testing.T) {
	hash, err := HashPassword(context.Background(), "Abcdefgh12")
	require.NoError(t, err)
	l := NewLocal(&one{secret: account.Secret{UserID: "u-1", Hash: hash}})
	try := func(login string) time.Duration {
		best := time.Hour
		for range 3 {
			began := time.Now()
			_, err := l.Authenticate(context.Background(), Credentials{Login: login, Password: "wrong"}, time.Now())
			require.Equal(t, "session.refused", codeOf(err))
			best = min(best, time.Since(began))
		}
		return best
	}
	try("warm-up")
	require.Greater(t, try("nobody"), try("zhang.san")/4)
}
