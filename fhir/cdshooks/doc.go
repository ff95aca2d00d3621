// Package cdshooks speaks CDS Hooks 2.0 (https://cds-hooks.hl7.org/2.0/) and
// tolerates what 3.0 adds: discovery, hook calls and feedback. It checks what
// comes in and what goes out, and knows nothing of medicine: the services do.
//
// Errors are answered as problem+json (RFC 9457): 400 for a request that
// breaks the protocol, 401 without an actor, 404 for an unknown service, 412
// when a service cannot get the data that it needs.
package cdshooks
