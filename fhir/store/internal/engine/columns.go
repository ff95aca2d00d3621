package engine

import "apricot.health/fhir/search"

// Columns names the value columns of the index table of a kind, in the order
// of Values. The tables start with rk, h and n.
func Columns(k search.Kind) []string {
	switch k {
	case search.KindString:
		return []string{"val", "exact"}
	case search.KindToken, search.KindReference:
		return []string{"val", "system"}
	case search.KindDate, search.KindNumber:
		return []string{"lo", "hi"}
	case search.KindQuantity:
		return []string{"lo", "hi", "system", "code", "unit", "clo", "chi", "dim"}
	default:
		return []string{"val"}
	}
}

// groupShift keeps the number of a composite's element apart from that of the
// value in column n.
const groupShift = 20

// AppendValues appends the row of an index value: rk, h, n and the Columns of
// its kind.
func (x *Index) AppendValues(row []any) []any {
	row = append(row, x.RK, x.Hash, int64(x.Group)<<groupShift|int64(x.N))
	switch x.Kind {
	case search.KindString:
		return append(row, x.Text, x.Exact)
	case search.KindToken:
		return append(row, x.Text, search.SystemKey(x.System))
	case search.KindReference:
		return append(row, x.Text, x.System)
	case search.KindDate:
		return append(row, x.Span.Low, x.Span.High)
	case search.KindNumber:
		return append(row, x.Number.Low, x.Number.High)
	case search.KindQuantity:
		return append(row, x.Number.Low, x.Number.High, search.SystemKey(x.System), x.Code, x.Unit,
			x.Canonical.Low, x.Canonical.High, x.CanonicalUnit)
	default:
		return append(row, x.Text)
	}
}
