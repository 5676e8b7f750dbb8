package api

import (
	"context"

	"github.com/diaodu/diaodu/domain/process"
)

// ProcessKeys are the keys of one part of a definition, for whoever writes one.
type ProcessKeys struct {
	Part string       `json:"part"`
	Text string       `json:"text" doc:"定义的哪一部分"`
	Keys []ProcessKey `json:"keys" nullable:"false"`
}

// ProcessKey is one key and what it means.
type ProcessKey struct {
	Key   string   `json:"key"`
	Text  string   `json:"text" doc:"含义"`
	Words []string `json:"words,omitempty" doc:"可以填的词；空为自行填写"`
}

// processKeys says what each key of a definition means.
func (d Deps) processKeys(ctx context.Context, _ *struct{}) (*listOut[ProcessKeys], error) {
	if err := keepsProcesses(ctx); err != nil {
		return nil, err
	}
	l := langOf(ctx)
	english := map[string]word{}
	for _, w := range keyWords {
		english[w.zh] = w
	}
	groups := []ProcessKeys{}
	for _, g := range process.Keys() {
		group := ProcessKeys{Part: g.Part, Text: wordOf(l, partWords, g.Part), Keys: make([]ProcessKey, len(g.Keys))}
		for n, k := range g.Keys {
			group.Keys[n] = ProcessKey{Key: k.Name, Text: wordOf(l, english, k.Text), Words: k.Words}
		}
		groups = append(groups, group)
	}
	return newList(groups, ""), nil
}

// partWords name the parts of a definition.
var partWords = map[string]word{
	"Definition": {"流程", "The process"},
	"Matter":     {"事项（matter）", "Matter (matter)"},
	"Material":   {"材料（materials）", "Materials (materials)"},
	"Limits":     {"全程时限（limits）", "Time limits (limits)"},
	"Rules":      {"通用规则（rules）", "Rules (rules)"},
	"Nobody":     {"找不到办理人（nobody）", "Nobody found (nobody)"},
	"Kind":       {"步骤的种类", "Kinds of steps"},
	"Step":       {"各种步骤", "Any step"},
	"Branch":     {"分支（branches）", "Branches (branches)"},
	"Stage":      {"环节（stage）", "Step by people (stage)"},
	"Who":        {"人选（by）", "Who decides (by)"},
	"Ballot":     {"票签（vote）", "Vote (vote)"},
	"Outcome":    {"结论（outcomes）", "Outcomes (outcomes)"},
	"Return":     {"退回（return）", "Return (return)"},
	"Late":       {"逾期（late）", "When late (late)"},
	"Fields":     {"字段权限（fields）", "Fields (fields)"},
	"Call":       {"子流程（call）", "Sub-process (call)"},
	"Notice":     {"公示（notice）", "Public notice (notice)"},
	"Wait":       {"等待（wait）", "Wait (wait)"},
}
