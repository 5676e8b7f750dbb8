package process

import (
	"maps"
	"slices"
	"strings"
)

// KeyGroup are the keys of one part of a definition, for people who write one.
type KeyGroup struct {
	Part string // the type's name, such as Stage; Kind for the kinds of steps
	Keys []Key
}

// Key is one key with its meaning in Chinese and, where it takes no free text,
// the words it takes.
type Key struct {
	Name  string
	Text  string
	Words []string
}

// keyParts lists the parts of a definition from the whole to its details.
var keyParts = []string{
	"Definition", "Matter", "Material", "Limits", "Rules", "Nobody", "Kind", "Step", "Branch", "Stage", "Who", "Ballot", "Outcome", "Return",
	"Late", "Fields", "Call", "Notice", "Wait",
}

// Keys lists what editors know of each key, part by part, in the order of the
// alphabet within a part.
func Keys() []KeyGroup {
	groups := make([]KeyGroup, len(keyParts))
	for n, part := range keyParts {
		groups[n].Part = part
	}
	for _, name := range slices.Sorted(maps.Keys(described)) {
		part, key, _ := strings.Cut(name, ".")
		if n := slices.Index(keyParts, part); n >= 0 {
			groups[n].Keys = append(groups[n].Keys, Key{Name: key, Text: described[name], Words: wordsOf[name]})
		}
	}
	return groups
}
