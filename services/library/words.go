package library

import (
	"strings"

	"apricot.health/knowledge/graph"
)

// Say gives a word of the page in its language.
func (p page) Say(key string) string {
	if w, ok := words[key]; ok {
		return w.In(p.Lang)
	}
	return strings.ReplaceAll(key, "_", " ")
}

// Name gives the label of an item, or of the id where the graph has none.
func (p page) Name(id string) string {
	if it := p.catalogue.byID[id]; it != nil {
		if s := it.Label.In(p.Lang); s != "" {
			return s
		}
	}
	return id
}

// Has reports whether an id has a page.
func (p page) Has(id string) bool { return p.catalogue.byID[id] != nil }

// Other is the language that the switch leads to.
func (p page) Other() string {
	if p.Lang == "zh" {
		return "en"
	}
	return "zh"
}

// with is a value together with its page, for templates that call each other.
type with struct {
	page
	Value any
}

func at(p page, v any) with { return with{p, v} }

// At goes on with another value of the same page.
func (w with) At(v any) with { return with{w.page, v} }

var words = map[string]graph.Label{
	"title":                  {ZH: "知识库", EN: "Knowledge"},
	"search":                 {ZH: "搜索", EN: "Search"},
	"search_hint":            {ZH: "名称、俗称或编号", EN: "Name, everyday word or id"},
	"found":                  {ZH: "找到", EN: "Found"},
	"nothing":                {ZH: "没有找到。", EN: "Nothing was found."},
	"refused":                {ZH: "请先以医务或技术人员身份登录。", EN: "Please sign in as staff first."},
	"sign_in":                {ZH: "去登录", EN: "Sign in"},
	"missing":                {ZH: "没有这一条。", EN: "There is no such item."},
	"used_by":                {ZH: "被引用于", EN: "Used by"},
	"cases_hold":             {ZH: "本版知识的全部用例均通过。", EN: "Every test case of this knowledge holds."},
	"cases_fail":             {ZH: "下列用例未通过：", EN: "These test cases do not hold:"},
	"draft":                  {ZH: "草稿，未经审核", EN: "draft, not reviewed"},
	"reviewed":               {ZH: "已由第二人审核", EN: "reviewed by a second reader"},
	"endorsed":               {ZH: "本院已认可", EN: "endorsed by this hospital"},
	"all":                    {ZH: "全部满足", EN: "all of"},
	"any":                    {ZH: "满足任一", EN: "any of"},
	"not":                    {ZH: "并非", EN: "not"},
	"count_of":               {ZH: "至少满足项数", EN: "at least this many of"},
	"absent":                 {ZH: "明确没有", EN: "said not to be there"},
	"sources":                {ZH: "来源", EN: "Sources"},
	"findings":               {ZH: "症状、体征、结果", EN: "Findings"},
	"conditions":             {ZH: "疾病", EN: "Conditions"},
	"complaints":             {ZH: "主诉", EN: "Complaints"},
	"red_flags":              {ZH: "危险信号", EN: "Red flags"},
	"investigations":         {ZH: "检查", EN: "Tests and procedures"},
	"order_rules":            {ZH: "检查建议规则", EN: "Order rules"},
	"drugs":                  {ZH: "药物", EN: "Drugs"},
	"drug_classes":           {ZH: "药物类别", EN: "Drug classes"},
	"allergen_groups":        {ZH: "过敏原组", EN: "Allergen groups"},
	"safety_rules":           {ZH: "用药安全规则", EN: "Safety rules"},
	"bands":                  {ZH: "分级表", EN: "Decision tables"},
	"scores":                 {ZH: "评分", EN: "Scores"},
	"pathways":               {ZH: "路径", EN: "Pathways"},
	"departments":            {ZH: "科室", EN: "Departments"},
	"phrases":                {ZH: "固定用语", EN: "Fixed sentences"},
	"practices":              {ZH: "已被弃用的做法", EN: "Practices that guidance no longer holds"},
	"education_figures":      {ZH: "健康教育数值", EN: "Figures of education"},
	"pharmacology":           {ZH: "药理常识", EN: "Pharmacology"},
	"trials":                 {ZH: "里程碑试验", EN: "Landmark trials"},
	"herbs":                  {ZH: "中药饮片", EN: "Herbs"},
	"herb_incompatibilities": {ZH: "中药配伍禁忌", EN: "Herbs kept apart"},
	"says":                   {ZH: "每组须有一词", EN: "One word of every group"},
	"about":                  {ZH: "涉及", EN: "About"},
	"hazard":                 {ZH: "危害", EN: "Hazard"},
	"min_age":                {ZH: "年龄下限", EN: "From the age of"},
	"max_age":                {ZH: "年龄上限（不含）", EN: "Below the age of"},
	"in":                     {ZH: "范围或病情", EN: "In"},
	"most":                   {ZH: "为上限", EN: "An upper limit"},
	"of":                     {ZH: "药物或类别", EN: "Of"},
	"poisons":                {ZH: "毒物", EN: "Poisons"},
	"by":                     {ZH: "相应用语", EN: "Words for it"},
	"loosely":                {ZH: "宽泛用语", EN: "Loosely called"},
	"names":                  {ZH: "名称", EN: "Names"},
	"journals":               {ZH: "期刊", EN: "Journals"},
	"years":                  {ZH: "年份", EN: "Years"},
	"than":                   {ZH: "对照", EN: "Compared with"},
	"outcome":                {ZH: "主要结局", EN: "Main outcome"},
	"reductions":             {ZH: "相对降低（%）", EN: "Relative reductions (%)"},
	"excluded":               {ZH: "未纳入的人群", EN: "People not taken in"},
	"max_daily":              {ZH: "每日上限", EN: "Most a day"},
	"with":                   {ZH: "同用须慎", EN: "Looked at first beside"},
	"text":                   {ZH: "文本", EN: "Text"},
	"labels":                 {ZH: "名称", EN: "Name"},
	"synonyms":               {ZH: "别名与俗称", EN: "Other names"},
	"brands":                 {ZH: "商品名", EN: "Brands"},
	"when":                   {ZH: "条件", EN: "When"},
	"unless":                 {ZH: "除外", EN: "Unless"},
	"derive":                 {ZH: "由此得出", EN: "Derived when"},
	"population":             {ZH: "适用人群", EN: "Population"},
	"tests":                  {ZH: "用例", EN: "Test cases"},
	"provenance":             {ZH: "依据与状态", EN: "Provenance"},
	"refs":                   {ZH: "依据", EN: "References"},
	"locator":                {ZH: "出处", EN: "Locator"},
	"confidence":             {ZH: "可信度", EN: "Confidence"},
	"status":                 {ZH: "状态", EN: "Status"},
	"level":                  {ZH: "级别", EN: "Level"},
	"advice":                 {ZH: "建议", EN: "Advice"},
	"edges":                  {ZH: "症状与疾病的关系", EN: "Findings in this condition"},
	"prior":                  {ZH: "每千次就诊的例数", EN: "Prior, in 1000 visits"},
	"department":             {ZH: "科室", EN: "Department"},
	"given":                  {ZH: "已知", EN: "Given"},
	"expect":                 {ZH: "应得", EN: "Expect"},
	"why":                    {ZH: "理由", EN: "Why"},
	"ask":                    {ZH: "问法", EN: "Question"},
	"doses":                  {ZH: "剂量界限", EN: "Dose limits"},
	"renal":                  {ZH: "肾功能", EN: "Renal function"},
	"no_adjustment":          {ZH: "无需调整剂量（脏器）", EN: "No adjustment of dose for"},
	"hepatic":                {ZH: "肝功能", EN: "Hepatic function"},
	"pregnancy":              {ZH: "妊娠", EN: "Pregnancy"},
	"lactation":              {ZH: "哺乳", EN: "Lactation"},
	"classes":                {ZH: "类别", EN: "Classes"},
	"allergens":              {ZH: "过敏原", EN: "Allergens"},
	"suspect":                {ZH: "提示", EN: "Suspect"},
	"danger":                 {ZH: "先问的危险信号", EN: "Danger asked first"},
	"history":                {ZH: "病史问题", EN: "History asked next"},
	"orders":                 {ZH: "检查", EN: "Orders"},
	"implies":                {ZH: "同时意味着", EN: "Implies"},
	"other_language":         {ZH: "English", EN: "中文"},
}
