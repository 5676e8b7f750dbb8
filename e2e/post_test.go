package e2e

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/channel"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/store"
	"github.com/diaodu/diaodu/worker"
)

// letterbox takes letters the way a mail server does, and may be out of order
// for the first few.
type letterbox struct {
	mu      sync.Mutex
	broken  int
	since   time.Time // when it last failed
	letters []casefile.Letter
}

func (b *letterbox) Send(_ context.Context, l casefile.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken > 0 {
		b.broken--
		b.since = time.Now()
		return errors.New("mail server is away")
	}
	b.letters = append(b.letters, l)
	return nil
}

// mended tells whether the failure is behind us and noted.
func (b *letterbox) mended() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.broken == 0 && time.Since(b.since) > 300*time.Millisecond
}

func (b *letterbox) got() []casefile.Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]casefile.Letter(nil), b.letters...)
}

// byMail is a mail channel that is on for everything.
func byMail(box activities.Sender) func(context.Context) (activities.Ways, error) {
	on := channel.Settings{On: true, Kinds: channel.Kinds}
	ways := activities.Ways{Senders: map[string]activities.Sender{channel.Email: box}, Policies: []channel.Policy{on.Policy(channel.Email)}}
	return func(context.Context) (activities.Ways, error) { return ways, nil }
}

// Each person meant is told once, in the inbox and by mail, also by two posts
// at once and a mail server that is away at first.
func TestEverybodyMeantIsToldOnce(t *testing.T) {
	r := newRig(t).work()
	ctx := context.Background()
	admin := casefile.Meta{RequestID: "seed", Actor: org.Actor{UserID: "root", Name: "系统"}}
	var users []account.User
	for _, login := range []string{"tongchou1", "tongchou2"} {
		u, err := r.store.CreateUser(ctx, admin, store.NewUser{
			Login: login, Name: login, Email: login + "@example.gov.cn", Hash: "x", Roles: []org.Role{org.Coordinator},
		}, time.Now())
		require.NoError(t, err)
		users = append(users, u)
		require.NoError(t, r.store.SetNoticePreference(ctx, store.NoticePreference{UserID: u.ID, Email: store.MailNow}))
	}
	id := r.newIssue("无水")
	_, err := r.do(id, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)

	box := &letterbox{broken: 1}
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	later := func() time.Time { // an hour later once the mail server is back, so that nobody waits
		if box.mended() {
			return time.Now().Add(time.Hour)
		}
		return time.Now()
	}
	for range 2 {
		post := worker.Post{
			Book: r.store, Ways: byMail(box), Render: notify.Render,
			Link: "http://diaodu.example", Log: slog.New(slog.DiscardHandler), Now: later,
		}
		go post.Run(stop)
	}
	require.Eventually(t, func() bool { return len(box.got()) >= 2 }, 20*time.Second, 50*time.Millisecond)
	time.Sleep(600 * time.Millisecond) // a second letter would come now
	letters := box.got()
	require.Len(t, letters, 2, "one new-issue letter for each coordinator")
	require.Regexp(t, `新问题 R-\d{4}-\d{2}-0001：.*无水`, letters[0].Text)
	require.Equal(t, "http://diaodu.example/issues/"+id, letters[0].Link)
	for _, u := range users {
		reader, today := org.Actor{UserID: u.ID, Roles: []org.Role{org.Coordinator}}, workcal.DateOf(time.Now())
		unread := store.InboxQuery{Unread: true, Limit: 20}
		lines, err := r.store.Notices(ctx, reader, unread, today)
		require.NoError(t, err)
		require.Len(t, lines, 1)
		require.True(t, lines[0].Spent, "the issue was accepted, whoever read of it")
		require.NoError(t, r.store.ReadNotices(ctx, reader, store.InboxQuery{}, time.Now()))
		lines, err = r.store.Notices(ctx, reader, unread, today)
		require.NoError(t, err)
		require.Empty(t, lines)
	}
}
