package keychain

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"github.com/zalando/go-keyring"
)

// service is the name under which the keychain lists our entries.
const service = "sluice"

// backend is what a keychain can do. Its calls know no time limit.
type backend interface {
	Get(account string) (string, error)
	Set(account, text string) error
	Delete(account string) error
}

var (
	errAbsent = errors.New("not in the keychain")
	errHangs  = errors.New("the keychain did not answer in time")
)

// bounded gives a backend's calls an end. One call at a time: a hanging one costs a goroutine, not one for
// every question asked after it.
type bounded struct {
	backend backend
	free    chan struct{}
	stuck   atomic.Bool // a call was given up and has not come back: asking again would only wait again
}

func (b *bounded) do(ctx context.Context, call func(backend) (string, error)) (string, error) {
	if b.stuck.Load() {
		return "", errHangs
	}
	select {
	case b.free <- struct{}{}:
	case <-ctx.Done():
		return "", ended(ctx)
	}
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		defer func() { b.stuck.Store(false); <-b.free }()
		text, err := call(b.backend)
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		if errors.Is(a.err, keyring.ErrNotFound) {
			a.err = errAbsent
		}
		return a.text, a.err
	case <-ctx.Done():
		b.stuck.Store(true)
		if len(answered) > 0 { // it came back at the same moment: nobody else would say so
			b.stuck.Store(false)
		}
		return "", ended(ctx)
	}
}

// settled waits until no call is on its way.
func (b *bounded) settled(ctx context.Context) error {
	select {
	case b.free <- struct{}{}:
		<-b.free
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

func ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errHangs
	}
	return ctx.Err()
}

// stateOf puts a keychain's own words into ours.
func stateOf(err error) State {
	const gone = "Tokens are kept until Sluice is closed: "
	switch text := errText(err); {
	case err == nil:
		return State{Mode: Available}
	case errors.Is(err, errHangs):
		return State{Locked, gone + "the keychain did not answer. It may be asking to be unlocked"}
	case strings.Contains(text, "unlock"), strings.Contains(text, "locked"), strings.Contains(text, "dismissed"):
		return State{Locked, gone + "the keychain is locked. Unlock it to keep them"}
	case strings.Contains(text, "dbus-launch"), strings.Contains(text, "DBUS_SESSION_BUS_ADDRESS"):
		return State{Memory, gone + "this session has no D-Bus, so no keychain can be reached"}
	case strings.Contains(text, "org.freedesktop.secrets"):
		return State{Memory, gone + "no keychain service runs. Install one, such as GNOME Keyring or KWallet"}
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return State{Memory, gone + "this system has no keychain that Sluice knows"}
	}
	return State{Memory, gone + "the keychain refused"}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
