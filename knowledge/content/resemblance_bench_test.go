package content_test

import (
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance"
)

func BenchmarkLoadSayings(b *testing.B) {
	g, err := content.Graph()
	if err != nil {
		b.Fatal(err)
	}
	lex, raw := lexicon.New(g), content.Learnt()
	if raw == nil {
		b.Skip("run go generate ./knowledge/content first")
	}
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := resemblance.Open(g, lex, raw); err != nil {
			b.Fatal(err)
		}
	}
}
