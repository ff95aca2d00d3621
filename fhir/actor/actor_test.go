package actor_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

func TestFromRefusesTheIncomplete(t *testing.T) {
	t.Parallel()
	for name, ctx := range map[string]context.Context{
		"none":         context.Background(),
		"zero":         actor.With(context.Background(), actor.Actor{}),
		"no id":        actor.With(context.Background(), actor.Actor{Role: actor.Doctor}),
		"no role":      actor.With(context.Background(), actor.Actor{ID: "x"}),
		"unknown role": actor.With(context.Background(), actor.Actor{ID: "x", Role: "root"}),
		"taken away":   actor.With(actor.With(context.Background(), actor.System("feed")), actor.Actor{}),
	} {
		got, err := actor.From(ctx)
		if !outcome.Is(err, outcome.Unauthenticated) || got != (actor.Actor{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestWithAndFrom(t *testing.T) {
	t.Parallel()
	for _, role := range actor.Roles() {
		want := actor.Actor{
			ID: "Patient/1", Role: role, Display: "d", Patient: "1", Purpose: actor.Treatment, OnBehalf: "Device/d", TraceID: "t",
		}
		got, err := actor.From(actor.With(t.Context(), want))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}
	inner := actor.With(actor.With(t.Context(), actor.System("feed")), actor.System("vitals"))
	if got, err := actor.From(inner); err != nil || got.ID != "system:vitals" {
		t.Errorf("the inner actor counts: %+v %v", got, err)
	}
}

// System actors must be whole, or Apricot's own components could do nothing.
func TestSystem(t *testing.T) {
	t.Parallel()
	want := actor.Actor{ID: "system:feed", Role: actor.Service, Display: "Apricot feed", Purpose: actor.Treatment}
	if diff := cmp.Diff(want, actor.System("feed")); diff != "" {
		t.Error(diff)
	}
	if actor.Role("Doctor").Valid() || actor.Role("").Valid() {
		t.Error("roles compare with case, and none is no role")
	}
}
