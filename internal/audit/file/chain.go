package file

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// hasher makes the links of the chain. The hash of a record is SHA-256 over
//
//	the hash of the record before it, 32 bytes; the journal's origin for the first one,
//	its sequence number, 8 bytes, big endian,
//	its four texts as they are stored, at, operation, subject and body: each after its length in bytes, 8 bytes, big endian.
//
// The origin is 32 zero bytes, or the last hash of the journal that this one continues.
type hasher struct{ buf []byte }

func link[Text ~string | ~[]byte](h *hasher, prev []byte, seq int64, at, operation, subject, body Text) [sha256.Size]byte {
	h.buf = binary.BigEndian.AppendUint64(append(h.buf[:0], prev...), uint64(seq))
	for _, text := range []Text{at, operation, subject, body} {
		h.buf = append(binary.BigEndian.AppendUint64(h.buf, uint64(len(text))), text...)
	}
	return sha256.Sum256(h.buf)
}

// subject is the part of a record that repeats: who did what where, and what came of it. Each is stored once, so that a
// list can be narrowed and counted without reading every record.
type subject struct {
	Outcome     audit.Outcome `json:"outcome"`
	Person      string        `json:"person"`
	Role        string        `json:"role"`
	Proof       string        `json:"proof"`
	Logins      []string      `json:"logins"`
	Action      string        `json:"action"`
	Cluster     string        `json:"cluster"`
	Namespace   string        `json:"namespace"`
	Name        string        `json:"name"`
	Environment string        `json:"environment"`
	Customer    string        `json:"customer"`
	Product     string        `json:"product"`
	Rule        string        `json:"rule"`
	Fault       string        `json:"fault"`
	Reason      string        `json:"reason"`
	Emergency   string        `json:"emergency"`
	Version     string        `json:"version"`
	Host        string        `json:"host"`
}

// body is what is a record's own.
type body struct {
	Details map[string]string `json:"details"`
	Millis  int64             `json:"millis"`
}

// split is e as it is stored, beside its time and operation.
func split(e audit.Event) (subjectText, bodyText string) {
	s, _ := json.Marshal(subject{ // texts, numbers and a map of texts always marshal; map keys are sorted
		e.Outcome, e.Person, e.Role, e.Proof, e.Logins, e.Action, e.Cluster, e.Namespace, e.Name, e.Environment, e.Customer, e.Product,
		e.Rule, e.Fault, e.Reason, e.Emergency, e.Version, e.Host,
	})
	b, _ := json.Marshal(body{e.Details, e.Millis})
	return string(s), string(b)
}

// row is a record as it is stored.
type row struct {
	seq           int64
	at, operation string
	subject, body string
	hash, prev    []byte
}

// event is the record that was split. One that does not decode, because somebody changed it, says so.
func (r row) event() audit.Event {
	var s subject
	var b body
	if json.Unmarshal([]byte(r.subject), &s) != nil || json.Unmarshal([]byte(r.body), &b) != nil {
		s, b = subject{Outcome: unreadable, Reason: "This record does not decode: verify the journal"}, body{}
	}
	if s.Logins == nil {
		s.Logins = []string{}
	}
	if b.Details == nil {
		b.Details = map[string]string{}
	}
	return audit.Event{
		Seq: r.seq, At: r.at, Operation: r.operation, Outcome: s.Outcome,
		Person: s.Person, Role: s.Role, Proof: s.Proof, Logins: s.Logins, Action: s.Action,
		Cluster: s.Cluster, Namespace: s.Namespace, Name: s.Name, Environment: s.Environment, Customer: s.Customer, Product: s.Product,
		Details: b.Details, Rule: s.Rule, Fault: s.Fault, Reason: s.Reason, Emergency: s.Emergency, Millis: b.Millis,
		Version: s.Version, Host: s.Host, Prev: prevText(r.prev), Hash: hex.EncodeToString(r.hash),
	}
}

// prevText is the hash before a record as people read it: empty for the beginning of all.
func prevText(hash []byte) string {
	if bytes.Equal(hash, make([]byte, sha256.Size)) {
		return ""
	}
	return hex.EncodeToString(hash)
}

// unreadable is the outcome of a record that does not decode.
const unreadable audit.Outcome = "unreadable"
