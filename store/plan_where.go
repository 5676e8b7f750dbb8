package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/plan"
)

// PlanWhere tells where the live applications of a plan are now, by their ids.
// The plan itself hears of what it uses only; the rest is in their own rows.
func (s *Store) PlanWhere(ctx context.Context, id string) (map[string]plan.Whereabouts, error) {
	rows, err := s.under(ctx, id)
	if err != nil {
		return nil, err
	}
	where := map[string]plan.Whereabouts{}
	for _, r := range rows {
		where[r.ID] = plan.Whereabouts{Stage: r.StepNames, Ball: r.ball()}
	}
	return where, nil
}

// under are the live applications of plans, as far as their whereabouts go.
func (s *Store) under(ctx context.Context, plans ...string) ([]ApprovalRow, error) {
	if len(plans) == 0 {
		return nil, nil
	}
	rows, err := rowsOf[ApprovalRow](s.db).Select("id", "plan_id", "step_names", "ball_org", "ball_name", "ball_user", "ball_owner", "ball_what", "ball_due").
		Where("plan_id IN ? AND live = 1", plans).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("applications of plans: %w", err)
	}
	var waiting []string
	for _, r := range rows {
		if r.BallWhat == "" {
			waiting = append(waiting, r.ID)
		}
	}
	// What waits for its parts is in the hands of whoever has those.
	parts, err := s.PartHolders(ctx, waiting)
	if err != nil {
		return nil, err
	}
	for n := range rows {
		if all := parts[rows[n].ID]; len(all) > 0 {
			rows[n].BallName, rows[n].BallWhat = strings.Join(movers(all), "、"), all[0].What
		}
	}
	return rows, nil
}

// ball is who must move the application next; nil where nobody must.
func (r ApprovalRow) ball() *casefile.Ball {
	if r.BallWhat == "" {
		return nil
	}
	return &casefile.Ball{OrgID: r.BallOrg, OrgName: r.BallName, UserID: r.BallUser, Owner: r.BallOwner, What: r.BallWhat, Due: r.BallDue.Date}
}

// locate puts into rows of plans who has the ball now among their applications.
func (s *Store) locate(ctx context.Context, rows []PlanRow) error {
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		if r.Status == string(plan.Active) {
			ids = append(ids, r.ID)
		}
	}
	live, err := s.under(ctx, ids...)
	if err != nil {
		return err
	}
	next := map[string]*casefile.Ball{}
	for _, a := range live {
		if b := a.ball(); b != nil && plan.Ahead(b, next[a.PlanID]) {
			next[a.PlanID] = b
		}
	}
	for i := range rows {
		if b := next[rows[i].ID]; b != nil && !b.Owner {
			rows[i].hold(b)
		}
	}
	return nil
}

func (r *PlanRow) hold(b *casefile.Ball) {
	r.BallOrg, r.BallName, r.BallOwner, r.BallWhat, r.BallDue = b.OrgID, b.OrgName, b.Owner, b.What, dateCol{b.Due}
}

// locateMatters puts into lines of matters where their applications are now.
func (s *Store) locateMatters(ctx context.Context, lines []PlanMatterLine) error {
	var ids []string
	for _, l := range lines {
		if l.Running {
			ids = append(ids, l.PlanID)
		}
	}
	live, err := s.under(ctx, ids...)
	if err != nil {
		return err
	}
	by := map[string]ApprovalRow{}
	for _, a := range live {
		by[a.ID] = a
	}
	for i := range lines {
		a, ok := by[lines[i].ApprovalID]
		if !ok {
			continue
		}
		lines[i].Stage = clip(a.StepNames, 200)
		if b := a.ball(); b != nil {
			lines[i].BallOrg, lines[i].BallName, lines[i].BallOwner = b.OrgID, b.OrgName, b.Owner
		}
	}
	return nil
}
