package agent

import (
	"regexp"
	"strings"
)

// greeting is how somebody begins who is polite; it is no part of a complaint.
var greeting = regexp.MustCompile(`(?i)^(` + //nolint:gochecknoglobals // a constant
	`(请问|医生|大夫|护士|老师|您好|你好|您们好|你们好|早上好|上午好|中午好|下午好|晚上好|早安|哈喽|嗨|在吗|打扰了|打扰一下|麻烦您|麻烦了|您|啊|呀|[\s，。,.!！~～、?？])+` +
	`|(((hi|hello|hey|good (morning|afternoon|evening|day)|dear|excuse me)( there)?( (doctor|doc|dr|sir|madam)\b)?|(doctor|doc|dr)( please)?[,.!])[\s,.!;:~-]+)+)`)

// Complaint is what somebody wrote without the greeting before it, the rest word
// for word. Who only greets has written the greeting.
func Complaint(text string) string {
	head := greeting.FindString(text)
	rest := strings.TrimSpace(text[len(head):])
	if rest == "" || !strings.ContainsAny(head, "好嗨喽吗扰烦问，。,.!！ ~～、：:") {
		return text
	}
	return rest
}
