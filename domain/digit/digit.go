// Package digit converts business services of the DIGIT platform, states with
// actions, roles and service times in JSON, into process definitions. It says of
// everything that has no place here what became of it and why. It does no I/O.
package digit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// ErrShape tells that a text holds no business service.
var ErrShape = errors.New("no business service in the file")

// Read finds the business services of a file: one by itself, a list of them, or
// either inside {"BusinessServices": …} beside a RequestInfo, also where the
// whole is the body of a curl command, as the platform's scripts have it.
func Read(text []byte) ([]Service, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("%d bytes, more than %d", len(text), MaxBytes)
	}
	text = bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("curl ")) {
		if text = body(text); text == nil {
			return nil, ErrShape
		}
	}
	var services []Service
	switch {
	case bytes.HasPrefix(text, []byte("[")):
		if err := json.Unmarshal(text, &services); err != nil {
			return nil, err
		}
	default:
		var whole struct {
			BusinessServices json.RawMessage
			Service
		}
		if err := json.Unmarshal(text, &whole); err != nil {
			return nil, err
		}
		switch inner := bytes.TrimSpace(whole.BusinessServices); {
		case len(inner) == 0:
			services = []Service{whole.Service}
		case inner[0] == '[':
			if err := json.Unmarshal(inner, &services); err != nil {
				return nil, err
			}
		default:
			services = make([]Service, 1)
			if err := json.Unmarshal(inner, &services[0]); err != nil {
				return nil, err
			}
		}
	}
	return services, bounded(services)
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
		return ErrShape
	}
	for _, s := range services {
		if len(s.States) == 0 || s.BusinessService == "" {
			return ErrShape
		}
		if len(s.States) > MaxStates {
			return fmt.Errorf("%s has %d states, more than %d", s.BusinessService, len(s.States), MaxStates)
		}
		for _, st := range s.States {
			if len(st.Actions) > MaxActions {
				return fmt.Errorf("%s.%s has %d actions, more than %d", s.BusinessService, st.State, len(st.Actions), MaxActions)
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
