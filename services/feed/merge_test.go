package feed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/validate"
	"apricot.health/services/feed"
)

func line(id, typ string, minute int, segments ...string) string {
	head := fmt.Sprintf(`MSH|^~\&|HIS|H|APRICOT|A|2026010510%02d00||%s|%s|P|2.5||||||UNICODE UTF-8`, minute, typ, id)
	return head + "\r" + strings.Join(segments, "\r") + "\r"
}

// A merge on the real store, guarded and validated: more records than move in
// one batch, and results under the old number afterwards.
func TestMergeOnSQLite(t *testing.T) {
	t.Parallel()
	db := open(t)
	f, _ := start(t, feed.Config{Store: guard.New(validate.Store{Store: db}, time.Now), Match: db, Inbox: db, MapTimeout: time.Minute})
	s := dial(t, f)
	_ = s.conn.SetDeadline(time.Now().Add(2 * time.Minute))
	const results = 620
	oru := []string{"PID|1||1^^^HIS^MR||张^三", "OBR|1||F1^LIS|A^血^L|||202601051000"}
	for i := range results {
		oru = append(oru, fmt.Sprintf("OBX|%d|NM|C%d^项目^L||%d||||||F", i+1, i, i))
	}
	want(t, s.send(line("M1", "ADT^A04", 1, "PID|1||1^^^HIS^MR||张^三", "PV1|1|O|||||||||||||||||V1")), "MSA|AA|M1")
	want(t, s.send(line("M2", "ORU^R01", 2, oru...)), "MSA|AA|M2")
	want(t, s.send(line("M3", "ADT^A04", 3, "PID|1||2^^^HIS^MR||张^三", "PV1|1|O|||||||||||||||||V2")), "MSA|AA|M3")
	a40 := line("M4", "ADT^A40", 4, "PID|1||2^^^HIS^MR||张^三", "MRG|1^^^HIS^MR")
	want(t, s.send(a40), "MSA|AA|M4")
	if n := total(t, db, "Observation", "patient:Patient.identifier=https://apricot.health/sid/id/HIS|2"); n != results {
		t.Errorf("%d of %d results are found from the survivor", n, results)
	}
	for condition, n := range map[string]int{
		"active=true": 1, "active=false": 1, "identifier=https://apricot.health/sid/id/HIS|1": 2, "active=true&identifier=https://apricot.health/sid/id/HIS|1": 1,
	} {
		if got := total(t, db, "Patient", condition); got != n {
			t.Errorf("Patient?%s: %d, want %d", condition, got, n)
		}
	}
	want(t, s.send(line("M5", "ORU^R01", 5, "PID|1||1^^^HIS^MR||张^三", "OBR|1||F2^LIS|A^血^L|||202601051005", "OBX|1|NM|C^项目^L||1||||||F")), "MSA|AA|M5")
	if n := total(t, db, "Observation", "patient:Patient.active=true"); n != results+1 {
		t.Errorf("%d results of the survivor after one under the old number", n)
	}
	changes := func() int {
		all, err := db.Changes(t.Context(), 0, 10000)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := changes()
	want(t, s.send(a40), "MSA|AA|M4")
	if after := changes(); after != before {
		t.Errorf("the same merge again: %d changes", after-before)
	}
}

// A visit whose records do not fit into one batch moves to another patient, all
// of it, and nothing else.
func TestMoveVisitOnSQLite(t *testing.T) {
	t.Parallel()
	db := open(t)
	f, _ := start(t, feed.Config{Store: guard.New(validate.Store{Store: db}, time.Now), Match: db, Inbox: db, MapTimeout: time.Minute})
	s := dial(t, f)
	_ = s.conn.SetDeadline(time.Now().Add(2 * time.Minute))
	const results = 620
	one, two, visit := "PID|1||1^^^HIS^MR||张^三", "PID|1||2^^^HIS^MR||李^四", "PV1|1|O|||||||||||||||||V"
	oru := []string{one, visit + "1", "OBR|1||F1^LIS|A^血^L|||202601051000"}
	for i := range results {
		oru = append(oru, fmt.Sprintf("OBX|%d|NM|C%d^项目^L||%d||||||F", i+1, i, i))
	}
	want(t, s.send(line("M1", "ADT^A04", 1, one, visit+"1", "AL1|1|DA|X^药")), "MSA|AA|M1")
	want(t, s.send(line("M2", "ADT^A28", 2, two)), "MSA|AA|M2")
	want(t, s.send(line("M3", "ORU^R01", 3, oru...)), "MSA|AA|M3")
	a45 := line("M4", "ADT^A45", 4, two, "MRG|1^^^HIS^MR||||V1", visit+"2")
	want(t, s.send(a45), "MSA|AA|M4")
	owner := func(typ, number string) int {
		return total(t, db, typ, "patient:Patient.identifier=https://apricot.health/sid/id/HIS|"+number)
	}
	if n := owner("Observation", "2"); n != results {
		t.Errorf("%d of %d results are the other patient's", n, results)
	}
	if owner("Encounter", "2") != 1 || owner("DiagnosticReport", "2") != 1 || owner("ServiceRequest", "2") != 1 || owner("AllergyIntolerance", "1") != 1 || total(t, db, "Encounter", "") != 1 {
		t.Error("the visit did not move whole, or more than the visit moved")
	}
	changes := total(t, db, "Encounter", "identifier=https://apricot.health/sid/id/visit|V1") + total(t, db, "Encounter", "identifier=https://apricot.health/sid/id/visit|V2")
	if changes != 2 {
		t.Errorf("%d times found under its two numbers", changes)
	}
}

// An order that nobody knows cannot be called off: the sender hears of it, and
// the message can be replayed when the order has come.
func TestCancelBeforeTheOrder(t *testing.T) {
	t.Parallel()
	db := open(t)
	f, _ := start(t, feed.Config{Store: guard.New(validate.Store{Store: db}, time.Now), Match: db, Inbox: db})
	s := dial(t, f)
	patient := "PID|1||1^^^HIS^MR||张^三"
	want(t, s.send(line("C1", "ORM^O01", 2, patient, "ORC|CA|P1^HIS")), "MSA|AE|C1|", "ERR||ORC^1^2|204^")
	want(t, s.send(line("C2", "ORM^O01", 1, patient, "ORC|NW|P1^HIS", "OBR|1|P1^HIS||GLU^血糖^L")), "MSA|AA|C2")
	if err := f.Replay(actor.With(t.Context(), actor.System("feed")), 1); err != nil {
		t.Fatal(err)
	}
	if n := total(t, db, "ServiceRequest", "status=revoked"); n != 1 {
		t.Errorf("%d orders are revoked", n)
	}
}
