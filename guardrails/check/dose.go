package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// tolerance lets a limit be met exactly in spite of floating point.
const tolerance = 1 + 1e-9

// gross is how far beyond a limit an amount or a frequency is taken for a slip
// of the pen (a wrong unit, a lost decimal point, daily for weekly) and not
// for a high dose; slip is the same against the usual range.
const (
	gross = 3
	slip  = 10
	// mostTablets is the most that is swallowed at once, whatever the strength: of
	// 速效救心丸, very small pills, the label gives 10 to 15 in an attack.
	mostTablets = 15
)

// verdict is how a direction for use stands to one row of limits.
type verdict int

const (
	fine verdict = iota
	open         // cannot be compared
	outside
	error10x
)

// dosing judges amount, unit, route and frequency against the limits of the
// drug. Several rows of one route are alternatives (a daily and a weekly
// scheme): the most permissive decides.
func dosing(b *bench, c claim.Claim) []Finding {
	if c.Dose == nil || b.negates(c) {
		return nil
	}
	if c.Dose.Folk {
		return []Finding{b.find("herb", c)}
	}
	if !b.lay() && b.Audience != "order" && holdsAny(b.flat(c.Sentence), "overdose", "overdosed", "took too much", "服药过量", "过量服", "误服", "超量服") {
		return nil // what was taken, and not what is given
	}
	if b.notGiven(c) {
		return nil
	}
	ds, p := b.Index.drugs(c.Concept), b.asRun(c, b.believed(c))
	if b.ofBag(c) || b.inVolume(c, p) || b.ofScale(c, p) {
		return nil
	}
	v := open
	switch {
	case b.misgiven(c), b.misworked(p), slices.Contains(b.deadlyRoutes(c.Concept), p.Route):
		v = error10x
	case len(ds) > 0:
		v = b.ofMembers(ds, p)
	}
	switch v {
	case error10x:
		return []Finding{b.bounded(b.find("dose_error", c, c.Concept), c, ds, p)}
	case outside:
		return []Finding{b.bounded(b.find("dose_range", c, c.Concept), c, ds, p)}
	case open:
		return []Finding{b.find("dose_unknown", c, c.Concept)}
	}
	return nil
}

// ofMembers is how a direction stands to a drug or to the drugs of a class. Of a class, only
// what is wrong for every member is known to be wrong, and nothing is known to be right. A
// member that nobody has written bounds for excuses no amount, unless most are such.
func (b *bench) ofMembers(ds []graph.Drug, p claim.Posology) verdict {
	v, bound := error10x, 0
	for _, d := range ds {
		of := b.verdict(d, p)
		if of == open && b.unweighed(d, p) {
			return open // what this one allows, the weight decides
		}
		if of != open {
			v = min(v, of)
			bound++
		}
	}
	if bound == 0 || 2*bound < len(ds) || p.Amount == 0 && bound < len(ds) || len(ds) > 1 && v == fine {
		return open
	}
	return v
}

// verdict is how a direction stands to one drug: its route, then the rows. An
// amount for an adult without a route that is much for the usual one and common for
// another, such as 1 g of vancomycin, cannot be told; one that is a slip for the usual one
// stays a slip.
func (b *bench) verdict(d graph.Drug, p claim.Posology) verdict {
	d = b.suited(d)
	rows, v := b.rows(d, p)
	if len(rows) == 0 {
		return max(v, open)
	}
	v = max(v, b.best(rows, p), b.counted(d, rows, p))
	if v == error10x && b.pulsed(d, p) {
		return open
	}
	if v == outside && p.Route == "" && b.grown() && b.commonElsewhere(d, p) {
		return open
	}
	return v
}

// unweighed is true where a limit by weight would tell of an amount by weight, and nobody
// has the weight.
func (b *bench) unweighed(d graph.Drug, p claim.Posology) bool {
	if _, weighed := b.facts.Number("find.weight"); weighed || !p.PerKg {
		return false
	}
	rows, _ := b.rows(b.suited(d), p)
	return slices.ContainsFunc(rows, func(r graph.Dose) bool { return r.MaxPerKg > 0 || r.MaxDailyPerKg > 0 })
}

