package agent_test

import (
	"testing"

	"apricot.health/services/agent"
)

func TestQuantity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value        float64
		unit, zh, en string
	}{
		{3, "d", "3天", "3 days"},
		{1, "d", "1天", "1 day"},
		{1.5, "d", "1.5天", "1.5 days"},
		{0, "d", "0天", "0 days"},
		{0.5, "d", "12小时", "12 hours"},
		{1.0 / 24, "d", "1小时", "1 hour"},
		{0.5 / 24, "d", "30分钟", "30 minutes"},
		{0.0001, "d", "1分钟", "1 minute"},
		{10.0 / 3, "d", "3.3天", "3.3 days"},
		{28, "wk", "28周", "28 weeks"},
		{2, "a", "2岁", "2 years"},
		{45, "min", "45分钟", "45 minutes"},
		{38.6, "Cel", "38.6 °C", "38.6 °C"},
		{150, "mm[Hg]", "150 mmHg", "150 mmHg"},
		{7, "{score}", "7", "7"},
		{1.2, "{INR}", "1.2", "1.2"},
		{7.35, "1", "7.35", "7.35"},
		{7, "", "7", "7"},
		{88, "kg", "88 kg", "88 kg"},
		{22, "mL/min/{1.73_m2}", "22 mL/min/1.73 m²", "22 mL/min/1.73 m²"},
		{31.2, "kg/m2", "31.2 kg/m²", "31.2 kg/m²"},
		{4.1, "10*9/L", "4.1 ×10⁹/L", "4.1 ×10⁹/L"},
		{95, "umol/L", "95 μmol/L", "95 μmol/L"},
		{7.31, "[pH]", "7.31", "7.31"},
	} {
		if zh, en := agent.Quantity("zh", c.value, c.unit), agent.Quantity("en", c.value, c.unit); zh != c.zh || en != c.en {
			t.Errorf("%v %s: %q and %q, want %q and %q", c.value, c.unit, zh, en, c.zh, c.en)
		}
	}
}
