package e2e

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/activities"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/notify"
	"github.com/diaodu/diaodu/store"
)

// refusing is a mail server that does not take one person's letters for now.
type refusing struct {
	letterbox
	address string
}

func (b *refusing) Send(ctx context.Context, l casefile.Letter) error {
	if l.To == b.address {
		return errors.New("mailbox full")
	}
	return b.letterbox.Send(ctx, l)
}

// byTwoPosts takes a step as two workers at once would, until nothing is left.
func byTwoPosts(t *testing.T, step func(context.Context) (int, error)) {
	var posts sync.WaitGroup
	for range 2 {
		posts.Go(func() {
			for n := 1; n > 0; {
				var err error
				if n, err = step(context.Background()); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	posts.Wait()
}

// Whoever wants one letter a day gets one at 18:00 with what they have not read;
// what comes later waits for tomorrow's, and one full mailbox holds up nobody else.
func TestADailyLetterGoesOutOnceWithWhatIsUnread(t *testing.T) {
	r := newRig(t).work()
	ctx := context.Background()
	admin := casefile.Meta{RequestID: "seed", Actor: org.Actor{UserID: "root", Name: "系统"}}
	ids := map[string]string{}
	for _, login := range []string{"first", "second"} {
		u, err := r.store.CreateUser(ctx, admin, store.NewUser{
			Login: login, Name: login, Email: login + "@example.gov.cn", Hash: "x", Roles: []org.Role{org.Coordinator},
		}, time.Now())
		require.NoError(t, err)
		require.NoError(t, r.store.SetNoticePreference(ctx, store.NoticePreference{UserID: u.ID, Email: store.MailDigest}))
		ids[login] = u.ID
	}
	box := &refusing{address: "first@example.gov.cn"}
	day := workcal.DateOf(time.Now()).AddDays(1)
	now := day.At(10, 0)
	desk := activities.Post{Book: r.store, Ways: byMail(box), Render: notify.Render, Link: "http://diaodu.example", Now: func() time.Time { return now }}
	all := func(at time.Time, step func(context.Context) (int, error)) {
		now = at
		byTwoPosts(t, step)
	}

	taken := r.newIssue("无水")
	r.newIssue("无电")
	all(day.At(10, 0), desk.Spread)
	_, err := r.do(taken, coordinator, issue.Accept, issue.Form{})
	require.NoError(t, err)
	all(day.At(17, 59), desk.Digest)
	require.Empty(t, box.got())
	all(day.At(18, 0), desk.Digest)
	require.Len(t, box.got(), 1, "the second's, though the first's mailbox is full")
	require.Equal(t, "second@example.gov.cn", box.got()[0].To)
	require.Contains(t, box.got()[0].Subject, "2 条")
	require.Contains(t, box.got()[0].Subject, "其中 1 条要您办", "the other was accepted meanwhile")
	require.Regexp(t, `(?s)^要我办（1 条）.*无电.*知悉（1 条）.*无水`, box.got()[0].Text)

	box.address = ""
	all(day.At(18, 1), desk.Digest)
	require.Len(t, box.got(), 1, "not tried again at once")
	all(day.At(18, 30), desk.Digest)
	require.Len(t, box.got(), 2)
	require.Equal(t, "first@example.gov.cn", box.got()[1].To)

	r.newIssue("断路")
	all(day.At(19, 0), desk.Spread)
	all(day.At(23, 0), desk.Digest)
	require.Len(t, box.got(), 2, "one letter a day")
	require.NoError(t, r.store.ReadNotices(ctx, org.Actor{UserID: ids["second"]}, store.InboxQuery{}, day.At(23, 30)))
	all(day.AddDays(1).At(18, 0), desk.Digest)
	require.Len(t, box.got(), 3, "who has read it all gets no letter")
	require.Equal(t, "first@example.gov.cn", box.got()[2].To)
	require.Contains(t, box.got()[2].Subject, "1 条")
	require.NotEqual(t, box.got()[1].ID, box.got()[2].ID)
}
