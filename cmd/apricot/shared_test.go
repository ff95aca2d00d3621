package main

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/services/app/apptest"
)

// Two servers share a PostgreSQL. One sends what is signed at either; when it is
// killed the other goes on, and each order goes out under one control id.
func TestTwoServersSendOnce(t *testing.T) {
	t.Parallel()
	pg, err := postgres()
	if err != nil {
		t.Fatal(err)
	}
	db, r := pg.Database(t), newReceiver(t)
	type server struct {
		*process
		house *apptest.House
	}
	var servers [2]server
	for i := range servers {
		s := site{data: t.TempDir(), db: db}
		r.configure(t, s.data)
		p, err := s.serve()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.kill)
		if err := p.ready(); err != nil {
			t.Fatal(err)
		}
		servers[i] = server{p, &apptest.House{T: t, Base: p.Base, MLLP: p.MLLP, MQTT: p.MQTT, Token: s.tokens(t)}}
	}
	servers[0].house.As(apptest.System()).Do(http.MethodPut, "/fhir/Patient/p", map[string]any{"resourceType": "Patient", "id": "p", "gender": "male"}, http.StatusCreated, nil)
	var signed atomic.Int64
	sign := func(s server) {
		id := fmt.Sprintf("shared-o%d-x", signed.Add(1))
		s.house.As(apptest.Doctor()).Do(http.MethodPut, "/fhir/ServiceRequest/"+id, map[string]any{
			"resourceType": "ServiceRequest", "id": id, "status": "active", "intent": "order", "code": map[string]any{"text": "空腹血糖"},
			"subject": map[string]any{"reference": "Patient/p"}, "requester": map[string]any{"reference": apptest.Doctor().ID},
		}, http.StatusCreated, nil)
	}
	for i := range 8 {
		sign(servers[i%2])
	}
	servers[0].kill()
	for range 8 {
		sign(servers[1])
	}
	for began := time.Now(); r.distinct() < 16 && time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
	}
	for n := range signed.Load() {
		if id := fmt.Sprintf("shared-o%d-x", n+1); r.about(id) != 1 {
			t.Errorf("the order %s went out as %d messages", id, r.about(id))
		}
	}
	if r.distinct() != 16 || len(r.odd) > 0 {
		t.Errorf("%d messages for 16 orders, %d of them again with other bytes", r.distinct(), len(r.odd))
	}
}
