package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"apricot.health/fhir/r4"
)

// responseBundle is a Bundle that the server makes. Stored resources go in as
// they are, white space between their members apart.
type responseBundle struct {
	ResourceType string     `json:"resourceType"`
	Type         string     `json:"type"`
	Total        *int       `json:"total,omitempty"`
	Link         []linkOut  `json:"link,omitempty"`
	Entry        []entryOut `json:"entry,omitempty"`
}

type linkOut struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

type entryOut struct {
	FullURL  string          `json:"fullUrl,omitempty"`
	Resource json.RawMessage `json:"resource,omitempty"`
	Search   *searchOut      `json:"search,omitempty"`
	Request  *requestOut     `json:"request,omitempty"`
	Response *responseOut    `json:"response,omitempty"`
}

type searchOut struct {
	Mode string `json:"mode"`
}

type requestOut struct {
	Method string `json:"method"`
	URL    string `json:"url"`
}

type responseOut struct {
	Status       string          `json:"status"`
	Location     string          `json:"location,omitempty"`
	ETag         string          `json:"etag,omitempty"`
	LastModified string          `json:"lastModified,omitempty"`
	Outcome      json.RawMessage `json:"outcome,omitempty"`
}

func (b *responseBundle) link(relation, address string) {
	b.Link = append(b.Link, linkOut{relation, address})
}

func (b *responseBundle) answer() (answer, error) {
	b.ResourceType = "Bundle"
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return answer{}, fmt.Errorf("rest: encode bundle: %w", err)
	}
	return answer{status: http.StatusOK, body: bytes.TrimRight(out.Bytes(), "\n")}, nil
}

// address is the absolute URL of a path below the base.
func (h *handler) address(path string, q url.Values) string {
	u := h.BaseURL + "/" + path
	if len(q) > 0 {
		u += "?" + q.Encode()
	}
	return u
}

func clone(q url.Values) url.Values {
	out := make(url.Values, len(q)+1)
	for k, v := range q {
		out[k] = v
	}
	return out
}

func instant(t time.Time) string { return t.UTC().Format(r4.InstantLayout) }
