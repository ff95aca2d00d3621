package agent

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/reason"
)

// Step is what an interview asks next.
type Step struct {
	// ID is one of the Ask constants or, for a question about a finding, its id.
	ID string
	// Finding is the question where ID is that of a finding or a list of signs.
	Finding reason.Question
	// Offered are the complaints of AskMeant, the likest first.
	Offered []string
}

// Place is where an interview stands.
type Place struct {
	Assessment reason.Assessment
	// Ends is true where nothing more is asked because the patient has to be
	// seen now.
	Ends bool
	// Next is nil where nothing is left to ask.
	Next *Step
	// Left is how many questions may come at most, Next among them.
	Left int
}

const (
	// mostOffered is how many complaints the patient is asked about by name
	// before the list of all is shown.
	mostOffered = 3
	// wordy is the length of an opening that tells the story already; who has
	// written so much is not asked to begin again. Latin letters count a third.
	wordy = 40
)

// Place works out where a story stands: what the engine makes of it and what
// is asked next. It is a pure function of the story.
//
// Who tells of no illness is asked for it once more and else left in peace.
// Danger comes before all else: a red flag ends the questions, and the signs of
// an emergency that the words resemble are asked for at once. Then the patient
// tells, in answer to open questions; then what was only guessed from words is
// confirmed; then findings are asked for, and the past last, of those who can
// wait.
func (t Teller) Place(s Story) Place {
	c := s.Case()
	p := Place{Assessment: t.Engine.Assess(c)}
	q, more := t.Engine.Next(c, s.Asked, s.Questions)
	if p.Assessment.Ends(q, more) {
		p.Ends = true
		return p
	}
	if p.Assessment.Why == reason.NoComplaint && s.Asked[AskChief] {
		if p.Next = s.again(); p.Next != nil {
			p.Left = 1 + reason.MaxQuestions
		}
		return p
	}
	if q, ok := t.Engine.Again(c, s.standing); ok {
		p.Next, p.Left = &Step{ID: q.ID, Finding: q}, max(1, reason.MaxQuestions-s.Questions)
		return p
	}
	steps := s.open()
	now := more && q.Suspects && p.Assessment.SuspectsEmergency() && s.Asked[AskChief]
	switch {
	case now:
		p.Next = &Step{ID: q.ID, Finding: q}
	case len(steps) > 0:
		p.Next = &Step{ID: steps[0]}
	case s.unclear():
		p.Next = s.which()
	case more:
		p.Next = &Step{ID: q.ID, Finding: q}
	}
	p.Left = len(steps)
	if p.Next != nil {
		p.Left += max(1, reason.MaxQuestions-s.Questions)
	}
	if p.Next == nil && p.Assessment.Urgency == reason.Emergency {
		// Who has to be seen now is not asked for the past first.
		return p
	}
	for _, id := range PastQuestions() {
		if !s.Asked[id] {
			p.Left++
			if p.Next == nil {
				p.Next = &Step{ID: id}
			}
		}
	}
	return p
}

// again asks who has told of no illness what is wrong, and then which complaint of
// the list it is. Who names none is left in peace.
func (s Story) again() *Step {
	switch {
	case !s.Asked[AskAgain]:
		return &Step{ID: AskAgain}
	case !s.Asked[AskComplaint]:
		return &Step{ID: AskComplaint}
	}
	return nil
}

// PastQuestions end every interview in which something was told.
func PastQuestions() []string {
	return []string{AskPast, AskMedicines, AskAllergies, AskFamily}
}

// open are the questions that are still to be answered in the patient's own
// words: what the matter is, its story where the opening did not tell it, and
// whether there is more. Who has nothing to add to the first is not asked for
// more.
func (s Story) open() []string {
	var out []string
	if !s.Asked[AskChief] {
		out = append(out, AskChief)
	}
	if !s.Asked[AskStory] && length(s.Chief) < wordy {
		out = append(out, AskStory)
	}
	if !s.Asked[AskMore] && (!s.Asked[AskStory] || s.Said[AskStory] != "") {
		out = append(out, AskMore)
	}
	return out
}

// length is that of a text in Chinese characters, of which three Latin letters
// are worth about one.
func length(text string) int {
	wide := 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			wide++
		}
	}
	return wide + (utf8.RuneCountInString(text)-wide)/3
}

// unclear is true where no word of the story names a complaint and the patient
// was not asked yet which one it is.
func (s Story) unclear() bool {
	if s.Asked[AskComplaint] {
		return false
	}
	switch {
	case s.Complaint == "":
		return !s.Asked[AskMeant] || s.Said[AskMeant] == OptionNone || len(s.Alike) == 0
	default:
		return s.Guessed && !s.Asked[AskMeant]
	}
}

// which asks what the patient means: a few complaints by name, and the list of
// all where none of these is it.
func (s Story) which() *Step {
	offered := s.Alike[:min(len(s.Alike), mostOffered)]
	if s.Guessed && !slices.Contains(offered, s.Complaint) {
		offered = append([]string{s.Complaint}, offered[:min(len(offered), mostOffered-1)]...)
	}
	if len(offered) == 0 || s.Asked[AskMeant] {
		return &Step{ID: AskComplaint}
	}
	return &Step{ID: AskMeant, Offered: offered}
}
