package portal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net"
	"net/http"

	"go.opentelemetry.io/otel/trace"
)

// call is what the door knows of one request.
type call struct {
	claims *Claims // nil for nobody
	cookie bool    // claims are of a cookie, which a browser sends by itself
	secure bool    // the browser speaks TLS
	trace  string
	addr   string
}

type callKey struct{}

func withCall(ctx context.Context, c call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

// traceOf is the id of the request's trace. Without a tracer it is a random
// one of the same shape, so that audit events of one request still share it.
func traceOf(ctx context.Context) string {
	if c := callOf(ctx); c.trace != "" {
		return c.trace
	}
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		return sc.TraceID().String()
	}
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	return hex.EncodeToString(id[:])
}

func addrOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
