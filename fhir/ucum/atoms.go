package ucum

// prefixes are those of UCUM table 1 that medicine has a use for.
var prefixes = map[string]float64{
	"T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "da": 1e1,
	"d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "a": 1e-18,
}

// definition of an atom: factor times the powers of up to four base units.
type definition struct {
	metric bool
	factor float64
	base   [4]string
	power  [4]int
}

func (d definition) quantity() quantity {
	q := quantity{factor: d.factor, powers: map[string]int{}}
	for i, b := range d.base {
		if b != "" {
			q.powers[b] += d.power[i]
		}
	}
	return q
}

func metric(factor float64) definition { return definition{metric: true, factor: factor} }
func plain(factor float64) definition  { return definition{factor: factor} }

// of adds a base unit to the definition.
func (d definition) of(base string, power int) definition {
	for i := range d.base {
		if d.base[i] == "" {
			d.base[i], d.power[i] = base, power
			return d
		}
	}
	panic("ucum: an atom has too many base units")
}

// scale is a unit with a zero of its own.
type scale struct{ factor, offset float64 }

// scales are temperatures, in kelvin.
var scales = map[string]scale{
	"Cel":    {1, 273.15},
	"[degF]": {5.0 / 9, 459.67 * 5 / 9},
}

const (
	minute = 60.0
	hour   = 60 * minute
	day    = 24 * hour
	year   = 365.25 * day
	inch   = 0.0254
	pound  = 453.59237
)

// pascal is 1 Pa in g, m and s.
func pascal(factor float64) definition {
	return metric(factor*1000).of("g", 1).of("m", -1).of("s", -2)
}

func joule(factor float64) definition {
	return metric(factor*1000).of("g", 1).of("m", 2).of("s", -2)
}

func litre() definition { return metric(1e-3).of("m", 3) }

// atoms are the units of UCUM that clinical records use, by their code.
var atoms = map[string]definition{
	"m": metric(1).of("m", 1), "s": metric(1).of("s", 1), "g": metric(1).of("g", 1), "K": metric(1).of("K", 1),
	"rad": metric(1).of("rad", 1), "cd": metric(1).of("cd", 1), "C": metric(1).of("C", 1),
	"mol": metric(1).of("mol", 1), "eq": metric(1).of("eq", 1), "osm": metric(1).of("osm", 1),
	"L": litre(), "l": litre(), "t": metric(1e6).of("g", 1),
	"min": plain(minute).of("s", 1), "h": plain(hour).of("s", 1), "d": plain(day).of("s", 1),
	"wk": plain(7*day).of("s", 1), "mo": plain(year/12).of("s", 1), "a": plain(year).of("s", 1),
	"mo_j": plain(year/12).of("s", 1), "a_j": plain(year).of("s", 1),
	"Hz": metric(1).of("s", -1), "Bq": metric(1).of("s", -1), "Ci": metric(3.7e10).of("s", -1),
	"N": metric(1000).of("g", 1).of("m", 1).of("s", -2), "Pa": pascal(1), "bar": pascal(1e5),
	"m[Hg]": pascal(133322), "m[H2O]": pascal(9806.65), "atm": pascal(101325),
	"J": joule(1), "cal": joule(4.184), "[Cal]": joule(4184), "W": metric(1000).of("g", 1).of("m", 2).of("s", -3),
	"A": metric(1).of("C", 1).of("s", -1), "V": metric(1000).of("g", 1).of("m", 2).of("s", -2).of("C", -1),
	"Ohm": metric(1000).of("g", 1).of("m", 2).of("s", -1).of("C", -2),
	"Gy":  metric(1).of("m", 2).of("s", -2), "Sv": metric(1).of("m", 2).of("s", -2),
	"dyn": metric(1e-2).of("g", 1).of("m", 1).of("s", -2), "P": metric(100).of("g", 1).of("m", -1).of("s", -1),
	"U": metric(1e-6/minute).of("mol", 1).of("s", -1), "kat": metric(1).of("mol", 1).of("s", -1),
	"[IU]": metric(1).of("[IU]", 1), "[iU]": metric(1).of("[IU]", 1),
	"deg": plain(3.14159265358979323846/180).of("rad", 1), "[diop]": plain(1).of("m", -1),
	"[in_i]": plain(inch).of("m", 1), "[ft_i]": plain(12*inch).of("m", 1), "[yd_i]": plain(36*inch).of("m", 1),
	"[mi_i]": plain(63360*inch).of("m", 1), "[lb_av]": plain(pound).of("g", 1), "[oz_av]": plain(pound/16).of("g", 1),
	"[gr]": plain(pound/7000).of("g", 1), "[foz_us]": plain(29.5735295625e-6).of("m", 3), "[pt_us]": plain(473.176473e-6).of("m", 3),
	"[qt_us]": plain(946.352946e-6).of("m", 3), "[gal_us]": plain(3785.411784e-6).of("m", 3),
	"[tbs_us]": plain(14.78676478125e-6).of("m", 3), "[tsp_us]": plain(4.92892159375e-6).of("m", 3),
	"%": plain(1e-2), "[ppth]": plain(1e-3), "[ppm]": plain(1e-6), "[ppb]": plain(1e-9),
	"[pH]": plain(1).of("[pH]", 1), "[CFU]": plain(1).of("[CFU]", 1), "[arb'U]": plain(1).of("[arb'U]", 1),
	"[GPL'U]": plain(1).of("[GPL'U]", 1), "[MPL'U]": plain(1).of("[MPL'U]", 1), "[AU]": plain(1).of("[AU]", 1),
	"[drp]": plain(1e-6/20).of("m", 3), "[HPF]": plain(1).of("[HPF]", 1), "[LPF]": plain(1).of("[LPF]", 1),
}
