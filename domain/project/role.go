package project

import (
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/workcal"
)

// Role is who held a standing part in a project, and when.
type Role struct {
	ID        string       `json:"id"`
	Kind      RoleKind     `json:"kind"`
	SubjectID string       `json:"subject_id"` // user, unit, task force or document; empty for a name only
	Name      string       `json:"name"`
	From      workcal.Date `json:"from"`
	To        workcal.Date `json:"to"` // the last day; zero while it lasts
	Basis     string       `json:"basis"`
}

// On tells whether the role is held on the day.
func (r Role) On(d workcal.Date) bool {
	return !d.Before(r.From) && (r.To.IsZero() || !d.After(r.To))
}

// Assign gives the part to somebody from a day on and ends the previous
// holder's time the day before. History before that day does not change, so a
// day on or before the present holder's first is refused with role.overlap.
func Assign(history []Role, next Role) (closed *Role, err error) {
	switch {
	case next.Kind.Text() == "":
		return nil, invalid("role.kind_unknown", "kind", "no role %q", next.Kind)
	case next.Name == "":
		return nil, missing("name", next.Kind.Text())
	case next.From.IsZero():
		return nil, missing("from", "起始日期")
	}
	for _, r := range history {
		if r.Kind != next.Kind {
			continue
		}
		if !r.From.Before(next.From) || (!r.To.IsZero() && !r.To.Before(next.From)) {
			return nil, fault.New(fault.Conflict, "role.overlap", "%s held the part from %s", r.Name, r.From).On("from").
				With("name", r.Name).With("from", r.From.String())
		}
		if r.To.IsZero() {
			r.To = next.From.AddDays(-1)
			closed = &r
		}
	}
	return closed, nil
}

// ListAct is what a notice does to a project's place on the yearly list.
type ListAct string

const (
	Enters ListAct = "enter" // 列入
	Leaves ListAct = "leave" // 调出
)

// ListEntry is one project entering or leaving one year's key-project list by a
// notice. Entries are kept for ever; the list as of a version is their fold.
type ListEntry struct {
	Year      int          `json:"year"`
	Version   int          `json:"version"` // of that year's list; one notice, one version
	ProjectID string       `json:"project_id"`
	Act       ListAct      `json:"act"`
	Level     Level        `json:"level"`
	Basis     string       `json:"basis"` // the notice
	On        workcal.Date `json:"on"`
}

// ListAsOf folds the entries, oldest first, into the list of one year at a
// version (0 means the newest), in the order projects entered.
func ListAsOf(entries []ListEntry, year, version int) []ListEntry {
	var list []ListEntry
	for _, e := range entries {
		if e.Year != year || (version > 0 && e.Version > version) {
			continue
		}
		kept := list[:0]
		for _, x := range list {
			if x.ProjectID != e.ProjectID {
				kept = append(kept, x)
			}
		}
		list = kept
		if e.Act == Enters {
			list = append(list, e)
		}
	}
	return list
}

// CheckNotice refuses a notice that cannot change the list: no basis, no level,
// a project twice, entering what is on the list at that level already, or
// leaving what is not on it.
func CheckNotice(now []ListEntry, notice []ListEntry) error {
	if len(notice) == 0 {
		return missing("projects", "项目")
	}
	on := make(map[string]Level, len(now))
	for _, e := range now {
		on[e.ProjectID] = e.Level
	}
	seen := make(map[string]bool, len(notice))
	for _, e := range notice {
		level, listed := on[e.ProjectID]
		switch {
		case e.Basis == "":
			return missing("basis", "依据文件")
		case e.On.IsZero():
			return missing("on", "日期")
		case seen[e.ProjectID]:
			return invalid("key_list.twice", "projects", "project %s is named twice", e.ProjectID).With("project_id", e.ProjectID)
		case e.Act == Enters && (e.Level == NotKey || e.Level.Text() == ""):
			return invalid("project.level_unknown", "level", "no level %q", e.Level)
		case e.Act == Enters && listed && level == e.Level:
			return fault.New(fault.Conflict, "key_list.listed", "project %s is on the list", e.ProjectID).With("project_id", e.ProjectID)
		case e.Act == Leaves && !listed:
			return fault.New(fault.Conflict, "key_list.not_listed", "project %s is not on the list", e.ProjectID).With("project_id", e.ProjectID)
		case e.Act != Enters && e.Act != Leaves:
			return invalid("key_list.act_unknown", "act", "no act %q", e.Act)
		}
		seen[e.ProjectID] = true
	}
	return nil
}
