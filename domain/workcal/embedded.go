package workcal

import (
	"embed"
	"fmt"
	"slices"
	"sync"
)

//go:embed data/*.json
var data embed.FS

// EmbeddedNotices are the notices shipped with the product, ascending by year,
// with the names of the holidays. The last may be provisional 暂定: a year whose
// notice was not out, with its statutory days only.
func EmbeddedNotices() []Notice { return slices.Clone(embeddedNotices()) }

// Embedded is the calendar of all years shipped with the product.
func Embedded() Calendar { return embedded() }

var embeddedNotices = sync.OnceValue(func() []Notice {
	files, err := data.ReadDir("data") // sorted by name, so by year
	if err != nil {
		panic(fmt.Errorf("read shipped calendars: %w", err))
	}
	notices := make([]Notice, 0, len(files))
	for _, f := range files {
		content, err := data.ReadFile("data/" + f.Name())
		if err != nil {
			panic(fmt.Errorf("read shipped calendar %s: %w", f.Name(), err))
		}
		n, err := ParseNotice(content)
		if err != nil {
			panic(fmt.Errorf("read shipped calendar %s: %w", f.Name(), err))
		}
		notices = append(notices, n)
	}
	return notices
})

var embedded = sync.OnceValue(func() Calendar {
	c, err := Calendar{}.With(embeddedNotices()...)
	if err != nil {
		panic(fmt.Errorf("build shipped calendar: %w", err))
	}
	return c
})
