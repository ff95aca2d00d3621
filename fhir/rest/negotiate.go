package rest

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
)

const mediaType = "application/fhir+json"

// isJSON reports whether a media type names the format that is served: FHIR
// R4 as JSON in UTF-8.
func isJSON(value string) bool {
	media, params, err := mime.ParseMediaType(value)
	if err != nil {
		return false
	}
	if v := params["fhirversion"]; v != "" && v != "4.0" {
		return false
	}
	if c := params["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return false
	}
	switch media {
	case mediaType, "application/json", "text/json":
		return true
	}
	return false
}

// acceptable refuses a request for a format that is not served. _format
// overrides the Accept header (FHIR R4, http.html#parameters).
func acceptable(r *http.Request) error {
	if format := r.URL.Query().Get("_format"); format != "" {
		// A "+" that the client did not escape arrives as a space.
		if format == "json" || isJSON(strings.ReplaceAll(format, " ", "+")) {
			return nil
		}
		return notAcceptable()
	}
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return nil
	}
	for _, item := range strings.Split(accept, ",") {
		media, params, err := mime.ParseMediaType(item)
		if err != nil {
			continue
		}
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil && q <= 0 {
			continue
		}
		delete(params, "q")
		if media == "*/*" || media == "application/*" || isJSON(mime.FormatMediaType(media, params)) {
			return nil
		}
	}
	return notAcceptable()
}

func notAcceptable() error {
	return withStatus(http.StatusNotAcceptable, outcome.New(outcome.NotSupported, "only %s of FHIR 4.0 is served", mediaType))
}

func unsupportedMedia(want string) error {
	return withStatus(http.StatusUnsupportedMediaType, outcome.New(outcome.NotSupported, "the body must be %s", want))
}

// The values of Prefer: return (FHIR R4, http.html#ops).
const (
	returnMinimal        = "minimal"
	returnRepresentation = "representation"
	returnOutcome        = "OperationOutcome"
)

// preference is the value of one Prefer token, "" when the client states none
// or one that is not known.
func preference(r *http.Request, name string, known ...string) string {
	for _, item := range preferences(r) {
		key, value, _ := strings.Cut(item, "=")
		if !strings.EqualFold(strings.TrimSpace(key), name) {
			continue
		}
		for _, k := range known {
			if strings.Trim(strings.TrimSpace(value), `"`) == k {
				return k
			}
		}
	}
	return ""
}

// preferences are the items of the Prefer header (RFC 7240).
func preferences(r *http.Request) []string {
	items := strings.FieldsFunc(strings.Join(r.Header.Values("Prefer"), ","), func(c rune) bool { return c == ',' || c == ';' })
	for i, item := range items {
		items[i] = strings.TrimSpace(item)
	}
	return items
}

func preferReturn(r *http.Request) string {
	return preference(r, "return", returnMinimal, returnRepresentation, returnOutcome)
}

// strict reports whether unknown search parameters are errors. They are unless
// the client asks for lenient handling: a parameter that is left out widens a
// clinical search without a word.
func strict(r *http.Request) bool {
	return preference(r, "handling", "strict", "lenient") != "lenient"
}

// versionOf reads an entity tag such as W/"3".
func versionOf(tag string) (int64, error) {
	text, ok := strings.CutPrefix(strings.TrimSpace(tag), "W/")
	if !ok {
		text = strings.TrimSpace(tag)
	}
	inner, opened := strings.CutPrefix(text, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	n, err := strconv.ParseInt(inner, 10, 64)
	if err != nil || n < 1 || !opened || !closed {
		return 0, outcome.New(outcome.Invalid, `a version is written as W/"3"`)
	}
	return n, nil
}

// ifMatch is the version of the If-Match header, 0 without one.
func ifMatch(r *http.Request) (int64, error) {
	tag := r.Header.Get("If-Match")
	if tag == "" {
		return 0, nil
	}
	return versionOf(tag)
}
