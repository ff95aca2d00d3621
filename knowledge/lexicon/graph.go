package lexicon

import "apricot.health/knowledge/graph"

// Graph is the graph whose names the lexicon knows.
func (l *Lexicon) Graph() *graph.Graph { return l.g }
