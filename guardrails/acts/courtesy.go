package acts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A greeting, thanks or an offer of help says nothing that is safe or unsafe, so
// that a draft is judged, and learnt from, without the sentences that are made
// of such words alone: with them a doctor's text of a wrong dose looked calmer,
// and a care manager's without fault more alarming.
//
//nolint:gochecknoglobals // read only
var (
	courteous = words(`hello hi hey dear good morning afternoon evening day thank thanks many you very much so again for your my our
		message question questions query concern concerns anything else please contact call us me with any if have has there is are or and
		let know feel free to ask get in touch at time anytime whenever more further happy glad help kind kindest warm best regards wishes
		wish well soon better take care hope this helps a an the sincerely yours faithfully cheers bye goodbye team we i will be here sir madam`)
	// polite are taken from a Chinese sentence one after the other, longest first.
	polite = longestFirst(words(`您好 你好 早上好 上午好 下午好 晚上好 大家好 谢谢 多谢 感谢 您 你 我 们 我们 大家 的 了 啊 哦 呢 吧 来信 来电 咨询 提问 信任 配合 理解 支持
		如 如果 若 有 有任何 任何 其他 其它 别的 疑问 问题 疑惑 不明白 不清楚 不懂 的地方 之处 请 欢迎 可以 可 随时 及时 直接 再 与 和 跟 向 联系 联络 询问 问 来问 告诉 留言
		祝 祝您 祝你 早日 康复 身体 健康 平安 顺利 愉快 生活 一切 安好 再见 辛苦 打扰 此致 敬礼 保重 多保重 希望 对 有帮助 有所帮助 以上 供 参考`))
)

func words(list string) []string { return strings.Fields(list) }

//nolint:gochecknoglobals // read only
var (
	courteousWords = func() map[string]bool {
		out := map[string]bool{}
		for _, w := range courteous {
			out[w] = true
		}
		return out
	}()
	// politeFrom are the polite words by the character that they begin with.
	politeFrom = func() map[string][]string {
		out := map[string][]string{}
		for _, w := range polite {
			_, n := utf8.DecodeRuneInString(w)
			out[w[:n]] = append(out[w[:n]], w)
		}
		return out
	}()
)

func longestFirst(of []string) []string {
	slices.SortFunc(of, func(a, b string) int { return len(b) - len(a) })
	return of
}

// courtesy is true of a sentence, in lower case, that is made of such words alone.
func courtesy(text string) bool {
	left, any := strings.TrimFunc(text, apartFromWords), false
	for left != "" {
		word := politeAt(left)
		if word == "" {
			return false
		}
		any = true
		left = strings.TrimLeftFunc(left[len(word):], apartFromWords)
	}
	return any
}

// politeAt is the courteous word with which a text begins, or "".
func politeAt(text string) string {
	if end := strings.IndexFunc(text, func(r rune) bool { return r < 'a' || r > 'z' }); end != 0 {
		if end < 0 {
			end = len(text)
		}
		if courteousWords[text[:end]] {
			return text[:end]
		}
		return ""
	}
	_, n := utf8.DecodeRuneInString(text)
	for _, p := range politeFrom[text[:n]] {
		if strings.HasPrefix(text, p) {
			return p
		}
	}
	return ""
}

func apartFromWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// substance leaves out what is only courteous.
func substance(cuts []*sentence) []*sentence {
	return slices.DeleteFunc(slices.Clone(cuts), func(s *sentence) bool { return s.courtesy })
}
