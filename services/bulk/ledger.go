package bulk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// The code of a ledger Task.
const (
	TaskSystem = "https://apricot.health/fhir/CodeSystem/bulk"
	TaskImport = "import"
)

// statusBroken is the Task.status of a ledger whose file breaks off.
const statusBroken = "on-hold"

// maxNoted bounds what a ledger says of single items.
const maxNoted = 1000

// ledger is what is known of the import of one file. The Task holds no name of
// the file: file names often are names of patients.
type ledger struct {
	id      string
	version int64
	// next is the number of the first item that was not looked at.
	next int
	// resources were stored, or were there already.
	resources int
	refused   int
	// notes say of each refused item why, as "17: Patient.gender: ...".
	notes []string
	// waiting are items whose conditional references found nothing yet.
	waiting []int
	done    bool
	started time.Time
	// broken is set while the file ends before its end: what of it was whole. A
	// ledger like that is not closed.
	broken *whole
	// root is the ledger of the broken file that this one goes on from, "" where
	// there is none: ids that an import makes up are made of it.
	root string
}

// whole are the lines of a file that could be read, by number and SHA-256.
type whole struct {
	lines  int
	digest string
}

// base is what made up ids are made of.
func (l *ledger) base() string { return cmp.Or(l.root, l.id) }

type object = map[string]any

// openLedger reads the ledger of a file, or begins one.
func openLedger(ctx context.Context, s store.Store, id string, now time.Time) (*ledger, error) {
	r, err := s.Read(ctx, store.Key{Type: "Task", ID: id})
	if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
		return &ledger{id: id, started: now}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: ledger: %w", err)
	}
	return readLedger(r)
}

func readLedger(r store.Resource) (*ledger, error) {
	d, err := r4.Parse(r.JSON)
	if err != nil {
		return nil, fmt.Errorf("bulk: ledger: %w", err)
	}
	l := &ledger{id: r.ID, version: r.Version}
	l.done = d.Root().Get("status").Text() == "completed"
	if at, err := time.Parse(time.RFC3339, d.Root().Get("executionPeriod").Get("start").Text()); err == nil {
		l.started = at
	}
	for o := range d.Root().Get("output").Items() {
		n, _ := o.Get("valueUnsignedInt").Float()
		switch o.Get("type").Get("text").Text() {
		case "next":
			l.next = int(n)
		case "resources":
			l.resources = int(n)
		case "refused":
			l.refused = int(n)
		case "waiting":
			l.waiting = append(l.waiting, int(n))
		case "root":
			l.root = o.Get("valueString").Text()
		case "whole":
			lines, digest, _ := strings.Cut(o.Get("valueString").Text(), " ")
			l.broken = &whole{digest: digest}
			if l.broken.lines, err = strconv.Atoi(lines); err != nil {
				return nil, fmt.Errorf("bulk: ledger: %w", err)
			}
		case "note":
			l.notes = append(l.notes, o.Get("valueString").Text())
		}
	}
	return l, nil
}

// op is the write of the ledger as it is now; it fails when another import of
// the same file got in between.
func (l *ledger) op(now time.Time) (store.Op, error) {
	status := "in-progress"
	period := object{"start": instant(l.started)}
	switch {
	case l.done:
		status = "completed"
		period["end"] = instant(now)
	case l.broken != nil:
		status = statusBroken
	}
	number := func(name string, n int) object {
		return object{"type": object{"text": name}, "valueUnsignedInt": n}
	}
	output := []object{number("next", l.next), number("resources", l.resources), number("refused", l.refused)}
	for _, n := range l.waiting {
		output = append(output, number("waiting", n))
	}
	text := func(name, value string) {
		output = append(output, object{"type": object{"text": name}, "valueString": value})
	}
	if l.broken != nil {
		text("whole", strconv.Itoa(l.broken.lines)+" "+l.broken.digest)
	}
	if l.root != "" {
		text("root", l.root)
	}
	for _, note := range l.notes {
		text("note", note)
	}
	body, err := json.Marshal(object{
		"resourceType": "Task", "id": l.id, "status": status, "intent": "order",
		"code":            object{"coding": []object{{"system": TaskSystem, "code": TaskImport}}},
		"executionPeriod": period, "lastModified": instant(now), "output": output,
	})
	if err != nil {
		return store.Op{}, fmt.Errorf("bulk: ledger: %w", err)
	}
	if l.version == 0 {
		return store.Op{Verb: store.Create, Type: "Task", ID: l.id, Body: body}, nil
	}
	return store.Op{Verb: store.Update, Type: "Task", ID: l.id, IfMatch: l.version, Body: body}, nil
}

func instant(t time.Time) string { return t.UTC().Format(r4.InstantLayout) }

// refuse notes an item that was not taken.
func (l *ledger) refuse(item int, path, detail string) {
	l.refused++
	if len(l.notes) < maxNoted {
		text := strconv.Itoa(item) + ": "
		if path != "" {
			text += path + ": "
		}
		l.notes = append(l.notes, text+detail)
	}
}

// wait puts an item off until everything else is loaded.
func (l *ledger) wait(item int, path, detail string) {
	if len(l.waiting) >= maxNoted {
		l.refuse(item, path, detail)
		return
	}
	l.waiting = append(l.waiting, item)
}

func (l *ledger) settled(item int) {
	l.waiting = slices.DeleteFunc(l.waiting, func(n int) bool { return n == item })
}

// copy is the ledger as it would be after a batch that may still fail.
func (l *ledger) copy() *ledger {
	c := *l
	c.notes, c.waiting = slices.Clone(l.notes), slices.Clone(l.waiting)
	return &c
}
