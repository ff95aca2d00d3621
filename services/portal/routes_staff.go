package portal

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// PatientPath is a patient in a path: a logical id of FHIR R4. It is exported,
// as huma reads no fields of embedded types that are not.
type PatientPath struct {
	LanguageHeader
	ID string `path:"id" pattern:"^[A-Za-z0-9.-]{1,64}$"`
}

func (p *Portal) doctorRoutes(api huma.API) {
	doctors := []actor.Role{actor.Doctor}
	handle(p, api, route{
		method: http.MethodGet, path: "/api/doctor/patients", id: "patients", summary: "The doctor's patients", roles: doctors,
	}, func(ctx context.Context, in *LanguageHeader) (*body[Patients], error) {
		return respond(p.cfg.Doctor.Patients(ctx, in.lang()))
	})
	handle(p, api, route{
		method: http.MethodGet, path: "/api/doctor/patients/{id}", id: "patient", summary: "All that the sidebar shows of a patient", roles: doctors,
	}, func(ctx context.Context, in *PatientPath) (*body[PatientPage], error) {
		return respond(p.cfg.Doctor.Patient(ctx, in.lang(), in.ID))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/doctor/patients/{id}/check-orders", id: "check-orders",
		summary: "Check drafts of orders in free text, as order-sign does", roles: doctors,
	}, func(ctx context.Context, in *struct {
		PatientPath
		Body OrdersToCheck
	},
	) (*body[Cards], error) {
		var orders []string
		for _, o := range in.Body.Orders {
			orders = append(orders, o.Text)
		}
		cards, err := p.cfg.Doctor.CheckOrders(ctx, in.lang(), in.ID, orders)
		return respond(Cards{Cards: cards}, err)
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/doctor/cards/{uuid}/feedback", id: "feedback", summary: "What the doctor did with a card", roles: doctors,
	}, func(ctx context.Context, in *struct {
		UUID string `path:"uuid" pattern:"^[A-Za-z0-9.-]{1,64}$"`
		Body Feedback
	},
	) (*empty, error) {
		if in.Body.Outcome == "overridden" && in.Body.OverrideReason == nil && strings.TrimSpace(in.Body.Comment) == "" {
			return nil, outcome.At(outcome.Unprocessable, "overrideReason", "a card is overridden with a reason")
		}
		return &empty{}, p.cfg.Doctor.Feedback(ctx, in.UUID, in.Body)
	})
}

// TaskPath is a task in a path.
type TaskPath struct {
	LanguageHeader
	Task string `path:"task" pattern:"^[A-Za-z0-9.-]{1,64}$"`
}

func (p *Portal) careRoutes(api huma.API) {
	managers := []actor.Role{actor.CareManager}
	handle(p, api, route{
		method: http.MethodGet, path: "/api/care/worklist", id: "worklist", summary: "Who needs a call and why", roles: managers,
	}, func(ctx context.Context, in *struct {
		LanguageHeader
		Status string `query:"status" enum:"open,all" default:"open"`
	},
	) (*body[Worklist], error) {
		return respond(p.cfg.Care.Worklist(ctx, in.lang(), in.Status == "all"))
	})
	handle(p, api, route{
		method: http.MethodGet, path: "/api/care/patients/{id}/vitals", id: "trend", summary: "The course of one metric", roles: managers,
	}, func(ctx context.Context, in *struct {
		PatientPath
		Metric string `query:"metric" required:"true" enum:"heart_rate,blood_pressure_systolic,blood_pressure_diastolic,spo2,resp_rate,temperature,weight,glucose,steps"`
		Days   int    `query:"days" minimum:"1" maximum:"366" default:"7"`
	},
	) (*body[Trend], error) {
		return respond(p.cfg.Care.Vitals(ctx, in.lang(), in.ID, in.Metric, in.Days))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/care/tasks/{task}/acknowledge", id: "acknowledge", summary: "Take an item on", roles: managers,
	}, func(ctx context.Context, in *TaskPath) (*body[WorkItem], error) {
		return respond(p.cfg.Care.Acknowledge(ctx, in.lang(), in.Task))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/care/tasks/{task}/close", id: "close", summary: "Close an item with a reason", roles: managers,
	}, func(ctx context.Context, in *struct {
		TaskPath
		Body Closing
	},
	) (*body[WorkItem], error) {
		reason := strings.TrimSpace(in.Body.Reason)
		if reason == "" {
			return nil, outcome.At(outcome.Unprocessable, "reason", "an item is closed with a reason")
		}
		return respond(p.cfg.Care.Close(ctx, in.lang(), in.Task, reason))
	})
}

// vitalsPath takes readings, and alone takes a device's password.
const vitalsPath = "/api/vitals"

func (p *Portal) deviceRoutes(api huma.API) {
	handle(p, api, route{
		method: http.MethodPost, path: vitalsPath, id: "vitals", body: 1 << 20, raw: true,
		summary: "Readings: a FHIR Bundle of Observations, or {device, readings}",
		roles:   []actor.Role{actor.Device, actor.Integrator, actor.Service},
	}, func(ctx context.Context, in *struct {
		RawBody []byte `contentType:"application/json"`
	},
	) (*body[ReadingResults], error) {
		a, err := actor.From(ctx)
		if err != nil {
			return nil, err
		}
		device := "" // a system's batch names it
		if a.Role == actor.Device {
			id, ok := strings.CutPrefix(a.ID, "Device/")
			if !ok || id == "" {
				return nil, outcome.New(outcome.Forbidden, "the token names no device")
			}
			device = id
		}
		results, err := p.cfg.Vitals.Ingest(ctx, device, in.RawBody)
		return respond(ReadingResults{Results: results}, err)
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/devices", id: "register-device", summary: "Bind a new device to a patient; the password is shown once",
		roles: []actor.Role{actor.Integrator, actor.Operator},
	}, func(ctx context.Context, in *struct{ Body NewDevice }) (*body[Credential], error) {
		return respond(p.cfg.Vitals.Register(ctx, in.Body.Patient, in.Body.Display))
	})
}
