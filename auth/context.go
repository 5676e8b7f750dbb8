// Package auth establishes who is asking: passwords, sessions and the actor a
// request acts as. It never decides whether an act is allowed.
package auth

import (
	"context"

	"github.com/diaodu/diaodu/domain/org"
)

type actorKey struct{}

// WithActor puts the person behind a request into its context.
func WithActor(ctx context.Context, a org.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// Actor is the person behind the request. Without one it is nobody: no id, no
// roles, so every table of acts refuses it.
func Actor(ctx context.Context) org.Actor {
	a, _ := ctx.Value(actorKey{}).(org.Actor)
	return a
}
