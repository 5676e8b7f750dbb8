package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/api"
	"github.com/diaodu/diaodu/api/apitest"
	"github.com/diaodu/diaodu/domain/org"
)

func TestOfficialsFindOneAnotherWithoutContactData(t *testing.T) {
	w := apitest.New(t)
	w.Official("chair", "", org.Chair)
	w.Official("coord", "", org.Coordinator)
	var list api.List[api.PersonView]
	a := w.Login("coord").Get("/api/people?role=chair").Want(http.StatusOK)
	a.JSON(&list)
	require.Len(t, list.Items, 1)
	require.Equal(t, []org.Role{org.Chair}, list.Items[0].Roles)
	require.NotContains(t, string(a.Body), "phone")
	require.NotContains(t, string(a.Body), "login")
}
