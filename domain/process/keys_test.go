package process

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryKeyOfADefinitionIsListedInItsPart(t *testing.T) {
	n := 0
	for _, g := range Keys() {
		require.NotEmpty(t, g.Keys, g.Part)
		for _, k := range g.Keys {
			require.Equal(t, described[g.Part+"."+k.Name], k.Text)
		}
		n += len(g.Keys)
	}
	require.Equal(t, len(described), n, "a part that keyParts lacks")
}
