package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/diaodu/diaodu/domain/between"
	"github.com/diaodu/diaodu/domain/issue"
	"github.com/diaodu/diaodu/domain/meeting"
	"github.com/diaodu/diaodu/domain/workcal"
)

// waiting are the states from which an issue may go onto an agenda.
var waiting = []issue.State{
	issue.Accepted, issue.Dispatched, issue.InProgress, issue.ResolvedInMeeting, issue.Disputed, issue.Escalated, issue.LongTerm,
}

// candidatesAtMost bounds how many waiting issues are weighed, oldest first.
const candidatesAtMost = 300

// Candidates weighs the issues that wait, for an agenda on a date. Those whose
// task is overdue are among them though they have left the waiting states.
func (s *Store) Candidates(ctx context.Context, on workcal.Date) ([]meeting.Facts, error) {
	var rows []struct {
		ID        string
		Waits     int
		Overdue   int
		SameClass int
		Slot      string
		State     string
	}
	err := s.db.WithContext(ctx).Raw(`SELECT i.id, i.waits, COALESCE(t.n, 0) AS overdue, COALESCE(c.n, 0) AS same_class, i.slot, f.state
		FROM issues i JOIN case_files f ON f.id = i.id
		LEFT JOIN (SELECT issue_id, COUNT(*) AS n FROM tasks WHERE open = 1 AND issue_id <> '' AND due < ? GROUP BY issue_id) t ON t.issue_id = i.id
		LEFT JOIN (SELECT class, COUNT(*) AS n FROM issues WHERE open = 1 GROUP BY class) c ON c.class = i.class
		WHERE i.open = 1 AND (i.status IN ? OR (i.status = ? AND t.n > 0))
		ORDER BY i.raised_at, i.id LIMIT ?`, dateCol{on}, waiting, issue.Tasked, candidatesAtMost).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("candidates for an agenda: %w", err)
	}
	facts := make([]meeting.Facts, 0, len(rows))
	for _, r := range rows {
		var i issue.Issue
		if err := json.Unmarshal([]byte(r.State), &i); err != nil {
			return nil, fmt.Errorf("candidate %s: %w", r.ID, err)
		}
		facts = append(facts, meeting.Facts{
			Tasked: i.State == issue.Tasked, OverdueTasks: r.Overdue, SameClass: r.SameClass, Waits: r.Waits,
			OwnerAsks: r.Slot == string(issue.SlotAsked),
			Entry: between.AgendaEntry{
				IssueID: i.ID, IssueNo: i.No, Title: i.Heading, Project: i.Project, Lead: i.Lead, RaisedOn: i.ReceivedOn,
				BlocksUntil: i.Impact.Until, PreCoord: i.PreCoord,
			},
		})
	}
	return facts, nil
}
