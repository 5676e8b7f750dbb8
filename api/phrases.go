package api

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// The rules, the register and the readers of sheets say some things themselves,
// in Chinese: names of their codes and sentences with their numbers, some of them
// recorded in events for ever. phrases holds those beside their English; {x}
// stands for a part, {n} and {n_x} for a number, {unit} for a single name, {quoted}
// for one between quotation marks. phrases_test.go walks the sources that say them.
var phrases = [][]word{registerPhrases, planPhrases, issuePhrases, taskPhrases, processPhrases, conditionPhrases, measurePhrases, sheetPhrases, calendarPhrases}

// spokenBook is phrases made ready for looking up.
type spokenBook struct {
	whole    map[string]string
	patterns []spokenPattern
}

type spokenPattern struct {
	zh    *regexp.Regexp
	parts []string // names in the order they are captured
	en    string
}

var book = sync.OnceValue(func() spokenBook {
	b := spokenBook{whole: map[string]string{}}
	for _, list := range phrases {
		for _, w := range list {
			if !strings.Contains(w.zh, "{") {
				b.whole[w.zh] = w.en
				continue
			}
			b.patterns = append(b.patterns, patternOf(w))
		}
	}
	return b
})

// patternOf finds a sentence again by what stands between its places.
func patternOf(w word) spokenPattern {
	p := spokenPattern{en: w.en}
	text := quotedPlace.ReplaceAllStringFunc(regexp.QuoteMeta(w.zh), func(place string) string {
		name := strings.Trim(place, `\{}`)
		p.parts = append(p.parts, name)
		switch {
		case strings.HasPrefix(name, "n_") || name == "n":
			return `(-?[0-9.]+)`
		case name == "unit":
			return "([^，、]+?)"
		case name == "quoted":
			return "([^”]+)"
		}
		return "(.+?)"
	})
	p.zh = regexp.MustCompile("^(?s:" + text + ")$")
	return p
}

// said is the English of a sentence, its parts put into English too; ok is false
// where it is another sentence.
func (p spokenPattern) said(zh string) (en string, ok bool) {
	found := p.zh.FindStringSubmatch(zh)
	if found == nil {
		return "", false
	}
	var pairs []string
	for n, part := range p.parts {
		pairs = append(pairs, "{"+part+"}", phraseList(english, found[n+1]))
	}
	return strings.NewReplacer(pairs...).Replace(p.en), true
}

// recalled is a sentence that was kept in Chinese, by its code, in the language
// asked for: the messages and the phrases are where it came from.
func recalled(l lang, code, zh string) string {
	if w, ok := messages[code]; ok && l == english {
		if en, ok := patternOf(w).said(zh); ok {
			return en
		}
	}
	return phrase(l, zh)
}

// quotedPlace matches a {place} after QuoteMeta.
var quotedPlace = regexp.MustCompile(`\\\{[a-z_]+\\\}`)

// phrase is what the rules said in Chinese, in the language asked for. What is
// not in the book, such as what people wrote, stays as it is.
func phrase(l lang, zh string) string {
	if l == chinese || zh == "" {
		return zh
	}
	if en, ok := book().whole[zh]; ok {
		return en
	}
	for _, p := range book().patterns {
		if en, ok := p.said(zh); ok {
			return en
		}
	}
	return zh
}

// joints join what the rules say, the loosest first.
var joints = []word{{"；或", "; or "}, {"，且", ", and "}, {"，或", ", or "}, {zh: "，", en: ", "}, {zh: "、", en: ", "}}

// phraseList is a phrase, or several that the rules have joined.
func phraseList(l lang, zh string) string {
	said := phrase(l, zh)
	if l == chinese || said != zh {
		return said
	}
	for _, joint := range joints {
		parts := strings.Split(zh, joint.zh)
		if len(parts) == 1 {
			continue
		}
		known := false
		for n, part := range parts {
			parts[n] = phraseList(l, part)
			known = known || parts[n] != part
		}
		if known {
			return strings.Join(parts, joint.en)
		}
	}
	return zh
}

// argText is a value inside a message.
func argText(l lang, v any) string { return phraseList(l, fmt.Sprint(v)) }
