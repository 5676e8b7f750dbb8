package main

import (
	"bytes"
	"log/slog"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSomebodyWhoWatchesSeesWarningsAndTheFileHasAll(t *testing.T) {
	var file, screen bytes.Buffer
	log := slog.New(watched{slog.NewTextHandler(&file, nil), slog.NewTextHandler(&screen, nil)}).With("part", "door").WithGroup("g")
	log.Info("http", "status", 200)
	log.Warn("slow", "took", "3s")
	require.Contains(t, file.String(), "part=door g.status=200")
	require.Contains(t, file.String(), "g.took=3s")
	require.Contains(t, screen.String(), "part=door g.took=3s")
	require.NotContains(t, screen.String(), "http")
}

func TestWhereNobodyWatchesTheLogStays(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "err")
	require.NoError(t, err)
	defer f.Close()
	require.False(t, terminal(f), "a file is no terminal")
}
