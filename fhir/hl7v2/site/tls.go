package site

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

// ServerTLS is how the MLLP door speaks TLS; nil when it does not.
func (s Site) ServerTLS() (*tls.Config, error) {
	if s.Listen.Certificate == "" {
		return nil, nil //nolint:nilnil // plain MLLP
	}
	cert, err := tls.LoadX509KeyPair(s.Path(s.Listen.Certificate), s.Path(s.Listen.Key))
	if err != nil {
		return nil, fmt.Errorf("site: listen: %w", err)
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	if s.Listen.ClientCA != "" {
		if cfg.ClientCAs, err = s.pool(s.Listen.ClientCA); err != nil {
			return nil, err
		}
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return cfg, nil
}

// ClientTLS is how to speak TLS with a destination; nil when it does not.
func (s Site) ClientTLS(d Destination) (*tls.Config, error) {
	if !d.TLS {
		return nil, nil //nolint:nilnil // plain MLLP
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	var err error
	if d.CA != "" {
		if cfg.RootCAs, err = s.pool(d.CA); err != nil {
			return nil, err
		}
	}
	if d.Certificate != "" {
		cert, err := tls.LoadX509KeyPair(s.Path(d.Certificate), s.Path(d.Key))
		if err != nil {
			return nil, fmt.Errorf("site: outbound %s: %w", d.Name, err)
		}
		cfg.Certificates = []tls.Certificate{cert}
	}
	return cfg, nil
}

func (s Site) pool(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(s.Path(file))
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("site: %s holds no certificate", file)
	}
	return pool, nil
}
