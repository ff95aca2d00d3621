package storetest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Baseline is raw SQL on the same database product with the same durability,
// for benchmarks to stand beside. All its methods may be called from many
// goroutines.
type Baseline interface {
	// Insert commits rows of (id, body) in one transaction.
	Insert(ctx context.Context, ids []string, bodies [][]byte) error
	// Get reads one row by its id.
	Get(ctx context.Context, id string) ([]byte, error)
	// Find reads the bodies of at most limit rows with a code, an indexed column.
	Find(ctx context.Context, code string, limit int) (int, error)
}

// Bench runs the benchmarks. fresh gives a new database, and raw a Baseline in
// another one of its kind.
func Bench(b *testing.B, fresh func(b *testing.B) Backend, raw func(b *testing.B) Baseline) {
	b.Run("transaction", func(b *testing.B) {
		s, base := fresh(b), raw(b)
		for _, clients := range []int{1, 8, 32, 128} {
			b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) { benchTransactions(b, s, base, clients) })
		}
	})
	for _, n := range Sizes() {
		b.Run(fmt.Sprintf("resources=%d", n), func(b *testing.B) { benchAt(b, fresh(b), raw(b), n) })
	}
}

// Sizes is the growth row: 10,000 resources and then ten times as many, up to
// APRICOT_BENCH_RESOURCES, 100,000 where that is not set: more takes minutes.
func Sizes() []int {
	out := []int{10_000}
	most, err := strconv.Atoi(os.Getenv("APRICOT_BENCH_RESOURCES"))
	if err != nil {
		most = 100_000
	}
	for n := 100_000; n <= most; n *= 10 {
		out = append(out, n)
	}
	return out
}

// perPatient is the number of resources of one patient in benchmark data: the
// Patient, an Encounter and Observations.
const perPatient = 20

func patientBody(i int) []byte {
	return fmt.Appendf(nil, `{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"%d"}],"active":true,"name":[{"family":"F%d","given":["G%d"]}],"telecom":[{"system":"phone","value":"139%08d"}],"gender":"%s","birthDate":"%d-%02d-%02d"}`,
		i, i%5000, i%300, i, []string{"male", "female"}[i%2], 1930+i%80, 1+i%12, 1+i%28)
}

func observationBody(i int, patient string) []byte {
	return fmt.Appendf(nil, `{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"%d-%d","display":"Test %d"}],"text":"Test %d"},"subject":{"reference":"%s"},"encounter":{"reference":"Encounter/e%s"},"effectiveDateTime":"20%02d-%02d-%02dT08:%02d:00+08:00","issued":"2024-01-01T08:00:00Z","valueQuantity":{"value":%d.%d,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}`,
		1000+i%200, i%10, i%200, i%200, patient, patient[len("Patient/"):], 10+i%15, 1+i%12, 1+i%28, i%60, i%30, i%10)
}

// benchTransactions commits a Patient and an Observation of it at a time.
func benchTransactions(b *testing.B, s Backend, base Baseline, clients int) {
	ctx := context.Background()
	one := func(i int) error {
		const name = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
		ops := []store.Op{
			{Verb: store.Create, Type: "Patient", FullURL: name, Body: patientBody(i)},
			{Verb: store.Create, Type: "Observation", Body: bytes.Replace(observationBody(i, "Patient/x"), []byte("Patient/x"), []byte(name), 1)},
		}
		_, err := s.Apply(ctx, store.Batch{Ops: ops})
		return err
	}
	raw := func(i int) error {
		id := fmt.Sprintf("%d-%d-%d", clients, i, time.Now().UnixNano())
		return base.Insert(ctx, []string{id + "p", id + "o"}, [][]byte{patientBody(i), observationBody(i, "Patient/x")})
	}
	report(b, "tx/s", clients, one, raw)
}

