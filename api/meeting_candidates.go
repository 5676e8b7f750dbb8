package api

import (
	"context"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/org"
)

// AgendaCandidate is an issue proposed for an agenda, with the reasons, the score and
// what it still lacks in words.
type AgendaCandidate struct {
	meeting.Candidate
	WhyText   []string `json:"why_text" nullable:"false" doc:"建议上会的理由"`
	ScoreText []string `json:"score_text" nullable:"false" doc:"评分说明"`
	Lacks     string   `json:"lacks,omitempty" doc:"还不能列入的原因"`
}

// candidates proposes waiting issues for the agenda, with reasons and scores.
func (k meetingDesk) candidates(ctx context.Context, in *IDIn) (*listOut[AgendaCandidate], error) {
	reader := auth.Actor(ctx)
	m, err := k.seen(ctx, in.ID, reader)
	if err != nil {
		return nil, err
	}
	if !reader.Has(org.Coordinator, org.Chair, org.Supervisor, org.Auditor) {
		return nil, fault.New(fault.Forbidden, "meeting.forbidden", "%s may not see candidates", reader.UserID)
	}
	facts, err := k.Meetings.Candidates(ctx, m.Date)
	if err != nil {
		return nil, err
	}
	l := langOf(ctx)
	views := make([]AgendaCandidate, 0, len(facts))
	for _, c := range meeting.Propose(facts, m.Date) {
		views = append(views, AgendaCandidate{Candidate: c, WhyText: whyProposed(l, c), ScoreText: scoreWords(l, c.Score), Lacks: lacksText(l, c)})
	}
	return newList(views, ""), nil
}

// whyProposed says why an issue is proposed, with the numbers (2.1.5, step 1).
func whyProposed(l lang, c meeting.Candidate) []string {
	texts := make([]string, 0, len(c.Why))
	for _, why := range c.Why {
		switch {
		case why == meeting.WhyMilestone && c.Score.MilestoneDays < 0:
			texts = append(texts, word{"所影响的节点已过 %d 天", "The milestone it holds up passed %d days ago"}.with(l, -c.Score.MilestoneDays))
		case why == meeting.WhyMilestone:
			texts = append(texts, word{"距所影响的节点 %d 天", "%d days to the milestone it holds up"}.with(l, c.Score.MilestoneDays))
		case why == meeting.WhyOverdue:
			texts = append(texts, word{"%d 项任务超期", "%d tasks overdue"}.with(l, c.Overdue))
		case why == meeting.WhyCluster:
			texts = append(texts, word{"同类问题在办 %d 件", "%d open issues of its class"}.with(l, c.SameClass))
		case why == meeting.WhyWaited:
			texts = append(texts, word{"已 %d 次上会未议定", "Put off by %d meetings"}.with(l, c.Waits))
		case why == meeting.WhyOwner:
			texts = append(texts, word{"业主申请上会发言", "Its owner asks to be heard"}.in(l))
		}
	}
	return texts
}

// lacksText says why an issue cannot be put on the agenda yet (R2); empty where it can.
func lacksText(l lang, c meeting.Candidate) string {
	switch {
	case c.Ready:
		return ""
	case c.Section == meeting.FollowUp:
		return word{"已有任务在办，随“上次议定事项”通报", "Has tasks; it comes up with the last resolutions"}.in(l)
	case c.Lead.ID == "":
		return word{"尚未派单，不能列入", "Not dispatched yet"}.in(l)
	}
	return word{"尚未会前协调，不能列入", "Not pre-coordinated yet"}.in(l)
}
