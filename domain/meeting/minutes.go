package meeting

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Minutes 会议纪要 as the state remembers them: who did what to which version.
// Texts are in the events and rows; Hash seals all of them.
type Minutes struct {
	Due      workcal.Date `json:"due,omitzero"`
	Late     bool         `json:"late,omitempty"` // not issued when they were due
	Version  int          `json:"version,omitempty"`
	Hash     string       `json:"hash,omitempty"` // of all paragraphs so far, each edit chained on the last
	Parts    []Part       `json:"parts,omitempty"`
	Drafter  Person       `json:"drafter,omitzero"`
	Reviewer Person       `json:"reviewer,omitzero"`
	Signer   Person       `json:"signer,omitzero"`
	Sealed   string       `json:"sealed,omitempty"` // the hash that was signed
	DocNo    string       `json:"doc_no,omitempty"` // 专题会议纪要〔2022〕5号
	IssuedOn workcal.Date `json:"issued_on,omitzero"`
}

// Part is one paragraph: where it belongs, and a short hash of its text.
type Part struct {
	Anchor string `json:"a"`
	Hash   string `json:"h"`
}

// Frame anchors: paragraphs that belong to no item.
const (
	Preface = "preface"
	Ending  = "ending"
)

// judgeParts writes paragraphs, a new version of the minutes each time. Only
// what changes is sent.
func judgeParts(m *Meeting, o *order) error {
	if len(o.Parts) == 0 || len(o.Parts) > 200 {
		return wrong("meeting.parts", "parts", "%d paragraphs", len(o.Parts))
	}
	if o.Act == ActEdit && o.Version != 0 && o.Version != m.Minutes.Version {
		return m.otherVersion(o)
	}
	for i, p := range o.Parts {
		if !m.anchored(p.Anchor) {
			return wrong("meeting.anchor", "parts", "no place %q in the minutes", p.Anchor).With("anchor", p.Anchor)
		}
		if slices.ContainsFunc(o.Parts[:i], func(q Paragraph) bool { return q.Anchor == p.Anchor }) {
			return wrong("meeting.anchor_twice", "parts", "%q twice", p.Anchor).With("anchor", p.Anchor)
		}
		if err := needText("parts", p.Text, longPart); err != nil {
			return err
		}
	}
	o.change.Parts, o.change.Version, o.change.Hash = o.Parts, m.Minutes.Version+1, m.Minutes.Hash
	for _, p := range o.Parts {
		o.change.Hash = digest(o.change.Hash+"\x00"+p.Anchor+"\x00"+p.Text, 16)
	}
	if o.Act == ActDraft {
		o.notify("meeting.minutes_drafted", who(org.MinutesReviewer), m.named(arg("due", m.Minutes.Due.String()))...)
	}
	return nil
}

func digest(text string, size int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:size])
}

// anchored tells whether a paragraph may stand there.
func (m *Meeting) anchored(anchor string) bool {
	if anchor == Preface || anchor == Ending {
		return true
	}
	if m.item(anchor) != nil {
		return true
	}
	it, _ := m.outcome(anchor)
	return it != nil
}

func (m *Meeting) otherVersion(o *order) error {
	return m.Beaten(fault.New(fault.Stale, "meeting.minutes_changed", "version %d was read, %d is current", o.Version, m.Minutes.Version)).
		With("version", m.Minutes.Version)
}

// judgeReview passes the version that was read; nobody passes their own draft.
func judgeReview(m *Meeting, o *order) error {
	if o.Version != m.Minutes.Version {
		return m.otherVersion(o)
	}
	if o.actor().UserID == m.Minutes.Drafter.UserID {
		return fault.New(fault.Forbidden, "meeting.own_draft", "%s drafted these minutes", o.actor().UserID)
	}
	o.change.Version, o.change.Hash = m.Minutes.Version, m.Minutes.Hash
	o.notify("meeting.minutes_to_sign", m.chairs(), m.named()...)
	return o.mayReason()
}

func (m *Meeting) chairs() []casefile.Audience {
	if m.Chair.UserID != "" {
		return []casefile.Audience{{UserID: m.Chair.UserID}}
	}
	return who(org.Chair)
}

func judgeReturn(m *Meeting, o *order) error {
	o.notify("meeting.minutes_returned", who(org.Coordinator), m.named(arg("reason", o.Reason))...)
	return o.needReason()
}

// judgeSign is the chair's signature on exactly the text that was reviewed.
func judgeSign(m *Meeting, o *order) error {
	if o.Version != m.Minutes.Version {
		return m.otherVersion(o)
	}
	if len(m.Amendments) > 0 {
		return clash("meeting.amendment_open", "%d amendments wait for the chair", len(m.Amendments))
	}
	o.change.Version, o.change.Hash = m.Minutes.Version, m.Minutes.Hash
	o.notify("meeting.minutes_signed", who(org.Coordinator), m.named()...)
	return o.mayReason()
}

