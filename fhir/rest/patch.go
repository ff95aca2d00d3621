package rest

import (
	"encoding/base64"
	"mime"
	"net/http"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// patchMedia is the one format of patches that is served.
const patchMedia = "application/json-patch+json"

// patch serves PATCH [type]/[id] and PATCH [type]?[search] with a JSON Patch
// (FHIR R4, http.html#patch). It is made inside the transaction of the write,
// so no change in between is lost.
func (h *handler) patch(r *http.Request) (answer, error) {
	op, err := targetOp(r, store.Patch)
	if err != nil {
		return answer{}, err
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != patchMedia {
		return answer{}, unsupportedMedia(patchMedia)
	}
	raw, err := readAll(r)
	if err != nil {
		return answer{}, err
	}
	if op.Edit, err = editOf(op.Type, raw); err != nil {
		return answer{}, err
	}
	return h.apply(r.Context(), op, preferReturn(r))
}

// editOf is the edit that a JSON Patch means. It cannot make another resource
// of the one it is applied to.
func editOf(typ string, raw []byte) (func([]byte) ([]byte, error), error) {
	p, err := r4.ParsePatch(raw)
	if err != nil {
		return nil, err
	}
	return func(current []byte) ([]byte, error) {
		before, err := r4.Parse(current)
		if err != nil {
			return nil, err
		}
		next, err := p.Apply(current)
		if err != nil {
			return nil, err
		}
		after, err := r4.Parse(next)
		if err != nil {
			return nil, err
		}
		if after.Type() != typ || after.Root().Get("id").Text() != before.Root().Get("id").Text() {
			return nil, outcome.New(outcome.Unprocessable, "a patch cannot change resourceType or id")
		}
		return next, nil
	}, nil
}

// patchEntry reads the patch of a Bundle entry: a Binary that holds it.
func patchEntry(op *store.Op, resource r4.Value) error {
	media, _, err := mime.ParseMediaType(resource.Get("contentType").Text())
	if resource.Get("resourceType").Text() != "Binary" || err != nil || media != patchMedia {
		return outcome.At(outcome.Invalid, "resource", "a patch in a Bundle is a Binary of %s", patchMedia)
	}
	raw, err := base64.StdEncoding.DecodeString(resource.Get("data").Text())
	if err != nil {
		return outcome.At(outcome.Invalid, "resource", "the data of the Binary is not base64")
	}
	if op.Edit, err = editOf(op.Type, raw); err != nil {
		return outcome.At(outcome.KindOf(err), "resource", "%s", detailOf(err))
	}
	return nil
}
