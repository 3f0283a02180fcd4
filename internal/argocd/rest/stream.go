package rest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// longestEvent is more than any application's selected fields take.
const longestEvent = 16 << 20

var errStreamEnded = fault.New(fault.Unreachable, "argocd", nil, "The watch ended. It is opened again")

var errSilent = errors.New("the stream says nothing any more")

// stream reads Argo CD's server-sent events until they end, and says why they did. begun is closed at the first
// sign of life.
func (c *client) stream(ctx context.Context, s *site, as session, begun chan struct{}, event func(kind string, a application)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// The connection may die without a word, under a laptop that slept or a proxy that forgot.
	watchdog := time.AfterFunc(c.pace.Silence, func() { cancel(errSilent) })
	defer watchdog.Stop()
	q := request{method: http.MethodGet, path: []string{"api", "v1", "stream", "applications"}, as: as, query: url.Values{
		// Any version at all: without one, every application would be sent again as added.
		"resourceVersion": {"0"},
		"fields":          {fields("result.application.", streamed, "result.type", "error")},
	}}
	response, err := s.send(ctx, q, "text/event-stream")
	if err != nil {
		return endOf(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return c.refused(s, q, response)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(make([]byte, 64<<10), longestEvent)
	first := true
	for lines.Scan() {
		watchdog.Reset(c.pace.Silence)
		if first {
			close(begun)
			first = false
		}
		text, isEvent := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !isEvent {
			continue // keep-alive
		}
		var e watched
		if err := json.Unmarshal(text, &e); err != nil {
			return fault.New(fault.Unreachable, "argocd", err, "Argo CD %s sent an event that cannot be read. The watch is opened again", s.Name)
		}
		switch {
		case e.Error != nil:
			return c.translate(s, q, *e.Error)
		case e.Result != nil && e.Result.Application.Metadata.Name != "":
			event(e.Result.Type, e.Result.Application)
		}
	}
	return endOf(ctx, lines.Err())
}

func endOf(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSilent) {
		return fault.New(fault.Unreachable, "argocd", errSilent, "The watch fell silent. It is opened again")
	}
	if err == nil || ctx.Err() == nil && fault.Of(err).Kind == fault.Internal {
		return errStreamEnded
	}
	return err
}
