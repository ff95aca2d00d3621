package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// bounded words a finding on a dose with what the content allows beside what the text has,
// so that its reader sees both. The source is that of the medicine, which is its evidence.
func (b *bench) bounded(f Finding, c claim.Claim, ds []graph.Drug, p claim.Posology) Finding {
	if len(ds) != 1 {
		return f
	}
	rows, _ := b.rows(b.suited(ds[0]), p)
	if len(rows) == 0 {
		return f
	}
	row := rows[0]
	for _, r := range rows[1:] {
		if b.against(r, p) < b.against(row, p) {
			row = r
		}
	}
	zh, en := inWords(row)
	if zh == "" {
		return f
	}
	said := strings.TrimSpace(c.Text)
	if said != "" {
		zh, en = zh+"；文中："+said, en+"; the text has: "+said
	}
	f.Message = graph.Label{ZH: f.Message.ZH + "。" + zh, EN: f.Message.EN + ". " + en}
	return f
}

// inWords words the bounds of a row, the few that a reader needs; "" where it has none.
func inWords(r graph.Dose) (zh, en string) {
	unit := unitWord(r.Unit)
	var zhs, ens []string
	add := func(n float64, zh, en, per string) {
		if n > 0 {
			zhs, ens = append(zhs, zh+inDigits(n)+per), append(ens, en+inDigits(n)+per)
		}
	}
	if r.UsualMax > 0 {
		from := ""
		if r.UsualMin > 0 && r.UsualMin < r.UsualMax {
			from = inDigits(r.UsualMin) + "–"
		}
		zhs, ens = append(zhs, "常用每次"+from+inDigits(r.UsualMax)+" "+unit), append(ens, "usual dose "+from+inDigits(r.UsualMax)+" "+unit)
	}
	add(r.MaxSingle, "单次最多", "at most ", " "+unit)
	add(r.MaxPerKg, "单次最多", "at most ", " "+unit+"/kg")
	add(r.MaxDaily, "每日最多", "a day at most ", " "+unit)
	add(r.MaxDailyPerKg, "每日最多", "a day at most ", " "+unit+"/kg")
	if r.MaxTimesDaily > 0 {
		zhs, ens = append(zhs, "每日最多"+inDigits(r.MaxTimesDaily)+"次"), append(ens, "at most "+inDigits(r.MaxTimesDaily)+" doses a day")
	}
	if r.MinIntervalHours > 0 {
		zhs, ens = append(zhs, "间隔至少"+inDigits(r.MinIntervalHours)+"小时"), append(ens, "at least "+inDigits(r.MinIntervalHours)+" hours apart")
	}
	if route := routeSaid[r.Route]; route.EN != "" && len(zhs) > 0 {
		zhs[0], ens[0] = route.ZH+zhs[0], route.EN+": "+ens[0]
	}
	return strings.Join(zhs, "，"), strings.Join(ens, ", ")
}

// routeSaid name the routes that rows are mostly of; a row of another is worded without.
//
//nolint:gochecknoglobals // a literal table, read only
var routeSaid = map[string]graph.Label{
	"oral": {ZH: "口服", EN: "by mouth"}, "iv": {ZH: "静脉", EN: "into a vein"}, "im": {ZH: "肌注", EN: "into a muscle"}, "sc": {ZH: "皮下", EN: "under the skin"},
	"inhaled": {ZH: "吸入", EN: "inhaled"}, "sublingual": {ZH: "舌下", EN: "under the tongue"}, "rectal": {ZH: "直肠", EN: "by rectum"},
}
