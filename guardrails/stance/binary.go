package stance

import (
	"bytes"
	"errors"

	"apricot.health/knowledge/resemblance/linear"
)

// magic begins the binary form, which is no interchange format.
const magic = "apricot-stance 5\n"

// Binary is the model for Open. The same bank gives the same bytes.
func (r *Reader) Binary() []byte {
	w := &linear.Writer{Out: []byte(magic)}
	w.Count(b2i(r.wide))
	w.Count(r.Texts)
	w.Keys(&r.Vocabulary, r.weights, 1)
	w.Weight(r.bias)
	w.Weights(r.real)
	w.Weights(r.spoken)
	return w.Out
}

// open gives the reader that Binary wrote.
func open(raw []byte) (*Reader, error) {
	body, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok {
		return nil, errors.New("stance: not a compiled model of this version")
	}
	s := linear.NewScanner(body)
	r := &Reader{}
	r.wide = s.Count() > 0
	r.Texts, r.Flat = s.Count(), true
	r.weights = s.Keys(&r.Vocabulary, 1)
	r.bias, r.real, r.spoken = s.Weight(), s.Weights(), s.Weights()
	if !s.Whole() {
		return nil, errors.New("stance: the compiled model is damaged")
	}
	r.Ready()
	return r.named(), nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
