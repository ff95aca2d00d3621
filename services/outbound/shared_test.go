package outbound_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Of two servers on one database one sends, each message once; when it ends the
// other goes on, and what is put back at the one that waits is sent too.
func TestTwoServersOneDatabase(t *testing.T) {
	t.Parallel()
	server, err := postgresServer()
	if err != nil {
		t.Fatal(err)
	}
	url := server.Database(t)
	one, two := postgresAt(t, url), postgresAt(t, url)
	r := listen(t, "127.0.0.1:0", func(n int, msg string, say func(code, id string)) bool {
		if strings.Contains(msg, "bad^APRICOT") && n < 12 {
			say("AE", control(msg))
			return false
		}
		return accept(n, msg, say)
	})
	to := destination(r.l.Addr().String(), nil)
	_, stop := one.run(to)
	waiting, _ := two.run(to)
	for i := range 10 {
		[]*hospital{one, two}[i%2].order(fmt.Sprintf("o%d", i), "active", "")
	}
	one.order("bad", "active", "")
	two.settled(waiting, "completed", 10)
	failed := two.settled(waiting, "failed", 1)
	if got := r.wait(11); len(distinct(got)) != 11 {
		t.Errorf("%d messages for 11 orders: %q", len(distinct(got)), got)
	}
	if err := waiting.Retry(system(), failed[0].Task); err != nil {
		t.Fatal(err)
	}
	two.settled(waiting, "completed", 11)
	stop()
	for i := range 5 {
		two.order(fmt.Sprintf("p%d", i), "active", "")
	}
	two.settled(waiting, "completed", 16)
	if got := r.wait(17); len(got) != 17 || len(distinct(got)) != 16 {
		t.Errorf("%d messages, %d of them different, for 16 orders and one put back", len(got), len(distinct(got)))
	}
}

// distinct are the control ids of messages.
func distinct(messages []string) []string {
	var ids []string
	for _, m := range messages {
		ids = append(ids, control(m))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
