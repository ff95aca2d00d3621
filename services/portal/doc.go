// Package portal is the door for people and devices over HTTP: sessions, the
// JSON API under /api and the screens, which are embedded.
//
// It knows no other service. What it needs of them stands in small interfaces
// (Previsit, Links, Doctor, Care, Vitals, Demo) with types of its own that are
// the JSON of the API; services/app joins the two. Text that is clinical or
// generated has passed the fence before it gets here.
//
// Every route names the roles that may use it, and a route that names none is
// refused to all. What fails is told as a problem document (RFC 9457) that
// holds the detail of an outcome.Error and nothing else.
package portal
