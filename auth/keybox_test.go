package auth_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/auth"
)

func TestASealedSecretOpensWithItsKeyForItsPurposeAlone(t *testing.T) {
	box, err := auth.NewKeybox([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	sealed := box.Seal("口令-123", "channel/email")
	require.NotContains(t, sealed, "123")
	require.NotEqual(t, sealed, box.Seal("口令-123", "channel/email"))
	plain, err := box.Open(sealed, "channel/email")
	require.NoError(t, err)
	require.Equal(t, "口令-123", plain)
	_, err = box.Open(sealed, "channel/wecom")
	require.Error(t, err)
	_, err = box.Open(sealed[:len(sealed)-2], "channel/email")
	require.Error(t, err)
	other, err := auth.NewKeybox([]byte(strings.Repeat("x", 40)))
	require.NoError(t, err)
	_, err = other.Open(sealed, "channel/email")
	require.ErrorIs(t, err, auth.ErrOtherKey)
	_, err = auth.NewKeybox([]byte("short"))
	require.Error(t, err)
}
