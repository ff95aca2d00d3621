package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// traced gives every request a span and counts it. Path, query and client
// address are left out on purpose (as otelhttp would not): they hold patient
// ids, search values and visit tokens. The route's pattern stands for them.
func traced(next http.Handler) (http.Handler, error) {
	const scope = "apricot.health/services/app"
	tracer := otel.Tracer(scope)
	took, err := otel.Meter(scope).Float64Histogram("http.server.request.duration", metric.WithUnit("s"),
		// Those of the semantic conventions for HTTP: the default ones are for milliseconds.
		metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10),
		metric.WithDescription("Time to answer, by method, route and status."))
	if err != nil {
		return nil, fmt.Errorf("app: meter: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // a duration is measured
		ctx := otel.GetTextMapPropagator().Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := tracer.Start(ctx, "http."+method(r.Method), trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		route := chi.NewRouteContext()
		answer := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(answer, r.WithContext(withRoute(ctx, route)))
		labels := []attribute.KeyValue{
			attribute.String("http.request.method", method(r.Method)),
			attribute.String("http.route", route.RoutePattern()),
			attribute.Int("http.response.status_code", answer.Status()),
		}
		span.SetAttributes(labels...)
		took.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(labels...))
	}), nil
}

// method bounds the label to the known ones.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	default:
		return "OTHER"
	}
}

// withRoute hands chi a route context that outlives its router, so that the
// pattern can be read afterwards.
func withRoute(ctx context.Context, route *chi.Context) context.Context {
	return context.WithValue(ctx, chi.RouteCtxKey, route)
}
