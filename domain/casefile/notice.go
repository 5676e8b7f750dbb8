package casefile

// Notice is word to people about an event. The recorder writes it in the same
// transaction, so no transition is without its notice (J-4); channels carry it later.
type Notice struct {
	To   []Audience `json:"to"`
	Code string     `json:"code"` // message code, such as "task.due_soon"
	Args []Arg      `json:"args,omitempty"`
	// Legal notices cannot be muted nor held for a digest (J-3).
	Legal bool `json:"legal,omitempty"`
}

// Arg is one value of a message. A list, not a map: commands must marshal the
// same way every time.
type Arg struct {
	Key   string `json:"k"`
	Value string `json:"v"`
}

// Audience is who is meant. Exactly one way of naming is used:
// a person; everybody of a unit with one of the roles; an owner's team; or
// everybody of the district with a role.
type Audience struct {
	UserID       string `json:"user_id,omitempty"`
	OrgID        string `json:"org_id,omitempty"`
	EnterpriseID string `json:"enterprise_id,omitempty"`
	Role         string `json:"role,omitempty"` // with OrgID: that role there; alone: that role anywhere
}

// Party is who may see the case in lists. The store keeps them as rows.
// District roles (coordinator, supervisor, chair, auditor) see every case and
// need no row.
type Party struct {
	Type PartyType `json:"type"`
	ID   string    `json:"id"`
}

// PartyType is what a Party's ID names.
type PartyType string

const (
	PartyUser       PartyType = "user"
	PartyOrg        PartyType = "org"
	PartyEnterprise PartyType = "enterprise"
)

// Tally is one counter that a case in its present state adds 1 to. The store
// applies the difference between the states before and after an event, so
// dashboards never scan.
type Tally struct {
	Measure string `json:"measure"` // such as "issue.status"
	Key     string `json:"key"`     // such as "submitted" or an org's id
}

// Letter is a notice as a channel carries it to one person or group.
type Letter struct {
	ID      string // the same id is the same letter, sent again
	To      string // an e-mail address; empty for a group robot
	Subject string
	Text    string
	Link    string // opens the exact case
}
