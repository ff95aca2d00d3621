package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"os"
	"slices"
	"time"

	"apricot.health/fhir/cdshooks"
	"apricot.health/services/app"
)

// place says where the data is; serving and offline commands share it.
type place struct {
	Data string `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
	DB   string `help:"Database: empty for SQLite in the data folder, or postgres://..." name:"db" env:"APRICOT_DB"`
}

func (p place) config(t terminal) app.Config {
	return app.Config{Data: p.Data, DB: p.DB, Now: time.Now, Logger: logger(t.err)}
}

func logger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// doors are the addresses that a server listens on.
type doors struct {
	HTTP string `help:"Address of the web, FHIR and CDS Hooks door." name:"http" default:"127.0.0.1:8080" env:"APRICOT_HTTP"`
	MLLP string `help:"Address of the HL7 v2 door." name:"mllp" default:"127.0.0.1:2575" env:"APRICOT_MLLP"`
	MQTT string `help:"Address of the device door." name:"mqtt" default:"127.0.0.1:1883" env:"APRICOT_MQTT"`

	PublicURL string `help:"How clients reach the web door, such as https://apricot.example. https makes cookies Secure." env:"APRICOT_PUBLIC_URL"`
	TLSCert   string `help:"Certificate chain (PEM) of the web and device doors; read again when it changes. HL7 v2 has its own in hl7.yaml." type:"existingfile" name:"tls-cert" env:"APRICOT_TLS_CERT"`
	TLSKey    string `help:"Key (PEM) of the certificate." type:"existingfile" name:"tls-key" env:"APRICOT_TLS_KEY"`

	CDSClients        map[string]string `help:"EMRs that call CDS Hooks with tokens of their own: ISSUER=KEYS, where the keys are a JWKS file or an https URL." name:"cds-client" env:"APRICOT_CDS_CLIENTS"`
	ConditionalDelete string            `help:"What a conditional FHIR delete may end: one resource, or all that its search finds (1000 at most)." enum:"single,multiple" default:"single" env:"APRICOT_CONDITIONAL_DELETE"`

	DecisionDeadline time.Duration `help:"Bound of one decision of the safety fence; what is not decided by then is blocked." default:"2s" env:"APRICOT_DECISION_DEADLINE"`

	FrameAncestors []string `help:"Origins that may show Apricot in a frame, such as the EMR's." env:"APRICOT_FRAME_ANCESTORS"`
}

type serveCmd struct {
	place
	doors
}

type demoCmd struct {
	place
	doors
}

// Run implements the command.
func (c serveCmd) Run(ctx context.Context, t terminal) error {
	return serve(ctx, t, c.place, c.doors, false)
}

// Run implements the command.
func (c demoCmd) Run(ctx context.Context, t terminal) error {
	return serve(ctx, t, c.place, c.doors, true)
}

func serve(ctx context.Context, t terminal, p place, d doors, demo bool) error {
	cfg := p.config(t)
	cfg.HTTP, cfg.MLLP, cfg.MQTT, cfg.Demo = d.HTTP, d.MLLP, d.MQTT, demo
	cfg.DecisionDeadline = d.DecisionDeadline
	cfg.PublicURL, cfg.FrameAncestors = d.PublicURL, d.FrameAncestors
	cfg.DeleteMultiple = d.ConditionalDelete == "multiple"
	cfg.TLS = app.TLS{Cert: d.TLSCert, Key: d.TLSKey}
	for _, issuer := range slices.Sorted(maps.Keys(d.CDSClients)) {
		cfg.CDSClients = append(cfg.CDSClients, cdshooks.Client{Issuer: issuer, Keys: d.CDSClients[issuer]})
	}
	cfg.OTLP = os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	a, err := app.New(ctx, cfg)
	if err != nil {
		return err
	}
	return a.Run(ctx, func() { announce(ctx, t, a, p, demo) })
}

// announce tells where the doors are and, for the demo, how to try each.
func announce(ctx context.Context, t terminal, a *app.App, p place, demo bool) {
	addrs := a.Addrs()
	base := a.LocalURL()
	fmt.Fprintf(t.out, "Apricot is ready.\n\n  web, FHIR, CDS Hooks  %s\n  HL7 v2 (MLLP)         %s\n  devices (MQTT)        %s\n", base, addrs["mllp"], addrs["mqtt"])
	if !demo {
		return
	}
	fmt.Fprintf(t.out, "\nDEMO: synthetic patients, logins without a password, loopback only.\n\n  doctor        %s/doctor\n  care manager  %s/care\n  all logins    %s/\n\nPatients (each link opens once):\n", base, base, base)
	links, err := a.DemoLinks(ctx)
	if err != nil {
		fmt.Fprintln(t.out, "  no links:", err)
	}
	for _, l := range links {
		fmt.Fprintf(t.out, "  %-18s %s%s\n", l.Name, base, l.Path)
	}
	fmt.Fprintf(t.out, `
Try:
  curl -H "Authorization: Bearer $(%[1]s token --as system --data %[2]s)" '%[3]s/fhir/Patient?_count=3'
  curl %[3]s/cds-services
  bash -c 'exec 3<>/dev/tcp/%[4]s; printf "\013%%s\034\015" "$(cat testdata/hl7v2/adt-a04-zh.hl7)" >&3; timeout 2 cat <&3 | tr "\r" "\n"'
  echo '{"id":1,"text":"胸口压着疼，出冷汗半小时","age":62,"sex":"male"}' | %[1]s triage
`, os.Args[0], p.Data, base, slashed(addrs["mllp"]))
}

// slashed is an address as bash's /dev/tcp has it.
func slashed(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host + "/" + port
}
