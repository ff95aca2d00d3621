package agent

import (
	"maps"
	"slices"
	"strconv"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
)

// The ids of the questions that are not findings of the graph.
const (
	AskChief = "chief"
	// AskAgain asks for it once more where nothing of the answer was about health,
	// and says what the interview is for.
	AskAgain = "chief.again"
	// AskStory asks for the story from its beginning, AskMore what else there is.
	AskStory = "story"
	AskMore  = "story.more"
	// AskMeant asks whether one of a few complaints is meant, AskComplaint which
	// of all.
	AskMeant     = "complaint.meant"
	AskComplaint = "complaint"
	AskPast      = "history.past"
	AskFamily    = "history.family"
	AskMedicines = "history.medicines"
	AskAllergies = "history.allergies"
)

// OptionNone is the chip that says there is none: no past illness, nothing more
// to tell, none of the complaints offered.
const OptionNone = "none"

// Story is what an interview has brought to light, worked out from the chart
// before it and the answers in order.
type Story struct {
	Chart     chart.Chart
	Complaint string // comp.*, empty while unknown
	// Guessed is true where no word names the complaint: the words are only like
	// its sayings.
	Guessed bool
	// Chief is the complaint in the patient's own words.
	Chief string
	// Words are what the patient typed on the illness of now, in order and word for
	// word, but for a plain yes or no.
	Words []Quote
	// Asked are the questions that need no further asking, and the findings that
	// were on a list. Questions counts those about findings, a list as one.
	Asked     map[string]bool
	Questions int
	// Closed are the findings that an answer to a closed question settled.
	Closed map[string]bool
	// Said keeps the answers to open and to history questions in the patient's
	// words, and OptionNone for AskMeant where none was meant.
	Said map[string]string
	// Resembles is what the patient's own words on the illness of now resemble.
	Resembles []reason.Heard
	// Alike are complaints that the story is a little like, the likest first: too
	// little to choose one, enough to offer it.
	Alike []string
	// OfAnother is true where the words tell of somebody else than the holder of the
	// link, Other where the holder said that this is so: then nothing of it is in
	// Chart.
	OfAnother, Other bool
	// holders is true where the holder said that the story is theirs, own where the
	// teller has spoken of an illness of their own, ofChild where it is a child's.
	holders, own, ofChild bool
	// stands are the questions whose first answer, in words, settled nothing.
	stands map[string]bool
	// standing is that of the last answer, empty where it settled something.
	standing string
}

// Quote is what the patient typed in answer to a question.
type Quote struct{ Question, Text string }

// Case is the story for the engine.
func (s Story) Case() reason.Case {
	return reason.Case{Chart: s.Chart, Complaint: s.Complaint, Resembles: s.Resembles}
}

// Teller turns interviews into stories.
type Teller struct {
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Engine  *reason.Engine
}

// Tell replays the answers over the chart. The same chart and answers always
// give the same story.
func (t Teller) Tell(base chart.Chart, iv Interview) Story {
	if iv.Whom() == WhomOther {
		return kept(base, iv)
	}
	s := Story{Chart: clone(base), Asked: map[string]bool{}, Closed: map[string]bool{}, Said: map[string]string{}}
	s.holders = iv.Whom() == WhomHolder
	for i, a := range iv.Answers {
		a = known(a)
		s.Asked[a.Question], s.standing = true, ""
		if a.Text != "" && a.Question != AskWhom && !t.plain(a.Text) && !slices.Contains(PastQuestions(), a.Question) && !t.WantsPerson(a.Text, a.Lang) {
			s.Words = append(s.Words, Quote{a.Question, a.Text})
		}
		evidence := "QuestionnaireResponse/" + iv.ID + "#" + strconv.Itoa(i+1)
		if t.ofRelative(&s, a, base) {
			t.Engine.Listen(&s.Chart, reason.Utterance{Text: a.Text, Lang: a.Lang, Evidence: evidence, At: a.At, Own: true})
			continue
		}
		s.OfAnother = s.OfAnother || t.ofAnother(&s, a, base)
		t.hear(&s, a, evidence)
		s.own = s.own || t.ownTold(&s, a)
	}
	t.lasting(&s)
	s.ofChild = s.OfAnother && ofChildren(iv)
	return s
}

func clone(c chart.Chart) chart.Chart {
	out := c
	out.Conditions = slices.Clone(c.Conditions)
	out.Medications = slices.Clone(c.Medications)
	out.Allergies = slices.Clone(c.Allergies)
	out.Measures = map[string]chart.Measure{}
	maps.Copy(out.Measures, c.Measures)
	out.Findings = map[string]chart.Tri{}
	maps.Copy(out.Findings, c.Findings)
	out.FindingSource = map[string]chart.Source{}
	maps.Copy(out.FindingSource, c.FindingSource)
	return out
}

