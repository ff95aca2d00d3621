package vitals

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Credential is what a new device is given, once. Only a hash of the password
// is kept; it is random and 256 bits long, so a plain hash protects it.
type Credential struct {
	Device, Username, Password, Topic string
}

type deviceResource struct {
	ID         string `json:"id"`
	Status     string `json:"status"`
	Identifier []struct {
		System string `json:"system"`
		Value  string `json:"value"`
	} `json:"identifier"`
	Patient struct {
		Reference string `json:"reference"`
	} `json:"patient"`
}

// Register binds a new device to a patient. The actor must be allowed to write
// Devices.
func (s *Service) Register(ctx context.Context, patient, display string) (Credential, error) {
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return Credential{}, fmt.Errorf("vitals: secret: %w", err)
	}
	secret := base64.RawURLEncoding.EncodeToString(raw[:])
	body, err := json.Marshal(map[string]any{
		"resourceType": "Device", "status": "active",
		"identifier": []map[string]any{{"system": secretSystem, "value": hash(secret)}},
		"deviceName": []map[string]any{{"name": display, "type": "user-friendly-name"}},
		"patient":    map[string]any{"reference": "Patient/" + patient},
	})
	if err != nil {
		return Credential{}, fmt.Errorf("vitals: encode device: %w", err)
	}
	res, err := s.Store.Apply(ctx, store.Batch{Ops: []store.Op{{Verb: store.Create, Type: "Device", Body: body}}})
	if err != nil {
		return Credential{}, err
	}
	id := res[0].ID
	return Credential{Device: id, Username: id, Password: secret, Topic: topicPrefix + id}, nil
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Authenticate gives the actor of an active device, or Unauthenticated. It
// says the same for an unknown device and a wrong password.
func (s *Service) Authenticate(ctx context.Context, device, password string) (actor.Actor, error) {
	refused := outcome.New(outcome.Unauthenticated, "the device or its password is not known")
	d, err := s.device(ctx, device)
	if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) || outcome.Is(err, outcome.Invalid) {
		return actor.Actor{}, refused
	}
	if err != nil {
		return actor.Actor{}, err
	}
	for _, id := range d.Identifier {
		if id.System == secretSystem && d.Status == "active" && subtle.ConstantTimeCompare([]byte(id.Value), []byte(hash(password))) == 1 {
			return actor.Actor{
				ID: "Device/" + d.ID, Role: actor.Device, Patient: patientOf(d), Purpose: actor.Treatment,
			}, nil
		}
	}
	return actor.Actor{}, refused
}

func (s *Service) device(ctx context.Context, id string) (deviceResource, error) {
	var d deviceResource
	r, err := s.Store.Read(s.own(ctx, "Device/"+id), store.Key{Type: "Device", ID: id})
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(r.JSON, &d); err != nil {
		return d, fmt.Errorf("vitals: decode device: %w", err)
	}
	return d, nil
}

func patientOf(d deviceResource) string {
	const prefix = "Patient/"
	if len(d.Patient.Reference) > len(prefix) && d.Patient.Reference[:len(prefix)] == prefix {
		return d.Patient.Reference[len(prefix):]
	}
	return ""
}

// own is the context of this component acting for a party.
func (s *Service) own(ctx context.Context, behalf string) context.Context {
	a := actor.System("vitals")
	a.OnBehalf = behalf
	if from, err := actor.From(ctx); err == nil {
		a.TraceID = from.TraceID
	}
	return actor.With(ctx, a)
}
