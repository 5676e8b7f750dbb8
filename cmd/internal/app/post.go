package app

import (
	"context"
	"sync"
	"time"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/worker"
)

// post starts the post office, and the project lights that turn with the days; the function it returns stops it and waits.
func (p *Parts) post(ctx context.Context) (stop func()) {
	channels := map[string]activities.Sender{}
	var robots []string
	c := p.Config
	if c.SMTP.Host != "" {
		channels[notify.Email] = notify.NewEmail(notify.SMTP{
			Host: c.SMTP.Host, Port: c.SMTP.Port, User: c.SMTP.User, Password: c.SMTP.Password, From: c.SMTP.From,
		})
	}
	if c.WeComWebhook != "" {
		channels[notify.WeCom] = notify.NewWeCom(c.WeComWebhook)
		robots = append(robots, notify.WeCom)
	}
	if c.DingTalkWebhook != "" {
		channels[notify.DingTalk] = notify.NewDingTalk(c.DingTalkWebhook)
		robots = append(robots, notify.DingTalk)
	}
	office := worker.Post{
		Book: p.Store, Channels: channels, Render: notify.Render, Robots: robots,
		Link: c.PublicURL, Log: p.Log, Now: time.Now,
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { office.Run(ctx) })
	lights := worker.Lights{Refresh: p.Store.RefreshLights, Log: p.Log, Now: time.Now}
	done.Go(func() { lights.Run(ctx) })
	return func() { cancel(); done.Wait() }
}
