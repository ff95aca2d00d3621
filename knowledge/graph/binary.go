package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// The binary form is a graph that was compiled and checked before, for a quick
// start: a head line "apricot-graph <layout> <hash>", the table of all strings,
// then the Module field by field. Its layout is a fingerprint of the schema, so
// that a file of another version is refused and never misread. It is no
// interchange format: the snapshot is.

const binaryMagic = "apricot-graph"

// layout names the schema that this program was built with.
var layout = func() string {
	seen := map[reflect.Type]bool{}
	var b strings.Builder
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		b.WriteString(t.String() + ";")
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(t.Elem())
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
		case reflect.Struct:
			if seen[t] {
				return
			}
			seen[t] = true
			for i := range t.NumField() {
				b.WriteString(t.Field(i).Name + " ")
				walk(t.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[Module]())
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}()

// Binary is the compiled graph for LoadBinary.
func (g *Graph) Binary() []byte {
	w := &binaryWriter{index: map[string]uint64{}}
	w.value(reflect.ValueOf(g.module()))
	var out []byte
	out = fmt.Appendf(out, "%s %s %s\n", binaryMagic, layout, g.Whole().Hash())
	out = binary.AppendUvarint(out, uint64(len(w.strings)))
	for _, s := range w.strings {
		out = binary.AppendUvarint(out, uint64(len(s)))
	}
	for _, s := range w.strings {
		out = append(out, s...)
	}
	return append(out, w.out...)
}

type binaryWriter struct {
	out     []byte
	strings []string
	index   map[string]uint64
}

func (w *binaryWriter) uint(n uint64) { w.out = binary.AppendUvarint(w.out, n) }

func (w *binaryWriter) string(s string) {
	i, ok := w.index[s]
	if !ok {
		i = uint64(len(w.strings))
		w.index[s], w.strings = i, append(w.strings, s)
	}
	w.uint(i)
}

func (w *binaryWriter) float(f float64) {
	w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(f))
}

// The kinds of an any in a test case.
const (
	anyNil = iota
	anyFalse
	anyTrue
	anyNumber
	anyText
)

func (w *binaryWriter) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		w.string(v.String())
	case reflect.Bool:
		w.uint(map[bool]uint64{true: 1}[v.Bool()])
	case reflect.Int:
		w.out = binary.AppendVarint(w.out, v.Int())
	case reflect.Float64:
		w.float(v.Float())
	case reflect.Pointer:
		if v.IsNil() {
			w.uint(0)
			return
		}
		w.uint(1)
		w.value(v.Elem())
	case reflect.Slice:
		w.length(v)
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	case reflect.Map:
		w.length(v)
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			w.value(k)
			w.value(v.MapIndex(k))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			w.value(v.Field(i))
		}
	case reflect.Interface:
		w.any(v.Interface())
	default:
		panic("graph: the schema holds a kind that the binary form does not know: " + v.Kind().String())
	}
}

// length keeps an empty list apart from none.
func (w *binaryWriter) length(v reflect.Value) {
	if v.IsNil() {
		w.uint(0)
		return
	}
	w.uint(uint64(v.Len()) + 1)
}

func (w *binaryWriter) any(v any) {
	switch x := v.(type) {
	case nil:
		w.uint(anyNil)
	case bool:
		w.uint(map[bool]uint64{false: anyFalse, true: anyTrue}[x])
	case float64:
		w.uint(anyNumber)
		w.float(x)
	case string:
		w.uint(anyText)
		w.string(x)
	default:
		panic(fmt.Sprintf("graph: a test case holds %T", v))
	}
}
