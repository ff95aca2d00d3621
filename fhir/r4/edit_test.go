package r4

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEditedIsParsed: a Doc whose references were rewritten is what reading its
// text gives.
func TestEditedIsParsed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"urn:uuid:1", "urn:uuid:22", "Patient/3", "Patient?identifier=王", ""}), 0, 6).Draw(t, "names")
		var parts []string
		for i, name := range names {
			parts = append(parts, fmt.Sprintf(`"m%d" : [ {"reference":%s, "n":{"display":"x","l":[1,true]}} ]`, i, quote(name)))
		}
		d, err := Parse([]byte(`{ "resourceType":"Basic"` + strings.Join(append([]string{""}, parts...), " ,") + ` }`))
		if err != nil {
			t.Fatal(err)
		}
		to := rapid.MapOf(rapid.SampledFrom(names0(names)), rapid.SampledFrom([]string{"", "P/1", "Patient/a-much-longer-name-than-before", `with "quotes" 药`})).Draw(t, "to")
		got := d.RewriteReferences(func(r Reference) (string, bool) {
			text, ok := to[r.Text]
			return text, ok
		})
		want, err := Parse(got.Raw())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s\ngot  %v\nwant %v", got.raw, got.nodes, want.nodes)
		}
	})
}

// names0 is names, or one that is not there.
func names0(names []string) []string {
	if len(names) == 0 {
		return []string{"urn:uuid:none"}
	}
	return names
}
