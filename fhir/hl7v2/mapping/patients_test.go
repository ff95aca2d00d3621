package mapping_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/fhir/hl7v2"
)

// say builds a message of HIS; minute tells when it was made.
func say(t testing.TB, typ string, minute int, segments ...string) *hl7v2.Message {
	t.Helper()
	return sayAs(t, "HIS", typ, minute, segments...)
}

func sayAs(t testing.TB, sender, typ string, minute int, segments ...string) *hl7v2.Message {
	t.Helper()
	head := fmt.Sprintf(`MSH|^~\&|%s|H|APRICOT|A|202601051%d%02d00||%s|C%d|P|2.5||||||UNICODE UTF-8`, sender, minute/60, minute%60, typ, minute)
	m, err := hl7v2.Parse([]byte(head + "\r" + strings.Join(segments, "\r") + "\r"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func pid(mrn, rest string) string { return "PID|1||" + mrn + "^^^HIS^MR||" + rest }

// patient is the stored patient with this number as its own, not an old one.
func (m memory) patient(t testing.TB, mrn string) (id string, body map[string]any) {
	t.Helper()
	for k, r := range m {
		if k.Type != "Patient" || !hasIdentifier(r.JSON, "https://apricot.health/sid/id/HIS", mrn) {
			continue
		}
		body = decode(t, r.JSON)
		for _, x := range body["identifier"].([]any) {
			if o := x.(map[string]any); o["value"] == mrn && o["use"] != "old" {
				return k.ID, body
			}
		}
	}
	t.Fatalf("no patient %s", mrn)
	return "", nil
}

func linkOf(body map[string]any) string {
	var out []string
	list, _ := body["link"].([]any)
	for _, x := range list {
		o := x.(map[string]any)
		out = append(out, fmt.Sprint(o["type"], " ", o["other"].(map[string]any)["reference"]))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (m memory) owned(id string) int {
	n := 0
	for k, r := range m {
		if k.Type != "Patient" && strings.Contains(string(r.JSON), `"Patient/`+id+`"`) {
			n++
		}
	}
	return n
}

func TestMergePatients(t *testing.T) {
	t.Parallel()
	m := memory{}
	visit := func(mrn, number string, minute int) {
		m.apply(t, say(t, "ADT^A01", minute, pid(mrn, "张^"+mrn), "PV1|1|I|||||||||||||||||"+number, "AL1|1|DA|X"+mrn+"^药"))
	}
	visit("1", "V1", 1)
	visit("2", "V2", 2)
	a40 := func(into, from string, minute int) {
		m.apply(t, say(t, "ADT^A40", minute, pid(into, "张^"+into), "MRG|"+from+"^^^HIS^MR"))
	}
	one, _ := m.patient(t, "1")
	two, _ := m.patient(t, "2")

	a40("2", "1", 3)
	_, p1 := m.patient(t, "1")
	_, p2 := m.patient(t, "2")
	if p1["active"] != false || linkOf(p1) != "replaced-by Patient/"+two || p2["active"] != true || linkOf(p2) != "replaces Patient/"+one {
		t.Errorf("merge: %v, %v", linkOf(p1), linkOf(p2))
	}
	if m.owned(one) != 0 || m.owned(two) != 4 {
		t.Errorf("records: %d and %d", m.owned(one), m.owned(two))
	}
	before := len(m)
	if n := m.apply(t, say(t, "ADT^A40", 3, pid("2", "张^2"), "MRG|1^^^HIS^MR")); n != 0 || len(m) != before {
		t.Errorf("the same merge again: %d writes", n)
	}

	// A result for the old number belongs to the survivor, whose data it leaves alone.
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 4, pid("1", "别^人"), "OBR|1||F1|GLU^血糖|||202601051004", "OBX|1|NM|GLU^血糖||6.1|mmol/L"))
	if m.owned(two) != 7 || m.owned(one) != 0 {
		t.Errorf("a result for the old number: %d and %d", m.owned(one), m.owned(two))
	}
	m.apply(t, say(t, "ADT^A08", 5, pid("1", "旧^名||19500101"), "PV1|1|I|||||||||||||||||V1"))
	if _, p := m.patient(t, "2"); !strings.Contains(fmt.Sprint(p["name"]), "张2") || p["birthDate"] != "1950-01-01" {
		t.Errorf("an update of the old number may only fill gaps: %v %v", p["name"], p["birthDate"])
	}

	// A chain: 2 into 3, who was unknown.
	a40("3", "2", 6)
	three, p3 := m.patient(t, "3")
	_, p2 = m.patient(t, "2")
	if linkOf(p2) != "replaced-by Patient/"+three+", replaces Patient/"+one || p2["active"] != false || p3["active"] != true || m.owned(two) != 0 || m.owned(three) != 7 {
		t.Errorf("chain: %s, %s, %d and %d", linkOf(p2), linkOf(p3), m.owned(two), m.owned(three))
	}
	m.apply(t, sayAs(t, "LIS", "ORU^R01", 7, pid("1", "张^1"), "OBR|1||F2|K^钾|||202601051007", "OBX|1|NM|K^钾||4|mmol/L"))
	if m.owned(three) != 10 {
		t.Errorf("through the chain: %d", m.owned(three))
	}

	// Merged into one who is merged: the end of the chain is meant.
	visit("4", "V4", 8)
	four, _ := m.patient(t, "4")
	a40("1", "4", 9)
	_, p1 = m.patient(t, "1")
	_, p4 := m.patient(t, "4")
	if p1["active"] != false || linkOf(p4) != "replaced-by Patient/"+three || m.owned(four) != 0 || m.owned(three) != 12 {
		t.Errorf("into a merged one: %v, %s, %d", p1["active"], linkOf(p4), m.owned(three))
	}

	// The inverse turns a merge round.
	a40("2", "3", 10)
	_, p2 = m.patient(t, "2")
	_, p3 = m.patient(t, "3")
	if p2["active"] != true || p3["active"] != false || strings.Contains(linkOf(p2), "replaced-by") || !strings.Contains(linkOf(p3), "replaced-by Patient/"+two) || m.owned(three) != 0 {
		t.Errorf("inverse: %s | %s, %d", linkOf(p2), linkOf(p3), m.owned(three))
	}
}

func TestMergesThatAreNone(t *testing.T) {
	t.Parallel()
	m := memory{}
	m.apply(t, say(t, "ADT^A40", 1, pid("1", "张^三"), "MRG|1^^^HIS^MR"))
	if _, p := m.patient(t, "1"); p["active"] != true || p["link"] != nil || len(m) != 1 {
		t.Errorf("a self merge: %v", p)
	}
	// Both unknown: the old number still leads to the survivor later.
	m.apply(t, say(t, "ADT^A34", 2, pid("5", "李^四"), "MRG|6^^^HIS^MR"))
	m.apply(t, say(t, "ADT^A01", 3, pid("6", "李^四"), "PV1|1|I|||||||||||||||||V6"))
	five, _ := m.patient(t, "5")
	if m.owned(five) != 1 {
		t.Errorf("%d records of the survivor", m.owned(five))
	}
	// Two merges in one message, one on top of the other.
	m.apply(t, say(t, "ADT^A40", 4, pid("8", "王"), "MRG|7^^^HIS^MR", pid("9", "王"), "MRG|8^^^HIS^MR"))
	nine, _ := m.patient(t, "9")
	m.apply(t, say(t, "ADT^A01", 5, pid("7", "王"), "PV1|1|I|||||||||||||||||V7"))
	if m.owned(nine) != 1 {
		t.Errorf("%d records at the end of the chain", m.owned(nine))
	}
}

// However patients are merged, in any order and direction, no circle arises:
// every number leads to a patient in use, and its records are found there.
func TestMergeNeverCircles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := memory{}
		for i := range 5 {
			m.apply(t, say(t, "ADT^A01", i, pid(fmt.Sprint(i), "x"), fmt.Sprintf("PV1|1|I|||||||||||||||||V%d", i)))
		}
		number := rapid.IntRange(0, 6)
		for i := range rapid.IntRange(1, 12).Draw(rt, "merges") {
			into, from := number.Draw(rt, "into"), number.Draw(rt, "from")
			m.apply(t, say(t, "ADT^A40", 10+i, pid(fmt.Sprint(into), "x"), fmt.Sprintf("MRG|%d^^^HIS^MR", from)))
		}
		total := 0
		for k, r := range m {
			if k.Type != "Patient" {
				continue
			}
			body := decode(t, r.JSON)
			n := m.owned(k.ID)
			total += n
			if n > 0 && body["active"] != true {
				rt.Fatalf("%s has records and is not in use: %s", k, r.JSON)
			}
			for range 20 {
				next := ""
				for _, l := range strings.Split(linkOf(body), ", ") {
					if to, ok := strings.CutPrefix(l, "replaced-by Patient/"); ok {
						next = to
					}
				}
				if next == "" {
					break
				}
				for to, x := range m {
					if to.Type == "Patient" && to.ID == next {
						body = decode(t, x.JSON)
					}
				}
			}
			if body["active"] != true {
				rt.Fatalf("%s leads to nobody in use", k)
			}
		}
		if total != 5 {
			rt.Fatalf("%d of 5 visits are found", total)
		}
	})
}
