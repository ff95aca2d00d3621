package graph

// WordClass is a set of words that say the same in a wording: all the ways to
// name the belly, or to say that a pain is bad. A member "{words.other}" takes
// in the words of another class.
type WordClass struct {
	ID string   `yaml:"id" json:"id"` // words.*
	ZH []string `yaml:"zh" json:"zh,omitempty"`
	EN []string `yaml:"en" json:"en,omitempty"`
	// Place is true for parts of the body: what is said after one is not said
	// of another before it. In 头晕腿疼 no head hurts.
	Place bool `yaml:"place" json:"place,omitempty"`
}

// Wording is how people say a finding or a condition in words that need not
// stand together. "part…part" is parts in that order within a clause and not
// far apart; "group & group" is such groups in any order within a sentence. A
// part is a word, {words.class} or {this|that}. A wording is content of its own,
// so that words can be added to a finding of another module.
type Wording struct {
	ID string   `yaml:"id" json:"id"` // wording.*
	Of string   `yaml:"of" json:"of"` // find.* or cond.*
	ZH []string `yaml:"zh" json:"zh,omitempty"`
	EN []string `yaml:"en" json:"en,omitempty"`
	// Names are said as they stand, in either language, like the synonyms of the item.
	Names []string `yaml:"names" json:"names,omitempty"`
	// Denies is true for words that say it is not there: 胃口好 of a poor appetite.
	// What denies them says that it is: 胃口不好. Such words are no names.
	Denies bool `yaml:"denies" json:"denies,omitempty"`
	// Says are sentences in which it must be read as present (where it denies, as
	// absent), Not sentences in which it must not.
	Says []string `yaml:"says" json:"says"`
	Not  []string `yaml:"not" json:"not"`
}
