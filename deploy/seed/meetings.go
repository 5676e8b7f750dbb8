package seed

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

// sitting is one monthly meeting of the year and the issues brought to it.
type sitting struct {
	n      int
	period string
	id     string
	on     workcal.Date
	brings []*trouble
	last   bool // the latest before today
}

// perMeeting bounds an agenda: two hours hold no more.
const perMeeting = 4

// planMeetings sets a meeting on the tenth of every month, or the next workday
// (R1), up to today. The first is late enough for issues to have come up.
func (y *year) planMeetings(first, today workcal.Date) []*sitting {
	var out []*sitting
	for month := workcal.NewDate(first.Year(), first.Month(), 10); !month.After(today); month = workcal.NewDate(month.Year(), month.Month()+1, 10) {
		period := month.String()[:7]
		m := &sitting{n: 1000 + len(out), period: period, id: meeting.RegularID("monthly", period), on: y.cal.NextWorkday(month)}
		if m.on.After(today) {
			break
		}
		if m.on.Before(y.workday(first, 14)) {
			continue
		}
		out = append(out, m)
	}
	if len(out) > 0 {
		out[len(out)-1].last = true
	}
	return out
}

// meetingAfter is the first meeting on or after a day that still has room.
func meetingAfter(all []*sitting, on workcal.Date) *sitting {
	for _, m := range all {
		if !m.on.Before(on) && len(m.brings) < perMeeting {
			return m
		}
	}
	return nil
}

// bring takes the issue to a meeting: pre-coordination, then the agenda.
func (t *trouble) bring(m *sitting) {
	m.brings = append(m.brings, t)
	coordinator := t.people["tongchou"]
	before := t.cal.AddWorkdays(m.on, -4).Date
	form := issue.Form{PreCoord: t.say(precoords), Tendency: t.say(tendencies), Position: t.stand()}
	t.order(before.At(10, 0), coordinator, issue.PreCoordinate, form)
	t.order(before.At(10, 30), coordinator, issue.PutOnAgenda, issue.Form{Meeting: &issue.Ref{ID: m.id}})
}

// order plans an act on the meeting; make reads the meeting as it is by then.
func (y *year) orderMeeting(m *sitting, at time.Time, who string, make func(ctx context.Context, s *meeting.Meeting) (meeting.Command, error)) {
	y.plan(m.n, at, func(ctx context.Context) error {
		if err := y.until(ctx, at); err != nil {
			return err
		}
		state, _ := y.meeting(m)
		cmd, err := make(ctx, state)
		if err != nil {
			return err
		}
		return y.do(ctx, at, casefile.Meeting, m.id, y.people[who], cmd)
	})
}

func (y *year) meeting(m *sitting) (*meeting.Meeting, bool) {
	s, ok := y.player.State(casefile.Meeting, m.id).(*meeting.Meeting)
	return s, ok
}

func just(act string) func(context.Context, *meeting.Meeting) (meeting.Command, error) {
	return func(context.Context, *meeting.Meeting) (meeting.Command, error) {
		return meeting.Command{Order: casefile.Order{Act: act}}, nil
	}
}

// open announces the month's regular meeting.
func (y *year) open(m *sitting, at time.Time) {
	y.orderMeeting(m, at, "tongchou", func(context.Context, *meeting.Meeting) (meeting.Command, error) {
		cal := y.cal.Slice(m.on.Year()-1, m.on.Year()+2)
		return meeting.Command{Order: casefile.Order{Act: meeting.ActOpen, Calendar: &cal}, Form: meeting.Form{Plan: &meeting.Plan{
			Series: "monthly", Period: m.period, Forum: between.Monthly, Name: "重点问题月调度会", Date: m.on, Start: 14*60 + 30, Minutes: 120,
			Place: "区政府三楼会议室", Chair: meeting.Person{UserID: y.people["quzhang"].UserID, Name: y.people["quzhang"].Name},
		}}}, nil
	})
}

// hold plans a meeting from its announcement to its minutes.
func (y *year) hold(m *sitting) {
	y.open(m, y.cal.AddWorkdays(m.on, -15).Date.At(9, 0))
	y.orderMeeting(m, y.cal.AddWorkdays(m.on, -4).Date.At(16, 0), "tongchou", y.invite(m))
	y.signIn(m)
	y.orderMeeting(m, m.on.At(14, 30), "tongchou", func(ctx context.Context, s *meeting.Meeting) (meeting.Command, error) {
		last, err := y.store.LastResolutions(ctx, "monthly", m.id, y.cal, m.on.At(14, 30))
		return meeting.Command{Order: casefile.Order{Act: meeting.ActConvene}, Form: meeting.Form{Last: &last}}, err
	})
	for i, t := range m.brings {
		y.decide(m, t, m.on.At(14, 40+20*i))
	}
	y.orderMeeting(m, m.on.At(16, 30), "quzhang", just(meeting.ActClose))
	y.minutes(m)
}

// invite asks the lead units of the agenda in.
func (y *year) invite(m *sitting) func(context.Context, *meeting.Meeting) (meeting.Command, error) {
	return func(context.Context, *meeting.Meeting) (meeting.Command, error) {
		var in []meeting.Attendee
		for _, unit := range m.units() {
			in = append(in, meeting.Attendee{Org: y.units[unit], Name: y.desks[unit].Name, UserID: y.desks[unit].UserID, Role: meeting.Attend})
		}
		in = append(in, meeting.Attendee{Org: y.units["supervision"], Name: y.people["ducha"].Name, UserID: y.people["ducha"].UserID, Role: meeting.Observe})
		return meeting.Command{Order: casefile.Order{Act: meeting.ActAttendees}, Form: meeting.Form{Attendees: in}}, nil
	}
}