// grown is true for an adult, and where nobody says how old the patient is and nothing
// is of a child.
func (b *bench) grown() bool {
	if years, ok := b.facts.Number("find.age"); ok {
		return years >= adult
	}
	return !youngRE.MatchString(b.background())
}

// suited is a drug with the limits that hold for this patient: those of a condition only
// where the chart or the draft has it.
func (b *bench) suited(d graph.Drug) graph.Drug {
	other := func(r graph.Dose) bool { return len(r.For) > 0 && !slices.ContainsFunc(r.For, b.present) }
	if slices.ContainsFunc(d.Doses, other) {
		d.Doses = slices.DeleteFunc(slices.Clone(d.Doses), other)
	}
	return d
}

// commonElsewhere is true where a direction without a route keeps to what another
// route than the usual one allows at once.
func (b *bench) commonElsewhere(d graph.Drug, p claim.Posology) bool {
	return slices.ContainsFunc(routesOf(d), func(route string) bool {
		p.Route = route
		rows, v := b.rows(d, p)
		return v == fine && slices.ContainsFunc(rows, func(r graph.Dose) bool { return r.MaxSingle > 0 && b.against(r, p) == fine })
	})
}

// best is the verdict of the row that suits the direction most.
func (b *bench) best(rows []graph.Dose, p claim.Posology) verdict {
	if same := slices.DeleteFunc(slices.Clone(rows), func(r graph.Dose) bool { _, ok := convert(p.Amount, p.Unit, r.Unit); return !ok }); len(same) > 0 {
		rows = same // a row in millilitres says nothing of grams
	}
	v := error10x
	for _, r := range rows {
		v = min(v, b.against(r, p))
	}
	return v
}

// rows gives the limits that apply: those of the route as written, or of the
// usual route when none is written (a dose by weight of what is mostly given into
// a vein is one of those), for children or adults. The verdict is on
// the route alone.
func (b *bench) rows(d graph.Drug, p claim.Posology) ([]graph.Dose, verdict) {
	route, judged := p.Route, fine
	routes := routesOf(d)
	switch {
	case len(routes) == 0:
		if route == "intrathecal" {
			return nil, error10x
		}
		return nil, open
	case route == "" && p.Rate != "" && slices.Contains(routes, "iv"):
		route = "iv" // so much an hour runs into a vein
	case route == "":
		route = usualRoute(routes)
		if slices.Contains(routes, "oral") && !(p.PerKg && routes[0] == "iv" && d.Doses[0].MaxPerKg > 0) {
			route = "oral"
		}
	case !slices.Contains(routes, route):
		judged = wrongRoute(routes, route)
	}
	population := "adult"
	if years, ok := b.facts.Number("find.age"); ok && years < 18 && hasRows(d, route, "child") {
		population = "child"
	}
	var out []graph.Dose
	for _, r := range d.Doses {
		if r.Route == route && r.Population == population {
			out = append(out, r)
		}
	}
	return out, judged
}

func hasRows(d graph.Drug, route, population string) bool {
	return slices.ContainsFunc(d.Doses, func(r graph.Dose) bool { return r.Route == route && r.Population == population })
}

// against compares a direction for use with one row.
func (b *bench) against(r graph.Dose, p claim.Posology) verdict {
	v := frequency(r, p)
	if p.Amount == 0 {
		return max(v, open)
	}
	n, ok := b.amount(p, r.Unit)
	if !ok {
		if wrongUnit(p.Unit, r.Unit) {
			return error10x
		}
		if p.Unit == "mL" && r.Unit == "[iU]" {
			return max(v, volume(r, p.Amount))
		}
		if p.PerKg {
			return max(v, b.perKilo(r, p))
		}
		if p.Unit == "{tablet}" && p.Amount > mostTablets {
			return max(v, outside)
		}
		return max(v, open)
	}
	if p.Rate != "" {
		return max(v, b.running(r, p))
	}
	kg, weighed := b.facts.Number("find.weight")
	single, daily := r.MaxSingle, r.MaxDaily
	if weighed {
		single, daily = least(single, r.MaxPerKg*kg), least(daily, r.MaxDailyPerKg*kg)
	}
	if !p.Daily {
		v = max(v, b.single(r, n, single))
	}
	if total, known := b.daily(p, r.Unit); known {
		v = max(v, over(total, daily))
	} else {
		v = max(v, over(n, daily))
	}
	if !weighed && single == 0 && daily == 0 && (r.MaxPerKg > 0 || r.MaxDailyPerKg > 0) {
		v = max(v, open)
	}
	return v
}

