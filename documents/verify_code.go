package documents

import (
	"crypto/rand"
	"fmt"
	"strings"
)

// codeLetters are what a verification code 核验码 is written with: no 0/O, 1/I/L.
// There are 31, a prime, so that one wrong character or two exchanged ones are
// always noticed by the check.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeLength is the characters of a code, the last of which checks the others:
// 54 bits that nobody guesses.
const codeLength = 12

// NewVerifyCode draws a code for a letter.
func NewVerifyCode() (string, error) {
	code := make([]byte, 0, codeLength)
	var raw [1]byte
	for len(code) < codeLength-1 {
		if _, err := rand.Read(raw[:]); err != nil {
			return "", fmt.Errorf("make verification code: %w", err)
		}
		if n := int(raw[0] & 31); n < len(codeLetters) { // the 32nd would favour one letter
			code = append(code, codeLetters[n])
		}
	}
	return string(append(code, checkOf(string(code)))), nil
}

// checkOf is the character that makes the weighted sum of a code a multiple of 31.
func checkOf(code string) byte {
	sum := 0
	for i := range len(code) {
		sum += (i + 2) * strings.IndexByte(codeLetters, code[i])
	}
	n := len(codeLetters)
	return codeLetters[(n-sum%n)%n]
}

// ReadVerifyCode reads a code as people type it: in either case, with or without
// strokes and spaces, on a Chinese keyboard. ok is false where it was mistyped.
func ReadVerifyCode(typed string) (code string, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		switch {
		case r == ' ' || r == '\t' || r == '　' || r == '-' || r == '—' || r == '–':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, typed)
	if len(code) != codeLength || strings.Trim(code, codeLetters) != "" {
		return "", false
	}
	return code, checkOf(code[:codeLength-1]) == code[codeLength-1]
}

// ShownCode is a code as it is printed: ABCD-EFGH-JKMN.
func ShownCode(code string) string {
	var parts []string
	for i := 0; i < len(code); i += 4 {
		parts = append(parts, code[i:min(i+4, len(code))])
	}
	return strings.Join(parts, "-")
}
