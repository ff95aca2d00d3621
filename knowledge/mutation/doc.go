// Package mutation asks whether the tests beside a rule would notice a mistake
// in it: every threshold moved by one step, every operator flipped, every
// clause dropped, every class made milder and graver (docs/mutation.md). A mutant
// that no test of its rule kills, and that is not the same rule in other words,
// is a survivor; with it comes a test that would have killed it.
package mutation
