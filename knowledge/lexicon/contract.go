package lexicon

import "strings"

// contracted gives the further ways in which people write what is shortened with an
// apostrophe: can't as cant and cannot, the fever's as the fevers.
func contracted(w string) []string {
	if strings.IndexByte(w, '\'') < 0 {
		return nil
	}
	bare := shortened.Replace(w)
	if bare == w {
		return nil
	}
	out := []string{bare}
	if whole := inFull.Replace(w); whole != w {
		out = append(out, whole)
	}
	return out
}

// shortened leaves out the apostrophes whose word is no other without: we're and I'll stay.
var shortened = strings.NewReplacer("n't", "nt", "'s", "s", "i'm", "im", "i've", "ive", "they're", "theyre", "you're", "youre", "they've", "theyve")

// inFull writes a negation out.
var inFull = strings.NewReplacer("can't", "cannot", "won't", "will not", "shan't", "shall not", "n't", " not")
