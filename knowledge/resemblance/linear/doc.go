// Package linear holds what a linear model over pieces of words is made of: the
// pieces, their vocabulary, the line that tells two kinds of text apart, and
// the form in which both are kept. The readers that use it decide what a text
// is cut from and what a line is asked. There is no chance in it: the same
// texts in the same order give the same bytes.
package linear
