// Package digit converts business services of the DIGIT platform, states with
// actions, roles and service times in JSON, into process definitions. It says of
// everything that has no place here what became of it and why. It does no I/O.
package digit

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/fault"
)

// Bounds of a file. The largest real service has 30 states.
const (
	MaxBytes   = 1 << 20
	MaxStates  = 100
	MaxActions = 50 // of one state
)

// Service 业务服务 is one process as DIGIT writes it.
type Service struct {
	BusinessService string  `json:"businessService"`
	Business        string  `json:"business"`
	SLA             *int64  `json:"businessServiceSla"` // milliseconds
	States          []State `json:"states"`
}

// State is one place where an application can be. The first has no name.
type State struct {
	SLA               *int64   `json:"sla"` // milliseconds
	State             string   `json:"state"`
	ApplicationStatus string   `json:"applicationStatus"`
	IsStart           bool     `json:"isStartState"`
	IsTerminate       bool     `json:"isTerminateState"`
	DocUploadRequired bool     `json:"docUploadRequired"`
	IsUpdatable       bool     `json:"isStateUpdatable"`
	Actions           []Action `json:"actions"`
}

// Action leads from a state to another, for people of some roles.
type Action struct {
	Action       string   `json:"action"`
	CurrentState string   `json:"currentState"`
	NextState    string   `json:"nextState"`
	Roles        []string `json:"roles"`
}

// Read finds the business services of a file: one by itself, a list of them, or
// either inside {"BusinessServices": …} beside a RequestInfo, also where the
// whole is the body of a curl command, as the platform's scripts have it. What is
// none is refused with a fault: digit.unreadable with its line, digit.no_service,
// digit.too_big, digit.too_many.
func Read(text []byte) ([]Service, error) {
	if len(text) > MaxBytes {
		return nil, fault.New(fault.Invalid, "digit.too_big", "%d bytes, more than %d", len(text), MaxBytes).With("max", MaxBytes>>10)
	}
	whole := text
	text = bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("curl ")) {
		if text = body(text); text == nil {
			return nil, fault.New(fault.Invalid, "digit.no_service", "no body in the command")
		}
	}
	services, err := decode(text)
	if err != nil {
		return nil, fault.New(fault.Invalid, "digit.unreadable", "%v", err).With("line", lineOf(whole, text, err))
	}
	return services, bounded(services)
}

// decode reads the JSON in any of its shapes.
func decode(text []byte) (services []Service, err error) {
	if bytes.HasPrefix(text, []byte("[")) {
		return services, json.Unmarshal(text, &services)
	}
	var whole struct {
		BusinessServices json.RawMessage
		Service
	}
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, err
	}
	switch inner := bytes.TrimSpace(whole.BusinessServices); {
	case len(inner) == 0:
		return []Service{whole.Service}, nil
	case inner[0] == '[':
		return services, json.Unmarshal(inner, &services)
	default:
		services = make([]Service, 1)
		return services, json.Unmarshal(inner, &services[0])
	}
}

// lineOf is the line of the file, counted from 1, at which its JSON fails.
func lineOf(whole, part []byte, err error) int {
	at := max(bytes.Index(whole, part), 0)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at += int(syntax.Offset)
	}
	return 1 + bytes.Count(whole[:min(at, len(whole))], []byte("\n"))
}

// Choose is the service of that name; an empty name means the only one. None, or
// several without a name, is digit.which.
func Choose(services []Service, name string) (Service, error) {
	if name == "" && len(services) == 1 {
		return services[0], nil
	}
	var names []string
	for _, s := range services {
		if s.BusinessService == name {
			return s, nil
		}
		names = append(names, s.BusinessService)
	}
	return Service{}, fault.New(fault.Invalid, "digit.which", "none is %q of %v", name, names).With("services", strings.Join(names, "、"))
}

// body is what a curl command sends.
func body(text []byte) []byte {
	for _, flag := range []string{"--data-raw '", "--data '", "-d '"} {
		if i := bytes.Index(text, []byte(flag)); i >= 0 {
			text = text[i+len(flag):]
			if end := bytes.LastIndexByte(text, '\''); end >= 0 {
				return bytes.TrimSpace(text[:end])
			}
		}
	}
	return nil
}