// single judges one dose against its limit and, for tenfold slips, against
// the usual range.
func (b *bench) single(r graph.Dose, n, limit float64) verdict {
	v := over(n, limit)
	if limit == 0 {
		limit = r.UsualMax
		if r.UsualMax > 0 && n > r.UsualMax*2 {
			v = max(v, outside)
		}
	}
	switch {
	case r.UsualMax > 0 && n >= slip*r.UsualMax && n > limit:
		v = error10x
	case r.UsualMin > 0 && n <= r.UsualMin/slip:
		v = error10x
	case r.UsualMin > 0 && n < r.UsualMin/4:
		v = max(v, outside)
	}
	return v
}

// volume judges a volume of what is measured in international units, such as
// insulin: to write it so is an error-prone habit (ISMP list), and at the weakest
// concentration in use, 40 units a millilitre, it may be a gross one.
func volume(r graph.Dose, ml float64) verdict {
	const weakest = 40
	limit := max(r.MaxSingle, r.UsualMax)
	if limit == 0 {
		limit = r.MaxDaily
	}
	return max(outside, over(ml*weakest, limit))
}

// perKilo judges an amount per kilogram when nobody knows the weight.
func (b *bench) perKilo(r graph.Dose, p claim.Posology) verdict {
	n, ok := convert(p.Amount, p.Unit, r.Unit)
	limit := r.MaxPerKg
	if p.Daily || p.Rate != "" {
		n, limit = n*timesDaily(p.Rate), r.MaxDailyPerKg
	}
	if !ok || limit == 0 {
		return open
	}
	return max(over(n, limit), open)
}

// running judges an infusion by what it brings in a day: a row without a limit
// for a day says nothing of it.
func (b *bench) running(r graph.Dose, p claim.Posology) verdict {
	total, ok := b.daily(p, r.Unit)
	limit := r.MaxDaily
	if kg, weighed := b.facts.Number("find.weight"); weighed {
		limit = least(limit, r.MaxDailyPerKg*kg)
	}
	if !ok || limit == 0 {
		return open
	}
	return over(total, limit)
}

// timesDaily is how often a rate is run in a day, 1 for what is no rate.
func timesDaily(rate string) float64 {
	switch rate {
	case "min":
		return 24 * 60
	case "h":
		return 24
	}
	return 1
}

// frequency judges how often a drug is given.
func frequency(r graph.Dose, p claim.Posology) verdict {
	if times(p) <= 0 {
		return fine
	}
	v := over(times(p), r.MaxTimesDaily)
	if r.MinIntervalHours > 0 {
		v = max(v, over(r.MinIntervalHours*p.PerDay, 24*1.05))
	}
	return v
}

// otherUnit is true where a text gives the figure of the chart's dose in a unit a
// thousand times another: 75 mg where the chart has 75 mcg.
func (b *bench) otherUnit(concept string, p claim.Posology) bool {
	m, ok := b.charted(concept)
	if !ok || p.Amount == 0 || statesAmount(m.Text, p.Amount, p.Unit) {
		return false
	}
	for _, a := range amounts(m.Text) {
		one, ok := convert(1, a.unit, p.Unit)
		if ok && a.n == p.Amount && (one >= 999 || one <= 0.0011) {
			return true
		}
	}
	return false
}

// times is how many doses of a day a direction allows: those that follow from its
// interval, or fewer where it says so.
func times(p claim.Posology) float64 {
	if p.PerDay > 0 && p.AtMost > 0 {
		return min(p.PerDay, p.AtMost)
	}
	return max(p.PerDay, p.AtMost)
}

