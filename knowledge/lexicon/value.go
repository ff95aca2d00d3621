package lexicon

// quantityAt gives the measurements that begin at i.
func (l *Lexicon) quantityAt(string, int) []token { return nil }

func duration(string, int) (token, bool) { return token{}, false }
