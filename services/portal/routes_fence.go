package portal

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/actor"
)

// Fence is what hospital IT may see and do of the safety fence.
type Fence interface {
	State(ctx context.Context) (FenceState, error)
	// Switch turns what is written freely for a department (dept.*, or "*" for
	// all) off or on again. It is audited.
	Switch(ctx context.Context, department string, on bool) error
}

// FenceState is what the fence decides with now.
type FenceState struct {
	Revision    string   `json:"revision" doc:"of the policy; builtin is the shipped one"`
	Policy      string   `json:"policy" doc:"hash"`
	Knowledge   string   `json:"knowledge" doc:"hash"`
	SwitchedOff []string `json:"switchedOff" doc:"departments"`
}

func (p *Portal) fenceRoutes(api huma.API) {
	if p.cfg.Fence == nil {
		return
	}
	keepers := []actor.Role{actor.Integrator, actor.Operator}
	handle(p, api, route{
		method: http.MethodGet, path: "/api/fence", id: "fence", summary: "What the safety fence decides with, and what is switched off", roles: keepers,
	}, func(ctx context.Context, _ *struct{}) (*body[FenceState], error) {
		s, err := p.cfg.Fence.State(ctx)
		return respond(s, err)
	})
	for _, r := range []struct {
		path, id, summary string
		on                bool
	}{
		{"/api/fence/off", "fence-off", "Switch free texts for a department off", false},
		{"/api/fence/on", "fence-on", "Switch them on again", true},
	} {
		handle(p, api, route{method: http.MethodPost, path: r.path, id: r.id, summary: r.summary, roles: keepers},
			func(ctx context.Context, in *struct {
				Department string `query:"department" required:"true" maxLength:"64"`
			},
			) (*empty, error) {
				return &empty{}, p.cfg.Fence.Switch(ctx, in.Department, r.on)
			})
	}
}
