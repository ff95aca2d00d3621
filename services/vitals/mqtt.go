package vitals

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// topicPrefix and the device id are the only topic a device may publish to.
const topicPrefix = "vitals/"

// maxPayload bounds one MQTT message.
const maxPayload = 256 << 10

// Door is the MQTT listener: publish-only devices, each with its own
// credential and topic. A message is acknowledged (PUBACK) only after Ingest
// has committed it; otherwise the connection is closed and the device sends
// it again.
type Door struct {
	service func() *Service
	ln      net.Listener
}

// NewDoor makes the MQTT door on a bound listener. s gives the service that
// takes a message, which may change while the door is open.
func NewDoor(s func() *Service, ln net.Listener) *Door { return &Door{service: s, ln: ln} }

// Run serves until ctx ends.
func (d *Door) Run(ctx context.Context, ready func()) error {
	server := mqtt.New(&mqtt.Options{Logger: slog.New(slog.DiscardHandler)})
	server.Options.Capabilities.MaximumPacketSize = maxPayload
	if err := server.AddHook(&hook{service: d.service, ctx: ctx}, nil); err != nil {
		return fmt.Errorf("vitals: mqtt hook: %w", err)
	}
	if err := server.AddListener(listeners.NewNet("mqtt", d.ln)); err != nil {
		return fmt.Errorf("vitals: mqtt listener: %w", err)
	}
	if err := server.Serve(); err != nil {
		return fmt.Errorf("vitals: mqtt: %w", err)
	}
	ready()
	<-ctx.Done()
	if err := server.Close(); err != nil {
		return fmt.Errorf("vitals: mqtt close: %w", err)
	}
	return nil
}

// hook is the broker's link to the service.
type hook struct {
	mqtt.HookBase
	service func() *Service
	ctx     context.Context //nolint:containedctx // the broker's calls carry none
}

// ID implements mqtt.Hook.
func (h *hook) ID() string { return "apricot" }

// Provides implements mqtt.Hook.
func (h *hook) Provides(b byte) bool {
	return bytes.Contains([]byte{mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPublish}, []byte{b})
}

// OnConnectAuthenticate lets a device in with its own credential.
func (h *hook) OnConnectAuthenticate(_ *mqtt.Client, pk packets.Packet) bool {
	_, err := h.service().Authenticate(h.ctx, string(pk.Connect.Username), string(pk.Connect.Password))
	if err != nil && !outcome.Is(err, outcome.Unauthenticated) {
		h.service().Logger.Error("device could not be checked", "component", "mqtt", "kind", outcome.KindOf(err).String())
	}
	return err == nil
}

// OnACLCheck allows a device to publish to its own topic and nothing else.
func (h *hook) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	return write && topic == topicPrefix+string(cl.Properties.Username)
}

// OnPublish commits the readings before the broker acknowledges them. Every
// failure withholds the acknowledgment and closes the connection.
func (h *hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	ctx, cancel := context.WithTimeout(h.ctx, publishTimeout)
	defer cancel()
	device := string(cl.Properties.Username)
	ctx = actor.With(ctx, actor.Actor{ID: "Device/" + device, Role: actor.Device, Purpose: actor.Treatment})
	err := h.take(ctx, device, pk.Payload)
	if err == nil {
		return pk, nil
	}
	h.service().Logger.Warn("message not taken", "component", "mqtt", "actor", "Device/"+device, "kind", outcome.KindOf(err).String())
	cl.Stop(errors.New("message not taken"))
	return pk, packets.ErrRejectPacket
}

const publishTimeout = 10 * time.Second

func (h *hook) take(ctx context.Context, device string, payload []byte) error {
	readings, err := ParseReadings(payload)
	if err != nil {
		return err
	}
	results, err := h.service().Ingest(ctx, device, readings)
	if n := rejected(results); n > 0 { // a device that only publishes is not told
		h.service().Logger.WarnContext(ctx, "readings left out", "component", "mqtt", "actor", "Device/"+device, "count", n)
	}
	return err
}
