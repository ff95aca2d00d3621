package claim

import "slices"

// numbers makes a claim of every number with a unit that no direction for use
// took, and of every quantity the lexicon read.
func (r *reader) numbers() {
	seen := map[int]bool{}
	for _, m := range r.mentions {
		if m.Kind != "quantity" || m.Value == nil {
			continue
		}
		if p := r.polarity(m.Start); p == Question {
			continue
		}
		v := *m.Value
		r.add(Claim{Kind: Number, Concept: m.Concept, Start: m.Start, End: m.End, Value: &v, Unit: m.Unit, Polarity: r.polarity(m.Start), Experiencer: m.Experiencer})
		for _, t := range r.tokensIn(Span{m.Start, m.End}) {
			if t.number && !r.used[t.start] {
				seen[t.start] = true
			}
		}
	}
	for _, t := range r.toks {
		if !t.number || seen[t.start] || r.used[t.start] {
			continue
		}
		if t.spelt && t.value <= many {
			continue // "two puffs of your spray" says a count, and no figure that was looked up
		}
		switch t.class {
		case unitNone, unitDate, unitTimes:
			continue
		}
		for _, v := range ends(t) {
			r.add(Claim{Kind: Number, Start: t.start, End: t.end, Value: &v, Unit: t.unit, Polarity: r.polarity(t.start)})
		}
		clause := r.clauseOf(t.start)
		if amountClass(t.class) && !r.has(clause, cLifestyleObject|cLifestyle) && !r.quantityIn(clause) && r.polarity(t.start) != Question {
			kind := "number"
			if t.class == unitFolk {
				kind = "folk_unit"
			}
			r.left(kind, t.start, t.end)
		}
	}
	for _, t := range r.toks {
		if t.is(cFolkUnit) && r.polarity(t.start) == Affirmed && r.has(r.clauseOf(t.start), cTake|cHerb) {
			r.left("folk_unit", t.start, t.end)
		}
		if t.is(cFreq) && r.shorthand(t) && !r.drugIn(r.sentence(r.sentenceOf(t.start))) && !r.drugBefore(t.start) && r.polarity(t.start) == Affirmed {
			r.left("imperative", t.start, t.end)
			continue
		}
		if t.is(cFreq) && r.has(r.clauseOf(t.start), cTake) && !r.drugIn(r.sentence(r.sentenceOf(t.start))) && !r.drugBefore(t.start) &&
			r.polarity(t.start) == Affirmed && !r.has(r.clauseOf(t.start), cLifestyleObject|cLifestyle|cReported|cContinue) && r.sigLike(Span{t.start, t.end}) {
			r.left("imperative", t.start, t.end)
		}
	}
}

// shorthand is true for a frequency as only prescriptions write it: a sentence
// with one and without a drug names a drug that nobody knows.
func (r *reader) shorthand(t token) bool {
	switch r.n[t.start:t.end] {
	case "bid", "b.i.d", "b.i.d.", "tid", "t.i.d", "t.i.d.", "tds", "t.d.s.", "qid", "q.i.d", "q.i.d.", "qds", "bd", "qd", "q.d.", "qn", "qhs", "qod", "qw", "nocte":
		return true
	}
	return false
}

// ends gives both ends of a range, or the one value.
func ends(t token) []float64 {
	if t.low != t.value {
		return []float64{t.low, t.value}
	}
	return []float64{t.value}
}

func (r *reader) quantityIn(s Span) bool {
	return slices.ContainsFunc(r.mentionsIn(s), func(m Named) bool { return m.Kind == "quantity" && m.End <= s.End })
}

// shown finds what a test is said to show or not to show: "your scan shows no
// cancer" reads a result as much as "normal" does.
func (r *reader) shown() {
	for _, m := range r.mentions {
		if m.Kind != "finding" && m.Kind != "condition" {
			continue
		}
		clause := r.clauseOf(m.Start)
		before := r.n[clause.Start:m.Start]
		if !containsAny(before, "show", "reveal", "found", "rule", "显示", "提示", "未见", "未发现", "没发现", "没有发现", "没查出", "没看到") {
			continue
		}
		if !r.namesResults(clause) && !r.tested(clause) {
			continue
		}
		switch r.polarity(m.Start) {
		case Negated:
			r.add(Claim{Kind: Result, Act: "normal", Start: m.Start, End: m.End})
		case Affirmed:
			r.add(Claim{Kind: Result, Act: "abnormal", Start: m.Start, End: m.End})
		}
	}
}

// tested is true where an investigation is named, or a word for one.
func (r *reader) tested(s Span) bool {
	if slices.ContainsFunc(r.mentionsIn(s), func(m Named) bool { return m.Kind == "investigation" && m.End <= s.End }) {
		return true
	}
	return containsAny(r.n[s.Start:s.End], "scan", "x-ray", "biopsy", "ct提示", "ct显示", "ct示", "ct未", "ct没", "胸片", "超声", "检查", "化验", "片子", "活检", "影像")
}

// results finds words that read a result: normal, high, positive.
func (r *reader) results() {
	r.shown()
	for _, t := range r.toks {
		calm := t.is(cReassurance) && containsAny(r.n[t.start:t.end], "normal", "正常") && r.namesResults(r.clauseOf(t.start))
		if !t.is(cNormal|cAbnormal) && !calm {
			continue
		}
		m, ok := r.measuredIn(r.clauseOf(t.start))
		if !ok {
			// "体温39度，正常": the reading follows in a clause of its own.
			m, ok = r.measuredIn(Span{r.sents[r.sentenceOf(t.start)].start, t.start})
		}
		if !ok && containsAny(r.n[t.start:t.end], "positive", "阳性", "abnormal", "异常") {
			ok = r.conditionIn(r.clauseOf(t.start))
		}
		pol := r.polarity(t.start)
		if !ok && !r.namesResults(r.clauseOf(t.start)) || pol == Question || pol == Hypothetical {
			continue
		}
		act := Act("normal")
		if t.is(cAbnormal) != (pol == Negated) {
			act = "abnormal"
		}
		r.add(Claim{Kind: Result, Act: act, Concept: m.Concept, Start: t.start, End: t.end, Value: m.Value, Unit: m.Unit})
	}
}

// namesResults is true where results are spoken of without a name.
func (r *reader) namesResults(s Span) bool {
	return containsAny(r.n[s.Start:s.End], "检查结果", "化验结果", "检验结果", "检查报告", "各项指标", "指标", "results", "your tests", "test result", "your labs", "your scan", "blood work", "bloodwork")
}

// measuredIn gives the first quantity or test named in a span.
func (r *reader) measuredIn(s Span) (Named, bool) {
	for _, m := range r.mentionsIn(s) {
		if (m.Kind == "quantity" || m.Kind == "investigation") && m.End <= s.End {
			return m, true
		}
	}
	return Named{}, false
}
