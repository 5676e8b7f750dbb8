package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Keybox seals secrets that have to be used again, such as the password of the mail
// account, before they are stored. Its key lives outside the database, so that a
// copy of the database alone gives nothing away.
type Keybox struct {
	seal cipher.AEAD
	mark string // which key sealed, so that another is recognised
}

// ErrOtherKey says that a secret was sealed under another key.
var ErrOtherKey = errors.New("sealed under another key")

// NewKeybox makes a keybox of a key of any length from 32 bytes on.
func NewKeybox(key []byte) (*Keybox, error) {
	if len(key) < 32 {
		return nil, fmt.Errorf("a key of %d bytes is too short", len(key))
	}
	sum := sha256.Sum256(key)
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, fmt.Errorf("make keybox: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make keybox: %w", err)
	}
	mark := sha256.Sum256(append([]byte("diaodu key "), sum[:]...))
	return &Keybox{seal: seal, mark: hex.EncodeToString(mark[:4])}, nil
}

// Seal closes a secret. belongs is what it belongs to; it opens for nothing else.
func (k *Keybox) Seal(secret, belongs string) string {
	nonce := make([]byte, k.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return k.mark + ":" + base64.RawStdEncoding.EncodeToString(k.seal.Seal(nonce, nonce, []byte(secret), []byte(belongs)))
}

// Open gives a sealed secret back; ErrOtherKey where another key sealed it.
func (k *Keybox) Open(sealed, belongs string) (string, error) {
	mark, text, ok := strings.Cut(sealed, ":")
	if !ok || mark != k.mark {
		return "", ErrOtherKey
	}
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(raw) < k.seal.NonceSize() {
		return "", errors.New("a sealed secret was damaged")
	}
	n := k.seal.NonceSize()
	plain, err := k.seal.Open(nil, raw[:n], raw[n:], []byte(belongs))
	if err != nil {
		return "", errors.New("a sealed secret was damaged")
	}
	return string(plain), nil
}
