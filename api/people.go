package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/store"
)

// PersonView is somebody whom an official may name in an act: who they are and
// where they work, without account or contact data.
type PersonView struct {
	UserID  string     `json:"user_id"`
	Name    string     `json:"name"`
	OrgID   string     `json:"org_id,omitempty"`
	OrgName string     `json:"org_name,omitempty"`
	Roles   []org.Role `json:"roles" nullable:"false"`
}

type peopleIn struct {
	PageQuery
	Role string `query:"role" maxLength:"32" doc:"只列此角色"`
	Org  string `query:"org" maxLength:"32" doc:"只列此单位"`
}

func registerPeople(api huma.API, d Deps) {
	huma.Register(api, op("people-list", http.MethodGet, "/api/people", "账号", "可指派的干部"), d.people)
}

// people lists officials for those who must name one. Owners cannot ask, and
// are never listed: their team is the enterprise's own affair.
func (d Deps) people(ctx context.Context, in *peopleIn) (*listOut[PersonView], error) {
	if a := auth.Actor(ctx); a.Has(org.Owner) {
		return nil, fault.New(fault.Forbidden, "request.forbidden", "owner %s asked for officials", a.UserID)
	}
	users, next, err := d.Users.Users(ctx, store.UserFilter{
		Q: in.Q, Role: org.Role(in.Role), OrgID: in.Org, After: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	views := []PersonView{}
	for _, u := range users {
		if u.Disabled || u.EnterpriseID != "" {
			continue
		}
		views = append(views, PersonView{UserID: u.ID, Name: u.Name, OrgID: u.OrgID, OrgName: u.OrgName, Roles: u.Roles})
	}
	return newList(views, next), nil
}
