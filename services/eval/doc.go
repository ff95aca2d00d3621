// Package eval runs case files through the real deciders and scores them.
//
// A case file is JSON Lines, one case a line, written by people who have not
// read the rules, so that a clinician can review it in a pull request. The name
// of its folder is its part: tuning, calibration or test. Nothing is ever
// adjusted to what the test part shows.
//
// Every proportion comes with its exact 95% interval (Clopper and Pearson 1934)
// and with the cases it was counted on; a figure without cases is absent, not
// zero. Every report names the hashes of the knowledge, the policy, the banks and
// the tables it was taken on, and lists the cases that went wrong, so that a figure can be
// argued with.
package eval