// units are the lead units of the agenda, each once.
func (m *sitting) units() []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range m.brings {
		if !seen[t.story.lead] {
			seen[t.story.lead] = true
			out = append(out, t.story.lead)
		}
	}
	return out
}

func (y *year) signIn(m *sitting) {
	for i, unit := range m.units() {
		at := m.on.At(14, 15+i)
		y.plan(m.n, at, func(ctx context.Context) error {
			cmd := meeting.Command{Order: casefile.Order{Act: meeting.ActSignIn}, Form: meeting.Form{Presence: meeting.Attend}}
			if s, ok := y.meeting(m); ok {
				for _, a := range s.Attendees {
					if a.UserID == y.desks[unit].UserID {
						cmd.AttendeeID = a.ID
					}
				}
			}
			return y.do(ctx, at, casefile.Meeting, m.id, y.desks[unit], cmd)
		})
	}
}

// decide hears an item, lets the owner speak, and orders its task on the spot.
func (y *year) decide(m *sitting, t *trouble, at time.Time) {
	item := func(s *meeting.Meeting) string {
		for _, it := range s.Items {
			if it.Issue == t.id {
				return it.ID
			}
		}
		return ""
	}
	for i, cmd := range []meeting.Command{
		{Order: casefile.Order{Act: meeting.ActCall}},
		{Order: casefile.Order{Act: meeting.ActSpeak}, Form: meeting.Form{Speaker: t.owner.Name, Text: t.say(speeches)}},
		{Order: casefile.Order{Act: meeting.ActDecide}, Form: meeting.Form{Resolutions: []meeting.Resolution{{
			Kind: between.DecideTask, Text: t.story.task, Task: &meeting.TaskForm{
				Content: t.story.task, Standard: t.story.standard, Lead: y.units[t.story.lead], Co: y.unitsOf(t.story.co), DueWorkdays: 15,
				Leader: y.people["fenguan"].UserID, LeaderName: y.people["fenguan"].Name, Grade: string(t.story.grade),
			},
		}}}},
	} {
		who := "tongchou"
		if cmd.Act == meeting.ActDecide {
			who = "quzhang"
		}
		y.orderMeeting(m, at.Add(time.Duration(i)*5*time.Minute), who, func(_ context.Context, s *meeting.Meeting) (meeting.Command, error) {
			cmd.ItemID = item(s)
			return cmd, nil
		})
	}
	(&errand{trouble: t, m: m}).carryOut()
}

func taskOf(s *meeting.Meeting, issueID string) string {
	for _, it := range s.Items {
		if it.Issue != issueID {
			continue
		}
		for _, o := range it.Outcomes {
			if o.Task != "" {
				return o.Task
			}
		}
	}
	return ""
}

// minutes takes the minutes through draft, review, signature and issue.
func (y *year) minutes(m *sitting) {
	y.orderMeeting(m, y.workday(m.on, 1).At(10, 0), "tongchou", func(_ context.Context, s *meeting.Meeting) (meeting.Command, error) {
		var units []string
		for _, unit := range m.units() {
			units = append(units, shortName(unit))
		}
		parts := []meeting.Paragraph{{Anchor: meeting.Preface, Text: fmt.Sprintf(
			"%d月%d日下午，%s在区政府三楼会议室主持召开重点问题月调度会，%s等单位参加，研究%d个议题。",
			m.on.Month(), m.on.Day(), y.people["quzhang"].Name, strings.Join(units, "、"), len(s.Items))}}
		for _, it := range s.Items {
			for _, t := range m.brings {
				if t.id == it.Issue {
					parts = append(parts, meeting.Paragraph{Anchor: it.ID, Text: t.say(paragraphs)})
				}
			}
		}
		return meeting.Command{Order: casefile.Order{Act: meeting.ActDraft}, Form: meeting.Form{Parts: parts}}, nil
	})
	version := func(act string) func(context.Context, *meeting.Meeting) (meeting.Command, error) {
		return func(_ context.Context, s *meeting.Meeting) (meeting.Command, error) {
			return meeting.Command{Order: casefile.Order{Act: act}, Form: meeting.Form{Version: s.Minutes.Version}}, nil
		}
	}
	y.orderMeeting(m, y.workday(m.on, 2).At(9, 30), "shenhe", version(meeting.ActReview))
	y.orderMeeting(m, y.workday(m.on, 2).At(16, 0), "quzhang", version(meeting.ActSign))
	y.orderMeeting(m, y.workday(m.on, 3).At(9, 0), "tongchou", just(meeting.ActIssue))
}

// proof is the one file that all demo tasks close with.
func (d *district) proof(ctx context.Context) (casefile.Attachment, error) {
	text := "演示佐证材料：本文件为演示数据，用于说明任务办结须附材料。\n"
	f, err := d.files.Save(ctx, meta(), "办结佐证（演示）.txt", "text/plain", strings.NewReader(text), d.now)
	if err != nil {
		return casefile.Attachment{}, fmt.Errorf("demo file: %w", err)
	}
	return casefile.Attachment{FileID: f.ID, Name: f.Name, SHA256: f.SHA256, Size: f.Size, Type: "photo"}, nil
}
