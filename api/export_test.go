package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

// ToyAct is an act on a toy, the smallest noun there is: it shows what every
// case's routes have in common.
type ToyAct struct {
	Act   string                `json:"act" enum:"push,break"`
	Days  int                   `json:"days,omitempty" minimum:"1" maximum:"20"`
	Files []casefile.Attachment `json:"files,omitempty"`
}

// ToyView is the toy after an act, with what the door handed on.
type ToyView struct {
	CaseHead
	By    string                `json:"by"`
	Key   string                `json:"key"`
	Files []casefile.Attachment `json:"files"`
}

// RegisterToys adds the toys' routes, and two that fail in our own way.
func RegisterToys(s *Server, files Files) {
	d := Deps{Files: files}.withDefaults()
	registerCase(s.api, d, caseRoutes[ToyAct, ToyView]{
		Noun: "toys", Tag: "玩具",
		Act: func(_ context.Context, id string, act ToyAct, by casefile.Meta) (ToyView, error) {
			if by.Expect != 0 && by.Expect != 7 {
				return ToyView{}, fault.New(fault.Stale, "case.stale", "at 7").With("winner", "张三").With("winner_org", "区水务局").With("winner_at", "2022-05-10 09:00:00")
			}
			return ToyView{CaseHead: CaseHead{ID: id, Seq: 8}, By: by.Actor.UserID, Key: by.RequestID, Files: act.Files}, nil
		},
		View: func(_ context.Context, id string, _ org.Actor) (ToyView, error) {
			return ToyView{CaseHead: CaseHead{ID: id, Seq: 7}}, nil
		},
		Events: func(context.Context, string, org.Actor, *historyPage) ([]EventView, error) { return nil, nil },
	})
	fails := errors.New("dial tcp 10.1.2.3:3306: SELECT secret FROM users")
	huma.Register(s.api, op("fails", http.MethodGet, "/api/fails", "玩具", "出错", public),
		func(context.Context, *struct{}) (*healthOut, error) { return nil, fails })
	huma.Register(s.api, op("panics", http.MethodGet, "/api/panics", "玩具", "崩溃", public),
		func(context.Context, *struct{}) (*healthOut, error) { panic(fails) })
}
