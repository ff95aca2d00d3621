package app

import (
	"context"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/services/portal"
	"apricot.health/services/previsit"
)

// DemoLink is a visit link of the demo hospital.
type DemoLink struct{ Name, Lang, Path string }

// demoLinkLife is how long a demo link can be opened.
const demoLinkLife = 24 * time.Hour

// portalDemo gives the logins and links of the demo.
type portalDemo struct {
	app *App
}

var _ portal.Demo = (*portalDemo)(nil)

func demoActors() []actor.Actor {
	return []actor.Actor{
		{ID: "Practitioner/demo-doctor", Role: actor.Doctor, Display: "林医生 Dr Lin", Purpose: actor.Treatment},
		{ID: "Practitioner/demo-care", Role: actor.CareManager, Display: "何护士 Nurse He", Purpose: actor.Treatment},
	}
}

// Login implements portal.Demo.
func (d *portalDemo) Login(_ context.Context, user string) (actor.Actor, error) {
	for _, a := range demoActors() {
		if a.ID == user {
			return a, nil
		}
	}
	return actor.Actor{}, outcome.New(outcome.NotFound, "this demo user is not known")
}

// Users implements portal.Demo.
func (d *portalDemo) Users(ctx context.Context) (portal.DemoUsers, error) {
	links, err := d.app.DemoLinks(ctx)
	if err != nil {
		return portal.DemoUsers{}, err
	}
	out := portal.DemoUsers{Users: []portal.DemoUser{
		{ID: "Practitioner/demo-doctor", Role: string(actor.Doctor), Name: portal.Both{ZH: "林医生", EN: "Dr Lin"}},
		{ID: "Practitioner/demo-care", Role: string(actor.CareManager), Name: portal.Both{ZH: "何护士（慢病管理）", EN: "Nurse He, care manager"}},
	}}
	for _, l := range links {
		out.Links = append(out.Links, portal.DemoLink{Patient: portal.Both{ZH: l.Name, EN: l.Name}, URL: l.Path})
	}
	return out, nil
}

// DemoLinks makes fresh visit links for some patients of the demo hospital,
// half of them in each language.
func (a *App) DemoLinks(ctx context.Context) ([]DemoLink, error) {
	if !a.cfg.Demo {
		return nil, outcome.New(outcome.NotFound, "this is not a demonstration")
	}
	h, err := readHospital()
	if err != nil {
		return nil, err
	}
	ctx = actor.With(ctx, actor.System("demo"))
	var out []DemoLink
	for _, p := range h.Patients {
		switch p.ID {
		case "demo-p02", "demo-p03", "demo-p04", "demo-p11", "demo-p18":
		default:
			continue
		}
		token, err := a.now().previsit.Invite(ctx, previsit.Invitation{Patient: p.ID, Encounter: p.ID + "-visit", Lang: p.Lang, ValidFor: demoLinkLife})
		if err != nil {
			return nil, err
		}
		out = append(out, DemoLink{Name: p.Name, Lang: p.Lang, Path: "/visit/" + token})
	}
	return out, nil
}
