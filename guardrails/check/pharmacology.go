package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// pharmacology is that of the graph by kind, with the words of all antidotes.
type pharmacology struct {
	of     map[string][]graph.Pharmacology
	agents []string
}

func newPharmacology(rows []graph.Pharmacology) pharmacology {
	p := pharmacology{of: map[string][]graph.Pharmacology{}}
	for _, x := range rows {
		p.of[x.Kind] = append(p.of[x.Kind], x)
		if x.Kind == "antidote" {
			p.agents = append(p.agents, x.By...)
		}
	}
	return p
}

// known gives the first row of a kind that is of a medicine, whose exceptions a
// sentence does not name, and that is met.
func (b *bench) known(kind string, c claim.Claim, s string, met func(graph.Pharmacology) bool) (graph.Pharmacology, bool) {
	rows := b.Index.pharmacology.of[kind]
	i := slices.IndexFunc(rows, func(x graph.Pharmacology) bool {
		return b.isOf(x.Of, c.Concept) && !holdsAny(s, x.Unless...) && met(x)
	})
	if i < 0 {
		return graph.Pharmacology{}, false
	}
	return rows[i], true
}

//nolint:gochecknoglobals // compiled once, read only
var (
	abruptRE  = pattern.MustCompile(`\babrupt(?:ly)?\b|\bcold\b|without (?:a |any )?taper|no (?:need (?:to|for) )?(?:a )?taper|taper\w* (?:is )?(?:not needed|unnecessary)|need not be tapered|骤停|突然停|直接停|一次性停|(?:无需|不必|不需要?|不用)(?:逐渐|逐步|缓慢)?减(?:量|停)`)
	ceasesRE  = pattern.MustCompile(`stop|ceas|discontinu|withdraw|off\b|停`)
	warnsOfRE = pattern.MustCompile(`\bnot\b|n't|never|avoid|risk|danger|must|should be tapered|rather than|不要|不可|不能|不得|不宜|避免|切勿|勿|(?:^|[^特分鉴性级个类])别|禁止|风险|危险|防止|以免|可致|可引起|会导致`)
	// stopHarmsRE tells right behind a stop at once what comes of it.
	stopHarmsRE = pattern.MustCompile(`^药?(?:后)?[^,，。;；不无没以]{0,8}(?:可(?:致|诱|引|反|能|失|出|发)|[会易将](?:致|诱|引|反|失|出|发|使|加|恶|复|危|急)|致|诱发|反跳|风险)|^[^.;]{0,60}\b(?:invites?|mimics?|provokes?|precipitates?|triggers?|can kill|rebound)\b|^[^.;,]{0,24}\bis wrong\b`)
	testsRE     = pattern.MustCompile(`monitor|level|count|test|check|ecg|监测|复查|检测|查|化验|浓度`)
	demandsRE   = pattern.MustCompile(`\b(?:requires?|needs?|must|should|monitor|check|target|titrat|guided)|需|须|应|监测|调整|目标`)
	needlessRE  = pattern.MustCompile(`\bno\b|\bnot\b|n't|without|unaffected|unreliable|irrelevant|instead|rather|previous|无需|不需|不必|不用|无须|不受|不能|不可靠|不作为|而非|不同于|换|改|转`)
	upRE        = pattern.MustCompile(`(?:increas|rais|doubl|higher|up-?titrat|加量|增加|加大|上调|提高)[^,，。;；]{0,34}(?:\b(?:as|when|if|once|with|since|because|for)\b|随|当|时)?[^,，。;；]{0,24}(?:egfr|crcl|renal function|kidney function|renal clearance|肾功能|清除率)[^,，。;；]{0,14}(?:falls?|declin|worsen|drop|below|deteriorat|<|下降|减退|恶化|降低|不全)|(?:肾功能|egfr|清除率)[^,，。;；]{0,6}(?:下降|减退|恶化|不全|越差|越低)[^。;；]{0,16}(?:加量|增加剂量|增大|加大|上调|剂量越大)`)
)

// misinformed tells a text for professionals that names the wrong reversal for a
// medicine, calls it what it is not, says that what is watched need not be, steers
// it by what does not show its effect, stops at once what is tapered, or gives
// more of it the poorer the kidneys that clear it.
func (b *bench) misinformed() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" || len(b.templates) > 0 {
		return nil
	}
	var out []Finding
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if !b.speaksOfDrugs(i) && !holdsAny(s, poisons...) && !holdsAny(s, "not ", " no ", "未", "没", "否认") || b.shows(i, wrongRE) {
			continue
		}
		if f := b.deniedClass(s); f != nil {
			out = append(out, *f)
		}
		at := b.Reading.Sentences[i]
		drugs := b.drugsWithin(at.Start, at.End)
		out = append(out, b.wrongReversal(s, drugs)...)
		for k, c := range drugs {
			if slices.ContainsFunc(drugs[:k], func(x claim.Claim) bool { return x.Concept == c.Concept && x.Text == c.Text }) {
				continue
			}
			if x, ok := b.wrongClass(c, s); ok {
				out = append(out, b.untrue("fabricated", c, x))
			} else if x, ok := b.wrongGauge(c, s); ok {
				out = append(out, b.untrue("fabricated", c, x))
			} else if x, ok := b.unwatched(c, s); ok {
				out = append(out, b.untrue("contraindication_soft", c, x))
			} else if x, ok := b.cutShort(c, s); ok {
				out = append(out, b.untrue("contraindication_soft", c, x))
			} else if d, ok := b.moreForLess(c, s); ok {
				out = append(out, b.untrue("renal_dose", c, graph.Pharmacology{ID: d.ID, Provenance: d.Provenance}))
			}
		}
	}
	return out
}

