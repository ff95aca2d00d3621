package lexicon

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkExtract reads three kinds of text: dense is one in which nearly every
// word means something, in both languages; chinese and english are the stories
// of the tuning vignettes, each read by itself.
func BenchmarkExtract(b *testing.B) {
	zh, en := stories(b, "zh"), stories(b, "en")
	dense := strings.Repeat("医生您好，我妈有糖尿病，我这三天发烧到38.5度，没有咳嗽、胸痛，但是头疼得厉害。I have a headache but no fever. BP 160/100.\n", 20)
	l := reader()
	for _, x := range []struct {
		name  string
		texts []string
	}{{"dense", []string{dense}}, {"chinese", zh}, {"english", en}} {
		b.Run(x.name, func(b *testing.B) {
			b.SetBytes(int64(len(strings.Join(x.texts, ""))))
			b.ReportAllocs()
			for b.Loop() {
				for _, text := range x.texts {
					l.Extract(text, "")
				}
			}
		})
	}
}

// stories are those of the tuning vignettes in a language.
func stories(b *testing.B, lang string) []string {
	files, err := filepath.Glob("../../testdata/eval/vignettes/tuning/*.jsonl")
	if err != nil || len(files) == 0 {
		b.Fatalf("%d files of vignettes: %v", len(files), err)
	}
	var out []string
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var v struct{ Lang, Story string }
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				b.Fatal(err)
			}
			if v.Lang == lang {
				out = append(out, v.Story)
			}
		}
	}
	return out
}
