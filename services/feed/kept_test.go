package feed_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
	"apricot.health/services/feed"
)

var keptFirst = site.Limits{Acknowledge: site.Kept}

// eventually waits until the inbox has n messages with a status.
func eventually(t *testing.T, in store.Inbox, status store.InboxStatus, n int) {
	t.Helper()
	var have []store.InboxMessage
	for range 1000 {
		if have, _ = in.List(t.Context(), status, 0, 1000); len(have) == n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d messages are %s, want %d", len(have), status, n)
}

// A peer that is answered when its message is kept hears of what cannot be
// read, and not of the mapping.
func TestKeptIsAnsweredBeforeItIsMapped(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, Limits: keptFirst, MapTimeout: time.Hour, Retry: 20 * time.Millisecond})
	s := dial(t, f)
	m.fail(outcome.New(outcome.Unavailable, "busy"), nil)
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AA|W1")
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AA|W1")
	want(t, s.send(line("E1", "ADT^A04", 1, "PID|1||1^^^HIS^MR", "PV1|1|O")), "MSA|AA|E1")
	head := `MSH|^~\&|HIS|A|B|C|2026||ADT^A04|E2|P|2.5|||AL|NE` + "\r"
	want(t, s.send(head+"PID|1||1^^^HIS^MR\rPV1|1|O\r"), "MSA|CA|E2")
	want(t, s.send(message(t, "bad-birth-date.hl7")), "MSA|AE|BAD-2|", "ERR||PID^1^7|102^")
	want(t, s.send(message(t, "bad-unsupported-type.hl7")), "MSA|AR|BAD-3|")
	if r, _, n := m.count(); r != 0 || n != 5 {
		t.Errorf("%d resources, %d messages kept", r, n)
	}
	m.fail(nil, nil)
	eventually(t, m, store.Mapped, 3)
	eventually(t, m, store.Quarantined, 2)
	m.fail(nil, outcome.New(outcome.Unavailable, "disk full"))
	want(t, s.send(line("E3", "ADT^A04", 1, "PID|1||1^^^HIS^MR", "PV1|1|O")), "MSA|AR|E3|the message could not be stored")
}

// A peer that asks for an application answer gets it after the mapping.
func TestKeptWithApplicationAnswer(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, Limits: keptFirst, Retry: time.Hour})
	s := dial(t, f)
	want(t, s.send(`MSH|^~\&|HIS|A|B|C|2026||ADT^A04|E1|P|2.5|||AL|AL`+"\rPID|1||1^^^HIS^MR\rPV1|1|O\r"), "MSA|CA|E1")
	want(t, s.read(), "MSA|AA|E1")
	if r, _, _ := m.count(); r == 0 {
		t.Error("AA before the mapping")
	}
	want(t, s.send(`MSH|^~\&|HIS|A|B|C|2026||ADT^A04|E2|P|2.5|||NE|ER`+"\rPID|1\rPV1|1|O\r"), "MSA|AE|E2")
}

// However many messages are mapped at a time, those of one patient are written
// in the order in which they came.
func TestKeptKeepsTheOrderOfAPatient(t *testing.T) {
	t.Parallel()
	const patients, rounds = 6, 25
	db := open(t)
	f, _ := start(t, feed.Config{
		Store: guard.New(validate.Store{Store: db}, time.Now), Match: db, Inbox: db, Limits: keptFirst, Mappers: 8, Retry: time.Hour,
	})
	s := dial(t, f)
	for round := range rounds {
		for p := range patients {
			want(t, s.send(line(fmt.Sprintf("O%d-%d", p, round), "ADT^A08", 1,
				fmt.Sprintf("PID|1||P%d^^^HIS^MR||N%d", p, round), "PV1|1|O|||||||||||||||||V"+fmt.Sprint(p))), "MSA|AA|")
		}
	}
	eventually(t, db, store.Mapped, patients*rounds)
	for p := range patients {
		q, err := search.ParseString("Patient", fmt.Sprintf("identifier=https://apricot.health/sid/id/HIS|P%d", p), true)
		if err != nil {
			t.Fatal(err)
		}
		found, err := db.Search(actor.With(t.Context(), actor.System("test")), q)
		if err != nil || len(found.Matches) != 1 {
			t.Fatalf("%d patients: %v", len(found.Matches), err)
		}
		versions, err := db.History(t.Context(), store.HistoryQuery{Key: found.Matches[0].Key, Limit: 2 * rounds})
		if err != nil || len(versions) != rounds {
			t.Fatalf("%d versions, want %d: %v", len(versions), rounds, err)
		}
		for i, v := range versions { // newest first
			var body struct{ Name []struct{ Family string } }
			if err := json.Unmarshal(v.JSON, &body); err != nil || body.Name[0].Family != fmt.Sprintf("N%d", rounds-1-i) {
				t.Errorf("version %d of patient %d has the name %v", v.Version, p, body.Name)
			}
		}
	}
}
