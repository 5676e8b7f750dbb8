package api

import (
	"log/slog"
	"net/http"
	"time"
)

// Deps is everything the door needs, as small interfaces: store, engine and
// auth fit them. A nil noun leaves its routes out, which only tests do.
type Deps struct {
	// --- shell ---
	Web            http.Handler // the console; nil answers 404
	Log            *slog.Logger // nil means slog.Default
	Now            func() time.Time
	SecureCookies  bool     // the session cookie travels over TLS only
	TrustedOrigins []string // other origins whose pages may act, such as "https://oa.example.gov.cn"
	MaxUpload      int64    // bytes of one uploaded file; 0 means 200 MiB

	// --- accounts ---
	Sessions Sessions
}

func (d Deps) withDefaults() Deps {
	d.Log = loggerOr(d.Log)
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.MaxUpload == 0 {
		d.MaxUpload = 200 << 20
	}
	return d
}
