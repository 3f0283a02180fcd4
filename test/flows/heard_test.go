//go:build sandbox

package flows_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"k8s.io/klog/v2"
)

// heard is everything that leaves the backend: what calls answer, errors, events, the log, files and copies.
type heard struct {
	mu   sync.Mutex
	text map[string]*bytes.Buffer
	ends []string // of tokens of which no more is known: they have forty hexadecimal digits
}

// listen hears the log from now on, of whatever level, and the one that client-go writes.
func listen(t *testing.T) *heard {
	t.Helper()
	h := &heard{text: map[string]*bytes.Buffer{}}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelDebug})))
	klog.LogToStderr(false)
	klog.SetOutput(h)
	t.Cleanup(func() {
		slog.SetDefault(before)
		klog.SetOutput(os.Stderr)
		klog.LogToStderr(true)
	})
	return h
}

// Write is the log's.
func (h *heard) Write(line []byte) (int, error) {
	h.keep("the log", line)
	return len(line), nil
}

// note is a value as it goes over the bridge.
func (h *heard) note(where string, value any) {
	text, err := json.Marshal(value)
	if err != nil {
		text = fmt.Appendf(nil, "%+v", value)
	}
	h.keep(where, text)
}

func (h *heard) keep(where string, text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.text[where] == nil {
		h.text[where] = &bytes.Buffer{}
	}
	h.text[where].Write(append(text, '\n'))
}

// files are what lies in a folder and below, write-ahead logs too.
func (h *heard) files(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		h.keep("the file "+d.Name(), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// made are secrets that servers make while a test runs: JSON web tokens, and Vault's.
var made = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.|hv[sb]\.[A-Za-z0-9_-]{20,}`)

// leaks are the places at which a secret was heard, each with what stands before it.
func (h *heard) leaks(secrets map[string]string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []string
	for where, buffer := range h.text {
		text := buffer.String()
		if at := made.FindStringIndex(text); at != nil {
			out = append(out, fmt.Sprintf("%s: a token, after %q", where, before(text, at[0])))
		}
		for _, end := range h.ends {
			if at := regexp.MustCompile("[0-9a-f]{32}" + end).FindStringIndex(text); at != nil {
				out = append(out, fmt.Sprintf("%s: a token of Gitea, after %q", where, before(text, at[0])))
			}
		}
		for what, secret := range secrets {
			for _, form := range forms(secret) {
				if at := strings.Index(text, form); at >= 0 {
					out = append(out, fmt.Sprintf("%s: %s, after %q", where, what, before(text, at)))
					break
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// has reports whether something was heard in plain.
func (h *heard) has(words string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, buffer := range h.text {
		if bytes.Contains(buffer.Bytes(), []byte(words)) {
			return true
		}
	}
	return false
}

func before(text string, at int) string { return text[max(0, at-80):at] }

// forms are the ways in which a secret may be written down, also in the middle of something longer.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret)
	twice, _ := json.Marshal(string(quoted))
	out := []string{
		secret, strings.Trim(string(quoted), `"`), strings.Trim(string(twice), `"\`),
		url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret)),
	}
	for shift := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := encoding.EncodeToString(append(make([]byte, shift), secret...))
			// The first letters tell of what stands before as well, the last one of what follows.
			from, to := (8*shift+5)/6, len(text)
			if (shift+len(secret))%3 != 0 {
				to--
			}
			out = append(out, text[from:to])
		}
	}
	return out
}

func TestWhatIsHeardIsFoundInEveryForm(t *testing.T) {
	const secret = `made-up "p&ss/w+rd`
	quoted, _ := json.Marshal(map[string]string{"detail": secret})
	for name, text := range map[string]string{
		"plain":                   "the password is " + secret + ".",
		"in JSON":                 string(quoted),
		"in JSON in JSON":         fmt.Sprintf("%q", quoted),
		"in an address":           "https://x/?p=" + url.QueryEscape(secret),
		"in a path":               "https://x/" + url.PathEscape(secret),
		"in hexadecimal":          hex.EncodeToString([]byte("a" + secret)),
		"in base64":               base64.StdEncoding.EncodeToString([]byte(secret)),
		"in base64 after one":     base64.StdEncoding.EncodeToString([]byte("a" + secret + "bcd")),
		"in base64 after two":     base64.StdEncoding.EncodeToString([]byte("ab" + secret + "c")),
		"in base64 for addresses": base64.RawURLEncoding.EncodeToString([]byte("user:" + secret)),
		"a web token":             "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvcHMxIn0.c2lnbmF0dXJl",
		"a token of Vault":        "hvs.CAESIJ4mAqD7gh4kT2hzb21lLXRva2Vu",
		"a token of Gitea":        "token 9d1ce0b7a6f3c2d4e5f60718293a4b5c6d7e8f90",
	} {
		h := &heard{text: map[string]*bytes.Buffer{}, ends: []string{"6d7e8f90"}}
		h.note("an answer", "nothing of the kind")
		if found := h.leaks(map[string]string{"it": secret}); len(found) > 0 {
			t.Fatalf("found where it is not: %v", found)
		}
		h.keep("an answer", []byte(text))
		if found := h.leaks(map[string]string{"it": secret}); len(found) != 1 {
			t.Errorf("%s: found %d times: %v", name, len(found), found)
		}
	}
}
