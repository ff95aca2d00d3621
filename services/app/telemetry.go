package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// telemetry is the OpenTelemetry SDK of the process: metrics for /metrics, and
// traces to a collector of the hospital's when one is named.
type telemetry struct {
	metrics http.Handler
	stop    func(context.Context) error
}

func newTelemetry(ctx context.Context, otlpURL string) (telemetry, error) {
	registry := prometheus.NewRegistry()
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry))
	if err != nil {
		return telemetry{}, fmt.Errorf("app: metrics: %w", err)
	}
	// OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come later and so prevail.
	who, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "apricot")), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return telemetry{}, fmt.Errorf("app: telemetry: %w", err)
	}
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(exporter), sdkmetric.WithResource(who))
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(who), sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.AlwaysSample()))}
	if otlpURL != "" {
		client := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(strings.TrimRight(otlpURL, "/") + "/v1/traces")}
		spans, err := otlptracehttp.New(ctx, client...)
		if err != nil {
			return telemetry{}, fmt.Errorf("app: traces: %w", err)
		}
		options = append(options, sdktrace.WithBatcher(spans))
	}
	traces := sdktrace.NewTracerProvider(options...)
	otel.SetMeterProvider(meters)
	otel.SetTracerProvider(traces)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return telemetry{
		metrics: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
		stop: func(ctx context.Context) error {
			return errors.Join(traces.Shutdown(ctx), meters.Shutdown(ctx))
		},
	}, nil
}
