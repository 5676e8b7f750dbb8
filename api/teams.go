package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/diaodu/diaodu/auth"
	"github.com/diaodu/diaodu/domain/account"
	"github.com/diaodu/diaodu/domain/casefile"
	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
	"github.com/diaodu/diaodu/store"
)

// Teams keeps the teams of enterprises. store fits it.
type Teams interface {
	Team(ctx context.Context, enterpriseID string) ([]account.Member, error)
	SetTeamRole(ctx context.Context, by casefile.Meta, enterpriseID, userID string, role org.OwnerRole, at time.Time) error
	RemoveFromTeam(ctx context.Context, by casefile.Meta, enterpriseID, userID string, at time.Time) error
	OfferPrimary(ctx context.Context, by casefile.Meta, enterpriseID, toUser string, at time.Time) (account.Offer, error)
	OpenOffer(ctx context.Context, enterpriseID string) (account.Offer, error)
	SettleOffer(ctx context.Context, by casefile.Meta, enterpriseID string, accept bool, at time.Time) error
}

// TeamView is an enterprise's people and the open offer of the PRIMARY's place.
type TeamView struct {
	Items []MemberView `json:"items" nullable:"false"`
	Offer *OfferView   `json:"offer,omitempty" doc:"待确认的主账号移交"`
}

// MemberView is one person of a team.
type MemberView struct {
	UserID   string        `json:"user_id"`
	Login    string        `json:"login,omitempty" doc:"仅本企业成员可见"`
	Name     string        `json:"name"`
	Phone    string        `json:"phone,omitempty"`
	Role     org.OwnerRole `json:"role" enum:"PRIMARY,ADMIN,MEMBER"`
	Disabled bool          `json:"disabled"`
	Since    workcal.Date  `json:"since" format:"date"`
}

// OfferView is a transfer of the PRIMARY's place that waits for its acceptance.
type OfferView struct {
	FromUser  string    `json:"from_user"`
	FromName  string    `json:"from_name"`
	ToUser    string    `json:"to_user"`
	ToName    string    `json:"to_name"`
	OfferedAt time.Time `json:"offered_at"`
}

type newMemberIn struct {
	IDIn
	Body struct {
		Contact
		Login string        `json:"login" maxLength:"32" doc:"用户名"`
		Role  org.OwnerRole `json:"role" enum:"ADMIN,MEMBER"`
	}
}

type MemberIn struct {
	IDIn
	UserID string `path:"user" maxLength:"32" pattern:"^[0-9A-Za-z._-]+$" patternDescription:"用户编号"`
}

type memberRoleIn struct {
	MemberIn
	Body struct {
		Role org.OwnerRole `json:"role" enum:"PRIMARY,ADMIN,MEMBER"`
	}
}

type transferIn struct {
	IDIn
	Body struct {
		UserID string `json:"user_id" minLength:"1" maxLength:"32" doc:"接任主账号的成员"`
	}
}

type settleIn struct {
	IDIn
	Body struct {
		Accept bool `json:"accept" doc:"接受；否则为拒绝或撤回"`
	}
}

func registerTeams(api huma.API, d Deps) {
	const tag, base = "企业团队", "/api/enterprises/{id}/team"
	huma.Register(api, op("team-list", http.MethodGet, base, tag, "团队成员"), d.team)
	huma.Register(api, op("team-add", http.MethodPost, base, tag, "添加成员", answers(http.StatusCreated)), d.addMember)
	huma.Register(api, op("team-role", http.MethodPatch, base+"/{user}", tag, "调整成员身份"), d.setMemberRole)
	huma.Register(api, op("team-remove", http.MethodDelete, base+"/{user}", tag, "移出成员"), d.removeMember)
	huma.Register(api, op("team-transfer", http.MethodPost, base+"/transfer", tag, "移交主账号"), d.offerPrimary)
	huma.Register(api, op("team-settle", http.MethodPut, base+"/transfer", tag, "确认、拒绝或撤回移交"), d.settleOffer)
}

