package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/diaodu/diaodu/domain/issue"
)

// Holder is one who has something of a case in hand, where the case itself waits
// for several: an issue for its tasks, an application for its parts.
type Holder struct {
	Lead  string // the unit that answers for it
	Mover string // who must move now; empty where the project's owner must
	Owner bool
	What  string // what must be done, an act's code
}

// TaskHolders tells who has the open tasks of issues in hand, by issue, the task
// that is due first first. An issue that was handed out as tasks waits for them
// and names nobody itself.
func (s *Store) TaskHolders(ctx context.Context, issues []string) (map[string][]Holder, error) {
	return s.holders(ctx, "tasks by issue", `SELECT issue_id AS of_id, lead_name AS lead_unit, ball_name AS mover, ball_owner AS owner, ball_what AS what
		FROM tasks WHERE issue_id IN ? AND open = 1 ORDER BY due, id`, issues)
}

// PartHolders tells who has the live parts 子流程 of applications in hand, by the
// application that waits for them.
func (s *Store) PartHolders(ctx context.Context, approvals []string) (map[string][]Holder, error) {
	return s.holders(ctx, "parts of applications", `SELECT parent_id AS of_id, '' AS lead_unit, ball_name AS mover, ball_owner AS owner, ball_what AS what
		FROM approvals WHERE parent_id IN ? AND live = 1 AND ball_what <> '' ORDER BY id`, approvals)
}

func (s *Store) holders(ctx context.Context, of, query string, ids []string) (map[string][]Holder, error) {
	by := map[string][]Holder{}
	if len(ids) == 0 {
		return by, nil
	}
	var rows []struct {
		OfID, LeadUnit, Mover, What string
		Owner                       bool
	}
	if err := s.db.WithContext(ctx).Raw(query, ids).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("who has %s: %w", of, err)
	}
	for _, r := range rows {
		by[r.OfID] = append(by[r.OfID], Holder{r.LeadUnit, r.Mover, r.Owner, r.What})
	}
	return by, nil
}

// nameLeads names, on rows of issues that were handed out as tasks and have no
// lead of their own, the units that lead the open tasks.
func (s *Store) nameLeads(ctx context.Context, rows []IssueRow) error {
	named := map[string]*string{}
	for n, r := range rows {
		if r.LeadName == "" && r.Status == string(issue.Tasked) {
			named[r.ID] = &rows[n].LeadName
		}
	}
	return s.name(ctx, s.TaskHolders, named, Leads)
}

// name puts the names of who has cases in hand where they are wanted, by case.
func (s *Store) name(ctx context.Context, ask func(context.Context, []string) (map[string][]Holder, error), wanted map[string]*string, names func([]Holder) []string) error {
	by, err := ask(ctx, slices.Sorted(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	for id, all := range by {
		*wanted[id] = strings.Join(names(all), "、")
	}
	return nil
}

// leadsByTask are the issues of which a unit leads an open task.
func (s *Store) leadsByTask(ctx context.Context, unit string) (issues []string, err error) {
	err = s.db.WithContext(ctx).Raw("SELECT DISTINCT issue_id FROM tasks WHERE lead_id = ? AND open = 1 AND issue_id <> ''", unit).Scan(&issues).Error
	if err != nil {
		return nil, fmt.Errorf("issues by tasks of %s: %w", unit, err)
	}
	return issues, nil
}

// nameMovers names, on rows of applications that wait for their parts, who must
// move those.
func (s *Store) nameMovers(ctx context.Context, lines []ApprovalLine) error {
	named := map[string]*string{}
	for n, l := range lines {
		if l.Live && l.BallWhat == "" {
			named[l.ID] = &lines[n].BallName
		}
	}
	return s.name(ctx, s.PartHolders, named, movers)
}

// ownerWord is how a list of names calls the project's owner.
const ownerWord = "项目业主"

// movers are the Movers of a list of names.
func movers(all []Holder) []string { return Movers(all, ownerWord) }

// Movers are the names of those who must move now, each once; owner is what the
// project's owner is called.
func Movers(all []Holder, owner string) []string {
	return namesOf(all, func(h Holder) string {
		if h.Owner {
			return owner
		}
		return cmp.Or(h.Mover, h.Lead)
	})
}

// Leads are the names of the units that answer, each once.
func Leads(all []Holder) []string {
	return namesOf(all, func(h Holder) string { return h.Lead })
}

func namesOf(all []Holder, name func(Holder) string) []string {
	var names []string
	for _, h := range all {
		if n := name(h); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}
