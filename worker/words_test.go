package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Words are looked for again after trouble, and the end is heard.
func TestWordsAreLookedForAgainAfterTrouble(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var said bytes.Buffer
	asked := 0
	Words{Log: slog.New(slog.NewTextHandler(&said, nil)), Every: time.Millisecond, Index: func(context.Context) (int, error) {
		switch asked++; asked {
		case 1:
			return 3, errors.New("the database went away")
		case 2:
			return 7, nil
		}
		cancel()
		return 0, nil
	}}.Run(ctx)
	require.Equal(t, 3, asked)
	require.Contains(t, said.String(), "the database went away")
	require.Contains(t, said.String(), "cases=3")
	require.Contains(t, said.String(), "cases=7")
}