// report runs what is measured with so many clients for b.N rounds, then the
// baseline for as many. It gives both rates, the 99th percentile, and the
// processor time of one round of each: that is what a busy machine does not
// distort, and what ratios are taken of.
func report(b *testing.B, unit string, clients int, one, base func(i int) error) {
	b.Helper()
	m := rush(b, clients, b.N, one)
	b.ReportMetric(m.rate, unit)
	b.ReportMetric(float64(m.p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(m.cpu, "cpu-us/op")
	b.ReportMetric(0, "ns/op")
	if base == nil {
		return
	}
	b.StopTimer()
	raw := rush(b, clients, max(b.N, clients), base)
	b.ReportMetric(raw.rate, "baseline-"+unit)
	b.ReportMetric(raw.cpu, "baseline-cpu-us/op")
}

// measured is what one rush took; cpu is in microseconds a round, with the
// kernel's part.
type measured struct {
	rate, cpu float64
	p99       time.Duration
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	u := usage(b)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func rush(b *testing.B, clients, n int, one func(i int) error) measured {
	b.Helper()
	cpu := cpuTime(b)
	took := make([]time.Duration, n)
	next := make(chan int)
	var wg sync.WaitGroup
	start := time.Now()
	for range clients {
		wg.Go(func() {
			for i := range next {
				at := time.Now()
				if err := one(i); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(at)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	total := time.Since(start)
	slices.SortFunc(took, func(x, y time.Duration) int { return cmp.Compare(x, y) })
	return measured{
		rate: float64(n) / total.Seconds(), p99: took[min(n-1, n*99/100)],
		cpu: float64((cpuTime(b) - cpu).Microseconds()) / float64(n),
	}
}

// Load imports n resources as bulk loads do: batches from a few callers.
func Load(b *testing.B, s Backend, n int) (rate float64) {
	b.Helper()
	ctx := context.Background()
	const batch = 200
	jobs := make(chan int)
	var wg sync.WaitGroup
	start := time.Now()
	for range 4 {
		wg.Go(func() {
			for from := range jobs {
				var ops []store.Op
				for i := from; i < min(from+batch, n); i++ {
					ops = append(ops, loaded(i))
				}
				if _, err := s.Apply(ctx, store.Batch{Ops: ops}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for from := 0; from < n; from += batch {
		jobs <- from
	}
	close(jobs)
	wg.Wait()
	return float64(n) / time.Since(start).Seconds()
}

// loaded is resource i of the benchmark data.
func loaded(i int) store.Op {
	patient := i / perPatient
	name := fmt.Sprintf("p%d", patient)
	switch i % perPatient {
	case 0:
		return store.Op{Verb: store.Update, Type: "Patient", ID: name, Body: patientBody(patient)}
	case 1:
		return store.Op{Verb: store.Update, Type: "Encounter", ID: "e" + name, Body: fmt.Appendf(nil,
			`{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/%s"},"period":{"start":"2024-01-01T08:00:00Z","end":"2024-01-01T09:00:00Z"}}`, name)}
	default:
		return store.Op{Verb: store.Update, Type: "Observation", ID: fmt.Sprintf("o%d", i), Body: observationBody(i, "Patient/"+name)}
	}
}

// benchAt loads n resources and asks questions of them.
func benchAt(b *testing.B, s Backend, base Baseline, n int) {
	ctx := context.Background()
	cpu := cpuTime(b)
	rate := Load(b, s, n)
	cpu = cpuTime(b) - cpu
	var bodies [][]byte
	var ids []string
	start, rawCPU := time.Now(), cpuTime(b)
	for i := range n {
		op := loaded(i)
		ids, bodies = append(ids, op.Type+"/"+op.ID), append(bodies, op.Body)
		if len(ids) == 200 || i == n-1 {
			if err := base.Insert(ctx, ids, bodies); err != nil {
				b.Fatal(err)
			}
			ids, bodies = ids[:0], bodies[:0]
		}
	}
	raw := float64(n) / time.Since(start).Seconds()
	rawCPU = cpuTime(b) - rawCPU
	b.Run("import", func(b *testing.B) {
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(rate, "resources/s")
		b.ReportMetric(raw, "baseline-resources/s")
		b.ReportMetric(float64(cpu.Microseconds())/float64(n), "cpu-us/op")
		b.ReportMetric(float64(rawCPU.Microseconds())/float64(n), "baseline-cpu-us/op")
	})
	patients := n / perPatient
	b.Run("read", func(b *testing.B) {
		report(b, "reads/s", 8, func(int) error {
			_, err := s.Read(ctx, store.Key{Type: "Patient", ID: fmt.Sprintf("p%d", rand.IntN(patients))})
			return err
		}, func(int) error {
			_, err := base.Get(ctx, fmt.Sprintf("Patient/p%d", rand.IntN(patients)))
			return err
		})
	})
	find := func(name, typ string, query func() string, baseline func(int) error) {
		b.Run(name, func(b *testing.B) {
			report(b, "searches/s", 4, func(int) error {
				q, err := search.ParseString(typ, query(), true)
				if err == nil {
					_, err = s.Search(ctx, q)
				}
				return err
			}, baseline)
		})
	}
	code := func() string { i := rand.IntN(200); return fmt.Sprintf("%d-%d", 1000+i, i%10) }
	raw50 := func(int) error { _, err := base.Find(ctx, code(), 50); return err }
	find("search-identifier", "Patient", func() string { return fmt.Sprintf("identifier=urn:mrn|%d", rand.IntN(patients)) }, nil)
	find("search-token", "Observation", func() string { return "code=http://loinc.org|" + code() }, raw50)
	find("search-status", "Observation", func() string { return "status=final" }, raw50)
	find("search-date", "Observation", func() string {
		return fmt.Sprintf("date=20%02d-%02d-%02d", 10+rand.IntN(15), 1+rand.IntN(12), 1+rand.IntN(28))
	}, nil)
	find("search-patient-sorted", "Observation", func() string { return fmt.Sprintf("patient=p%d&_sort=-date&_count=10", rand.IntN(patients)) }, nil)
	find("search-chained", "Observation", func() string { return fmt.Sprintf("patient.identifier=urn:mrn|%d", rand.IntN(patients)) }, nil)
	find("search-include", "Observation", func() string { return "code=http://loinc.org|" + code() + "&_include=Observation:patient&_count=20" }, nil)
	find("search-has", "Patient", func() string { return fmt.Sprintf("_has:Observation:patient:code=%s&_count=20", code()) }, nil)
	find("search-newest", "Observation", func() string { return "_sort=-date&_count=20" }, nil)
	find("search-open-date", "Observation", func() string { return fmt.Sprintf("date=ge20%02d&_count=20", 10+rand.IntN(15)) }, nil)
	find("search-last-updated", "Observation", func() string { return "_lastUpdated=ge2020&_count=20" }, nil)
	find("search-quantity", "Observation", func() string { return fmt.Sprintf("value-quantity=gt%d||mmol/L&_count=20", rand.IntN(25)) }, nil)
	b.Run("everything", func(b *testing.B) {
		report(b, "reads/s", 4, func(int) error {
			_, err := s.Search(ctx, search.Query{Compartment: &search.Compartment{Type: "Patient", ID: fmt.Sprintf("p%d", rand.IntN(patients))}, Count: 100})
			return err
		}, nil)
	})
	b.Run("memory", func(b *testing.B) {
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(PeakMiB(b), "peak-RSS-MiB")
	})
}

// PeakMiB is the most memory that this process has held so far.
func PeakMiB(b *testing.B) float64 {
	b.Helper()
	return float64(usage(b).Maxrss) / 1024
}

func usage(b *testing.B) (u syscall.Rusage) {
	b.Helper()
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u
}
