package file

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// signing is the part of a journal that signs. Every record is signed, and so is the head: a record's signature says
// which one was rewritten, the head's says where the journal ends. The one cannot stand for the other, so that who cuts
// the end off has no signature for the new end.
type signing struct {
	signer   ed25519.PrivateKey // nil until the key is there
	lasting  bool               // the key outlives this session
	sealing  bool               // Seal has begun
	sealed   chan struct{}      // closed once the key is there, or is known not to be
	row      int64              // of the heads; 0: the next signature begins one
	unsigned []int64            // records of this session that were written before
	anchored anchor             // what was last kept outside
	recalled bool               // it is known what was kept there before this session
	retry    time.Duration      // between two questions to a keychain that did not answer
	found    []found            // what this session found wrong with the file
	checked  *audit.Verdict     // what was found at the start, or by the last verifying
}

// fingerprint is a public key's name, short enough to be compared by eye: 128 bits of its SHA-256.
func fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	text := hex.EncodeToString(sum[:16])
	return strings.Join([]string{text[:8], text[8:16], text[16:24], text[24:]}, "-")
}

// recordMessage is what is signed of a record, headMessage what is signed of the head.
func recordMessage(id string, seq int64, hash []byte) []byte {
	return append(binary.BigEndian.AppendUint64([]byte("sluice journal record\x00"+id+"\x00"), uint64(seq)), hash...)
}

func headMessage(id string, seq int64, hash []byte, at string) []byte {
	return append(append(binary.BigEndian.AppendUint64([]byte("sluice journal head\x00"+id+"\x00"), uint64(seq)), hash...), at...)
}

func publicOf(key ed25519.PrivateKey) ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

// sign signs a record that is about to be written, and the head that it becomes; nothing without a key. A key has one
// head, which moves: an older one would serve who cuts the end off.
func (j *Journal) sign(ctx context.Context, tx *sql.Tx, seq int64, hash []byte) (key sql.NullInt64, signature []byte, err error) {
	if j.signer == nil {
		return key, nil, nil
	}
	at := j.now().UTC().Format(audit.TimeLayout)
	key.Valid = true
	err = tx.QueryRowContext(ctx, `INSERT INTO heads (key, public, seq, at, signature) VALUES (nullif(?, 0), ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, at = excluded.at, signature = excluded.signature RETURNING key`,
		j.row, []byte(publicOf(j.signer)), seq, at, ed25519.Sign(j.signer, headMessage(j.store.id, seq, hash, at))).Scan(&key.Int64)
	return key, ed25519.Sign(j.signer, recordMessage(j.store.id, seq, hash)), err
}

// adopt signs with key from now on, and what this session wrote before the key was there. In a file that was found good
// the key goes on with its head; in another it begins a new one, so that the old head goes on showing what is wrong.
func (j *Journal) adopt(ctx context.Context, key ed25519.PrivateKey, lasting bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lasting = lasting; j.signer.Equal(key) {
		return
	}
	j.signer, j.row = key, 0
	if j.usable() != nil {
		return
	}
	if len(j.found) == 0 {
		err := j.store.db.QueryRowContext(ctx, `SELECT coalesce(max(key), 0) FROM heads WHERE public = ?`, []byte(publicOf(key))).Scan(&j.row)
		if err != nil {
			slog.Warn("the journal's key begins a new head", "cause", err)
		}
	}
	if err := j.signLate(ctx); err != nil {
		slog.Warn("records that were written before the key was there are not signed", "cause", err)
	}
}

func (j *Journal) signLate(ctx context.Context) error {
	if len(j.unsigned) == 0 {
		return nil
	}
	tx, err := j.store.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing once it is committed
	row := j.row
	for _, seq := range j.unsigned {
		if err := j.signRecord(ctx, tx, seq); err != nil {
			j.row = row
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		j.row = row
		return err
	}
	j.unsigned = nil
	return nil
}

func (j *Journal) signRecord(ctx context.Context, tx *sql.Tx, seq int64) error {
	var hash []byte
	if err := tx.QueryRowContext(ctx, `SELECT hash FROM events WHERE seq = ?`, seq).Scan(&hash); err != nil {
		return err
	}
	key, signature, err := j.sign(ctx, tx, seq, hash)
	if err != nil {
		return err
	}
	j.row = key.Int64
	_, err = tx.ExecContext(ctx, `UPDATE events SET key = ?, signature = ? WHERE seq = ?`, key, signature, seq)
	return err
}

// head is the newest signed head of one key.
type head struct {
	key       int64
	public    ed25519.PublicKey
	seq       int64
	at        string
	signature []byte
}

// heads are the newest of every key that ever signed, and the chain's end, all of one moment.
func (s *store) heads(ctx context.Context) (all []head, last int64, err error) {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&last); err != nil {
		return nil, 0, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT key, public, seq, at, signature FROM heads ORDER BY seq`)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var h head
		if err := rows.Scan(&h.key, (*[]byte)(&h.public), &h.seq, &h.at, &h.signature); err != nil {
			return nil, 0, err
		}
		all = append(all, h)
	}
	return all, last, rows.Err()
}

// signerOf is the fingerprint of the key whose head is this record; empty when none's is.
func (s *store) signerOf(ctx context.Context, seq int64) string {
	var public []byte
	if err := s.db.QueryRowContext(ctx, `SELECT public FROM heads WHERE seq = ? ORDER BY key DESC LIMIT 1`, seq).Scan(&public); err != nil {
		return ""
	}
	return fingerprint(public)
}

// signedTo reports whether a key, by its fingerprint, still has a head at this record or after it. What cannot be read
// is told by whoever reads it.
func (s *store) signedTo(ctx context.Context, seq int64, key string) bool {
	heads, _, err := s.heads(ctx)
	return err != nil || slices.ContainsFunc(heads, func(h head) bool { return h.seq >= seq && fingerprint(h.public) == key })
}

// fits reports whether the head's signature is its key's, of this hash.
func (h head) fits(id string, hash []byte) bool {
	return len(h.public) == ed25519.PublicKeySize && ed25519.Verify(h.public, headMessage(id, h.seq, hash, h.at), h.signature)
}

func (s *store) hashOf(ctx context.Context, seq int64) ([]byte, error) {
	var hash []byte
	err := s.db.QueryRowContext(ctx, `SELECT hash FROM events WHERE seq = ?`, seq).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return hash, err
}

// signed reports whether a record carries a signature that fits its hash.
func (s *store) signed(ctx context.Context, seq int64) bool {
	var hash, signature, public []byte
	err := s.db.QueryRowContext(ctx, `SELECT e.hash, e.signature, h.public FROM events e JOIN heads h ON h.key = e.key WHERE e.seq = ?`, seq).
		Scan(&hash, &signature, &public)
	return err == nil && len(public) == ed25519.PublicKeySize && ed25519.Verify(public, recordMessage(s.id, seq, hash), signature)
}

// blame is the first of the records up to last that are not what was signed; 0 when last is. Whoever rewrites a record
// has to rewrite all that follow, so they are one run.
func (s *store) blame(ctx context.Context, last int64) int64 {
	if s.signed(ctx, last) {
		return 0
	}
	low, high := int64(1), last
	for low < high && ctx.Err() == nil {
		if middle := low + (high-low)/2; s.signed(ctx, middle) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}
