package consult_test

import (
	"testing"

	"apricot.health/services/agent"
)

func BenchmarkPatientView(b *testing.B) {
	s := newBench(b, wang, penAll, warfarin)
	s.tell(b, "p1", agent.StatusEmergency, chestPain()...)
	for b.Loop() {
		if _, err := s.View(s.doctor, "zh", "p1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckOrder(b *testing.B) {
	s := newBench(b, wang, penAll, warfarin)
	for b.Loop() {
		if _, err := s.CheckOrders(s.doctor, "zh", "p1", []string{"阿莫西林 0.5g 口服 tid"}); err != nil {
			b.Fatal(err)
		}
	}
}
