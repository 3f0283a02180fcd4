package helmsdk

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"helm.sh/helm/v3/pkg/release"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// largest is how much one revision may hold when unpacked. The server keeps at most 1 MiB of it packed.
const largest = 64 << 20

// What can be wrong with a stored revision, in words that complete "its content …".
var (
	errEmpty   = errors.New("is missing")
	errBase64  = errors.New("is cut short or was edited (no valid base64)")
	errGzip    = errors.New("is cut short or damaged (it does not unpack)")
	errLarge   = fmt.Errorf("unpacks to more than %d MiB, which no release is", largest>>20)
	errJSON    = errors.New("is damaged (no valid JSON)")
	errForeign = errors.New("is not a release of Helm 3")
)

// decode reads the whole release of a record.
func decode(r record) (*release.Release, error) {
	rel := &release.Release{}
	if err := unpack(r.payload, rel); err != nil {
		return nil, unreadable(r, err)
	}
	if rel.Name == "" || rel.Version == 0 || rel.Info == nil {
		return nil, unreadable(r, errForeign)
	}
	return rel, nil
}

// summary is the part of a release that a history shows. The chart's files, which are most of it, are skipped.
type summary struct {
	Name    string        `json:"name"`
	Version int           `json:"version"`
	Info    *release.Info `json:"info"`
	Chart   struct {
		Metadata struct {
			Name       string `json:"name"`
			Version    string `json:"version"`
			AppVersion string `json:"appVersion"`
		} `json:"metadata"`
	} `json:"chart"`
}

func summarise(r record) (summary, error) {
	var s summary
	if err := unpack(r.payload, &s); err != nil {
		return summary{}, unreadable(r, err)
	}
	if s.Name == "" || s.Version == 0 || s.Info == nil {
		return summary{}, unreadable(r, errForeign)
	}
	return s, nil
}

func unreadable(r record, why error) error {
	return fault.New(fault.Invalid, system, nil,
		"The %s cannot be read: its content %s. Restore it from a backup, or delete it if revision %d is not needed; other revisions are not affected", r.object, why, r.labelled.revision)
}

// unpack undoes how Helm stores a release: JSON, gzip, base64. Very old releases are not compressed.
func unpack(payload []byte, into any) error {
	if len(payload) == 0 {
		return errEmpty
	}
	packed := make([]byte, base64.StdEncoding.DecodedLen(len(payload)))
	n, err := base64.StdEncoding.Decode(packed, payload)
	if err != nil {
		return errBase64
	}
	packed = packed[:n]
	if bytes.HasPrefix(packed, []byte{0x1f, 0x8b}) {
		if packed, err = inflate(packed); err != nil {
			return err
		}
	}
	if json.Unmarshal(packed, into) != nil {
		return errJSON
	}
	return nil
}

func inflate(packed []byte) ([]byte, error) {
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errGzip
	}
	plain, err := io.ReadAll(io.LimitReader(unzip, largest+1))
	if len(plain) > largest {
		return nil, errLarge
	}
	if err != nil {
		return nil, errGzip
	}
	return plain, nil
}
