package graph

import "reflect"

// owned is x with every list, map and pointer of it copied, so that a graph
// keeps nothing that somebody else can write to. Every number in a test becomes
// a float64, so that a graph from YAML and one from its snapshot are equal.
func owned[T any](x T) T {
	own(reflect.ValueOf(&x).Elem())
	return x
}

// own puts copies in the place of what v shares.
func own(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			own(v.Field(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			to := reflect.New(v.Type().Elem())
			to.Elem().Set(v.Elem())
			own(to.Elem())
			v.Set(to)
		}
	case reflect.Slice:
		if !v.IsNil() {
			to := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(to, v)
			for i := range to.Len() {
				own(to.Index(i))
			}
			v.Set(to)
		}
	case reflect.Map:
		ownMap(v)
	case reflect.Interface:
		if n, ok := number(v.Interface()); ok {
			v.Set(reflect.ValueOf(n))
		} else if !v.IsNil() {
			to := reflect.New(v.Elem().Type()).Elem()
			to.Set(v.Elem())
			own(to)
			v.Set(to)
		}
	}
}

func ownMap(v reflect.Value) {
	if v.IsNil() {
		return
	}
	to := reflect.MakeMapWithSize(v.Type(), v.Len())
	for it := v.MapRange(); it.Next(); {
		x := reflect.New(v.Type().Elem()).Elem()
		x.Set(it.Value())
		own(x)
		to.SetMapIndex(it.Key(), x)
	}
	v.Set(to)
}
