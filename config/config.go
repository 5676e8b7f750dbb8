// Package config reads every setting of the program from the environment, once.
// Only cmd reads it; nothing else asks the environment. Every setting works when
// absent, and a setting that cannot be understood is refused, never guessed.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// Config is one program's settings. docs/how-to/run-against-your-own-servers.md
// lists them for operators.
type Config struct {
	MySQLDSN          string // DIAODU_MYSQL_DSN: user:password@tcp(host:3306)/diaodu; empty: private server
	TemporalAddress   string // DIAODU_TEMPORAL_ADDRESS: host:7233; empty: in-process server
	TemporalNamespace string // DIAODU_TEMPORAL_NAMESPACE; "default"
	DataDir           string // DIAODU_DATA_DIR; ./var, made absolute
	Listen            string // DIAODU_LISTEN; 127.0.0.1:8080, so that nothing is public by accident
	PublicURL         string // DIAODU_PUBLIC_URL: how people reach us, for links; http://<Listen> where empty
	TrustedOrigins    []string
	SMTP              SMTP
	WeComWebhook      string // DIAODU_WECOM_WEBHOOK: group robot of 企业微信
	DingTalkWebhook   string // DIAODU_DINGTALK_WEBHOOK: group robot of 钉钉
	SecretKey         string // DIAODU_SECRET_KEY: closes secrets set in the console; a file in DataDir where empty
	LogJSON           bool   // DIAODU_LOG=json
}

// SMTP is the outgoing mail server; Host empty means no e-mail is sent.
type SMTP struct {
	Host     string // DIAODU_SMTP_HOST
	Port     int    // DIAODU_SMTP_PORT; 587
	User     string // DIAODU_SMTP_USER
	Password string // DIAODU_SMTP_PASSWORD
	From     string // DIAODU_SMTP_FROM; the user where empty
}

// SecureCookies tells whether people reach us over TLS.
func (c Config) SecureCookies() bool { return strings.HasPrefix(c.PublicURL, "https://") }

// Sub is a folder below the data folder.
func (c Config) Sub(name string) string { return filepath.Join(c.DataDir, name) }

// Load reads the settings through getenv (os.Getenv in programs). Its error
// names every setting that is wrong, in Chinese, one per line.
func Load(getenv func(string) string) (Config, error) {
	r := reader{getenv: getenv}
	c := Config{
		MySQLDSN:          r.text("MYSQL_DSN", ""),
		TemporalAddress:   r.address("TEMPORAL_ADDRESS", ""),
		TemporalNamespace: r.text("TEMPORAL_NAMESPACE", "default"),
		DataDir:           r.folder("DATA_DIR", "var"),
		Listen:            r.address("LISTEN", "127.0.0.1:8080"),
		PublicURL:         strings.TrimSuffix(r.link("PUBLIC_URL"), "/"),
		TrustedOrigins:    r.list("TRUSTED_ORIGINS"),
		SMTP: SMTP{
			Host: r.text("SMTP_HOST", ""), Port: r.number("SMTP_PORT", 587),
			User: r.text("SMTP_USER", ""), Password: r.text("SMTP_PASSWORD", ""), From: r.text("SMTP_FROM", ""),
		},
		WeComWebhook:    r.link("WECOM_WEBHOOK"),
		DingTalkWebhook: r.link("DINGTALK_WEBHOOK"),
		SecretKey:       r.long("SECRET_KEY", 32),
		LogJSON:         r.oneOf("LOG", "text", "json") == "json",
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + reachable(c.Listen)
	}
	if c.SMTP.From == "" {
		c.SMTP.From = c.SMTP.User
	}
	return c, errors.Join(r.wrong...)
}

// reachable turns an address to listen on into one to open: 0.0.0.0 is not a place.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// reader collects what is wrong instead of stopping at the first.
type reader struct {
	getenv func(string) string
	wrong  []error
}

func (r *reader) text(name, otherwise string) string {
	if v := strings.TrimSpace(r.getenv("DIAODU_" + name)); v != "" {
		return v
	}
	return otherwise
}

// long is a text of at least so many bytes, or none.
func (r *reader) long(name string, least int) string {
	v := r.text(name, "")
	if v != "" && len(v) < least {
		r.refuse(name, "…", fmt.Sprintf("至少 %d 个字符", least)) // never the value: it is a key
	}
	return v
}

func (r *reader) refuse(name, value, want string) {
	r.wrong = append(r.wrong, fmt.Errorf("设置 DIAODU_%s 的值 %q 无法识别：应为%s", name, value, want))
}

func (r *reader) address(name, otherwise string) string {
	v := r.text(name, otherwise)
	if v == "" {
		return ""
	}
	if _, port, err := net.SplitHostPort(v); err != nil || port == "" {
		r.refuse(name, v, "“主机:端口”，例如 127.0.0.1:8080")
	}
	return v
}

func (r *reader) number(name string, otherwise int) int {
	v := r.text(name, strconv.Itoa(otherwise))
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 65535 {
		r.refuse(name, v, " 1 到 65535 之间的数字")
	}
	return n
}

func (r *reader) link(name string) string {
	v := r.text(name, "")
	if v == "" {
		return ""
	}
	if u, err := url.Parse(v); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		r.refuse(name, v, "以 http:// 或 https:// 开头的网址")
	}
	return v
}

func (r *reader) folder(name, otherwise string) string {
	v := r.text(name, otherwise)
	abs, err := filepath.Abs(v)
	if err != nil {
		r.refuse(name, v, "一个目录")
	}
	return abs
}

func (r *reader) list(name string) []string {
	var out []string
	for _, part := range strings.Split(r.text(name, ""), ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (r *reader) oneOf(name string, values ...string) string {
	v := r.text(name, values[0])
	for _, known := range values {
		if v == known {
			return v
		}
	}
	r.refuse(name, v, strings.Join(values, " 或 "))
	return values[0]
}
