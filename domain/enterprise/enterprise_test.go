package enterprise

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/domain/fault"
	"github.com/diaodu/diaodu/domain/org"
)

func TestCreditCodes(t *testing.T) {
	for _, good := range []string{"91350100M000100Y43", "9144030071526726XG", "91110000802100433B"} {
		require.NoError(t, CheckCreditCode(good), good)
	}
	for name, bad := range map[string]string{
		"a wrong check digit":   "91350100M000100Y44",
		"two digits exchanged":  "91350100M000010Y43",
		"seventeen characters":  "91350100M000100Y4",
		"a letter not in use":   "91350100I000100Y43",
		"lower case":            "91350100m000100y43",
		"Chinese":               "统一社会信用代码",
		"a letter I at the end": "91350100M000100Y4I",
	} {
		require.True(t, fault.Is(CheckCreditCode(bad), "enterprise.credit_code"), name)
	}
	require.Equal(t, "91350100M000100Y43", NormalCreditCode(" 91350100 m000100y43\t"))
}

// Any single wrong character is found, which is what the check digit is for.
func TestCreditCodeFindsAnySingleMistake(t *testing.T) {
	good := "91350100M000100Y43"
	for i := range good {
		for _, r := range creditAlphabet {
			if bad := good[:i] + string(r) + good[i+1:]; bad != good {
				require.Error(t, CheckCreditCode(bad), bad)
			}
		}
	}
}

func TestEnterpriseCheck(t *testing.T) {
	require.NoError(t, Enterprise{Name: "公司"}.Check(), "the credit code may come later")
	require.True(t, fault.Is(Enterprise{}.Check(), "enterprise.missing"))
	require.True(t, fault.Is(Enterprise{Name: strings.Repeat("长", 201)}.Check(), "enterprise.name_too_long"))
	require.True(t, fault.Is(Enterprise{Name: "公司", CreditCode: "1"}.Check(), "enterprise.credit_code"))
}

func TestTeamRules(t *testing.T) {
	person := func(id string, role org.OwnerRole) org.Actor {
		return org.Actor{UserID: id, Roles: []org.Role{org.Owner}, EnterpriseID: "e1", OwnerRole: role}
	}
	primary, admin, member := person("p", org.Primary), person("a", org.Manager), person("m", org.Member)
	official := org.Actor{UserID: "c", Roles: []org.Role{org.Coordinator}}
	other := primary
	other.EnterpriseID = "e2"
	newMember := TeamMember{UserID: "n", Role: org.Member}
	m2, a2, p2 := TeamMember{"m2", "", "", org.Member, true}, TeamMember{"a2", "", "", org.Manager, true}, TeamMember{"p", "", "", org.Primary, true}
	gone := TeamMember{UserID: "g", Role: org.Member}
	for _, c := range []struct {
		name   string
		actor  org.Actor
		act    TeamAct
		target TeamMember
		offer  string
		code   string
	}{
		{"primary adds a member", primary, Add, newMember, "", ""},
		{"admin adds a member", admin, Add, newMember, "", ""},
		{"admin does not add an admin", admin, Add, TeamMember{UserID: "n", Role: org.Manager}, "", "team.not_allowed"},
		{"nobody adds a second primary", primary, Add, TeamMember{UserID: "n", Role: org.Primary}, "", "team.wrong_place"},
		{"member adds nobody", member, Add, newMember, "", "team.not_allowed"},
		{"officials do not edit an owner's team", official, Add, newMember, "", "team.own_only"},
		{"nor does another enterprise", other, Add, newMember, "", "team.own_only"},
		{"member does not promote themselves", member, Promote, TeamMember{"m", "", "", org.Member, true}, "", "team.self"},
		{"primary promotes a member", primary, Promote, m2, "", ""},
		{"admin does not promote", admin, Promote, m2, "", "team.not_allowed"},
		{"an admin is not promoted again", primary, Promote, a2, "", "team.wrong_place"},
		{"primary demotes an admin", primary, Demote, a2, "", ""},
		{"admin revokes a member", admin, Revoke, m2, "", ""},
		{"admin does not revoke an admin", admin, Revoke, a2, "", "team.not_allowed"},
		{"admin does not revoke the primary", admin, Revoke, p2, "", "team.not_allowed"},
		{"primary restores", primary, Restore, gone, "", ""},
		{"primary hands over", primary, HandOver, m2, "", ""},
		{"not to somebody who left", primary, HandOver, gone, "", "team.wrong_place"},
		{"admin does not hand over", admin, HandOver, m2, "", "team.not_allowed"},
		{"the one it is offered to accepts", member, Accept, TeamMember{}, "m", ""},
		{"nobody else accepts", admin, Accept, TeamMember{}, "m", "team.not_offered"},
		{"no act without a name", primary, "fire", m2, "", "team.act_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := CheckTeamAct(c.actor, "e1", c.act, c.target, c.offer)
			if c.code == "" {
				require.NoError(t, err)
				return
			}
			require.True(t, fault.Is(err, c.code), "%v", err)
		})
	}
}

func TestAfterAnAct(t *testing.T) {
	m := TeamMember{UserID: "m", Role: org.Member, Active: true}
	require.Equal(t, org.Manager, After(Promote, m).Role)
	require.Equal(t, org.Member, After(Demote, After(Promote, m)).Role)
	require.False(t, After(Revoke, m).Active)
	require.True(t, After(Restore, After(Revoke, m)).Active)
	require.Equal(t, org.Primary, After(Accept, m).Role)
	require.Equal(t, m, After(HandOver, m), "an offer changes nothing yet")
}
