package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"go.temporal.io/api/workflowservice/v1"

	"github.com/diaodu/diaodu/cmd/internal/app"
	"github.com/diaodu/diaodu/config"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/embedded/mariadb"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/web"
)

type doctorCommand struct{}

// finding is one line of the report: what was looked at, how it is, and, where
// it is not well, what to do.
type finding struct {
	what string
	is   string
	err  error
	need bool // the product does not run without it
}

// Run looks at everything the product needs and says what to do about the rest.
// It fails where something needed is missing.
func (doctorCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cfg, err := config.Load(os.Getenv)
	if err != nil {
		return err
	}
	return report(os.Stdout, examine(ctx, cfg))
}

func report(out io.Writer, all []finding) error {
	missing := 0
	for _, f := range all {
		switch {
		case f.err == nil:
			fmt.Fprintf(out, "✓ %s：%s\n", f.what, f.is)
		case f.need:
			missing++
			fmt.Fprintf(out, "✗ %s：%v\n", f.what, f.err)
		default:
			fmt.Fprintf(out, "△ %s：%v\n", f.what, f.err)
		}
	}
	if missing > 0 {
		return fmt.Errorf("有 %d 项必须补齐", missing)
	}
	return nil
}

func examine(ctx context.Context, cfg config.Config) []finding {
	all := []finding{dataFolder(cfg), address(cfg), console()}
	all = append(all, database(ctx, cfg)...)
	return append(all, temporalServer(ctx, cfg), browser(), mail(cfg))
}

func dataFolder(cfg config.Config) finding {
	f := finding{what: "数据目录", is: cfg.DataDir, need: true}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		f.err = fmt.Errorf("无法建立 %s，请设置 DIAODU_DATA_DIR：%w", cfg.DataDir, err)
		return f
	}
	probe := filepath.Join(cfg.DataDir, ".doctor")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		f.err = fmt.Errorf("无法写入 %s，请检查权限或设置 DIAODU_DATA_DIR：%w", cfg.DataDir, err)
	}
	_ = os.Remove(probe)
	return f
}

func address(cfg config.Config) finding {
	f := finding{what: "监听地址", is: cfg.Listen + "，可用"}
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		f.err = fmt.Errorf("%s 已被占用（若是本系统正在运行则正常），或设置 DIAODU_LISTEN 换一个", cfg.Listen)
		return f
	}
	l.Close()
	return f
}

func console() finding {
	w := httptest.NewRecorder()
	web.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if strings.Contains(w.Body.String(), "make web") {
		return finding{what: "网页控制台", err: errors.New("程序里没有网页：请执行 make web 后重新编译")}
	}
	return finding{what: "网页控制台", is: "已编入程序"}
}

func database(ctx context.Context, cfg config.Config) []finding {
	if cfg.MySQLDSN == "" {
		v, err := mariadb.Version(ctx)
		return []finding{{what: "数据库", is: "未设置 DIAODU_MYSQL_DSN，一体机使用本机 " + v, err: err, need: true}}
	}
	s, err := store.Open(ctx, cfg.MySQLDSN, store.WithLog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return []finding{{what: "数据库", err: fmt.Errorf("请检查 DIAODU_MYSQL_DSN：%w", err), need: true}}
	}
	defer s.Close()
	schema := finding{what: "数据库结构", is: "已是最新", need: true}
	pending, err := s.Pending(ctx)
	switch {
	case err != nil:
		schema.err = err
	case len(pending) > 0:
		schema.err = fmt.Errorf("落后 %d 步，请执行 diaodu migrate", len(pending))
	}
	all := []finding{{what: "数据库", is: "可以连接"}, schema}
	if schema.err == nil {
		all = append(all, calendar(ctx, s, time.Now()))
	}
	return all
}

// noticeBy is the month in which next year's holidays are out, usually.
const noticeBy = time.December

// calendar tells when dates are provisional for want of a holiday notice.
func calendar(ctx context.Context, s *store.Store, now time.Time) finding {
	f := finding{what: "工作日历"}
	cal, err := s.CurrentCalendar(ctx)
	if err != nil {
		f.err = err
		return f
	}
	_, to := cal.Coverage()
	f.is = "放假安排已有至 " + to.String()
	needed := workcal.DateOf(now)
	if needed.Month() >= noticeBy {
		needed = workcal.NewDate(needed.Year()+1, time.January, 1)
	}
	if to.Before(needed) {
		f.err = fmt.Errorf("放假安排只到 %s，之后的期限为暂定：请导入 %d 年放假通知（docs/how-to/import-the-yearly-holiday-notice.md）", to, to.Year()+1)
	}
	return f
}

func temporalServer(ctx context.Context, cfg config.Config) finding {
	f := finding{what: "Temporal", need: true}
	if cfg.TemporalAddress == "" {
		f.is = "未设置 DIAODU_TEMPORAL_ADDRESS，一体机使用内置"
		return f
	}
	c, err := app.DialTemporal(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		f.err = err
		return f
	}
	defer c.Close()
	_, err = c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: cfg.TemporalNamespace})
	if err != nil {
		f.err = fmt.Errorf("命名空间 %s 不可用，请用 temporal operator namespace create 建立：%w", cfg.TemporalNamespace, err)
		return f
	}
	f.is = cfg.TemporalAddress + "，命名空间 " + cfg.TemporalNamespace
	return f
}

func browser() finding {
	for _, name := range []string{"chromium", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return finding{what: "浏览器（仅端到端测试用）", is: path}
		}
	}
	return finding{what: "浏览器（仅端到端测试用）", err: errors.New("没有 chromium：apt-get install chromium fonts-noto-cjk")}
}

func mail(cfg config.Config) finding {
	if cfg.SMTP.Host == "" && cfg.WeComWebhook == "" && cfg.DingTalkWebhook == "" {
		return finding{what: "站外提醒", err: errors.New("部署配置未设置邮件、企业微信或钉钉；没有在网页“通知渠道”里设置的，提醒只在站内（DIAODU_SMTP_HOST、DIAODU_WECOM_WEBHOOK、DIAODU_DINGTALK_WEBHOOK）")}
	}
	return finding{what: "站外提醒", is: "已设置"}
}