// judgeIssue gives the minutes their number in the year's series (R17) and
// sends them out; owners get the extract of their own item (F-13).
func judgeIssue(m *Meeting, o *order) error {
	if len(m.Amendments) > 0 {
		return clash("meeting.amendment_open", "%d amendments wait for the chair", len(m.Amendments))
	}
	if len(o.Distribution) > 200 {
		return wrong("meeting.too_many", "distribution", "%d units", len(o.Distribution))
	}
	var to []casefile.Audience
	for _, u := range o.Distribution {
		if err := each(needText("distribution", u.ID, 32), mayText("distribution", u.Name, longLine)); err != nil {
			return err
		}
		to = append(to, casefile.Audience{OrgID: u.ID})
	}
	for _, a := range m.units() {
		if !slices.Contains(to, a) {
			to = append(to, a)
		}
	}
	o.change.Distribution = o.Distribution
	year := o.today.Year()
	o.series = &casefile.Series{Name: fmt.Sprintf("minutes/%d", year), Format: fmt.Sprintf("专题会议纪要〔%d〕%%d号", year)}
	o.notify("meeting.minutes_issued", append(who(org.Coordinator, org.Supervisor), to...), m.named()...)
	o.notify("meeting.extract_ready", m.owners(), m.named()...)
	return nil
}

// judgeAmend corrects a resolution while the session lasts: the chair is in the
// room, so no consent is asked.
func judgeAmend(m *Meeting, o *order) error {
	if o.Reason == "" {
		o.Reason = "会中更正"
	}
	a, err := m.amendment(o)
	if err != nil {
		return err
	}
	o.change.Amendment = a
	return nil
}

// judgePropose asks the chair to change a resolution after closing (R18).
func judgePropose(m *Meeting, o *order) error {
	a, err := m.amendment(o)
	if err != nil {
		return err
	}
	if len(m.Amendments) >= 20 {
		return clash("meeting.amendment_open", "%d amendments wait for the chair", len(m.Amendments))
	}
	for _, b := range m.Amendments {
		if b.ResolutionID == a.ResolutionID {
			return m.Beaten(clash("meeting.amendment_open", "amendment %s of %s waits for the chair", b.ID, b.ResolutionID))
		}
	}
	a.ID = fmt.Sprintf("c%d", m.AmendEver+1)
	o.change.Amendment = a
	o.notify("meeting.amendment_proposed", m.chairs(), m.named(arg("resolution", a.ResolutionID), arg("reason", a.Reason))...)
	return nil
}

func (m *Meeting) amendment(o *order) (*Amendment, error) {
	it, out := m.outcome(o.ResolutionID)
	if it == nil {
		return nil, fault.New(fault.NotFound, "meeting.no_resolution", "no resolution %q", o.ResolutionID).On("resolution_id")
	}
	c := o.Change
	if c == nil || *c == (Amended{}) {
		return nil, wrong("meeting.missing", "change", "nothing changes").With("field", "change")
	}
	if out.Task == "" && (c.Content != "" || c.Standard != "" || !c.Due.IsZero()) {
		return nil, wrong("meeting.not_a_task", "change", "resolution %s is no task", out.ID)
	}
	if err := each(needWords("reason", o.Reason, longText), mayText("change.text", c.Text, longText),
		mayText("change.content", c.Content, longText), mayText("change.standard", c.Standard, longText)); err != nil {
		return nil, err
	}
	if !c.Due.IsZero() {
		if err := m.checkDue(o, "change", &TaskForm{Due: c.Due}); err != nil {
			return nil, err
		}
	}
	return &Amendment{ResolutionID: out.ID, Change: *c, Reason: o.Reason, By: o.person(), On: o.today}, nil
}

// judgeConsent is the chair's consent (R18). A due date that has become too
// early meanwhile must be proposed again.
func judgeConsent(m *Meeting, o *order) error {
	a, err := m.pending(o.AmendmentID)
	if err != nil {
		return err
	}
	if !a.Change.Due.IsZero() {
		if err := m.checkDue(o, "change", &TaskForm{Due: a.Change.Due}); err != nil {
			return err
		}
	}
	o.change.AmendmentID, o.change.Amendment = a.ID, a
	to := who(org.Coordinator)
	if it, _ := m.outcome(a.ResolutionID); it != nil && it.Lead > 0 {
		to = append(to, casefile.Audience{OrgID: m.unit(it.Lead).ID})
	}
	o.notify("meeting.amended", to, m.named(arg("resolution", a.ResolutionID), arg("reason", a.Reason))...)
	return o.mayReason()
}

func judgeRefuse(m *Meeting, o *order) error {
	a, err := m.pending(o.AmendmentID)
	if err != nil {
		return err
	}
	o.change.AmendmentID = a.ID
	o.notify("meeting.amendment_refused", who(org.Coordinator), m.named(arg("resolution", a.ResolutionID), arg("reason", o.Reason))...)
	return o.needReason()
}

func (m *Meeting) pending(id string) (*Amendment, error) {
	for i := range m.Amendments {
		if m.Amendments[i].ID == id {
			a := m.Amendments[i]
			return &a, nil
		}
	}
	return nil, fault.New(fault.NotFound, "meeting.no_amendment", "no amendment %q waits", id).On("amendment_id")
}

// amendmentOf is what the task hears of an amendment.
func amendmentOf(m *Meeting, a Amendment, by string, on workcal.Date) between.Amendment {
	return between.Amendment{
		MeetingID: m.ID, Resolution: a.ResolutionID, Content: a.Change.Content, Standard: a.Change.Standard,
		Due: a.Change.Due, Reason: a.Reason, ConsentBy: by, On: on,
	}
}
