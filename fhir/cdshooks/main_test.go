package cdshooks_test

import (
	"testing"

	"go.uber.org/goleak"
)

// Nothing that a test starts may outlive the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
