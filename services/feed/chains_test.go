package feed

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/store"
)

// Every message is in one chain, in order of arrival, and two messages of one
// patient are in the same, also through a merge.
func TestChains(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		type about struct{ patient, merged int }
		messages := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) about {
			return about{rapid.IntRange(0, 9).Draw(t, "patient"), rapid.IntRange(-20, 9).Draw(t, "merged")}
		}), 0, 30).Draw(t, "messages")
		var in []planned
		for i, m := range messages {
			in = append(in, planned{message: store.InboxMessage{ID: int64(i)}, plan: planOf(t, m.patient, m.merged)})
		}
		place := map[int]int{}
		for c, chain := range chains(in) {
			last := -1
			for _, p := range chain {
				i := int(p.message.ID)
				if _, twice := place[i]; twice || i <= last {
					t.Fatalf("message %d of chain %d stands after %d or twice", i, c, last)
				}
				place[i], last = c, i
			}
		}
		if len(place) != len(in) {
			t.Fatalf("%d of %d messages are in a chain", len(place), len(in))
		}
		for i, a := range messages {
			for j, b := range messages[:i] {
				share := a.patient == b.patient || a.merged >= 0 && (a.merged == b.patient || a.merged == b.merged) || b.merged >= 0 && b.merged == a.patient
				if share && place[i] != place[j] {
					t.Fatalf("messages %d %v and %d %v are in chains %d and %d", i, a, j, b, place[i], place[j])
				}
			}
		}
	})
}

// Messages of different patients in one place, of one doctor, do not wait for
// each other.
func TestChainsOfDifferentPatients(t *testing.T) {
	t.Parallel()
	var in []planned
	for i := range 5 {
		in = append(in, planned{plan: planOf(t, i, -1)})
	}
	if n := len(chains(in)); n != 5 {
		t.Errorf("%d chains of 5 patients", n)
	}
}

type fataler interface{ Fatal(args ...any) }

func planOf(t fataler, patient, merged int) mapping.Plan {
	segments := []string{
		`MSH|^~\&|HIS|H|APRICOT|A|20260105100000||ADT^A08|1|P|2.5`, fmt.Sprintf("PID|1||%d^^^HIS^MR", patient),
		fmt.Sprintf("PV1|1|I|W1^2^3^H||||D1^张^医^^^^^^HIS|||||||||||||V%d", patient),
	}
	if merged >= 0 {
		segments[0] = strings.Replace(segments[0], "A08", "A40", 1)
		segments[2] = fmt.Sprintf("MRG|%d^^^HIS^MR", merged)
	}
	msg, err := hl7v2.Parse([]byte(strings.Join(segments, "\r") + "\r"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := mapping.Standard().Map(msg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
