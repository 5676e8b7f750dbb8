package activities

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/diaodu/diaodu/contract"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/channel"
)

// PostBook keeps what waits to be told and sent.
type PostBook interface {
	SpreadNotices(ctx context.Context, on []channel.Policy, now time.Time) (int, error)
	TakeParcel(ctx context.Context, now time.Time) (p contract.Parcel, ok bool, err error)
	ParcelSent(ctx context.Context, id int64, now time.Time) error
	ParcelFailed(ctx context.Context, p contract.Parcel, why error, now time.Time) error
	TakeBundle(ctx context.Context, now time.Time) (b contract.Bundle, ok bool, err error)
	BundleSent(ctx context.Context, b contract.Bundle, now time.Time) error
	BundleFailed(ctx context.Context, b contract.Bundle, why error, now time.Time) error
}

// Sender carries one letter.
type Sender interface {
	Send(ctx context.Context, l casefile.Letter) error
}

// Ways are the channels that are on, by name, and what each decides.
type Ways struct {
	Senders  map[string]Sender
	Policies []channel.Policy
}

// Post does the post's steps; each says how much it did.
type Post struct {
	Book PostBook
	// Ways is asked anew for every step: channels are set up while the program runs.
	Ways   func(ctx context.Context) (Ways, error)
	Render func(code string, args []casefile.Arg) string // the words of a notice
	Link   string
	Now    func() time.Time
}

// Spread expands waiting announcements.
func (p Post) Spread(ctx context.Context) (int, error) {
	ways, err := p.Ways(ctx)
	if err != nil {
		return 0, err
	}
	return p.Book.SpreadNotices(ctx, ways.Policies, p.Now())
}

// Deliver sends one parcel that is due.
func (p Post) Deliver(ctx context.Context) (int, error) {
	parcel, ok, err := p.Book.TakeParcel(ctx, p.Now())
	if err != nil || !ok {
		return 0, err
	}
	ways, err := p.Ways(ctx)
	if err != nil {
		return 1, p.Book.ParcelFailed(ctx, parcel, err, p.Now())
	}
	sender, known := ways.Senders[parcel.Channel]
	if !known {
		return 1, p.Book.ParcelFailed(ctx, parcel, fmt.Errorf("no channel %q is set up", parcel.Channel), p.Now())
	}
	text := p.Render(parcel.Code, parcel.Args)
	letter := casefile.Letter{
		ID: fmt.Sprintf("d-%d", parcel.ID), To: parcel.Target, Subject: "【调度】" + text, Text: text, Link: p.link(parcel),
	}
	if err := sender.Send(ctx, letter); err != nil {
		return 1, p.Book.ParcelFailed(ctx, parcel, err, p.Now())
	}
	return 1, p.Book.ParcelSent(ctx, parcel.ID, p.Now())
}

// Digest sends one daily letter that is due: one person's notices of the day that
// they have not read.
func (p Post) Digest(ctx context.Context) (int, error) {
	ways, err := p.Ways(ctx)
	sender, known := ways.Senders[channel.Email]
	if err != nil || !known {
		return 0, err
	}
	b, ok, err := p.Book.TakeBundle(ctx, p.Now())
	if err != nil || !ok {
		return 0, err
	}
	if len(b.Parcels) == 0 {
		return 1, nil // all was read: there is no letter
	}
	subject, text := p.dailyLetter(b)
	letter := casefile.Letter{ID: fmt.Sprintf("digest-%d", b.Parcels[0].ID), To: b.Email, Subject: subject, Text: text, Link: p.Link}
	if err := sender.Send(ctx, letter); err != nil {
		return 1, p.Book.BundleFailed(ctx, b, err, p.Now())
	}
	return 1, p.Book.BundleSent(ctx, b, p.Now())
}

// dailyLetter puts what its reader must act on before what they need only know, as
// the inbox does.
func (p Post) dailyLetter(b contract.Bundle) (subject, text string) {
	var act, news []string
	for _, parcel := range b.Parcels {
		line := fmt.Sprintf("· %s\n  %s\n", p.Render(parcel.Code, parcel.Args), p.link(parcel))
		if parcel.Asks {
			act = append(act, line)
		} else {
			news = append(news, line)
		}
	}
	subject = fmt.Sprintf("【调度】今日 %d 条办理消息", len(b.Parcels))
	var parts []string
	if len(act) > 0 {
		subject += fmt.Sprintf("，其中 %d 条要您办", len(act))
		parts = append(parts, fmt.Sprintf("要我办（%d 条）\n%s", len(act), strings.Join(act, "")))
	}
	if len(news) > 0 {
		parts = append(parts, fmt.Sprintf("知悉（%d 条）\n%s", len(news), strings.Join(news, "")))
	}
	return subject, strings.Join(parts, "\n")
}

func (p Post) link(parcel contract.Parcel) string {
	return fmt.Sprintf("%s/%ss/%s", p.Link, parcel.Kind, parcel.CaseID)
}
