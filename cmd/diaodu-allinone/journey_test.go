package main

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/e2e/journey"
)

// The acceptance scenario S1 over HTTP, as `make demo` walks it: with a meeting
// (on workdays) and with orders on the spot.
func TestTheAcceptanceScenarioOverHTTP(t *testing.T) {
	p := withDemo(t, shortDir(t))
	for _, onSite := range []bool{false, true} {
		var said safeBuffer
		way := journey.Way{Base: "http://" + p.address, Password: seed.Password, Out: &said, OnSite: onSite}
		require.NoError(t, journey.Run(context.Background(), way), "%s", &said)
		t.Log(said.String())
	}
	require.NoError(t, p.cmd.Process.Signal(os.Interrupt))
	require.NoError(t, <-p.ended, "%s", p.said)
}
