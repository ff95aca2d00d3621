package feed_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/hl7v2/site"
	"apricot.health/services/feed"
)

func TestBatch(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	answer := s.send("FHS|^~\\&|HIS|H|APRICOT|A|20260105||||F1|\rBHS|^~\\&|HIS|H|APRICOT|A\r" + message(t, "adt-a01-23.hl7") +
		message(t, "bad-birth-date.hl7") + message(t, "adt-a04-zh.hl7") + "BTS|3\rFTS|1\r")
	want(t, answer, "FHS|^~\\&|APRICOT|A|HIS|H|", "|F1\r", "MSA|AA|W1\r", "MSA|AE|BAD-2|", "MSA|AA|A04-1\r", "BTS|3\rFTS|1\r")
	if _, _, n := m.count(); n != 3 {
		t.Errorf("%d messages kept", n)
	}
	want(t, s.send("BHS|^~\\&|HIS\rPID|1\r"), "MSA|AR||")
	want(t, s.send("BHS|^~\\&|HIS|H\r"+message(t, "adt-a01-23.hl7")+"BTS|2\r"), "MSA|AA|W1\r", "BTS|1|the number of messages")
}

func TestUTF16(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	var wide strings.Builder
	for _, c := range []byte(message(t, "adt-a01-23.hl7")) {
		wide.Write([]byte{c, 0})
	}
	want(t, dial(t, f).send(wide.String()), "MSA|AR||the text is in UTF-16")
}

func loopback(l site.Limits, senders ...string) []site.Peer {
	s, err := site.Parse([]byte("peers:\n  - {name: his, addresses: [127.0.0.0/8]}\n"))
	if err != nil {
		panic(err)
	}
	s.Peers[0].Limits, s.Peers[0].Senders = l, senders
	return s.Peers
}

func TestPeerLimits(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, Peers: loopback(site.Limits{Connections: 2, MaxMessage: 2000}, "ADMIT|WEST")})
	one := dial(t, f)
	want(t, one.send(message(t, "adt-a01-23.hl7")), "MSA|AA|W1")
	want(t, one.send(message(t, "adt-a04-zh.hl7")), "MSA|AR|A04-1|this peer may not send as this application")
	two := dial(t, f)
	want(t, two.send(message(t, "adt-a01-23.hl7")), "MSA|AA|W1")
	three := dial(t, f)
	if _, err := three.r.ReadByte(); err == nil {
		t.Error("a third connection is taken")
	}
	two.write("\x0b" + message(t, "adt-a01-23.hl7") + strings.Repeat("Z", 3000))
	want(t, two.read(), "MSA|AR|W1|the message is larger than 2000 bytes")
	// The place of a connection that ended is free again.
	for range 200 {
		s := dial(t, f)
		s.write("\x0b" + message(t, "adt-a01-23.hl7") + "\x1c\r")
		if b, err := s.r.ReadByte(); err == nil && b == 0x0b {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the place of an ended connection stays taken")
}

// More than the rate waits; nothing is refused.
func TestPeerRate(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, Peers: loopback(site.Limits{Rate: 20})})
	s := dial(t, f)
	msg := message(t, "adt-a01-23.hl7")
	begin := time.Now()
	for i := range 30 {
		want(t, s.send(strings.Replace(msg, "|W1|", "|R"+string(rune('A'+i))+"|", 1)), "MSA|AA|")
	}
	if took := time.Since(begin); took < 400*time.Millisecond { // 30 messages, 20 at once, then 20 a second
		t.Errorf("30 messages at 20 a second took %s", took)
	}
}

func TestKnownPeersOnly(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, KnownPeersOnly: true})
	if _, err := dial(t, f).r.ReadByte(); err == nil {
		t.Error("an unknown peer is served")
	}
}

// authority signs certificates for a test.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key = a.sign(&x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

func (a *authority) sign(template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Minute), time.Now().Add(time.Hour)
	parent, signer := template, key
	if a.cert != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key
}

func (a *authority) issue(name string) tls.Certificate {
	a.t.Helper()
	cert, key := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	})
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	ca, other := newAuthority(t), newAuthority(t)
	s, err := site.Parse([]byte("peers:\n  - {name: his, certificate: his.hospital}\nlisten: {known_peers_only: true}\n"))
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	f, _ := start(t, feed.Config{
		Store: m, Inbox: m, Peers: s.Peers, KnownPeersOnly: s.Listen.KnownPeersOnly,
		TLS: &tls.Config{
			MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.issue("apricot")}, ClientCAs: ca.pool(), ClientAuth: tls.RequireAndVerifyClientCert,
		},
	})
	try := func(certs ...tls.Certificate) (answer string, ok bool) {
		conn, err := tls.Dial("tcp", f.Addr(), &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: ca.pool(), Certificates: certs})
		if err != nil {
			return "", false
		}
		defer func() { _ = conn.Close() }()
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Write([]byte("\x0b" + message(t, "adt-a01-23.hl7") + "\x1c\r")); err != nil {
			return "", false
		}
		answer, err = bufio.NewReader(conn).ReadString('\x1c')
		return answer, err == nil
	}
	for name, certs := range map[string][]tls.Certificate{
		"no certificate": nil, "of another authority": {other.issue("his.hospital")}, "of a peer that is not named": {ca.issue("lis.hospital")},
	} {
		if answer, ok := try(certs...); ok {
			t.Errorf("%s: %q", name, answer)
		}
	}
	if answer, ok := try(ca.issue("his.hospital")); !ok || !strings.Contains(answer, "MSA|AA|W1") {
		t.Errorf("the named peer: %q", answer)
	}
}
