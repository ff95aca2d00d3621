package graph_test

// good is a module with one item of every kind and nothing wrong with it.
const good = `module: good
sources:
  - {id: src.s, title: {zh: 源, en: source}, publisher: p, edition: "1", year: 2020, jurisdiction: INT, review_due: "2027-01-01"}
  - {id: src.old, title: {zh: 旧, en: old}, publisher: p, year: 2000, jurisdiction: CN, retired_by: src.s}
departments:
  - {id: dept.d, labels: {zh: 科, en: dept}}
phrases:
  - {id: phrase.p, labels: {zh: 句, en: phrase}}
findings:
  - {id: find.a, kind: boolean, class: symptom, labels: {zh: 甲, en: aa}, base: 0.1, ask: {zh: 甲吗, en: aa?}}
  - {id: find.b, kind: boolean, class: sign, labels: {zh: 乙, en: bb}, base: 0.1, implies: [find.a], excludes: [find.c], acute: true}
  - {id: find.c, kind: boolean, class: history, labels: {zh: 丙, en: cc}, undocumented: absent}
  - {id: find.q, kind: quantity, class: vital, unit: mm, labels: {zh: 量, en: qq}, plausible: {min: 0, max: 100}}
  - {id: find.d, kind: boolean, class: symptom, labels: {zh: 丁, en: dd}, derive: {find.q: {gte: 50}}}
  - id: find.o
    kind: boolean
    class: symptom
    labels: {zh: 选, en: oo}
    ask: {zh: 哪个, en: which}
    options: [{label: {zh: 一, en: one}, sets: [find.a], clears: [find.b]}]
conditions:
  - id: cond.x
    labels: {zh: 病, en: xx}
    department: dept.d
    level: 3
    prior: 5
    modifiers: [{min_age: 60, times: 2}, {when: find.c, times: 3}]
    known: {implies: [find.c], times: 4, level: 2}
    edges: [{find: find.a, low: 0.2, high: 0.4, basis: judgement}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
complaints:
  - id: comp.c
    labels: {zh: 诉, en: comp}
    finding: find.a
    danger: [find.a]
    history: [find.o]
    conditions: [cond.x]
    department: dept.d
    level: 4
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
red_flags:
  - id: flag.f
    labels: {zh: 旗, en: flag}
    advice: {zh: 去, en: go}
    when: {all: [find.a, {find.q: {gte: 10, lt: 20}}]}
    level: 2
    suspect: [cond.x]
    tests: [{given: {find.a: true, find.q: 10}, expect: true}, {given: {find.a: false}, expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
investigations:
  - {id: inv.i, labels: {zh: 查, en: inv}, category: imaging, preparation: {zh: 空腹, en: fasting}}
order_rules:
  - id: order.o
    when: find.a
    orders: [inv.i]
    why: {zh: 因, en: why}
    tests: [{given: {find.a: true}, expect: true}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
drug_classes:
  - {id: class.k, labels: {zh: 类, en: kk}, duplicate: true, duplicate_allowed: [[drug.d, drug.e]]}
  - {id: class.kk, labels: {zh: 小类, en: kkk}, parents: [class.k]}
allergen_groups:
  - id: allergen.g
    labels: {zh: 敏, en: allergen}
    cross_reacts: [{group: allergen.h, severity: major}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
  - {id: allergen.h, labels: {zh: 敏二, en: other}, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
drugs:
  - id: drug.d
    labels: {zh: 药, en: drugd}
    classes: [class.kk]
    allergens: [allergen.g]
    doses: [{route: oral, population: adult, unit: mg, usual_min: 1, usual_max: 2, max_single: 3, max_daily: 6}]
    renal: [{below: 30, measure: egfr, action: avoid}, {below: 60, measure: egfr, action: reduce, max_daily: 3, unit: mg}]
    no_adjustment: [hepatic]
    pregnancy: [{advice: avoid, from_week: 20, to_week: 42}]
    lactation: caution
    qt: none
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
  - {id: drug.e, labels: {zh: 药二, en: druge}, rxnorm: "8", classes: [class.k], pregnancy: [], lactation: unknown, qt: none, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
safety_rules:
  - id: rule.r
    kind: contraindication
    a: [class.k]
    when: cond.x
    tier: soft
    severity: major
    labels: {zh: 规, en: rule}
    advice: {zh: 勿, en: do not}
    tests: [{given: {drug.d: true, cond.x: true}, expect: true}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
bands:
  - id: band.b
    labels: {zh: 表, en: band}
    input: find.q
    decimals: 0
    edges: [10, 20]
    points: [0, 1, 2]
    tests: [{given: {find.q: 10}, expect: 1}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
scores:
  - id: score.s
    labels: {zh: 分, en: score}
    items: [{label: {zh: 项, en: item}, band: band.b}, {label: {zh: 项二, en: item 2}, when: find.a, points: 2}]
    responses: [{min: 0, name: low, labels: {zh: 低, en: low}}, {min: 3, name: high, labels: {zh: 高, en: high}, level: 2}]
    single: {points: 2, response: high}
    tests: [{given: {find.q: 20, find.a: true}, expect: high}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
pathways:
  - id: path.p
    labels: {zh: 径, en: path}
    for: [cond.x]
    entry: cond.x
    steps:
      - {id: s1, kind: measure, labels: {zh: 步, en: step}, ask: [find.q], bands: [band.b]}
      - {id: s2, kind: exclude, labels: {zh: 步二, en: step 2}, after: [s1], screen: [{cond: cond.x, suspect: find.a, then: {zh: 查, en: look}}]}
    targets:
      - id: t1
        goal: g
        labels: {zh: 标, en: target}
        when: cond.x
        reach: [{find: find.q, statistic: mean, days: 7, lt: 20}]
        tests: [{given: {cond.x: true, find.q: 19}, expect: true}, {given: {cond.x: true, find.q: 20}, expect: false}]
        refs: [{source: src.s, locator: l, confidence: high}]
        status: draft
    monitoring:
      - {id: m1, labels: {zh: 测, en: watch}, finds: [find.q], every_days: 7, by: patient, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
    escalation:
      - id: e1
        labels: {zh: 升, en: escalate}
        readings: [{find: find.q, gte: 50}]
        unmet: g
        to: doctor
        within_hours: 24
        advice: {zh: 联, en: call}
        action: {zh: 看, en: see}
        tests: [{given: {find.q: 50}, expect: true}, {given: {find.q: 49}, expect: false}]
        refs: [{source: src.s, locator: l, confidence: high}]
        status: draft
    education:
      - {id: l1, labels: {zh: 课, en: lesson}, text: {zh: 文, en: text}, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
`
