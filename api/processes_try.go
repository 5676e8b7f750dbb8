package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
	"github.com/diaodu/diaodu/domain/workcal"
)

type tryProcessIn struct {
	Body struct {
		Text    string               `json:"text" maxLength:"262144"`
		Form    map[string]any       `json:"form,omitempty" doc:"样例表单"`
		Project process.ProjectFacts `json:"project,omitzero"`
		Script  []TryAct             `json:"script,omitempty" maxItems:"100" doc:"某环节首次待办时不是同意，而是这样办理"`
		Empty   []string             `json:"empty,omitempty" maxItems:"100" doc:"假定无人的岗位，如 handler@fire"`
		Pace    int                  `json:"pace,omitempty" minimum:"0" maximum:"60" doc:"每步用几个工作日"`
	}
}

// TryAct is what somebody does in a test run instead of approving.
type TryAct struct {
	Step    string `json:"step" maxLength:"64"`
	Act     string `json:"act" maxLength:"32" doc:"wait 为一直不办"`
	Opinion string `json:"opinion,omitempty" maxLength:"2000"`
	Outcome string `json:"outcome,omitempty" maxLength:"64"`
	To      string `json:"to,omitempty" maxLength:"64"`
}

// TriedView is how a test run went.
type TriedView struct {
	Lines      []TriedLine      `json:"lines" nullable:"false"`
	Status     string           `json:"status"`
	StatusText string           `json:"status_text"`
	Stuck      string           `json:"stuck,omitempty" doc:"走不下去的原因"`
	Held       []string         `json:"held,omitempty" doc:"找不到办理人的环节"`
	Unused     []string         `json:"unused,omitempty" doc:"剧本中没有用到的环节"`
	Problems   []ProcessProblem `json:"problems" nullable:"false"`
}

// TriedLine is one thing that happened in it.
type TriedLine struct {
	approval.TrialLine
	ActText string `json:"act_text"`
}

// tryProcess walks a definition with made-up people, by the rules that judge
// real applications. Nothing is written.
func (d Deps) tryProcess(ctx context.Context, in *tryProcessIn) (*bodyOut[TriedView], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	read, err := d.readProcess(ctx, in.Body.Text)
	if err != nil {
		return nil, err
	}
	v := TriedView{Lines: []TriedLine{}, Problems: read.Problems}
	if read.wrong() {
		return answer(v, nil)
	}
	def, err := d.sealed(ctx, in.Body.Text)
	if err != nil {
		return nil, err
	}
	form, err := process.FieldsOf(in.Body.Form)
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendars.CurrentCalendar(ctx)
	if err != nil {
		return nil, err
	}
	trial := approval.Trial{Definition: *def, Form: form, Facts: in.Body.Project, Empty: in.Body.Empty, Pace: in.Body.Pace, At: workday(cal, d.Now())}
	for _, x := range in.Body.Script {
		trial.Script = append(trial.Script, approval.TrialAct{Step: x.Step, Act: x.Act, Form: approval.Form{Opinion: x.Opinion, Outcome: x.Outcome, To: x.To}})
	}
	out, say := approval.Try(trial, cal), langOf(ctx)
	posts := map[string]string{}
	for _, p := range read.Posts {
		posts[p.Key] = p.Text
	}
	for _, l := range out.Lines {
		if text, ok := posts[l.By]; ok {
			l.By = text
		}
		v.Lines = append(v.Lines, TriedLine{TrialLine: l, ActText: wordOf(say, approvalWords.Act, l.Act)})
	}
	v.Status, v.StatusText, v.Held = string(out.Status), wordOf(say, approvalWords.Status, string(out.Status)), out.Held
	for _, x := range out.Unused {
		v.Unused = append(v.Unused, x.Step)
	}
	if out.Stuck != nil {
		v.Stuck = message(say, out.Stuck.Code, out.Stuck.Args)
	}
	return answer(v, nil)
}

// wrong tells whether the definition has a mistake that forbids it.
func (t ProcessText) wrong() bool {
	return slices.ContainsFunc(t.Problems, func(p ProcessProblem) bool { return !p.Warning })
}

// postsOf are the posts a definition names whose unit is known beforehand.
func postsOf(l lang, def *process.Definition, names map[string]string) []ProcessPost {
	var posts []ProcessPost
	for _, q := range approval.AsksOf(&between.ApprovalBirth{Definition: *def}) {
		if q.Role != "" {
			posts = append(posts, ProcessPost{Key: q.Key, Text: word{"%s%s", "%[2]s of %[1]s"}.with(l, names[q.Org], phrase(l, q.Role.Text()))})
		}
	}
	return posts
}

// workday is ten o'clock of the present or next workday: a test run should not
// differ by the hour it is made at.
func workday(cal workcal.Calendar, now time.Time) time.Time {
	return cal.NextWorkday(casefile.Today(now)).At(10, 0)
}

// TrialText is one line of a test run in Chinese.
func TrialText(l approval.TrialLine) string {
	text := l.On.String() + " " + wordOf(chinese, approvalWords.Act, l.Act)
	if l.Name != "" {
		text += "“" + l.Name + "”"
	}
	if l.By != "" {
		text += "（" + l.By + "）"
	}
	if len(l.Opened) > 0 {
		text += " → " + strings.Join(l.Opened, "、")
	}
	return text
}

// ApprovalStatusText is an application's status in Chinese.
func ApprovalStatusText(s approval.Status) string {
	return wordOf(chinese, approvalWords.Status, string(s))
}

// FaultText is a refusal in Chinese.
func FaultText(f *fault.Fault) string { return message(chinese, f.Code, f.Args) }
