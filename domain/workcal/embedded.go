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

// Compose is a calendar of the shipped notices and those imported since, one a
// year, in the order of their import.
func Compose(imported []Notice) (Calendar, error) {
	c := Embedded()
	for _, n := range imported {
		if shippedBeats(n) {
			continue
		}
		var err error
		if c, err = c.With(n); err != nil {
			return Calendar{}, err
		}
	}
	return c, nil
}

// NoticesInForce are the notices a composed calendar rests on, ascending by year.
func NoticesInForce(imported []Notice) []Notice {
	notices := EmbeddedNotices()
	for _, n := range imported {
		if shippedBeats(n) {
			continue
		}
		i, found := slices.BinarySearchFunc(notices, n.Year, func(n Notice, year int) int { return n.Year - year })
		if found {
			notices[i] = n
			continue
		}
		notices = slices.Insert(notices, i, n)
	}
	return notices
}

// shippedBeats tells whether an imported notice was a guess at a year that a
// later release of the product knows.
func shippedBeats(n Notice) bool {
	shipped, ok := Embedded().year(n.Year)
	return len(n.Papers) == 0 && ok && !shipped.Provisional
}
