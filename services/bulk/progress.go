package bulk

import (
	"fmt"
	"time"
)

// Progress is how far an import is.
type Progress struct {
	Files, FilesDone   int
	Bytes, BytesDone   int64 // as the files lie on disk
	Resources, Refused int64
	Elapsed            time.Duration
	Finished           bool
}

// Report tells what an import did, this time and when it was begun earlier.
type Report struct {
	Files, Skipped, Resources, Messages, RefusedCount int
	// Refused are file, item and reason of what was not taken, without any
	// content of it.
	Refused []string
}

// report sums up the ledgers.
func (im *importer) report() Report {
	r := Report{Files: len(im.files)}
	for _, f := range im.files {
		if f.skipped {
			r.Skipped++
		}
		r.Messages += f.messages
		if f.ledger == nil {
			continue
		}
		r.Resources += f.ledger.resources
		r.RefusedCount += f.ledger.refused
		for _, note := range f.ledger.notes {
			r.Refused = append(r.Refused, f.name+":"+note)
		}
		if b := f.ledger.broken; b != nil {
			r.RefusedCount++
			r.Refused = append(r.Refused, fmt.Sprintf("%s:%d: the file cannot be read from here on: import it again when it is mended", f.name, b.lines+1))
		}
		if more := f.ledger.refused - len(f.ledger.notes); more > 0 {
			r.Refused = append(r.Refused, fmt.Sprintf("%s: %d more", f.name, more))
		}
	}
	return r
}

// tellEvery is the time between two reports of progress.
const tellEvery = 500 * time.Millisecond

// tell reports progress until the function that it returns is called.
func (im *importer) tell() (stop func()) {
	if im.cfg.Progress == nil {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(tellEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				im.cfg.Progress(im.progress(false))
			case <-done:
				im.cfg.Progress(im.progress(true))
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

func (im *importer) progress(finished bool) Progress {
	return Progress{
		Files: len(im.files), FilesDone: int(im.filesDone.Load()), Bytes: im.bytes, BytesDone: min(im.read.Load(), im.bytes),
		Resources: im.stored.Load(), Refused: im.refused.Load(), Elapsed: im.cfg.Now().Sub(im.began), Finished: finished,
	}
}
