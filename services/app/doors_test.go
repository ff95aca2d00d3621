package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"apricot.health/fhir/cdshooks"
	"apricot.health/services/app"
	"apricot.health/services/app/apptest"
)

// certify writes a self-signed certificate for loopback and returns a pool that
// trusts it.
func certify(t *testing.T, at app.TLS, serial int64) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{at.Key: {Type: "PRIVATE KEY", Bytes: secret}, at.Cert: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Now(), time.Unix(1700000000+serial, 0)); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return pool
}

func TestDoorsSpeakTLSAndTakeARenewedCertificate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := app.TLS{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	pool := certify(t, at, 1)
	h := newHouse(t, t.TempDir(), func(c *app.Config) { c.TLS = at })
	addr := strings.TrimPrefix(h.Base, "http://")
	get := func(pool *x509.CertPool) (*http.Response, error) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true, ForceAttemptHTTP2: true}}
		return client.Get("https://" + addr + "/api/session")
	}
	res, err := get(pool)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK || res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s over %s, %v", res.Status, res.Proto, res.Header)
	}
	if plain, err := http.Get("http://" + addr + "/livez"); err == nil {
		_ = plain.Body.Close()
		if plain.StatusCode == http.StatusOK {
			t.Error("the web door speaks plainly too")
		}
	}
	device := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("ssl://" + h.MQTT).SetTLSConfig(&tls.Config{RootCAs: pool}).SetUsername("none").SetPassword("x").SetConnectTimeout(10 * time.Second))
	if token := device.Connect(); !token.WaitTimeout(15*time.Second) || token.Error() == nil || !strings.Contains(strings.ToLower(token.Error().Error()), "not authorized") {
		t.Errorf("an unknown device over TLS: %v", token.Error())
	}
	renewed := certify(t, at, 2)
	if res, err = get(renewed); err != nil {
		t.Fatalf("after the renewal: %v", err)
	}
	_ = res.Body.Close()
	if err := os.WriteFile(at.Cert, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if res, err = get(renewed); err != nil {
		t.Fatalf("after a broken renewal: %v", err)
	}
	_ = res.Body.Close()
}

func TestTLSNeedsBothFiles(t *testing.T) {
	t.Parallel()
	for _, half := range []app.TLS{{Cert: "cert.pem"}, {Key: "key.pem"}, {Cert: "none.pem", Key: "none.pem"}} {
		cfg := app.Config{Data: t.TempDir(), HTTP: "127.0.0.1:0", MLLP: "127.0.0.1:0", MQTT: "127.0.0.1:0", Now: time.Now, TLS: half, Logger: quiet()}
		if a, err := app.New(t.Context(), cfg); err == nil {
			_ = a.Close()
			t.Errorf("%+v was taken", half)
		}
	}
}

func TestAnEMRCallsWithATokenOfItsOwn(t *testing.T) {
	t.Parallel()
	const issuer = "https://emr.example"
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k1"}}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "jwks.json")
	if err := os.WriteFile(file, keys, 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, t.TempDir(), func(c *app.Config) { c.CDSClients = []cdshooks.Client{{Issuer: issuer, Keys: file}} })
	patient := h.Arrive("C1")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k1").WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	token := func(address string) string {
		raw, err := jwt.Signed(signer).Claims(map[string]any{
			"iss": issuer, "aud": address, "jti": rand.Text(), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
		}).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	service := h.Base + "/cds-services/apricot-order-sign"
	order := `{"hook":"order-sign","hookInstance":"5f8f0a3e-2b1c-4d3e-9f00-000000000001","context":{"userId":"Practitioner/d1","patientId":"` + patient +
		`","draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"m1","status":"draft","intent":"order","subject":{"reference":"Patient/` + patient + `"},"medicationCodeableConcept":{"text":"阿莫西林胶囊"}}}]}}}`
	call := func(bearer, lang string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, service, strings.NewReader(order))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+bearer)
		req.Header.Set("Accept-Language", lang)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(raw)
	}
	once := token(service)
	if status, body := call(once, "zh-CN"); status != http.StatusOK || !strings.Contains(body, `"critical"`) || !strings.Contains(body, "过敏") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := call(once, "zh-CN"); status != http.StatusUnauthorized || !strings.Contains(body, "used before") {
		t.Errorf("the second use: %d %s", status, body)
	}
	if status, body := call(token(service), "en-GB"); status != http.StatusOK || !strings.Contains(body, "llerg") {
		t.Errorf("in English: %d %s", status, body)
	}
	if status, _ := call(token("https://elsewhere.example/"), "zh"); status != http.StatusUnauthorized {
		t.Errorf("for another address: %d", status)
	}
	if status, _ := call(h.Token(apptest.System()), "zh"); status != http.StatusOK {
		t.Errorf("a token of our own: %d", status)
	}
	var found struct{ Services []struct{ ID string } }
	h.Browser().Do(http.MethodGet, "/cds-services?lang=en", nil, http.StatusOK, &found)
	if len(found.Services) == 0 {
		t.Error("discovery is for anyone")
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
