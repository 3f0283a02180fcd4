package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// Verify recomputes the whole chain, checks what was signed and what was kept outside, and names the first record that
// does not fit.
func (j *Journal) Verify(ctx context.Context) (audit.Verdict, error) {
	s, err := j.reader()
	if err != nil {
		return audit.Verdict{}, err
	}
	own := ""
	j.mu.Lock()
	if j.signer != nil {
		own = fingerprint(publicOf(j.signer))
	}
	j.mu.Unlock()
	return j.verify(ctx, s, 0, own)
}

func (j *Journal) verify(ctx context.Context, s *store, after int64, own string) (audit.Verdict, error) {
	j.mu.Lock()
	unsigned := int64(0)
	if len(j.unsigned) > 0 { // this session's key is not there yet
		unsigned = j.unsigned[0]
	}
	j.mu.Unlock()
	v, err := s.verify(ctx, after, own, unsigned)
	if err != nil {
		return audit.Verdict{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	wrong := j.found
	if now := s.against(ctx, j.anchored); now != nil {
		wrong = append(wrong[:len(wrong):len(wrong)], *now)
	}
	for _, w := range wrong {
		if v.Intact || w.first < v.First {
			v.bad(w.first, w.reason)
		}
	}
	if !v.Intact {
		j.remember(found{v.First, v.Reason})
	}
	v.Notes = append(v.Notes, j.anchored.Notes...)
	v.At = j.now().UTC().Format(time.RFC3339)
	j.checked = &v.Verdict
	return v.Verdict, nil
}

// verdict is one that is being made.
type verdict struct{ audit.Verdict }

func (v *verdict) bad(first int64, reason string) {
	v.Intact, v.First, v.Reason = false, first, reason
}

// verify looks at the records after one that is known to be good. own is the fingerprint of the key that is known to be
// the person's; empty: whoever reads the verdict has to know it. From the record unsigned on, none needs a signature.
func (s *store) verify(ctx context.Context, after int64, own string, unsigned int64) (*verdict, error) {
	v := &verdict{audit.Verdict{From: after, Intact: true, Unchecked: []string{}, Notes: []string{}, Continues: s.before}}
	heads, last, err := s.heads(ctx)
	if err != nil {
		return nil, s.fault(err)
	}
	chain, err := s.scan(ctx, after, last)
	if err != nil {
		return nil, s.fault(err)
	}
	v.Records, v.Unsigned, v.FirstUnsigned = chain.last, chain.unsigned, chain.firstUnsigned
	v.Head = fmt.Sprintf("%x", chain.hash)
	if chain.bad != nil {
		v.bad(chain.bad.first, chain.bad.reason)
		// A record that was rewritten together with its hash shows in the one that follows it.
		if first := s.blame(ctx, v.First-1); s.carries(ctx, v.First-1) && first > 0 {
			v.bad(first, fmt.Sprintf("record %d was changed after it was written", first))
		}
	}
	return v, s.judge(ctx, v, chain, heads, own, unsigned)
}

// judge compares the chain with the heads that were signed.
func (s *store) judge(ctx context.Context, v *verdict, chain *chain, heads []head, own string, unsigned int64) error {
	newest := int64(0)
	for _, h := range heads {
		newest = max(newest, h.seq)
		name := fingerprint(h.public)
		v.Key, v.SignedTo, v.SignedAt = name, h.seq, h.at
		if own != "" && name != own {
			v.Unchecked = append(v.Unchecked, fmt.Sprintf("up to record %d by key %s, on %s", h.seq, name, h.at))
		}
		if !v.Intact {
			continue
		}
		hash, err := s.hashOf(ctx, h.seq)
		switch {
		case err != nil:
			return s.fault(err)
		case h.seq > chain.last:
			v.bad(chain.last+1, fmt.Sprintf("records %d to %d are missing: the head that was signed on %s is record %d", chain.last+1, h.seq, h.at, h.seq))
		case chain.signed[h.key] > h.seq:
			v.bad(h.seq+1, fmt.Sprintf("the signed head was set back to record %d", h.seq))
		case !h.fits(s.id, hash):
			if first := s.blame(ctx, h.seq); first > 0 {
				v.bad(first, fmt.Sprintf("record %d is not what was signed", first))
			} else {
				v.bad(h.seq+1, fmt.Sprintf("the signed head is not genuine: what followed record %d may be missing", h.seq))
			}
		}
	}
	if v.Intact && len(heads) > 0 && newest < chain.last && newest+1 != unsigned {
		v.bad(newest+1, fmt.Sprintf("record %d follows the last signed head and carries no signature: it was put in, or Sluice was killed before it had its key", newest+1))
	}
	return nil
}

// carries reports whether a record has a signature, right or wrong.
func (s *store) carries(ctx context.Context, seq int64) bool {
	var key sql.NullInt64
	err := s.db.QueryRowContext(ctx, `SELECT key FROM events WHERE seq = ?`, seq).Scan(&key)
	return err == nil && key.Valid
}

// chain is what reading records in a row found.
type chain struct {
	last          int64 // the last good one
	hash          []byte
	bad           *found
	unsigned      int64
	firstUnsigned int64
	signed        map[int64]int64 // key → the last record that carries a signature of it
}

// worthTwo is how many records are worth another reader.
const worthTwo = 20_000

// scan recomputes the links of the records after one and up to last. Each record is compared with the stored hash of the
// one before it, so that parts of the chain can be read at the same time.
func (s *store) scan(ctx context.Context, after, last int64) (*chain, error) {
	var first sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT min(seq) FROM events`).Scan(&first); err != nil {
		return nil, err
	}
	if first.Valid && first.Int64 < 1 {
		return &chain{bad: &found{first.Int64, fmt.Sprintf("record %d was put in before the first one", first.Int64)}}, nil
	}
	subjects, err := s.subjects(ctx)
	if err != nil {
		return nil, err
	}
	n := max(1, min(int64(runtime.GOMAXPROCS(0)), (last-after)/worthTwo))
	parts, errs := make([]*chain, n), make([]error, n)
	var reading sync.WaitGroup
	for i := range n {
		reading.Go(func() {
			from, to := after+(last-after)/n*i, last
			if i < n-1 {
				to = after + (last-after)/n*(i+1)
			}
			parts[i], errs[i] = s.part(ctx, subjects, from, to)
		})
	}
	reading.Wait()
	whole := &chain{last: after, signed: map[int64]int64{}}
	for i, p := range parts {
		if errs[i] != nil {
			return nil, errs[i]
		}
		whole.follow(p)
		if p.bad != nil {
			break
		}
	}
	return whole, nil
}

// follow puts what the next part found behind what the ones before it did.
func (c *chain) follow(p *chain) {
	c.last, c.hash, c.bad = p.last, p.hash, p.bad
	c.unsigned += p.unsigned
	if c.firstUnsigned == 0 {
		c.firstUnsigned = p.firstUnsigned
	}
	for key, seq := range p.signed {
		c.signed[key] = seq
	}
}

func (s *store) subjects(ctx context.Context) (map[int64]sql.RawBytes, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, text FROM subjects`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]sql.RawBytes{}
	for rows.Next() {
		var id int64
		var text []byte
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		out[id] = text
	}
	return out, rows.Err()
}

// part reads one part of the chain.
func (s *store) part(ctx context.Context, subjects map[int64]sql.RawBytes, after, last int64) (*chain, error) {
	c := &chain{last: after, hash: s.origin, signed: map[int64]int64{}}
	if after > 0 {
		hash, err := s.hashOf(ctx, after)
		if err != nil {
			return nil, err
		}
		c.hash = hash
	}
	c.hash = bytes.Clone(c.hash)
	rows, err := s.db.QueryContext(ctx, `SELECT seq, at, operation, subject, body, hash, coalesce(key, 0) FROM events WHERE seq > ? AND seq <= ? ORDER BY seq`, after, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var h hasher
	for rows.Next() && c.bad == nil {
		var seq, about, key int64
		var at, operation, text, hash sql.RawBytes
		if err := rows.Scan(&seq, &at, &operation, &about, &text, &hash, &key); err != nil {
			return nil, err
		}
		next := c.last + 1
		subject, known := subjects[about]
		if seq != next {
			c.bad = &found{next, fmt.Sprintf("record %d is missing", next)}
		} else if !known {
			c.bad = &found{seq, fmt.Sprintf("who and what of record %d is missing", seq)}
		} else if made := link(&h, c.hash, seq, at, operation, subject, text); len(hash) != sha256.Size || made != [sha256.Size]byte(hash) {
			c.bad = &found{seq, fmt.Sprintf("record %d was changed, moved or put in after it was written", seq)}
		} else {
			c.last, c.hash = seq, append(c.hash[:0], hash...)
			c.count(seq, key)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if c.bad == nil && c.last < last {
		c.bad = &found{c.last + 1, fmt.Sprintf("record %d is missing", c.last+1)}
	}
	return c, nil
}

func (c *chain) count(seq, key int64) {
	if key != 0 {
		c.signed[key] = seq
		return
	}
	c.unsigned++
	if c.firstUnsigned == 0 {
		c.firstUnsigned = seq
	}
}
