package store

import "apricot.health/fhir/r4"

// Parsed is the Body, read. Several layers look at it on its way to the
// database: whoever reads it first, in an Op of its own, saves the others the
// work. It must not be changed.
func (o *Op) Parsed() (*r4.Doc, error) {
	if o.doc != nil && sameText(o.doc.Raw(), o.Body) {
		return o.doc, nil
	}
	d, err := r4.Parse(o.Body)
	if err != nil {
		return nil, err //nolint:wrapcheck // says all
	}
	o.doc = d
	return d, nil
}

// sameText reports that two texts are the same bytes in memory.
func sameText(a, b []byte) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }

// RewriteReferences replaces references in the Body, as Doc.RewriteReferences
// does.
func (o *Op) RewriteReferences(to map[string]string) error {
	d, err := o.Parsed()
	if err != nil {
		return err
	}
	o.doc = d.RewriteReferences(func(r r4.Reference) (string, bool) {
		text, ok := to[r.Text]
		return text, ok
	})
	o.Body = o.doc.Raw()
	return nil
}
