package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
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

// LoadBinary reads what Binary wrote. The content is not checked again: only
// give it what this build's own content was compiled to.
func LoadBinary(raw []byte) (*Graph, error) {
	head, rest, ok := strings.Cut(string(raw), "\n")
	fields := strings.Fields(head)
	if !ok || len(fields) != 3 || fields[0] != binaryMagic {
		return nil, errors.New("graph: not a compiled graph")
	}
	if fields[1] != layout {
		return nil, errors.New("graph: the compiled graph is of another version of the schema")
	}
	r := &binaryReader{in: rest}
	r.table()
	var m Module
	r.value(reflect.ValueOf(&m).Elem())
	if r.bad || r.in != "" {
		return nil, errors.New("graph: the compiled graph is damaged")
	}
	g := frozen(m, fields[2])
	return g.In(g.Settings().Jurisdiction), nil
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

// binaryReader reads on after damage without looking: bad is asked at the end.
type binaryReader struct {
	in      string
	strings []string
	bad     bool
}

func (r *binaryReader) uint() uint64 {
	var n uint64
	for shift := uint(0); shift < 64; shift += 7 {
		if r.in == "" {
			r.bad = true
			return 0
		}
		b := r.in[0]
		r.in = r.in[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.bad = true
	return 0
}

// size is a count of things of which each takes at least one byte.
func (r *binaryReader) size() int {
	n := r.uint()
	if n > uint64(len(r.in))+1 {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *binaryReader) take(n int) string {
	if n > len(r.in) {
		r.bad = true
		return ""
	}
	s := r.in[:n]
	r.in = r.in[n:]
	return s
}

func (r *binaryReader) table() {
	sizes := make([]int, r.size())
	for i := range sizes {
		sizes[i] = int(r.uint() & math.MaxInt32)
	}
	r.strings = make([]string, len(sizes))
	for i, n := range sizes {
		r.strings[i] = r.take(n)
	}
}

func (r *binaryReader) string() string {
	i := r.uint()
	if i >= uint64(len(r.strings)) {
		r.bad = true
		return ""
	}
	return r.strings[i]
}

func (r *binaryReader) float() float64 {
	s := r.take(8)
	if r.bad {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64([]byte(s)))
}

func (r *binaryReader) value(v reflect.Value) {
	if r.bad {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.string())
	case reflect.Bool:
		v.SetBool(r.uint() == 1)
	case reflect.Int:
		n := r.uint() // zigzag, as AppendVarint writes
		v.SetInt(int64(n>>1) ^ -int64(n&1))
	case reflect.Float64:
		v.SetFloat(r.float())
	case reflect.Pointer:
		if r.uint() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(v.Elem())
		}
	case reflect.Slice:
		if n := r.size(); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range n - 1 {
				r.value(v.Index(i))
			}
		}
	case reflect.Map:
		r.given(v)
	case reflect.Struct:
		for i := range v.NumField() {
			r.value(v.Field(i))
		}
	case reflect.Interface:
		if x := r.any(); x != nil {
			v.Set(reflect.ValueOf(x))
		}
	}
}

// given reads the facts of a test case, the only map of the schema.
func (r *binaryReader) given(v reflect.Value) {
	n := r.size()
	if n == 0 {
		return
	}
	m := make(map[string]any, n-1)
	for range n - 1 {
		k := r.string()
		m[k] = r.any()
	}
	v.Set(reflect.ValueOf(m))
}

func (r *binaryReader) any() any {
	switch r.uint() {
	case anyFalse:
		return false
	case anyTrue:
		return true
	case anyNumber:
		return r.float()
	case anyText:
		return r.string()
	}
	return nil
}
