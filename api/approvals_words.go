package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/approval"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// WordView is one seat that an application has or had, with its words.
type WordView struct {
	Seat      string                `json:"seat"`
	Run       int                   `json:"run"`
	Step      string                `json:"step"`
	StepName  string                `json:"step_name"`
	Item      string                `json:"item,omitempty"`
	Round     int                   `json:"round"`
	Who       string                `json:"who" doc:"席位：单位或人"`
	State     string                `json:"state"`
	StateText string                `json:"state_text"`
	ByName    string                `json:"by_name,omitempty"`
	ByOrg     string                `json:"by_org,omitempty"`
	InPlace   bool                  `json:"in_place,omitempty" doc:"代他人办理"`
	At        *time.Time            `json:"at,omitempty"`
	Opinion   string                `json:"opinion,omitempty"`
	Files     []casefile.Attachment `json:"files,omitempty"`
}

// words lists every seat that ever was, also those cancelled, removed, and of
// rounds long past, for the printed sheet of opinions 审批意见表.
func (k approvalDesk) words(ctx context.Context, in *IDIn) (*listOut[WordView], error) {
	reader := auth.Actor(ctx)
	a, err := k.seen(ctx, in.ID, reader)
	if err != nil {
		return nil, err
	}
	rows, _, err := k.Approvals.ApprovalWords(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	views := make([]WordView, 0, len(rows))
	for _, r := range rows {
		v, err := wordView(langOf(ctx), a, r, reader)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return newList(views, ""), nil
}

func wordView(l lang, a *approval.Approval, r store.SeatRow, reader org.Actor) (WordView, error) {
	v := WordView{
		Seat: r.Seat, Run: r.Run, Step: r.Step, StepName: r.StepName, Item: r.Item, Round: r.Round, Who: r.OrgName,
		State: r.State, ByName: r.ByName, ByOrg: r.ByOrg, InPlace: r.InPlace != "", At: r.SettledAt,
	}
	if v.Who == "" {
		v.Who = r.UserName
	}
	if a.Secret(r.Seat, reader) {
		v.State, v.ByName, v.ByOrg, v.InPlace, v.At = string(approval.Open), "", "", false, nil
	}
	v.StateText = wordOf(l, seatWords, v.State)
	if !a.ShowsWords(r.Seat, reader) {
		return v, nil
	}
	v.Opinion = r.Opinion
	if err := json.Unmarshal([]byte(r.Files), &v.Files); err != nil {
		return v, fmt.Errorf("files of seat %s of %s: %w", r.Seat, r.ApprovalID, err)
	}
	return v, nil
}
