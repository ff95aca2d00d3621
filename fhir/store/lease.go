package store

import "context"

// Leaser is a Store that several processes share, and that lets one of them at
// a time do what only one may.
type Leaser interface {
	// Lease waits until no other process has the lease of this name and takes
	// it. held ends with ctx, with release, and when the lease may have been
	// lost: the holder stops then. A process that dies loses its leases at
	// once, one that is cut off within seconds; for that long two may hold
	// the same, so what they write must be bound to versions (IfMatch).
	Lease(ctx context.Context, name string) (held context.Context, release func(), err error)
}