func bounded(services []Service) error {
	if len(services) == 0 {
		return fault.New(fault.Invalid, "digit.no_service", "an empty list")
	}
	for _, s := range services {
		if len(s.States) == 0 || s.BusinessService == "" {
			return fault.New(fault.Invalid, "digit.no_service", "no states or no name")
		}
		if len(s.States) > MaxStates {
			return fault.New(fault.Invalid, "digit.too_many", "%s has %d states, more than %d", s.BusinessService, len(s.States), MaxStates).
				With("service", s.BusinessService).With("states", MaxStates).With("actions", MaxActions)
		}
		for _, st := range s.States {
			if len(st.Actions) > MaxActions {
				return fault.New(fault.Invalid, "digit.too_many", "%s.%s has %d actions, more than %d", s.BusinessService, st.State, len(st.Actions), MaxActions).
					With("service", s.BusinessService).With("states", MaxStates).With("actions", MaxActions)
			}
		}
	}
	return nil
}

// Level says what a remark means for the result.
type Level string

const (
	Refused Level = "refused" // there is no definition
	Mend    Level = "mend"    // a person must complete the definition here
	Note    Level = "note"    // how something was understood, or why it was left out
)

// Remark is what there is to say about one part of a service. Its Chinese words
// are in api/messages_digit.go.
type Remark struct {
	State  string            `json:"state,omitempty"`
	Action string            `json:"action,omitempty"`
	Level  Level             `json:"level"`
	Code   string            `json:"code"`
	Args   map[string]string `json:"args,omitempty"`
}

// Codes of remarks.
const (
	noStart       = "digit.no_start"
	stateTwice    = "digit.state_twice"
	nextUnknown   = "digit.next_unknown"
	noStage       = "digit.no_stage"
	roleUnknown   = "digit.role_unknown"
	alias         = "digit.alias"
	startOther    = "digit.start_other"
	draft         = "digit.draft"
	unreachable   = "digit.unreachable"
	afterEnd      = "digit.after_end"
	finished      = "digit.finished"
	selfTransfer  = "digit.self_transfer"
	selfNothing   = "digit.self_nothing"
	asSupplement  = "digit.supplement"
	asStarter     = "digit.starter"
	rolesMerged   = "digit.roles_merged"
	rejectAdded   = "digit.reject_added"
	endedAs       = "digit.ended_as"
	slaWhole      = "digit.sla_whole"
	slaState      = "digit.sla_state"
	papers        = "digit.papers"
	noWayOn       = "digit.no_way_on"
	rolesOfNobody = "digit.nobody"
)

// levels says of each code what it means for the result.
var levels = map[string]Level{
	noStart: Refused, stateTwice: Refused, nextUnknown: Refused, noStage: Refused, noWayOn: Refused,
	roleUnknown: Mend, rolesOfNobody: Mend, rolesMerged: Mend,
	alias: Note, startOther: Note, draft: Note, unreachable: Note, afterEnd: Note, finished: Note, selfTransfer: Note, selfNothing: Note,
	asSupplement: Note, asStarter: Note, rejectAdded: Note, endedAs: Note, slaWhole: Note, slaState: Note, papers: Note,
}

// Codes lists every code of remarks with its level, so that a test finds the
// ones without words.
func Codes() map[string]Level {
	all := make(map[string]Level, len(levels))
	for code, level := range levels {
		all[code] = level
	}
	return all
}

// said tells whether a word of DIGIT's begins with one of those.
func said(word string, words ...string) bool {
	word = letters(word)
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(word, w) })
}

// mentions tells whether a word of DIGIT's has one of those in it.
func mentions(word string, words ...string) bool {
	word = letters(word)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(word, w) })
}

// letters are a word as it is compared: SEND_BACK and SENDBACK are one.
func letters(word string) string {
	return strings.ToUpper(strings.NewReplacer("_", "", "-", "", " ", "").Replace(word))
}
