package store

import "context"

// IndexProgress tells how far the search index has come. Done counts the
// resources of Total that have been indexed anew.
type IndexProgress struct {
	Running     bool
	Done, Total int64
}

// Indexer keeps the search index in step with the search parameters and the
// zone of the site. When a store is opened with others than its index was made
// by, it indexes the resources anew in the background, in small transactions
// that leave room for writes; what a kill interrupts the next open goes on
// with. Until it is done, a search by a parameter whose index is not whole
// yet is refused with Unavailable: an answer that leaves out half of the
// allergies would be worse than none.
type Indexer interface {
	// Progress tells how far the index has come.
	Progress() IndexProgress
	// Reindex returns when the index is whole. With force it first starts over
	// with every resource; searches go on meanwhile, on the rows that are
	// there. progress, which may be nil, is called after each step.
	Reindex(ctx context.Context, force bool, progress func(IndexProgress)) error
}
