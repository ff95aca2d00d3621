package portal

import (
	"context"

	"apricot.health/fhir/actor"
)

// Both is a text in both languages.
type Both struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// DemoUsers are the logins of the demonstration hospital.
type DemoUsers struct {
	Users []DemoUser `json:"users"`
	Links []DemoLink `json:"links"`
}

// DemoUser is one login without a password.
type DemoUser struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Name Both   `json:"name"`
}

// DemoLink is a visit link that is ready to open.
type DemoLink struct {
	Patient Both   `json:"patient"`
	URL     string `json:"url"`
}

// DemoLogin names the demo user to be.
type DemoLogin struct {
	User string `json:"user" minLength:"1" maxLength:"100"`
}

// Demo gives logins without passwords. It is nil outside a demonstration.
type Demo interface {
	Users(ctx context.Context) (DemoUsers, error)
	// Login gives the actor of a demo user, or NotFound.
	Login(ctx context.Context, user string) (actor.Actor, error)
}

// demoNotice stands on every screen of a demonstration.
func demoNotice() *Both {
	return &Both{
		ZH: "演示环境：患者均为虚构，请勿用于真实诊疗。",
		EN: "Demonstration: all patients are synthetic. Not for real care.",
	}
}
