package mapping

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// contentTypes are HL7 table 0291 with the words in use.
var contentTypes = map[string]string{
	"PDF": "application/pdf", "JPEG": "image/jpeg", "JPG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "GIF": "image/gif",
	"HTML": "text/html", "XML": "application/xml", "SGML": "text/sgml", "RTF": "application/rtf", "DICOM": "application/dicom",
	"X-HL7-CDA-LEVEL-ONE": "text/xml", "BASIC": "audio/basic", "OCTET-STREAM": "application/octet-stream", "PLAIN": "text/plain",
}

// attachment converts ED, whose bytes it keeps, and RP, which points at them.
func attachment(x *env, v hl7v2.Value) (any, error) {
	out := object{}
	if title := conceptText(x.node.segment("OBX").Field(3).First()); title != "" {
		out["title"] = title
	}
	if strings.EqualFold(x.node.segment("OBX").Field(2).First().Text(), "RP") {
		if url := strings.Join(strings.Fields(clean(v.Component(1).Text())), "%20"); url != "" {
			out["url"] = url
		}
		return described(out, v.Component(3).Text(), v.Component(4).Text()), nil
	}
	data := strings.Join(strings.Fields(v.Component(5).Whole()), "")
	switch encoding := strings.ToUpper(v.Component(4).Text()); encoding {
	case "BASE64", "":
		if _, err := base64.StdEncoding.DecodeString(data); err != nil {
			return nil, outcome.New(outcome.Invalid, "the data is not base64")
		}
	case "HEX":
		raw, err := hex.DecodeString(data)
		if err != nil {
			return nil, outcome.New(outcome.Invalid, "the data is not hexadecimal")
		}
		data = base64.StdEncoding.EncodeToString(raw)
	default: // A: no encoding
		data = base64.StdEncoding.EncodeToString([]byte(v.Component(5).Whole()))
	}
	if data != "" {
		out["data"] = data
	}
	return described(out, v.Component(2).Text(), v.Component(3).Text()), nil
}

// described adds the content type from type and subtype of the data.
func described(out object, kind, subtype string) any {
	known := contentTypes[strings.ToUpper(subtype)]
	switch {
	case known != "":
		out["contentType"] = known
	case strings.Contains(subtype, "/") && !strings.ContainsFunc(subtype, unicode.IsSpace):
		out["contentType"] = strings.ToLower(clean(subtype))
	case strings.EqualFold(kind, "TX") || strings.EqualFold(kind, "FT"):
		out["contentType"] = "text/plain"
	case kind != "" && subtype != "" && !strings.ContainsFunc(kind+subtype, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("&^", r) }):
		out["contentType"] = strings.ToLower(clean(kind + "/" + subtype))
	case out["data"] == nil && out["url"] == nil:
		return nil
	}
	return out
}

// textAttachment gathers the lines of a document that is sent as text.
func textAttachment(x *env, v hl7v2.Value) (any, error) {
	t := x.node.nearest("DocumentReference").t
	line := clean(v.Whole())
	if kind := strings.ToUpper(x.node.segment("OBX").Field(2).First().Text()); strings.HasPrefix(kind, "C") {
		line = conceptText(v)
	}
	if title := conceptText(x.node.segment("OBX").Field(3).First()); title != "" && line != "" && !strings.HasSuffix(t.heading, title) {
		t.heading = title
		t.text += "[" + title + "]\n"
	}
	t.text += line + "\n"
	return object{"contentType": "text/plain; charset=utf-8", "data": base64.StdEncoding.EncodeToString([]byte(t.text))}, nil
}
