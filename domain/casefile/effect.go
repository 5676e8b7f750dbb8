package casefile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Effect is something this case must tell another: an order for a case that
// exists, or the first order of a new one. It is owed from the event that
// caused it until the other case has answered, whatever crashes in between.
type Effect struct {
	Key     string          `json:"key"`  // "<case>:<seq>:<n>"; also the request id at the other case
	Kind    Kind            `json:"kind"` // of the other case
	CaseID  string          `json:"case_id"`
	Start   bool            `json:"start,omitempty"` // the other case is born of this order
	Act     string          `json:"act"`
	Command json.RawMessage `json:"command"` // the other noun's command; Meta is filled on the way
}

// Told is how the other case answered. Refused holds the fault's code where it
// said no; then a person must look, and the noun's Apply makes that visible.
type Told struct {
	Key     string `json:"key"`
	Kind    Kind   `json:"kind"`
	CaseID  string `json:"case_id"`
	Act     string `json:"act"`
	No      string `json:"no,omitempty"` // the other case's number
	Refused string `json:"refused,omitempty"`
	Why     string `json:"why,omitempty"`
	// Found is the directory's answer, where it was asked.
	Found json.RawMessage `json:"found,omitempty"`
}

// Owe adds an effect of the event at seq. The noun's Apply calls it, so that a
// fold anywhere owes the same.
func (h *Head) Owe(seq int, kind Kind, caseID, act string, start bool, command any) error {
	body, err := json.Marshal(command)
	if err != nil {
		return fmt.Errorf("effect %s on %s: %w", act, caseID, err)
	}
	h.OwedEver++
	h.Owed = append(h.Owed, Effect{
		Key:  fmt.Sprintf("%s:%d:%d", h.ID, seq, h.OwedEver),
		Kind: kind, CaseID: caseID, Start: start, Act: act, Command: body,
	})
	return nil
}

// Settle strikes answered effects off.
func (h *Head) Settle(told []Told) {
	kept := h.Owed[:0:0]
	for _, e := range h.Owed {
		if !answered(told, e.Key) {
			kept = append(kept, e)
		}
	}
	h.Owed = kept
}

func answered(told []Told, key string) bool {
	for _, t := range told {
		if t.Key == key {
			return true
		}
	}
	return false
}

// Fingerprint hashes what an order asks, without who asks it, so that a reused
// request id is noticed. Commands marshal the same way every time: they hold no maps.
func Fingerprint(command any) (string, error) {
	body, err := json.Marshal(command)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:12]), nil
}

// DerivedID makes the id of a case born of another's event: the same event
// always gives the same id, so a retry cannot give birth twice. 26 characters.
func DerivedID(kind Kind, parent string, parts ...any) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(append([]any{kind, "/", parent, "/"}, parts...)...)))
	return string(kind[:1]) + "-" + hex.EncodeToString(sum[:12])
}
