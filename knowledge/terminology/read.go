package terminology

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"apricot.health/fhir/outcome"
)

// Row is one code of a table.
type Row struct {
	Code, Display string
	// Maps is the concept that the table itself gives the code, or empty.
	Maps string
	// Synonym is true where the table says that the row may be another name of
	// its code.
	Synonym bool
	// Line is where the row stands in the table, 0 where it was not read of one.
	Line int
}

// The names under which tables call their columns, as hospitals and the
// publishers of ICD-10, SNOMED CT (RF2) and China's tables write them.
var columns = map[string][]string{
	"code":    {"code", "conceptid", "icd10", "icd-10", "编码", "代码", "诊断编码", "疾病编码", "诊断代码", "疾病代码", "药品编码", "药品代码", "医保编码", "项目编码"},
	"display": {"display", "term", "name", "description", "名称", "诊断名称", "疾病名称", "药品名称", "通用名", "通用名称", "项目名称"},
	"maps":    {"maps", "concept", "apricot", "映射", "对应概念"},
	"active":  {"active", "有效", "有效标志"},
	"synonym": {"synonym", "同义", "同义词"},
	"type":    {"typeid"}, // of SNOMED CT: its descriptions are names of one thing
}

// MaxRows bounds a table: SNOMED CT has about a million and a half descriptions.
const MaxRows = 4_000_000

// Read reads a table with a header line, separated by commas or tabs, in UTF-8
// or GB18030. Rows that the table calls inactive are left out. It is Invalid,
// with the line, where a row cannot be read or has no code.
func Read(r io.Reader) ([]Row, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, err := b.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("terminology: %w", err)
	}
	var text io.Reader = b
	if !utf8.Valid(whole(head)) {
		text = simplifiedchinese.GB18030.NewDecoder().Reader(b)
	}
	c := csv.NewReader(text)
	c.FieldsPerRecord, c.ReuseRecord, c.LazyQuotes = -1, true, true
	if line, _, _ := bytes.Cut(head, []byte("\n")); bytes.Count(line, []byte("\t")) > bytes.Count(line, []byte(",")) {
		c.Comma = '\t'
	}
	at, err := header(c)
	if err != nil {
		return nil, err
	}
	return rows(c, at)
}

// whole cuts off a character that the end of a block broke.
func whole(b []byte) []byte {
	for i := 0; i < utf8.UTFMax && len(b) > 0; i++ {
		if r, size := utf8.DecodeLastRune(b); r != utf8.RuneError || size != 1 {
			break
		}
		b = b[:len(b)-1]
	}
	return b
}

// header finds the columns; the code and its name must be there.
func header(c *csv.Reader) (map[string]int, error) {
	first, err := c.Read()
	if err != nil {
		return nil, outcome.Wrap(outcome.Invalid, err, "the table has no header line")
	}
	at := map[string]int{}
	for i, cell := range first {
		cell = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(cell, "\ufeff")))
		for column, names := range columns {
			for _, n := range names {
				if _, taken := at[column]; cell == n && !taken {
					at[column] = i
				}
			}
		}
	}
	for _, need := range []string{"code", "display"} {
		if _, ok := at[need]; !ok {
			return nil, outcome.New(outcome.Invalid, "the header line names no column for the %s; one of: %s", need, strings.Join(columns[need], ", "))
		}
	}
	return at, nil
}

func rows(c *csv.Reader, at map[string]int) ([]Row, error) {
	var out []Row
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			return nil, outcome.Wrap(outcome.Invalid, err, "the table cannot be read at line %d", line)
		}
		cell := func(column string) string {
			if i, ok := at[column]; ok && i < len(cells) {
				return strings.Clone(strings.TrimSpace(cells[i]))
			}
			return ""
		}
		r := Row{Code: cell("code"), Display: cell("display"), Maps: cell("maps"), Line: line}
		r.Synonym = cell("type") != "" || yes(cell("synonym"))
		switch active := cell("active"); {
		case active == "0" || active == "否" || strings.EqualFold(active, "false"):
			continue
		case r.Code == "" && r.Display == "":
			continue
		case r.Code == "":
			return nil, outcome.New(outcome.Invalid, "line %d has no code", line)
		}
		if out = append(out, r); len(out) > MaxRows {
			return nil, outcome.New(outcome.Invalid, "the table has more than %d rows", MaxRows)
		}
	}
}

func yes(cell string) bool { return cell == "1" || cell == "是" || strings.EqualFold(cell, "true") }
