package apptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"apricot.health/services/portal"
)

// Device is a wearable on the MQTT door. It never sends again by itself: its
// owner keeps the ledger.
type Device struct {
	client mqtt.Client
	topic  string
}

const mqttWithin = 15 * time.Second

var errNoPuback = errors.New("apptest: mqtt: no PUBACK")

// Dial connects a device with its credential.
func Dial(addr string, cred portal.Credential) (*Device, error) {
	client := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + addr).SetClientID(cred.Device).
		SetUsername(cred.Username).SetPassword(cred.Password).SetCleanSession(true).
		SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(mqttWithin))
	token := client.Connect()
	if !token.WaitTimeout(mqttWithin) {
		return nil, errors.New("apptest: mqtt: no CONNACK")
	}
	if err := token.Error(); err != nil {
		return nil, fmt.Errorf("apptest: mqtt: %w", err)
	}
	return &Device{client: client, topic: cred.Topic}, nil
}

// Publish sends one message at QoS 1 and returns nil when it is acknowledged.
func (d *Device) Publish(message any) error {
	raw, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("apptest: encode: %w", err)
	}
	token := d.client.Publish(d.topic, 1, false, raw)
	if !token.WaitTimeout(mqttWithin) {
		return errNoPuback
	}
	if err := token.Error(); err != nil {
		return fmt.Errorf("apptest: mqtt: %w", err)
	}
	return nil
}

// Close leaves.
func (d *Device) Close() { d.client.Disconnect(50) }