// hear takes one answer in.
func (t Teller) hear(s *Story, a Answer, evidence string) {
	switch a.Question {
	case AskChief, AskAgain:
		if !t.WantsPerson(a.Text, a.Lang) {
			s.Chief = Complaint(a.Text)
		}
		t.tells(s, a, evidence)
	case AskStory, AskMore:
		if a.Option != OptionNone && !a.Unknown && !(t.plain(a.Text) && YesNo(a.Text) == chart.No) {
			s.Said[a.Question] = a.Text
		}
		t.tells(s, a, evidence)
	case AskMeant, AskComplaint:
		t.choose(s, a, evidence)
	case AskWhom:
		s.Asked[AskWhom] = whom(a) != ""
	case AskPast, AskFamily, AskMedicines, AskAllergies:
		t.history(s, a, evidence)
	default:
		s.Questions++
		if len(a.Offered) > 0 {
			t.list(s, a, evidence)
			return
		}
		t.finding(s, a, evidence)
	}
}

// tells takes in what the patient tells freely. The first complaint that words
// name is what the interview is about; until one is named, what they are like.
func (t Teller) tells(s *Story, a Answer, evidence string) {
	if t.WantsPerson(a.Text, a.Lang) {
		return
	}
	if a.Text == "" || t.plain(a.Text) { // a plain no is like no complaint
		if a.Question == AskChief || a.Question == AskAgain {
			s.Resembles = append(s.Resembles, reason.Heard{Aside: true})
		}
		return
	}
	t.listen(s, a, evidence)
	t.resembles(s, a.Text)
	for _, id := range t.Engine.ComplaintsAlike(a.Text, s.Chart.AgeYears) {
		if !slices.Contains(s.Alike, id) && t.Engine.Suits(id, s.Chart) {
			s.Alike = append(s.Alike, id)
		}
	}
	t.about(s, a.Text)
}

// plain is true for a short yes or no that names nothing: 没有咯血 denies a sign, and
// 没有力气 is a complaint.
func (t Teller) plain(text string) bool {
	return YesNo(text) != chart.Unknown && len(t.Lexicon.Extract(text, "")) == 0
}

func (t Teller) about(s *Story, text string) {
	if s.Complaint != "" && !s.Guessed {
		return
	}
	if named := t.Engine.Complaints(text); len(named) > 0 {
		s.Complaint, s.Guessed = named[0], false
	} else if like := t.Engine.ComplaintsLike(text, s.Chart.AgeYears); len(like) > 0 && s.Complaint == "" && t.Engine.Suits(like[0], s.Chart) {
		s.Complaint, s.Guessed = like[0], true
	}
}

// resembles holds the words against the sayings; a plain yes or no says nothing
// by itself.
func (t Teller) resembles(s *Story, text string) {
	if text == "" || t.plain(text) {
		return
	}
	s.Resembles = append(s.Resembles, t.Engine.Resembles(text))
}

// listen takes what the patient's own words say about the patient.
func (t Teller) listen(s *Story, a Answer, evidence string) {
	t.Engine.Listen(&s.Chart, reason.Utterance{
		Text: a.Text, Lang: a.Lang, Evidence: evidence, At: a.At,
		Past: a.Question == AskPast, Allergies: a.Question == AskAllergies,
	})
}

func coded(m lexicon.Mention, evidence string) chart.Coded {
	return chart.Coded{Concept: m.Concept, Text: m.Text, Evidence: evidence, Status: "active"}
}

// history takes an answer on past illness, family, medicines or allergies.
func (t Teller) history(s *Story, a Answer, evidence string) {
	none := a.Option == OptionNone || YesNo(a.Text) == chart.No
	if a.Unknown {
		return
	}
	s.Said[a.Question] = a.Text
	if none {
		s.Said[a.Question] = ""
	}
	switch a.Question {
	case AskMedicines:
		s.Chart.MedicationsKnown = true
	case AskAllergies:
		s.Chart.AllergiesKnown = true
		t.allergies(s, a, evidence)
	case AskPast:
		s.Chart.ConditionsKnown = true
	}
	if none || a.Question == AskFamily {
		return
	}
	t.listen(s, a, evidence)
}

// allergies reads substances the patient names as allergies. Words the graph
// does not know are kept as they are: an unknown allergen is still one.
func (t Teller) allergies(s *Story, a Answer, evidence string) {
	if a.Option == OptionNone || a.Text == "" || YesNo(a.Text) == chart.No {
		return
	}
	found := false
	for _, m := range t.Lexicon.Extract(a.Text, a.Lang) {
		if (m.Kind == "drug" || m.Kind == "class" || m.Kind == "allergen") && m.Status == lexicon.Present && m.Experiencer == lexicon.Patient {
			s.Chart.Allergies = append(s.Chart.Allergies, coded(m, evidence))
			found = true
		}
	}
	if !found {
		s.Chart.Allergies = append(s.Chart.Allergies, chart.Coded{Text: a.Text, Evidence: evidence, Status: "active"})
	}
}
