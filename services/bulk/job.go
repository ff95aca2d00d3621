package bulk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/rest"
	"apricot.health/fhir/store"
)

// TaskExport is the code of a Task that is an export job.
const TaskExport = "export"

// The states of a job: codes of Task.status.
const (
	jobRequested = "requested"
	jobRunning   = "in-progress"
	jobDone      = "completed"
	jobFailed    = "failed"
	jobCancelled = "cancelled"
)

// job is an export as its Task keeps it: whose it is, what is asked for, how
// far it is.
type job struct {
	id      string
	version int64
	status  string
	state
}

// state is the part of a job that only Apricot reads. It is one JSON text in
// the Task: cursors mean nothing to others.
type state struct {
	Owner    owner
	Request  rest.ExportRequest
	Types    []string
	At       time.Time
	Finished time.Time
	// Step counts the types, or the members of a group, that are whole; Page
	// is the page of the next to go on with.
	Step  int
	Page  string
	Files []part
	// Problem is why it failed, in words that may be shown.
	Problem string
}

// owner is the actor that a job runs as: its rights, and its name in the audit
// log, are those of who asked for it.
type owner struct {
	ID, Display string
	Role        actor.Role
	Purpose     actor.Purpose
}

func (o owner) actor() actor.Actor {
	return actor.Actor{ID: o.ID, Display: o.Display, Role: o.Role, Purpose: o.Purpose}
}

// part is one file, whole up to Size bytes.
type part struct {
	Type  string
	Count int
	Size  int64
}

func (p part) name() string { return p.Type + ".ndjson" }

// seal is a message authentication code of a job's state. Others may write
// Tasks too, and a state that they made up must not be run: it says with whose
// rights.
func seal(key []byte, id, text string) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s\n%s", id, text)
	return hex.EncodeToString(mac.Sum(nil))
}

// task is the Task of the job.
func (j *job) task(key []byte, now time.Time) (store.Op, error) {
	text, err := json.Marshal(j.state)
	if err != nil {
		return store.Op{}, fmt.Errorf("bulk: export: %w", err)
	}
	t := object{
		"resourceType": "Task", "id": j.id, "status": j.status, "intent": "order",
		"code":       object{"coding": []object{{"system": TaskSystem, "code": TaskExport}}},
		"authoredOn": instant(j.At), "lastModified": instant(now),
		"requester": object{"identifier": object{"system": "urn:apricot:actor", "value": j.Owner.ID}},
		"input": []object{
			{"type": object{"text": "state"}, "valueString": string(text)},
			{"type": object{"text": "seal"}, "valueString": seal(key, j.id, string(text))},
		},
	}
	if j.Problem != "" {
		t["statusReason"] = object{"text": j.Problem}
	}
	body, err := json.Marshal(t)
	if err != nil {
		return store.Op{}, fmt.Errorf("bulk: export: %w", err)
	}
	if j.version == 0 {
		return store.Op{Verb: store.Create, Type: "Task", ID: j.id, Body: body}, nil
	}
	return store.Op{Verb: store.Update, Type: "Task", ID: j.id, IfMatch: j.version, Body: body}, nil
}

// readJob is the job of a Task, NotFound when the Task is no export or was not
// written by the Exporter that holds the key.
func readJob(key []byte, r store.Resource) (*job, error) {
	d, err := r4.Parse(r.JSON)
	if err != nil {
		return nil, fmt.Errorf("bulk: export: %w", err)
	}
	root := d.Root()
	in := map[string]string{}
	for v := range root.Get("input").Items() {
		in[v.Get("type").Get("text").Text()] = v.Get("valueString").Text()
	}
	if !coded(root, TaskExport) || !hmac.Equal([]byte(in["seal"]), []byte(seal(key, r.ID, in["state"]))) {
		return nil, unknownJob()
	}
	j := &job{id: r.ID, version: r.Version, status: root.Get("status").Text()}
	if err := json.Unmarshal([]byte(in["state"]), &j.state); err != nil {
		return nil, outcome.Wrap(outcome.Internal, err, "the state of the export cannot be read")
	}
	return j, nil
}

// coded tells whether a Task is one of this package's with the code.
func coded(task r4.Value, code string) bool {
	for c := range task.Get("code").Get("coding").Items() {
		if c.Get("system").Text() == TaskSystem && (code == "" || c.Get("code").Text() == code) {
			return true
		}
	}
	return false
}

func unknownJob() error { return outcome.New(outcome.NotFound, "this export is not known") }
