package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// StandInView is one person taking another's place for some days 代.
type StandInView struct {
	ID        string       `json:"id"`
	ForUser   string       `json:"for_user" doc:"被代理人"`
	ForName   string       `json:"for_name"`
	ByUser    string       `json:"by_user" doc:"代理人"`
	ByName    string       `json:"by_name"`
	From      workcal.Date `json:"from" format:"date"`
	To        workcal.Date `json:"to" format:"date"`
	CreatedAt time.Time    `json:"created_at"`
	Actions   []ActionView `json:"actions" nullable:"false" doc:"我可办的：take 进入代理，revoke 取消"`
}

// standInView shows a stand-in with what the reader may do with it today.
func standInView(l lang, s account.StandIn, reader org.Actor, today workcal.Date) StandInView {
	v := StandInView{
		ID: s.ID, ForUser: s.ForUser, ForName: s.ForName, ByUser: s.ByUser, ByName: s.ByName,
		From: s.From, To: s.To, CreatedAt: s.CreatedAt, Actions: []ActionView{},
	}
	if s.ByUser == reader.UserID && reader.StandsInFor == "" && !today.Before(s.From) && !today.After(s.To) {
		v.Actions = append(v.Actions, ActionView{Act: "take", Text: word{"进入代理", "Take the place"}.in(l)})
	}
	if s.ForUser == reader.UserID || reader.Has(org.Admin) {
		v.Actions = append(v.Actions, ActionView{Act: "revoke", Text: word{"取消代理", "Revoke"}.in(l), Danger: true})
	}
	return v
}

type newStandInIn struct {
	Body struct {
		ForUser string       `json:"for_user,omitempty" maxLength:"32" doc:"被代理人；空为本人"`
		ByUser  string       `json:"by_user" minLength:"1" maxLength:"32" doc:"代理人"`
		From    workcal.Date `json:"from" format:"date"`
		To      workcal.Date `json:"to" format:"date"`
	}
}

func registerStandIns(api huma.API, d Deps) {
	const tag = "代理"
	huma.Register(api, op("standins-list", http.MethodGet, "/api/stand-ins", tag, "代理安排"), d.listStandIns)
	huma.Register(api, op("standins-create", http.MethodPost, "/api/stand-ins", tag, "安排代理", answers(http.StatusCreated)), d.createStandIn)
	huma.Register(api, op("standins-revoke", http.MethodDelete, "/api/stand-ins/{id}", tag, "取消代理", answers(http.StatusNoContent)), d.revokeStandIn)
}

// listStandIns shows one's own; the administrator and the auditor see all.
func (d Deps) listStandIns(ctx context.Context, _ *struct{}) (*listOut[StandInView], error) {
	who := auth.Actor(ctx)
	id := who.UserID
	if who.Has(org.Admin, org.Auditor) {
		id = ""
	}
	list, err := d.Users.StandIns(ctx, id, d.Now())
	if err != nil {
		return nil, err
	}
	views := make([]StandInView, len(list))
	for i, s := range list {
		views[i] = standInView(langOf(ctx), s, who, workcal.DateOf(d.Now()))
	}
	return newList(views, "").offers(account.MayArrange(who), "add", word{"安排代理", "Arrange a stand-in"}, langOf(ctx)), nil
}

func (d Deps) createStandIn(ctx context.Context, in *newStandInIn) (*bodyOut[StandInView], error) {
	forUser := in.Body.ForUser
	if forUser == "" {
		forUser = auth.Actor(ctx).UserID
	}
	s, err := d.Users.CreateStandIn(ctx, hand(ctx), forUser, in.Body.ByUser, in.Body.From, in.Body.To, d.Now())
	return answer(standInView(langOf(ctx), s, auth.Actor(ctx), workcal.DateOf(d.Now())), err)
}

func (d Deps) revokeStandIn(ctx context.Context, in *IDIn) (*struct{}, error) {
	return nil, d.Users.RevokeStandIn(ctx, hand(ctx), in.ID, d.Now())
}
