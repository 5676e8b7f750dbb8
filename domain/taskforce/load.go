package taskforce

import (
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/workcal"
)

// Load is how much one person carries across all task forces (H-6).
type Load struct {
	UserID  string `json:"user_id,omitempty"`
	Name    string `json:"name"`
	Org     string `json:"org,omitempty"`
	Forces  int    `json:"forces"` // member of so many
	Leads   int    `json:"leads"`
	Open    int    `json:"open"`    // plan steps not done
	Overdue int    `json:"overdue"` // of those, past their day
}

// Loads counts the load of every present member on a day, heaviest first.
func Loads(forces []*Force, today workcal.Date) []Load {
	var loads []Load
	at := func(userID, name string) int {
		i := slices.IndexFunc(loads, func(l Load) bool { return l.UserID == userID && (userID != "" || l.Name == name) })
		if i < 0 {
			loads = append(loads, Load{UserID: userID, Name: name})
			i = len(loads) - 1
		}
		return i
	}
	for _, f := range forces {
		if !f.DissolvedOn.IsZero() {
			continue
		}
		for _, m := range f.Members {
			if m.From.After(today) || !m.To.IsZero() && m.To.Before(today) {
				continue
			}
			i := at(m.UserID, m.Name)
			loads[i].Forces++
			if loads[i].Org == "" {
				loads[i].Org = m.Org.Name
			}
			if m.Name == f.LeadName && m.UserID == f.LeadID {
				loads[i].Leads++
			}
		}
		for _, s := range f.Plan {
			if !s.DoneOn.IsZero() {
				continue
			}
			i := at(s.UserID, s.UserName)
			loads[i].Open++
			if s.Due.Before(today) {
				loads[i].Overdue++
			}
		}
	}
	slices.SortStableFunc(loads, func(a, b Load) int {
		if d := (b.Forces + b.Open) - (a.Forces + a.Open); d != 0 {
			return d
		}
		return strings.Compare(a.Name, b.Name)
	})
	return loads
}
