// Package bpmn reads and writes BPMN 2.0 models: a file becomes a tree that
// loses nothing, the executable subset of it becomes a process definition, and a
// definition becomes a file that other tools draw. What cannot be executed is
// refused element by element, with a code that says why. It guesses nothing: who
// decides, where the model does not say, is left for a person to mend. Bytes
// come in and structs go out; it opens no file and follows no reference.
package bpmn

import (
	"cmp"
	"slices"
)

// Namespaces of BPMN 2.0 and of what stands in its files.
const (
	NSModel   = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	NSDiagram = "http://www.omg.org/spec/BPMN/20100524/DI"
	NSDC      = "http://www.omg.org/spec/DD/20100524/DC"
	NSDI      = "http://www.omg.org/spec/DD/20100524/DI"
	// NSOwn marks what only we understand: the whole definition inside an export.
	NSOwn = "https://diaodu.example/process/1"

	nsZeebe = "http://camunda.org/schema/zeebe/1.0"
	nsXSI   = "http://www.w3.org/2001/XMLSchema-instance"
	nsXML   = "http://www.w3.org/XML/1998/namespace"
	// langCEL is the expression language of the conditions we write.
	langCEL = "https://cel.dev"
)

// vendors are the namespaces whose attributes for people, forms and lists are
// understood. Their attributes have the same names and meanings.
var vendors = []string{
	"http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn", "http://activiti.org/bpmn",
	"http://activiti.com/modeler", "http://operaton.org/schema/1.0/bpmn",
}

// Limits while reading. A real model of a whole building permit has some 2,000
// elements with its drawing; what is far beyond is an attack or a mistake.
const (
	MaxBytes      = 2 << 20
	MaxDepth      = 64
	MaxElements   = 20_000
	MaxAttributes = 128   // of one element
	MaxName       = 256   // bytes of an element's or attribute's name
	MaxValue      = 32768 // bytes of an attribute's value
	MaxFlowNodes  = 500   // of one process, when it is converted
)

// Problem is something wrong with a file as a whole; nothing is read from it.
type Problem struct {
	Line int               `json:"line"` // from 1
	Code string            `json:"code"` // see Codes
	Args map[string]string `json:"args,omitempty"`
}

// Level says what a refusal means for the result.
type Level string

const (
	// Refused: the element cannot be executed; there is no definition.
	Refused Level = "refused"
	// Mend: the definition stands, and a person must complete it here before it
	// can be published.
	Mend Level = "mend"
	// Note: the definition stands; this is how the element was understood.
	Note Level = "note"
)

// Refusal 不予转换 is what ToDefinition has to say about one element.
type Refusal struct {
	ElementID string            `json:"element_id"`
	Element   string            `json:"element"` // local name, such as boundaryEvent
	Name      string            `json:"name,omitempty"`
	Line      int               `json:"line"` // of the element, from 1
	Level     Level             `json:"level"`
	Code      string            `json:"code"` // see Codes
	Args      map[string]string `json:"args,omitempty"`
}

// HasRefused tells whether any of the refusals means that there is no definition.
func HasRefused(list []Refusal) bool {
	return slices.ContainsFunc(list, func(r Refusal) bool { return r.Level == Refused })
}

// Codes lists every code of problems and refusals with its level ("" for
// problems), so that a test finds the ones without Chinese words.
func Codes() map[string]Level {
	all := map[string]Level{}
	for _, code := range problemCodes {
		all[code] = ""
	}
	for code, level := range levels {
		all[code] = level
	}
	return all
}

func sortRefusals(list []Refusal) []Refusal {
	slices.SortStableFunc(list, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.ElementID, b.ElementID), cmp.Compare(a.Code, b.Code))
	})
	return list
}
