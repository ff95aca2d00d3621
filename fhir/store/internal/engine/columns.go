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
		return []string{"lo", "hi", "system", "code", "unit"}
	default:
		return []string{"val"}
	}
}

// Values gives the row of an index value: rk, h, n and the Columns of its kind.
func (x Index) Values() []any {
	row := []any{x.RK, x.Hash, x.N}
	switch x.Kind {
	case search.KindString:
		return append(row, x.Text, x.Exact)
	case search.KindToken, search.KindReference:
		return append(row, x.Text, x.System)
	case search.KindDate:
		return append(row, x.Span.Low, x.Span.High)
	case search.KindNumber:
		return append(row, x.Number.Low, x.Number.High)
	case search.KindQuantity:
		return append(row, x.Number.Low, x.Number.High, x.System, x.Code, x.Unit)
	default:
		return append(row, x.Text)
	}
}
