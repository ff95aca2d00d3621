package hl7v2

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The bytes of MLLP framing. None of them occurs inside a GB18030 or UTF-8
// character.
const (
	startBlock = 0x0B
	endBlock   = 0x1C
	carriage   = 0x0D
)

// maxNoise is how many bytes may stand outside frames before the peer is taken
// for one that speaks another protocol.
const maxNoise = 64 << 10

// ErrNoFrame is returned when a peer sends much data and no start block.
var ErrNoFrame = errors.New("hl7v2: the peer does not speak MLLP")

// TooLargeError is returned for a frame over the limit. Head is its beginning,
// enough to answer the sender. The stream cannot be read on.
type TooLargeError struct {
	Limit int
	Head  []byte
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("hl7v2: frame larger than %d bytes", e.Limit)
}

// FrameReader takes MLLP frames from a stream. It forgives what senders do in
// the field: bytes before the start block, start or end blocks sent twice, a
// missing carriage return after the end block, and a frame begun anew in the
// middle of one (the broken one was never answered and is left out).
type FrameReader struct {
	r   *bufio.Reader
	max int
	// OnStart, when set, is called when the first byte of a frame has
	// arrived, so that the caller can limit the time for the rest.
	OnStart func()
	// OnAnew, when set, is called with what had come of a frame in the middle
	// of which another begins. The bytes are good until it returns.
	OnAnew func(part []byte)
}

// NewFrameReader reads frames of at most limit bytes from r.
func NewFrameReader(r io.Reader, limit int) *FrameReader {
	return &FrameReader{r: bufio.NewReaderSize(r, 16<<10), max: limit}
}

// Next gives the content of the next frame. It returns as soon as the end block
// is there and does not wait for the carriage return. io.EOF means that the
// stream ended between frames, io.ErrUnexpectedEOF inside one.
func (f *FrameReader) Next() ([]byte, error) {
	if err := f.skipToStart(); err != nil {
		return nil, err
	}
	if f.OnStart != nil {
		f.OnStart()
	}
	var buf bytes.Buffer
	for {
		c, err := f.r.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, fmt.Errorf("hl7v2: read frame: %w", err)
		}
		switch {
		case c == startBlock: // doubled, or a frame begun anew
			if f.OnAnew != nil && len(bytes.TrimSpace(buf.Bytes())) > 0 {
				f.OnAnew(buf.Bytes())
			}
			buf.Reset()
		case c == endBlock && len(bytes.TrimSpace(buf.Bytes())) > 0:
			return buf.Bytes(), nil
		case c == endBlock: // an empty frame: look for the next
			if err := f.skipToStart(); err != nil {
				return nil, err
			}
			buf.Reset()
		case buf.Len() >= f.max:
			return nil, &TooLargeError{Limit: f.max, Head: buf.Bytes()[:min(buf.Len(), 4096)]}
		default:
			buf.WriteByte(c)
		}
	}
}

func (f *FrameReader) skipToStart() error {
	for range maxNoise {
		c, err := f.r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return io.EOF
			}
			return fmt.Errorf("hl7v2: wait for frame: %w", err)
		}
		if c == startBlock {
			return nil
		}
	}
	return ErrNoFrame
}

// WriteFrame writes content as one MLLP frame in a single Write.
func WriteFrame(w io.Writer, content []byte) error {
	frame := make([]byte, 0, len(content)+3)
	frame = append(frame, startBlock)
	frame = append(frame, content...)
	frame = append(frame, endBlock, carriage)
	if _, err := w.Write(frame); err != nil {
		return fmt.Errorf("hl7v2: write frame: %w", err)
	}
	return nil
}
