//go:build !unix

package app

import "os"

// hold needs the advisory locks of Unix; elsewhere nothing is held.
func hold(string) (*os.File, error) { return nil, nil } //nolint:nilnil // there is nothing to hold
