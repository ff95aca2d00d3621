package resemblance

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
)

// soonStories are stories by how soon they must be seen, beside a danger, its
// look-alike and a condition of either kind.
func soonStories() []Saying {
	var out []Saying
	add := func(soon string, says ...string) {
		for _, s := range says {
			out = append(out, Saying{Soon: soon, Lang: "zh", Says: s, From: "urg-test.tsv"})
		}
	}
	add("now", "爸爸忽然瘫在沙发上叫他没反应", "奶奶忽然叫不应了脸色灰灰的", "人忽然瘫下去叫他没反应")
	add("today", "孩子闹了一晚上哭着要抱", "奶奶胃口差了两天")
	add("days", "后背刺挠一个多月了", "脚底板硬硬的一块好几年了")
	add("self", "睡落枕了脖子转着别扭", "蚊子叮的包刺挠")
	out = append(out,
		Saying{Means: []string{"cond.acs"}, Lang: "zh", Says: "心口窝像石板压着汗珠子直掉", From: "dx-test.tsv"},
		Saying{Means: []string{"cond.common_cold"}, Lang: "zh", Says: "清水鼻涕哗哗的", From: "dx-test.tsv"})
	return append(out, small()...)
}

func TestStoriesTeachHowSoon(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(soonStories())
	for text, now := range map[string]bool{
		"姥姥忽然瘫下去，叫她没反应":  true,  // a story of now
		"半拉身子突然不听使唤":     true,  // a flag of an emergency
		"像石板压着心口窝，直掉汗珠子": true,  // a condition that is one
		"脖子转着别扭，落枕了":     false, // a story of advice
		"胃口差了两天，奶奶":      false, // a story of today
		"鼻涕哗哗的，清水":       false, // a condition that can wait
		"懒洋洋的身子":         false, // a look-alike
	} {
		if v := r.Read(text).Acuity.Value(); (v > 0) != now {
			t.Errorf("%s: %.2f", text, v)
		}
	}
	if v := r.Read("没有忽然瘫下去").Acuity.Value(); v >= r.Read("忽然瘫下去").Acuity.Value() {
		t.Errorf("denied is as dangerous as said: %.2f", v)
	}
	if v := r.Read("").Acuity.Value(); v != 0 {
		t.Errorf("nothing is %.2f", v)
	}
}

// Two texts together are one text that says both.
func TestTextsAreAddedUp(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(soonStories())
	a, b := r.Read("忽然瘫下去").Acuity, r.Read("胃口差了两天").Acuity
	both := r.Read("忽然瘫下去。胃口差了两天").Acuity
	if sum := a.Plus(b); math.Abs(sum.Value()-both.Value()) > 1e-9 {
		t.Errorf("%.3f and %.3f are %.3f, told at once %.3f", a.Value(), b.Value(), sum.Value(), both.Value())
	}
	if a.Plus(Acuity{}) != a || (Acuity{}).Plus(a) != a {
		t.Error("nothing changes something")
	}
}

func TestStoriesAreRead(t *testing.T) {
	t.Parallel()
	bank := bankOf(t, map[string]string{
		"ulcer.tsv": header + "\nflag.a\tzh\t甲\n",
		"urg-a.tsv": storyHeader + "\nnow\tzh\t0\tfemale\t乙\nself\ten\t120\tmale\tx\n",
	})
	if len(bank) != 3 || bank[2].Soon != "now" && bank[1].Soon != "now" || bank[0].Soon != "self" {
		t.Errorf("read as %+v", bank)
	}
	for line, says := range map[string]string{
		"now\tzh\t3\tmale":             "4 columns",
		"soon\tzh\t3\tmale\t甲":         `level "soon"`,
		"now\tfr\t3\tmale\t甲":          `lang "fr"`,
		"now\tzh\t-1\tmale\t甲":         `age "-1"`,
		"now\tzh\t121\tmale\t甲":        `age "121"`,
		"now\tzh\told\tmale\t甲":        `age "old"`,
		"now\tzh\t3\tboy\t甲":           `sex "boy"`,
		"now\tzh\t3\tmale\t":           "600 bytes",
		strings.Repeat("a\t", 4) + "甲": `lang "a"`,
	} {
		fsys := fstest.MapFS{"sayings/urg-a.tsv": &fstest.MapFile{Data: []byte(storyHeader + "\n" + line + "\n")}}
		if _, err := ReadBank(fsys, "sayings"); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "urg-a.tsv:2") {
			t.Errorf("%q: the error is %v", line, err)
		}
	}
}
