package casefile

import (
	"time"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Attachment is a file that an act refers to; the file itself is in the store
// of files, told apart by its hash.
type Attachment struct {
	FileID string `json:"file_id"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Type   string `json:"type,omitempty"` // what it proves: consent, photo, permit_no…
}

// Coordination 统筹协调部门 is what everybody calls the coordinators' office, whatever
// its own name is, where no person or unit of it has a case by name.
const Coordination = "统筹协调部门"

// Ball says who must move next (谁在办), in the words of the person reading.
type Ball struct {
	OrgID   string       `json:"org_id,omitempty"`
	OrgName string       `json:"org_name,omitempty"`
	UserID  string       `json:"user_id,omitempty"`
	Owner   bool         `json:"owner,omitempty"` // the project owner must move
	What    string       `json:"what"`            // act code the world waits for
	Due     workcal.Date `json:"due,omitzero"`
}

// ClockView is one running deadline with the sum behind it.
type ClockView struct {
	Key string `json:"key"`
	workcal.Reading
}

// View is what every noun's view begins with. Actions are the acts the reader
// may order now; the door translates their codes.
type View struct {
	ID      string      `json:"id"`
	Kind    Kind        `json:"kind"`
	No      string      `json:"no"`
	Seq     int         `json:"seq"`
	Status  string      `json:"status"`
	Actions []string    `json:"actions"`
	Clocks  []ClockView `json:"clocks,omitempty"`
	Ball    *Ball       `json:"ball,omitempty"`
	Last    LastAct     `json:"last"`
	BornAt  time.Time   `json:"born_at"`
}

// ViewOf starts a noun's view.
func (h *Head) ViewOf(status string, actions []string) View {
	if actions == nil {
		actions = []string{}
	}
	return View{ID: h.ID, Kind: h.Kind, No: h.No, Seq: h.Seq, Status: status, Actions: actions, Last: h.Last, BornAt: h.BornAt}
}

// SeesAll tells whether the actor may see every case of the district.
func SeesAll(a org.Actor) bool {
	return a.Has(org.Coordinator, org.Supervisor, org.Chair, org.Auditor, org.System)
}

// Sees tells whether one of the parties is the actor, their unit or their enterprise.
func Sees(a org.Actor, parties []Party) bool {
	if SeesAll(a) {
		return true
	}
	for _, p := range parties {
		switch {
		case p.Type == PartyUser && p.ID == a.UserID,
			p.Type == PartyOrg && a.ActsFor(p.ID),
			p.Type == PartyEnterprise && p.ID != "" && p.ID == a.EnterpriseID && a.Has(org.Owner):
			return true
		}
	}
	return false
}