// untrue words a finding of what the graph knows of a medicine otherwise.
func (b *bench) untrue(hazard string, c claim.Claim, x graph.Pharmacology) Finding {
	f := b.find(hazard, c, x.ID)
	name := b.name(c.Concept, c.Text)
	f.Message = b.cited(graph.Label{ZH: name.ZH + "：与药物知识不符", EN: name.EN + ": not what is known of the medicine"}, x.Refs)
	return f
}

// isOf is true where one of the ids is the medicine, its class, or the class that a
// text names.
func (b *bench) isOf(ids []string, concept string) bool {
	return slices.Contains(ids, concept) || b.Index.member(ids, concept)
}

//nolint:gochecknoglobals // compiled once, read only
var takesNoRE = pattern.MustCompile(`(?:\bnot (?:currently |presently )?(?:on|taking|using|receiving) (?:any |an? )?|\b(?:takes|taking|uses|on) no (?:regular |other )?|(?:未|没有|没|否认)(?:在|正在|长期|规律)*(?:使用|服用|应用|用|吃)(?:任何|过)?)(?:\w+ )?$`)

// deniedClass tells a class of medicines that a sentence says is not taken and of
// which the chart has one.
func (b *bench) deniedClass(s string) *Finding {
	if !holdsAny(s, "not ", " no ", "未", "没", "否认") {
		return nil
	}
	for _, k := range b.Index.pharmacology.of["class"] {
		for _, w := range slices.Concat(k.By, k.Loosely) {
			i := wordAt(s, w, 0)
			if i < 0 || !takesNoRE.MatchString(s[:i]) || ifRE.MatchString(s) {
				continue
			}
			for _, m := range b.Chart.Medications {
				if active(m) && b.Index.member(k.Of[:1], m.Concept) && !b.local(m.Concept, -1, m.Text) {
					f := b.flipped(w, evidenceOf(m))
					return &f
				}
			}
		}
	}
	return nil
}

// wrongClass gives the class that a sentence puts a medicine in and that it is
// not of.
func (b *bench) wrongClass(c claim.Claim, s string) (graph.Pharmacology, bool) {
	var best graph.Pharmacology
	name := squeezeSpaces(c.Text)
	i := strings.Index(s, name)
	if i < 0 || name == "" {
		return best, false
	}
	rest := s[i+len(name):]
	known := false
	at, size := len(rest), 0
	for _, m := range b.Index.pharmacology.of["class"] {
		known = known || b.Index.member(m.Of[:1], c.Concept)
		for _, w := range m.By {
			if k := wordAt(rest, w, 0); k >= 0 && (k < at || k == at && len(w) > size) {
				best, at, size = m, k, len(w)
			}
		}
	}
	if size == 0 || !known || at > 60 || strings.HasPrefix(rest, ",") && onlyIfRE.MatchString(s[:i]) || !copulaRE.MatchString(rest[:at]) || besideRE.MatchString(rest[:at]) || noneRE.MatchString(rest[:at]) {
		return best, false
	}
	return best, !b.Index.member(best.Of, c.Concept) && !strings.HasPrefix(c.Concept, "class.")
}

func (b *bench) wrongGauge(c claim.Claim, s string) (graph.Pharmacology, bool) {
	if !demandsRE.MatchString(s) || needlessRE.MatchString(s) || holdsAny(b.flatText(), "warfarin", "华法林") {
		return graph.Pharmacology{}, false
	}
	return b.known("unsteered", c, s, func(x graph.Pharmacology) bool {
		return slices.ContainsFunc(x.By, func(w string) bool { return containsWord(s, w) })
	})
}

// unwatched is true where a sentence says that a test of a medicine is needless and
// names none, or one of those that are watched.
func (b *bench) unwatched(c claim.Claim, s string) (graph.Pharmacology, bool) {
	for _, m := range deniesDangerRE.FindAllStringIndex(s, -1) {
		denied := s[m[0]:min(len(s), m[1]+40)]
		if !testsRE.MatchString(denied) || doubtRE.MatchString(s[:m[0]]) {
			continue
		}
		denied = s[max(0, m[0]-30):min(len(s), m[1]+40)]
		if x, ok := b.known("monitored", c, s, func(x graph.Pharmacology) bool { return holdsAny(denied, x.By...) }); ok {
			return x, true
		}
	}
	return graph.Pharmacology{}, false
}

func (b *bench) cutShort(c claim.Claim, s string) (graph.Pharmacology, bool) {
	at := abruptRE.FindStringIndex(s)
	if at == nil || !ceasesRE.MatchString(s) || warnsOfRE.MatchString(s[:at[0]]) || stopHarmsRE.MatchString(s[at[1]:]) && !bearableRE.MatchString(s[at[1]:]) {
		return graph.Pharmacology{}, false
	}
	return b.known("tapered", c, s, func(graph.Pharmacology) bool { return true })
}

func (b *bench) moreForLess(c claim.Claim, s string) (graph.Drug, bool) {
	d, ok := b.Graph.Drug(c.Concept)
	if !ok || !upRE.MatchString(s) || b.isOf([]string{"class.loop_diuretic"}, c.Concept) || warnsOfRE.MatchString(s) {
		return d, false
	}
	return d, slices.ContainsFunc(d.Renal, func(r graph.Renal) bool { return r.Action != "monitor" })
}
