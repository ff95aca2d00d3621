package calibration

import "math"

// Tail is p = sum over i <= k of C(n,i) a^i (1-a)^(n-i): how likely it is to
// see at most k errors in n where the true rate is a. It is 1 for what is no
// experiment.
func Tail(n, k int, a float64) float64 {
	if n <= 0 || k < 0 || k >= n || !(a > 0 && a < 1) {
		return 1
	}
	la, lb := math.Log(a), math.Log1p(-a)
	term := float64(n) * lb // log of C(n,0) a^0 (1-a)^n
	sum := math.Exp(term)
	for i := 1; i <= k; i++ {
		term += math.Log(float64(n-i+1)) - math.Log(float64(i)) + la - lb
		sum += math.Exp(term)
	}
	if sum > 1-1e-9 {
		return 1 // what rounding has lost must not count as proof
	}
	return sum
}

// Certified is true when k errors among n accepted certify an error rate of at
// most alpha with confidence 1-delta.
func Certified(n, k int, alpha, delta float64) bool { return Tail(n, k, alpha) <= delta }

// Upper is the exact upper bound of the error rate with confidence 1-delta
// (Clopper and Pearson, Biometrika 1934;26:404): the rate at which k errors or
// fewer among n have the probability delta. It is 1 for what is no experiment.
func Upper(n, k int, delta float64) float64 {
	if n <= 0 || k < 0 || k >= n || !(delta > 0 && delta < 1) {
		return 1
	}
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; Tail(n, k, mid) > delta {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
