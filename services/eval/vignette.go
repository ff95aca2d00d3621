package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"apricot.health/knowledge/reason"
)

// Vignette is a patient with the answers that a panel of clinicians would
// accept.
type Vignette struct {
	ID   string  `json:"id"`
	Lang string  `json:"lang"`
	Age  float64 `json:"age"`
	Sex  string  `json:"sex"`
	// Opening is what the patient says first, Story all that the patient would
	// tell when asked, denials among it. Neither names the diagnosis.
	Opening string `json:"opening"`
	Story   string `json:"story"`
	// Urgency is the right one; Also are others that are as good.
	Urgency string   `json:"urgency"`
	Also    []string `json:"also"`
	// Diagnoses are names of any acceptable diagnosis, the likeliest first.
	Diagnoses []string `json:"diagnoses"`
	// Ask are symptoms that must be asked for before the patient is let go.
	Ask []string `json:"ask"`
	// OutOfScope says that nothing in it is about anybody's health: the engine is
	// to say that it does not know, with neither possibilities nor a complaint
	// nor a department, and to call nobody. Urgency, Diagnoses and Ask are empty.
	OutOfScope bool   `json:"out_of_scope"`
	Author     string `json:"author"`
	// Note says why, for the reviewer.
	Note string `json:"note"`
}

func (v Vignette) check() error {
	switch {
	case v.ID == "":
		return errors.New("there is no id")
	case v.Lang != "zh" && v.Lang != "en":
		return errors.New("lang must be zh or en")
	case v.Opening == "" && v.Story == "":
		return errors.New("there is neither opening nor story")
	case v.Sex != "male" && v.Sex != "female":
		return errors.New("sex must be male or female")
	case v.Age < 0 || v.Age > 120:
		return errors.New("age must lie between 0 and 120")
	case v.OutOfScope && (v.Urgency != "" || len(v.Also) > 0 || len(v.Diagnoses) > 0 || len(v.Ask) > 0):
		return errors.New("what is out of scope has no urgency, no diagnoses and nothing to ask")
	}
	for _, u := range append(slices.Clone(v.Also), v.Urgency) {
		if u != "" && rank(u) < 0 {
			return fmt.Errorf("urgency %q is not known", u)
		}
	}
	return nil
}

// text is the whole of what the patient has to say.
func (v Vignette) text() string {
	if v.Lang == "zh" {
		return strings.Trim(v.Opening+"。"+v.Story, "。") + "。"
	}
	return strings.TrimSpace(v.Opening + ". " + v.Story)
}

// rank orders urgencies: 0 is the most urgent, -1 is unknown.
func rank(urgency string) int {
	return slices.Index([]string{reason.Emergency, reason.Urgent, reason.Routine, reason.SelfCare}, urgency)
}

// lines reads every case of a kind from files or folders of JSON Lines. Unknown
// members, bad cases and ids that stand twice are errors that name file and line.
func lines[T interface{ check() error }](paths []string, id func(T) string) ([]T, error) {
	var out []T
	seen := map[string]string{}
	err := eachCase(paths, func(where string, raw []byte) error {
		var c T
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&c); err != nil {
			return err
		}
		if dec.More() {
			return errors.New("there is more after the case")
		}
		if err := c.check(); err != nil {
			return err
		}
		if first, twice := seen[id(c)]; twice {
			return fmt.Errorf("id %q stands already at %s", id(c), first)
		}
		seen[id(c)] = where
		out = append(out, c)
		return nil
	})
	if err == nil && len(out) == 0 {
		err = errors.New("eval: there are no cases")
	}
	return out, err
}

// eachCase calls fn with every line of the files and folders; an error of fn
// gets the file and line before it.
func eachCase(paths []string, fn func(where string, raw []byte) error) error {
	for _, path := range paths {
		files, err := jsonLines(path)
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := eachLine(file, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// Vignettes reads vignettes.
func Vignettes(paths []string) ([]Vignette, error) {
	return lines(paths, func(v Vignette) string { return v.ID })
}

func jsonLines(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(p, ".jsonl") {
			files = append(files, p)
		}
		return err
	})
	return files, err
}

func eachLine(file string, fn func(where string, raw []byte) error) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	in := bufio.NewReader(f)
	for n := 1; ; n++ {
		raw, err := in.ReadBytes('\n')
		if line := bytes.TrimSpace(raw); len(line) > 0 {
			where := fmt.Sprintf("%s:%d", file, n)
			if err := fn(where, line); err != nil {
				return fmt.Errorf("%s: %w", where, err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("eval: %s: %w", file, err)
		}
	}
}
