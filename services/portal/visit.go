package portal

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Conversation is a pre-visit interview as a patient is shown it.
type Conversation struct {
	ID        string     `json:"id"`
	Lang      string     `json:"lang" enum:"zh,en"`
	Status    string     `json:"status" enum:"active,emergency,review,confirmed,person"`
	Turns     []Turn     `json:"turns"`
	Question  *Question  `json:"question"`
	Progress  Progress   `json:"progress"`
	Emergency *Emergency `json:"emergency"`
	Summary   *Summary   `json:"summary"`
	Labels    Labels     `json:"labels"`
	// Patient is the name of whom the visit is for, with its middle hidden.
	Patient string `json:"patient,omitempty"`
}

// Turn is one thing said by Apricot or by the patient.
type Turn struct {
	ID   string `json:"id"`
	From string `json:"from" enum:"apricot,patient"`
	Text string `json:"text"`
	// At is absent for what Apricot says of itself.
	At       time.Time `json:"at,omitzero"`
	Question string    `json:"question,omitempty"`
	Editable bool      `json:"editable"`
}

// Question is what is asked now.
type Question struct {
	ID           string   `json:"id"`
	Text         string   `json:"text"`
	Kind         string   `json:"kind" enum:"text,yes_no,choice,number,signs"`
	Options      []Option `json:"options"`
	Unit         string   `json:"unit,omitempty"`
	AllowUnknown bool     `json:"allowUnknown"`
}

// Option is one answer to choose.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Progress tells how far an interview is.
type Progress struct {
	Asked  int `json:"asked"`
	AtMost int `json:"atMost"`
}

// Emergency is the screen that ends a conversation with a red flag.
type Emergency struct {
	Title   string   `json:"title"`
	Text    string   `json:"text"`
	Call    string   `json:"call"`
	Reasons []string `json:"reasons"`
	Actions []string `json:"actions"`
}

// Summary is what the patient confirms and the doctor gets.
type Summary struct {
	Sections   []Section  `json:"sections"`
	Urgency    Urgency    `json:"urgency"`
	Department Department `json:"department"`
	Tests      []Test     `json:"tests"`
	// Label says that an AI made this; it stays on copies and prints.
	Label  string `json:"label"`
	Notice string `json:"notice"`
	// NothingTold is true where the patient told of no complaint: there is no
	// urgency then, and nothing to hand over.
	NothingTold bool `json:"nothingTold,omitempty"`
	// AboutOther is true where the story is about somebody else than the patient:
	// nothing of it is handed over.
	AboutOther bool `json:"aboutOther,omitempty"`
}

// Section is one heading with its lines.
type Section struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Items []Item `json:"items"`
}

// Item is one line of a section.
type Item struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Urgency is a level of China's four and its words.
type Urgency struct {
	Level int    `json:"level" minimum:"1" maximum:"4"`
	Label string `json:"label"`
	Text  string `json:"text,omitempty"`
}

// Department is where the patient should go.
type Department struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Test is a draft that a doctor may sign.
type Test struct {
	Name string `json:"name"`
	// Why is empty where it is that of the test before.
	Why    string `json:"why"`
	Status string `json:"status" enum:"draft"`
}

// ByReason puts the tests together that have one reason, in the order in which each
// reason first comes, and says it once, at the first of them.
func ByReason(tests []Test) []Test {
	first := map[string]int{}
	for i, t := range tests {
		if _, had := first[t.Why]; !had {
			first[t.Why] = i
		}
	}
	out := slices.Clone(tests)
	slices.SortStableFunc(out, func(a, b Test) int { return cmp.Compare(first[a.Why], first[b.Why]) })
	for i := len(out) - 1; i > 0; i-- {
		if out[i].Why == out[i-1].Why {
			out[i].Why = ""
		}
	}
	return out
}

// Labels are the two sentences that stay on the screen.
type Labels struct {
	AI     string `json:"ai"`
	Person string `json:"person"`
}

// Answer is one answer of a patient: words, an option, a number, what was chosen
// of a list, or that it is not known.
type Answer struct {
	Question string   `json:"question" minLength:"1" maxLength:"200"`
	Text     string   `json:"text,omitempty" maxLength:"8000"`
	Option   string   `json:"option,omitempty" maxLength:"200"`
	Number   *float64 `json:"number,omitempty"`
	Chosen   []string `json:"chosen,omitempty" maxItems:"20" doc:"Of a list of signs, those that are there; none is an answer too"`
	Unknown  bool     `json:"unknown,omitempty"`
}

// LanguageChoice is the language to go on in.
type LanguageChoice struct {
	Lang string `json:"lang" enum:"zh,en"`
}

// TakeBack names the patient's turn to go back to, "" for the last.
type TakeBack struct {
	Turn string `json:"turn,omitempty" maxLength:"20"`
}

// Interviewer takes a history. The actor in ctx is the patient.
type Interviewer interface {
	State(ctx context.Context, interview string) (Conversation, error)
	Answer(ctx context.Context, interview string, a Answer) (Conversation, error)
	Language(ctx context.Context, interview, lang string) (Conversation, error)
	Back(ctx context.Context, interview, turn string) (Conversation, error)
}

// Closer ends a conversation or hands it to a person.
type Closer interface {
	Confirm(ctx context.Context, interview string) (Conversation, error)
	Person(ctx context.Context, interview string) (Conversation, error)
}

// Previsit is the agent that takes histories before a visit.
type Previsit interface {
	Interviewer
	Closer
}

// Invitation is for whom a visit link is made.
type Invitation struct {
	Patient   string `json:"patient" minLength:"1" maxLength:"64"`
	Encounter string `json:"encounter,omitempty" maxLength:"64"`
	Lang      string `json:"lang,omitempty" enum:"zh,en"`
}

// Visit is what an opened link gives access to.
type Visit struct {
	Interview, Patient string
}

// Links makes and uses up single-use visit links.
type Links interface {
	// Invite gives the token of a new link. The actor in ctx is who asked.
	Invite(ctx context.Context, inv Invitation) (string, error)
	// Open uses a link up: once, then Gone. Nobody is in ctx: the token is
	// all that the caller has.
	Open(ctx context.Context, token string) (Visit, error)
}
