package outbox

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 10, 2, 8, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-1": 0, "soon": 0, "99999999999999999999": 0, "9999999999": 366 * 24 * time.Hour,
		"Fri, 02 Oct 2026 08:00:30 GMT": 30 * time.Second, "Fri, 02 Oct 2026 07:00:00 GMT": 0,
	} {
		if got := retryAfter(&http.Response{Header: http.Header{"Retry-After": {header}}}, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// Pauses double to their longest, are drawn at random below that, and never come to nothing.
func TestPausesGrow(t *testing.T) {
	l := newLine(New(Config{Now: time.Now, Random: func(below time.Duration) time.Duration { return below }}), Endpoint{}, nil)
	for n, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 7: time.Minute, 1000: time.Minute} {
		l.failures = n
		if got := l.pause(nil); got != want {
			t.Errorf("after %d failures %s, want %s", n, got, want)
		}
	}
	l.o.Random = func(time.Duration) time.Duration { return 0 }
	if got := l.pause(nil); got != 100*time.Millisecond {
		t.Errorf("the shortest pause is %s", got)
	}
	if got := l.pause(&setback{why: again, after: 24 * time.Hour}); got != time.Hour {
		t.Errorf("a SIEM that asks for a day gets %s", got)
	}
	if got := l.pause(&setback{why: signIn}); got != 0 {
		t.Errorf("without a token it is asked again after %s", got)
	}
}
