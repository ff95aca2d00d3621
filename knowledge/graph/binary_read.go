package graph

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"strings"
)

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
