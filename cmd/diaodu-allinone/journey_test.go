package main

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/diaodu/diaodu/cmd/internal/killtest"
	"github.com/diaodu/diaodu/deploy/seed"
	"github.com/diaodu/diaodu/e2e/journey"
)

// The acceptance scenario S1 over HTTP, as `make demo` walks it: with a meeting
// (on workdays) and with orders on the spot.
func TestTheAcceptanceScenarioOverHTTP(t *testing.T) {
	p := withDemo(t, shortDir(t))
	for _, onSite := range []bool{false, true} {
		var said killtest.Said
		way := journey.Way{Base: "http://" + p.address, Password: seed.Password, Out: &said, OnSite: onSite}
		require.NoError(t, journey.Run(context.Background(), way), "%s", &said)
		t.Log(said.String())
	}
	p.Stop(t, os.Interrupt)
}
