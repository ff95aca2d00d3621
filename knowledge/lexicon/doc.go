// Package lexicon reads free text in Chinese, English or both: names and
// synonyms become concepts of the graph, with whether they are said to be
// there, whose they are, when, and with what value.
//
// The reading is deterministic and linear in the length of the text. It is
// conservative: what is asked, supposed or unsure has status unknown, since
// unknown is never a no. Offsets are bytes of the original text.
package lexicon
