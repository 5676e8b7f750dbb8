package store

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"

	"github.com/mozillazg/go-pinyin"

	"github.com/diaodu/diaodu/domain/org"
	"github.com/diaodu/diaodu/domain/workcal"
)

// By says who writes to the register, from where and when.
type By struct {
	Actor org.Actor
	IP    string
	At    time.Time
}

// today is the day of the write in CST.
func (b By) today() workcal.Date { return workcal.DateOf(b.At) }

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// registerID makes an id that sorts by time, like p06f3k2m8q0x1y2z3a4b5c: a
// letter for the table, 48 bits of milliseconds, 72 bits of chance.
func registerID(letter string, at time.Time) string {
	var raw [15]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(at.UnixMilli())<<16)
	_, _ = rand.Read(raw[6:]) // never fails (crypto/rand)
	return letter + idText.EncodeToString(raw[:])
}

// readings are words whose characters are read otherwise than alone.
var readings = strings.NewReplacer("重庆", "cq", "银行", "yh", "重建", "cj", "长寿", "cs", "曾家", "zj")

// initials is what people type to find a Chinese name: the first letter of each
// character's reading, and letters and digits as they are.
func initials(name string) string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	var b strings.Builder
	for _, r := range readings.Replace(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			if letters := pinyin.SinglePinyin(r, args); len(letters) > 0 {
				b.WriteString(letters[0])
			}
		}
	}
	return cut(b.String(), 200)
}

// cut shortens ASCII text to a column's width.
func cut(s string, width int) string {
	if len(s) > width {
		return s[:width]
	}
	return s
}

// containing is the LIKE pattern for text that contains s, whatever s has in it.
func containing(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}