// misworked is true where a text makes of an amount per kilogram more than the
// chart's weight gives, by more than rounding to a vial does, or an order of
// magnitude less. A little less may be the most of an adult, or one dose of a day's.
func (b *bench) misworked(p claim.Posology) bool {
	kg, weighed := b.facts.Number("find.weight")
	said, ok := convert(p.Worked, p.WorkedUnit, p.Unit)
	if !p.PerKg || p.Worked == 0 || p.Amount == 0 || !weighed || !ok {
		return false
	}
	want := p.Amount * kg
	return said > 1.3*want || !p.Daily && said < want/8
}

// over is the verdict of n against a limit; 0 is no limit.
func over(n, limit float64) verdict {
	switch {
	case limit <= 0 || n <= limit*tolerance:
		return fine
	case n >= limit*gross:
		return error10x
	}
	return outside
}

func least(a, b float64) float64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// wrongUnit is true for mass where the drug is measured in international
// units and the other way round. Tablets, puffs and volumes need a strength
// and are only unknown.
func wrongUnit(have, want string) bool {
	mass := []string{"ng", "ug", "mg", "g", "kg"}
	return have == "[iU]" && slices.Contains(mass, want) || want == "[iU]" && slices.Contains(mass, have)
}

// doseGrounded holds a dose that the patient is said to take against the
// chart's own wording of it.
func doseGrounded(b *bench, c claim.Claim) []Finding {
	if c.Dose == nil || b.templated(c) || c.Experiencer != "patient" {
		return nil
	}
	if b.lay() && b.explained(c, *c.Dose) {
		return nil
	}
	if b.otherUnit(c.Concept, *c.Dose) {
		return []Finding{b.find("dose_error", c, c.Concept)}
	}
	for _, u := range b.uses {
		if u.claim == "" && u.concept == c.Concept && (statesAmount(u.text, c.Dose.Amount, c.Dose.Unit) || b.asOften(u, *c.Dose)) {
			return nil
		}
	}
	return []Finding{b.find("not_on_chart", c)}
}

// countedEN and countedZH are how often in a day or a week by a number: "five times
// daily", twice-weekly, 每日5次. often are other words for it, the first that match.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	countedEN = pattern.MustCompile(`\b(?:(once|twice)|(one|two|three|four|five|six|\d{1,2})[ -]?(?:times|x))[ -](?:(daily|a day|per day)|weekly|a week|per week)\b`)
	countedZH = pattern.MustCompile(`(?:(每日|每天|一日|一天)|每周|一周)(一|二|两|三|四|五|六|\d{1,2})次`)
	often     = []struct {
		times float64
		re    *pattern.Regexp
	}{
		{4, pattern.MustCompile(`\b(?:qid|qds)\b`)},
		{3, pattern.MustCompile(`\b(?:tid|tds)\b`)},
		{2, pattern.MustCompile(`\b(?:bid|bd)\b|早晚`)},
		{1.0 / 7, pattern.MustCompile(`\b(?:qw|weekly|every week)\b`)},
		{1, pattern.MustCompile(`\b(?:qd|od|qn|qhs|daily|nightly|at night|at bedtime|every (?:morning|evening|night))\b|每晚|每早|每晨|晨起|睡前`)},
	}
)

// timesIn is how many times a day words say, the most where they say several, 0
// where they say none.
func timesIn(text string) (most float64) {
	n := squeezeSpaces(text)
	for _, m := range countedEN.FindAllStringSubmatch(n, -1) {
		times := number(m[2])
		switch m[1] {
		case "once":
			times = 1
		case "twice":
			times = 2
		}
		most = max(most, perDay(times, m[3] != ""))
	}
	for _, m := range countedZH.FindAllStringSubmatch(n, -1) {
		most = max(most, perDay(number(m[2]), m[1] != ""))
	}
	if most > 0 {
		return most
	}
	for _, o := range often {
		if o.re.MatchString(n) {
			return o.times
		}
	}
	return 0
}

func perDay(times float64, daily bool) float64 {
	if daily {
		return times
	}
	return times / 7
}

// asOften is true for a reminder without an amount that says how often as the
// chart does: keep taking perindopril every day, beside 4 mg qd.
func (b *bench) asOften(u use, d claim.Posology) bool {
	return d.Amount == 0 && d.PerDay > 0 && timesIn(u.text) == d.PerDay
}
