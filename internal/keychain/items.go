package keychain

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A keychain's item may hold little: 2,560 bytes on Windows. A secret is therefore a header, which names a
// generation, and that generation's pieces. The header is written last and read first, so that a write that
// broke off leaves the old secret whole, and pieces that do not fit the header's sum are no secret at all.
const (
	version   = "sluice1"
	pieceSize = 1500 // 2,000 bytes once encoded
	maxPieces = 64
)

type items struct{ *bounded }

type header struct {
	generation string
	pieces     int
	sum        string
}

func (h header) String() string {
	return strings.Join([]string{version, h.generation, strconv.Itoa(h.pieces), h.sum}, ":")
}

func parseHeader(text string) (header, error) {
	part := strings.Split(text, ":")
	if len(part) != 4 || part[0] != version {
		return header{}, errAbsent
	}
	n, err := strconv.Atoi(part[2])
	if err != nil || n < 0 || n > maxPieces {
		return header{}, errAbsent
	}
	return header{part[1], n, part[3]}, nil
}

func (h header) piece(name string, i int) string {
	return fmt.Sprintf("%s#%s.%d", name, h.generation, i)
}

func (s items) read(ctx context.Context, name string) (string, error) {
	h, err := s.header(ctx, name)
	if err != nil {
		return "", err
	}
	var whole strings.Builder
	for i := range h.pieces {
		encoded, err := s.do(ctx, func(b backend) (string, error) { return b.Get(h.piece(name, i)) })
		if err != nil {
			return "", err
		}
		piece, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return "", errAbsent
		}
		whole.Write(piece)
	}
	if sum(whole.String()) != h.sum {
		return "", errAbsent
	}
	return whole.String(), nil
}

func (s items) write(ctx context.Context, name, text string) error {
	old, oldErr := s.header(ctx, name)
	if oldErr != nil && !errors.Is(oldErr, errAbsent) {
		return oldErr
	}
	next := header{rand.Text()[:8], (len(text) + pieceSize - 1) / pieceSize, sum(text)}
	if next.pieces > maxPieces {
		return fmt.Errorf("a secret of %d bytes is too long for the keychain", len(text))
	}
	for i := range next.pieces {
		piece := text[i*pieceSize : min((i+1)*pieceSize, len(text))]
		if err := s.set(ctx, next.piece(name, i), base64.StdEncoding.EncodeToString([]byte(piece))); err != nil {
			s.sweep(ctx, name, next)
			return err
		}
	}
	if err := s.set(ctx, name, next.String()); err != nil {
		return err
	}
	if oldErr == nil {
		s.sweep(ctx, name, old)
	}
	return nil
}

func (s items) remove(ctx context.Context, name string) error {
	h, err := s.header(ctx, name)
	if err != nil && !errors.Is(err, errAbsent) {
		return err
	}
	// A header that says nothing to us goes as well.
	if err := s.delete(ctx, name); err != nil {
		return err
	}
	s.sweep(ctx, name, h)
	return nil
}

// sweep takes away a generation's pieces. What stays behind is garbage, not a secret that could be read.
func (s items) sweep(ctx context.Context, name string, h header) {
	for i := range h.pieces {
		if s.delete(ctx, h.piece(name, i)) != nil {
			return
		}
	}
}

func (s items) header(ctx context.Context, name string) (header, error) {
	text, err := s.do(ctx, func(b backend) (string, error) { return b.Get(name) })
	if err != nil {
		return header{}, err
	}
	return parseHeader(text)
}

func (s items) set(ctx context.Context, account, text string) error {
	_, err := s.do(ctx, func(b backend) (string, error) { return "", b.Set(account, text) })
	return err
}

func (s items) delete(ctx context.Context, account string) error {
	_, err := s.do(ctx, func(b backend) (string, error) { return "", b.Delete(account) })
	if errors.Is(err, errAbsent) {
		return nil
	}
	return err
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}
