// Package audit seals what happened into chains of hashes, one chain a stream,
// so that a changed, lost or inserted entry is found. It stores nothing.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Entry is one sealed fact.
type Entry struct {
	Stream  string    `json:"stream"` // such as "issue/i-12ab…" or "project"
	N       int       `json:"n"`      // 1, 2, 3… within the stream
	At      time.Time `json:"at"`     // to the microsecond, which is what is sealed
	ActorID string    `json:"actor_id"`
	Actor   string    `json:"actor"`
	IP      string    `json:"ip,omitempty"`
	What    string    `json:"what"`    // act or register operation
	Subject string    `json:"subject"` // id of what was changed
	BodySHA string    `json:"body_sha"`
	Prev    string    `json:"prev"` // hash of the entry before, "" for the first
	Hash    string    `json:"hash"`
}

// HashBody hashes the full text of what happened.
func HashBody(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Seal fills the entry's hash from everything else in it.
func (e *Entry) Seal() { e.Hash = e.sum() }

// sum joins the fields with their lengths, so that no two entries read alike.
func (e *Entry) sum() string {
	fields := []string{
		e.Stream, fmt.Sprint(e.N), fmt.Sprint(e.At.UnixMicro()), e.ActorID, e.Actor, e.IP, e.What, e.Subject, e.BodySHA, e.Prev,
	}
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%d:%s;", len(f), f)
	}
	return HashBody([]byte(b.String()))
}

// Chain verifies one stream, entry by entry, in order.
type Chain struct {
	n    int
	hash string
}

// Next checks the next entry and the body it stands for. The error says what
// is wrong, for the auditor.
func (c *Chain) Next(e Entry, body []byte) error {
	switch {
	case e.N != c.n+1:
		return fmt.Errorf("stream %s: entry %d follows %d", e.Stream, e.N, c.n)
	case e.Prev != c.hash:
		return fmt.Errorf("stream %s: entry %d does not continue the chain", e.Stream, e.N)
	case HashBody(body) != e.BodySHA:
		return fmt.Errorf("stream %s: the text of entry %d was changed", e.Stream, e.N)
	case e.sum() != e.Hash:
		return fmt.Errorf("stream %s: entry %d was changed", e.Stream, e.N)
	}
	c.n, c.hash = e.N, e.Hash
	return nil
}

// End is how far the chain goes: its last number and hash.
func (c *Chain) End() (n int, hash string) { return c.n, c.hash }
