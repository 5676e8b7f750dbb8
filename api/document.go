package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/plan"
	"github.com/diaodu/diaodu/domain/supervision"
)

//go:generate npm --prefix ../web run -s gen

// Document is the OpenAPI document as served at /openapi.json, indented so that
// a change of the contract can be read line by line. It needs no database and
// is the same, byte for byte, whenever the code is.
func Document() ([]byte, error) {
	raw, err := json.Marshal(New(Deps{}).OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", " "); err != nil {
		return nil, fmt.Errorf("indent the OpenAPI document: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// lists are what the fields of acts may say, by noun, where the rules hold a list of
// it; a dot leads to a field within another.
var lists = map[string]map[string][]string{
	"issues": {
		"act": issue.Acts(), "grade": casefile.Names(issue.Grades), "forum": casefile.Names(between.Ladder),
		"way": issue.Codes(issue.SlotWays), "missing": issue.Elements(),
	},
	"meetings": {
		"act": meeting.Acts(), "presence": casefile.Names(meeting.Presences), "attendees.role": casefile.Names(meeting.Invited),
		"carry": casefile.Names(meeting.Carries),
	},
	"tasks": {
		"act": supervision.Acts(), "code": slices.Concat(supervision.PauseReasons, without(supervision.ExtensionReasons, supervision.PauseReasons)),
		"colour": supervision.SlipColours, "channel": supervision.Channels, "verdict": supervision.Verdicts,
		"grade": supervision.Grades, "block.kind": supervision.BlockKinds,
	},
	"approvals": {"act": without(approval.Acts(), notByHand)},
	"plans":     {"act": plan.Acts()},
}

// list says in the document what fields of T may say. The door does not judge by
// it: whether a case knows an act, and whether its reader may learn so, is for the
// rules to answer, after the case was found and in words of their own.
func list[T any](schemas huma.Registry, lists map[string][]string) {
	for path, values := range lists {
		s := schemas.Schema(reflect.TypeFor[T](), true, "")
		for name := range strings.SplitSeq(path, ".") {
			s = schemas.SchemaFromRef(s.Ref).Properties[name]
			if s.Items != nil {
				s = s.Items
			}
		}
		s.Extensions = map[string]any{"enum": values}
	}
}

// without are the values that are not among others, in their order.
func without(values, others []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return slices.Contains(others, v) })
}
