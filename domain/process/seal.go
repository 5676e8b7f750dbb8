package process

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// Seal computes the hash of the definition's content: sha256, in hex, of its JSON
// without version and hash, those of embedded processes included. Two versions
// of one hash say the same.
func Seal(d *Definition) error {
	text, err := json.Marshal(bare(*d))
	if err != nil {
		return fmt.Errorf("seal definition %s: %w", d.Code, err)
	}
	sum := sha256.Sum256(text)
	d.Hash = hex.EncodeToString(sum[:])
	return nil
}

func bare(d Definition) Definition {
	d.Version, d.Hash = 0, ""
	if d.Subs != nil {
		subs := make([]Definition, len(d.Subs))
		for i, s := range d.Subs {
			subs[i] = bare(s)
		}
		d.Subs = subs
	}
	return d
}

// misplaced names a part of a step that its kind does not have, "" where all is
// in place. YAML cannot say such a step; JSON and code can.
func (s *Step) misplaced() string {
	for _, part := range []struct {
		has  bool
		name string
		of   []Kind
	}{
		{s.Stage != nil, "stage", []Kind{KindStage}},
		{s.Call != nil, "call", []Kind{KindCall}},
		{s.Notice != nil, "notice", []Kind{KindNotice}},
		{s.Wait != nil, "wait", []Kind{KindWait}},
		{len(s.CC) > 0, "cc", []Kind{KindCC}},
		{s.To != "", "to", []Kind{KindGoto}},
		{s.Result != "", "result", []Kind{KindEnd}},
		{s.Over != "", "over", []Kind{KindEach, KindCall}},
		{len(s.Branches) > 0, "branches", []Kind{KindParallel, KindChoose, KindEach}},
		{s.Kind == KindEach && len(s.Branches) > 1, "more than one branch", nil},
	} {
		if part.has && !slices.Contains(part.of, s.Kind) {
			return part.name
		}
	}
	return ""
}
