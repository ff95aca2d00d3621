package eval

// SlipsOf is what Slips makes of one output.
var SlipsOf = slipsOf //nolint:gochecknoglobals // for tests
