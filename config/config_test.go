package config

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func from(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

func TestEverySettingWorksWhenAbsent(t *testing.T) {
	c, err := Load(from(nil))
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8080", c.Listen)
	require.Equal(t, "http://127.0.0.1:8080", c.PublicURL)
	require.Equal(t, "default", c.TemporalNamespace)
	require.True(t, filepath.IsAbs(c.DataDir))
	require.Equal(t, "var", filepath.Base(c.DataDir))
	require.False(t, c.SecureCookies())
}

func TestSettingsAreTakenFromTheEnvironment(t *testing.T) {
	c, err := Load(from(map[string]string{
		"DIAODU_LISTEN": "0.0.0.0:80", "DIAODU_PUBLIC_URL": "https://diaodu.example.gov.cn/",
		"DIAODU_TRUSTED_ORIGINS": "https://a.example, https://b.example", "DIAODU_SMTP_HOST": "mail", "DIAODU_SMTP_USER": "u@example",
		"DIAODU_LOG": "json",
	}))
	require.NoError(t, err)
	require.Equal(t, "https://diaodu.example.gov.cn", c.PublicURL)
	require.True(t, c.SecureCookies())
	require.Equal(t, []string{"https://a.example", "https://b.example"}, c.TrustedOrigins)
	require.Equal(t, SMTP{Host: "mail", Port: 587, User: "u@example", From: "u@example"}, c.SMTP)
	require.True(t, c.LogJSON)
}

func TestLinksNeverPointToEveryAddressAtOnce(t *testing.T) {
	for listen, link := range map[string]string{
		"0.0.0.0:8080": "http://127.0.0.1:8080", ":8080": "http://127.0.0.1:8080", "[::]:9": "http://127.0.0.1:9", "10.0.0.8:80": "http://10.0.0.8:80",
	} {
		c, err := Load(from(map[string]string{"DIAODU_LISTEN": listen}))
		require.NoError(t, err)
		require.Equal(t, link, c.PublicURL)
	}
}

func TestEverythingWrongIsNamedAtOnce(t *testing.T) {
	_, err := Load(from(map[string]string{
		"DIAODU_LISTEN": "8080", "DIAODU_SMTP_PORT": "smtp", "DIAODU_WECOM_WEBHOOK": "javascript:x", "DIAODU_LOG": "xml",
	}))
	for _, name := range []string{"DIAODU_LISTEN", "DIAODU_SMTP_PORT", "DIAODU_WECOM_WEBHOOK", "DIAODU_LOG"} {
		require.ErrorContains(t, err, name)
	}
}
