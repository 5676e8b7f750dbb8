package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/diaodu/diaodu/domain/fault"
)

const (
	shortestPassword = 10
	longestPassword  = 128 // characters; hashing takes any length, patience does not
	classesNeeded    = 3   // of lower, upper, digit, other
)

// cost is the price of one guess: OWASP's second profile with more memory,
// about 40 ms. Raising it here re-hashes every password at its next login.
var cost = argon2id.Params{Memory: 32 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// slots bounds how many passwords are hashed at once, so that a burst of logins
// takes at most slots × Memory.
var slots = make(chan struct{}, 4)

// CheckPassword refuses passwords that are short, of few kinds of character, or
// contain the login name.
func CheckPassword(login, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return fault.New(fault.Invalid, "password.short", "%d characters", n).On("password").With("least", shortestPassword)
	case n > longestPassword:
		return fault.New(fault.Invalid, "password.long", "%d characters", n).On("password").With("most", longestPassword)
	case classes(password) < classesNeeded:
		return fault.New(fault.Invalid, "password.simple", "%d classes", classes(password)).On("password")
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return fault.New(fault.Invalid, "password.login", "contains the login").On("password")
	}
	return nil
}

func classes(password string) int {
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// HashPassword makes the PHC string (argon2id) that is stored.
func HashPassword(ctx context.Context, password string) (string, error) {
	if err := takeSlot(ctx); err != nil {
		return "", err
	}
	defer func() { <-slots }()
	hash, err := argon2id.CreateHash(password, &cost)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// verifyPassword compares, and tells whether the hash was made at another cost
// and should be made again.
func verifyPassword(ctx context.Context, password, hash string) (match, outdated bool, err error) {
	if err := takeSlot(ctx); err != nil {
		return false, false, err
	}
	defer func() { <-slots }()
	match, made, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("verify password: %w", err)
	}
	return match, *made != cost, nil
}

func takeSlot(ctx context.Context) error {
	select {
	case slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// initialAlphabet has no characters that look alike on paper.
const initialAlphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// InitialPassword makes a password for somebody else, to be shown once and
// changed at the first login, with its hash. About 80 random bits.
func InitialPassword(ctx context.Context) (password, hash string, err error) {
	for CheckPassword("", password) != nil {
		var b strings.Builder
		for range 14 {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(initialAlphabet))))
			if err != nil {
				return "", "", fmt.Errorf("make initial password: %w", err)
			}
			b.WriteByte(initialAlphabet[n.Int64()])
		}
		password = b.String()
	}
	hash, err = HashPassword(ctx, password)
	return password, hash, err
}
