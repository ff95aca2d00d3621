package engine

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
)

// starting is where a page begins and the state it shows.
type starting struct {
	sorted
	from *sorted // nil for the first page
}

// place reads the page token; the first page starts a snapshot.
func (e *Engine) place(ctx context.Context, c Conn, b *builder) (starting, error) {
	if b.q.Page == "" {
		at := starting{sorted: sorted{Total: -1}}
		err := scanOne(ctx, c, []any{&at.Seq}, "SELECT seq FROM feed WHERE one = 1")
		return at, err
	}
	s, err := b.token()
	if err != nil {
		return starting{}, err
	}
	b.then, err = e.since(ctx, c, b.q, s.Seq)
	if err == nil && b.then != nil {
		err = b.prepareLinks(ctx, c, b.q.Params)
	}
	return starting{s, &s}, err
}

// sorted is a place in the order of a search.
type sorted struct {
	Finger string `json:"f"`
	// Seq is the last number of the feed at the first page, Total what that
	// page counted.
	Seq   int64 `json:"s"`
	Total int   `json:"n"`
	Keys  []any `json:"k"`
	RK    int64 `json:"r"`
	past  *past // the old version at this place, if it is one
}

func (s sorted) token(finger string) string {
	s.Finger = finger
	text, err := json.Marshal(s)
	if err != nil { // strings and numbers always marshal
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// token reads the page of the query. The fingerprint keeps it from being used
// with another search.
func (b *builder) token() (sorted, error) {
	var s sorted
	bad := outcome.At(outcome.Invalid, search.ParamPage, "this page is not of this search")
	text, err := base64.RawURLEncoding.DecodeString(b.q.Page)
	if err != nil {
		return s, bad
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	if dec.Decode(&s) != nil || s.Finger != b.q.Fingerprint() || len(s.Keys) != len(b.q.Sort) {
		return s, bad
	}
	for i, k := range b.q.Sort {
		n, isNumber := s.Keys[i].(json.Number)
		_, isText := s.Keys[i].(string)
		switch class := classOf(k.Def); {
		case class == classText && isText:
		case class == classInt && isNumber:
			s.Keys[i], err = n.Int64()
		case class == classFloat && isNumber:
			s.Keys[i], err = n.Float64()
		default:
			return s, bad
		}
		if err != nil {
			return s, bad
		}
	}
	return s, nil
}

// after tests that a row comes after a place: (k0 beyond) or (k0 equal and k1
// beyond) and so on, the resource key last.
func (b *builder) after(s sorted) frag {
	var alternatives []frag
	for i := 0; i <= len(b.q.Sort); i++ {
		var parts []frag
		for j := range i {
			parts = append(parts, sqlf(fmt.Sprintf("p.k%d = ?", j), s.Keys[j]))
		}
		switch {
		case i == len(b.q.Sort):
			parts = append(parts, sqlf("p.rk > ?", s.RK))
		case b.q.Sort[i].Descending:
			parts = append(parts, sqlf(fmt.Sprintf("p.k%d < ?", i), s.Keys[i]))
		default:
			parts = append(parts, sqlf(fmt.Sprintf("p.k%d > ?", i), s.Keys[i]))
		}
		one := join(parts, " AND ")
		one.sql = "(" + one.sql + ")"
		alternatives = append(alternatives, one)
	}
	any := join(alternatives, " OR ")
	if len(b.q.Sort) == 0 {
		return any
	}
	// The first key alone says where to go on in an index.
	bound := sqlf("p.k0 >= ?", s.Keys[0])
	if b.q.Sort[0].Descending {
		bound = sqlf("p.k0 <= ?", s.Keys[0])
	}
	return join([]frag{bound, wrap("(", any, ")")}, " AND ")
}

func (b *builder) scanKeys(r Rows) (sorted, error) {
	var s sorted
	dest := []any{&s.RK}
	texts := make([]string, len(b.q.Sort))
	ints := make([]int64, len(b.q.Sort))
	floats := make([]float64, len(b.q.Sort))
	for i, k := range b.q.Sort {
		dest = append(dest, [...]any{&texts[i], &ints[i], &floats[i]}[classOf(k.Def)])
	}
	if err := r.Scan(dest...); err != nil {
		return s, err
	}
	for i, k := range b.q.Sort {
		s.Keys = append(s.Keys, [...]any{texts[i], ints[i], floats[i]}[classOf(k.Def)])
	}
	return s, nil
}
