package meeting

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
)

// Limits of texts, in characters.
const (
	longLine = 200  // titles, names, places
	longText = 1000 // reasons, decisions, standards
	longSaid = 2000 // what an issue brings along
	longPart = 2500 // one paragraph of the minutes
	shortest = 4    // what a task asks to be done and how it is judged
)

// wrong is a fault of one input.
func wrong(code, field, text string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, code, text, args...).On(field)
}

// clash is a fault of the moment: the meeting does not allow it as it is.
func clash(code, text string, args ...any) *fault.Fault {
	return fault.New(fault.Conflict, code, text, args...)
}

// needText refuses a text that is missing, too long or not text.
func needText(field, text string, limit int) error {
	if strings.TrimSpace(text) == "" {
		return wrong("meeting.missing", field, "%s is missing", field).With("field", field)
	}
	return mayText(field, text, limit)
}

// needWords refuses a text that says too little for a task, which wants the same.
func needWords(field, text string, limit int) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n > 0 && n < shortest {
		return wrong("meeting.too_short", field, "%s has %d characters", field, n).With("field", field).With("min", shortest)
	}
	return needText(field, text, limit)
}

// mayText refuses a text that is too long or holds control characters.
func mayText(field, text string, limit int) error {
	if n := utf8.RuneCountInString(text); n > limit {
		return wrong("meeting.too_long", field, "%s has %d characters of %d", field, n, limit).With("field", field).With("limit", limit)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }) {
		return wrong("meeting.not_text", field, "%s holds characters that are not text", field).With("field", field)
	}
	return nil
}

// each runs checks until one refuses.
func each(checks ...error) error {
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// needReason refuses an act that must be explained.
func (o *order) needReason() error {
	o.change.Reason = o.Reason
	return needText("reason", o.Reason, longText)
}

// mayReason keeps the words that came with an act, where there are any.
func (o *order) mayReason() error {
	o.change.Reason = o.Reason
	return mayText("reason", o.Reason, longText)
}

// needItem finds the item the order is about.
func (m *Meeting) needItem(id string) (*Item, error) {
	if it := m.item(id); it != nil {
		return it, nil
	}
	return nil, fault.New(fault.NotFound, "meeting.no_item", "no item %q", id).On("item_id")
}

// checkFile refuses a reference to a file that names none.
func checkFile(field string, a *casefile.Attachment) error {
	if a == nil || a.FileID == "" {
		return wrong("meeting.missing", field, "no file").With("field", field)
	}
	return each(mayText(field, a.FileID, 32), mayText(field, a.Name, longLine), mayText(field, a.Type, 32), mayText(field, a.SHA256, 64))
}
