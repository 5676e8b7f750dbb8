package approval

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/process"
)

// fieldSize bounds the JSON of one field's value, in bytes.
const fieldSize = 64 << 10

// checkField refuses a field that the form does not have, or a value of another
// type (E34). The whole schema is checked by the door.
func (d *draft) checkField(f process.Field) error {
	want, known := d.a.Def.FieldType(f.Key)
	if !known {
		return fault.New(fault.Invalid, "approval.no_field", "the form has no field %q", f.Key).With("field", f.Key).On(f.Key)
	}
	if len(f.Value) > fieldSize {
		return fault.New(fault.Invalid, "approval.too_long", "field %q is too long", f.Key).With("max", fieldSize).On(f.Key)
	}
	if string(f.Value) == "null" || len(f.Value) == 0 {
		return nil // removes it
	}
	if !json.Valid(f.Value) || !fits(want, kindOf(f.Value)) {
		return fault.New(fault.Invalid, "approval.field_type", "field %q is not a %s", f.Key, want).
			With("field", f.Key).With("type", want).On(f.Key)
	}
	return nil
}

// applicantWrites refuses the applicant fields that a stage has filled: what an
// authority found is not the applicant's to change, though they may send it back
// as it is with the rest of the form (E34).
func (d *draft) applicantWrites() error {
	for _, f := range d.cmd.Fields {
		if slices.Contains(d.a.Filled, f.Key) && d.changes(f) {
			return fault.New(fault.Forbidden, "approval.field_filled", "field %q was filled by a stage", f.Key).With("field", f.Key).On(f.Key)
		}
	}
	return nil
}

// changes tells whether a field gets another value than it has.
func (d *draft) changes(f process.Field) bool {
	now, _ := process.Get(d.a.Form, f.Key)
	return !bytes.Equal(bytes.TrimSpace(now), bytes.TrimSpace(f.Value))
}

// filledIn notes what people of a stage fill in; the applicant at their own stage is
// none of them.
func (d *draft) filledIn(fields []process.Field) {
	if d.a.applicant(d.actor()) {
		return
	}
	for _, f := range fields {
		if d.changes(f) && !slices.Contains(d.a.Filled, f.Key) {
			d.a.Filled = append(slices.Clip(d.a.Filled), f.Key)
			d.ch.Filled = append(d.ch.Filled, f.Key)
		}
	}
}

// kindOf is the JSON type of a value.
func kindOf(raw json.RawMessage) string {
	switch raw = bytes.TrimSpace(raw); raw[0] {
	case '"':
		return "string"
	case '[':
		return "array"
	case '{':
		return "object"
	case 't', 'f':
		return "boolean"
	}
	if bytes.ContainsAny(raw, ".eE") {
		return "number"
	}
	return "integer"
}

// fits tells whether a JSON type is what the form wants: an integer is a number
// too, a list may be of anything.
func fits(want, got string) bool {
	switch want {
	case got, "", "any":
		return true
	case "number":
		return got == "integer"
	}
	return len(want) > 5 && want[:5] == "array" && got == "array"
}