func (d Deps) team(ctx context.Context, in *IDIn) (*bodyOut[TeamView], error) {
	if err := account.CheckTeamReader(auth.Actor(ctx), in.ID); err != nil {
		return nil, err
	}
	return answer(d.teamView(ctx, in.ID))
}

func (d Deps) teamView(ctx context.Context, enterpriseID string) (TeamView, error) {
	members, err := d.Teams.Team(ctx, enterpriseID)
	if err != nil {
		return TeamView{}, err
	}
	v := TeamView{Items: make([]MemberView, len(members))}
	own := auth.Actor(ctx).EnterpriseID == enterpriseID
	for i, m := range members {
		v.Items[i] = MemberView{UserID: m.UserID, Name: m.Name, Phone: m.Phone, Role: m.Role, Disabled: m.Disabled, Since: m.Since}
		if own {
			v.Items[i].Login = m.Login
		}
	}
	o, err := d.Teams.OpenOffer(ctx, enterpriseID)
	if err != nil {
		return TeamView{}, err
	}
	if o.ID != "" && own {
		v.Offer = &OfferView{FromUser: o.FromUser, FromName: o.FromName, ToUser: o.ToUser, ToName: o.ToName, OfferedAt: o.OfferedAt}
	}
	return v, nil
}

func (d Deps) addMember(ctx context.Context, in *newMemberIn) (*bodyOut[AccountView], error) {
	if err := account.CheckTeam(auth.Actor(ctx), in.ID); err != nil {
		return nil, err
	}
	b := in.Body
	return answer(d.newAccount(ctx, store.NewUser{
		Login: b.Login, Name: b.Name, Phone: b.Phone, Email: b.Email,
		Roles: []org.Role{org.Owner}, EnterpriseID: in.ID, OwnerRole: b.Role,
	}))
}

// changeTeam runs a change that only the PRIMARY may make and answers the team after it.
func (d Deps) changeTeam(ctx context.Context, enterpriseID string, change func() error) (*bodyOut[TeamView], error) {
	if err := account.CheckTeam(auth.Actor(ctx), enterpriseID); err != nil {
		return nil, err
	}
	if err := change(); err != nil {
		return nil, err
	}
	return answer(d.teamView(ctx, enterpriseID))
}

func (d Deps) setMemberRole(ctx context.Context, in *memberRoleIn) (*bodyOut[TeamView], error) {
	return d.changeTeam(ctx, in.ID, func() error {
		return d.Teams.SetTeamRole(ctx, hand(ctx), in.ID, in.UserID, in.Body.Role, d.Now())
	})
}

func (d Deps) removeMember(ctx context.Context, in *MemberIn) (*bodyOut[TeamView], error) {
	return d.changeTeam(ctx, in.ID, func() error {
		return d.Teams.RemoveFromTeam(ctx, hand(ctx), in.ID, in.UserID, d.Now())
	})
}

func (d Deps) offerPrimary(ctx context.Context, in *transferIn) (*bodyOut[TeamView], error) {
	return d.changeTeam(ctx, in.ID, func() error {
		_, err := d.Teams.OfferPrimary(ctx, hand(ctx), in.ID, in.Body.UserID, d.Now())
		return err
	})
}

// settleOffer is for the two people of the offer; the store tells them apart.
func (d Deps) settleOffer(ctx context.Context, in *settleIn) (*bodyOut[TeamView], error) {
	who := auth.Actor(ctx)
	if !who.Has(org.Owner) || who.EnterpriseID != in.ID {
		return nil, account.CheckTeam(who, in.ID)
	}
	if err := d.Teams.SettleOffer(ctx, hand(ctx), in.ID, in.Body.Accept, d.Now()); err != nil {
		return nil, err
	}
	return answer(d.teamView(ctx, in.ID))
}
