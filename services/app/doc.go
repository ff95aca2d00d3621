// Package app is the composition root: it opens the store, wraps it in the
// guard, builds the rooms around it and runs them. Tests, the evaluation and
// the command line boot this same app.
package app
