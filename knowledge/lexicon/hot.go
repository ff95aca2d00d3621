package lexicon

import "strings"

// A number without a unit is a temperature where a word for a fever stands beside
// it: hot 39; burning up, 39.2; 小孩发烧，39. Below 37 and above 42 nobody tells of a
// fever so, and the number may be anything.
const (
	leastHot, mostHot = 37, 42
	// The same in degrees Fahrenheit, which only words for a fever itself have
	// beside them: hot 100 is a count.
	leastHotF, mostHotF = 99, 108
)

var (
	feverNames = newSuffixes("fever", "feverish", "burning up", "temperature", "temp", "发烧", "发热", "高烧", "低烧", "体温")
	hotWords   = newSuffixes("hot", "burning", "boiling", "roasting", "烫", "烫得很", "烫手", "烧得很", "烧得厉害", "烧得烫手", "热得很")
	// commas part a word and its number, which a whole number outlives only where
	// nothing of a person's sex stands near: fever, 39, female is of an age.
	commas = newSuffixes(",", "，", ":", "：", "-", "、")
	sexes  = [...]string{"男", "女", "male", "m,", "f,", "m ", "f "}
	// hotEnds are what may follow a temperature, and no count, age or share.
	hotEnds = newPrefixes(",", "，", "。", ". ", ";", "；", "!", "！", "?", "？", ")", "）", "、", "\n", "了", "多", "左右", "吃", "不", "怎么",
		" and ", " now", " today", " tonight", " since ", " this ", " last ", " yesterday", " with ", " but ", " for ", " at ", " after ", " what ", " should ", " is ", " help", " please", " can ")
	// hotAfter are the words for a fever that follow a number: 39.2 fever.
	hotAfter = newPrefixes(" fever", " temp", "的烧", "的高烧", "发烧", "高烧")
)

// hotBeside is true for a number from i to after that is a temperature by the words
// beside it.
func hotBeside(n string, i, after int, v float64) bool {
	hot, hotF := v >= leastHot && v <= mostHot, v >= leastHotF && v <= mostHotF
	if !hot && !hotF {
		return false
	}
	before := n[max(0, i-aroundHot):i]
	if hotAfter.of(n[after:]) != "" {
		return hot && !saidOf(strings.TrimRight(before, " "))
	}
	if !hotEnded(n[after:]) {
		return false
	}
	head, parted := apartFrom(before)
	rest, ok := feverNames.cut(head)
	if !ok && hot {
		rest, ok = hotWords.cut(head)
	}
	if !ok || rest != "" && latin(head[len(rest)]) && latin(rest[len(rest)-1]) {
		return false
	}
	return !parted || v != float64(int(v)) || !sexNear(rest) && !sexNear(n[after:min(len(n), after+aroundHot/2)])
}

// aroundHot is how far before a number a word for a fever is looked for, in bytes.
const aroundHot = 32

// hotEnded is true where nothing that is counted follows.
func hotEnded(rest string) bool {
	return rest == "" || rest == "." || hotEnds.of(rest) != ""
}

// apartFrom gives what stands before the comma and the linking word behind which a
// number stands.
func apartFrom(before string) (head string, parted bool) {
	head = strings.TrimRight(before, " ")
	if cut, ok := commas.cut(head); ok {
		return strings.TrimRight(cut, " "), true
	}
	for _, w := range [...]string{" of", " at", " to", " up to", " about", " around", "到", "到了", "达", "有"} {
		if cut, ok := strings.CutSuffix(head, w); ok {
			return strings.TrimRight(cut, " "), false
		}
	}
	return head, false
}

func sexNear(s string) bool {
	for _, w := range sexes {
		if strings.Contains(s+" ", w) {
			return true
		}
	}
	return false
}
