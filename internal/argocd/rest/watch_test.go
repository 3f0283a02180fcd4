package rest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// window is the list as the app shows it.
type window struct {
	t     *testing.T
	lists *live.Lists
	scope live.Scope
}

func newWindow(t *testing.T, d *desk) *window {
	l := live.New([]live.View{d.View()}, time.Now, func(live.Changed) {})
	t.Cleanup(l.Close)
	return &window{t: t, lists: l}
}

func (w *window) page() (live.Page, error) {
	return w.lists.Window(w.t.Context(), live.Query{View: "applications", Scope: w.scope, Limit: 1000})
}

// shows waits until the rows are these: "instance/name sync".
func (w *window) shows(what string, want ...string) live.Page {
	w.t.Helper()
	return w.until(what+": "+fmt.Sprint(want), func(p live.Page) bool {
		rows := make([]string, 0, len(p.Rows))
		for _, r := range p.Rows {
			rows = append(rows, r.ID+" "+r.Cells[6])
		}
		return fmt.Sprint(rows) == fmt.Sprint(want)
	})
}

func (w *window) until(what string, reached func(live.Page) bool) live.Page {
	w.t.Helper()
	var page live.Page
	var err error
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if page, err = w.page(); err == nil && reached(page) {
			return page
		}
	}
	w.t.Fatalf("never %s; it is %+v, stale %v, %v", what, page.Rows, page.Stale, err)
	return page
}

func (s *server) set(name, sync string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apps[name].Status.Sync.Status = sync
}

func (s *server) until(t *testing.T, watchers int) {
	t.Helper()
	for range 2000 {
		if s.watching() == watchers {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d watch, want %d", s.watching(), watchers)
}

func TestTheListFollowsWhatHappens(t *testing.T) {
	d, s := seated(t)
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	s.until(t, 1)
	s.set("acme-shop-prod", "Synced")
	s.emit(s.event("MODIFIED", "acme-shop-prod"))
	w.shows("after a change", "harbor/acme-shop-prod Synced", "harbor/acme-shop-stage Synced")
	s.emit(s.event("DELETED", "acme-shop-stage"))
	w.shows("after a deletion", "harbor/acme-shop-prod Synced")
	s.mu.Lock()
	s.add("acme-new", "dev", "Synced")
	s.mu.Unlock()
	s.emit(s.event("ADDED", "acme-new"))
	w.shows("after an addition", "harbor/acme-shop-prod Synced", "harbor/acme-new Synced")
}

func TestTheListAsksForTheFieldsOfItsRowsAlone(t *testing.T) {
	d, s := seated(t)
	newWindow(t, d).shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	s.until(t, 1)
	if s.requests("GET /api/v1/applications?fields=items.metadata.name%2Citems.metadata.labels") == 0 {
		t.Errorf("it asked %v", s.seen)
	}
	if s.requests("GET /api/v1/stream/applications?fields=result.application.metadata.name") != 1 {
		t.Errorf("it asked %v", s.seen)
	}
}

func TestABrokenWatchIsOpenedAgainAndMissesNothing(t *testing.T) {
	d, s := seated(t)
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	s.until(t, 1)
	s.mu.Lock()
	s.apps["acme-shop-prod"].Status.Sync.Status = "Synced" // while nobody is told
	delete(s.apps, "acme-shop-stage")
	s.mu.Unlock()
	s.cut()
	w.shows("after the break", "harbor/acme-shop-prod Synced")
	w.until("current again", func(p live.Page) bool { return p.Stale == nil })
	s.until(t, 1)
	s.emit("{ this is not JSON")
	s.until(t, 0)
	s.until(t, 1)
	s.emit(`{"error":{"grpc_code":14,"http_code":503,"message":"transport is closing"}}`)
	s.until(t, 0)
	s.until(t, 1)
	w.until("current again", func(p live.Page) bool { return p.Stale == nil })
}

func TestAServerThatGoesKeepsItsRowsAndComesBack(t *testing.T) {
	d, s := seated(t)
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	s.until(t, 1)
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	s.mu.Lock()
	s.instead["GET /api/v1/applications"], s.instead["GET /api/v1/stream/applications"] = down, down
	s.mu.Unlock()
	s.cut()
	page := w.until("stale", func(p live.Page) bool { return p.Stale != nil && p.Stale.Kind == fault.Unreachable })
	if len(page.Rows) != 2 || !strings.Contains(page.Stale.Detail, "harbor") {
		t.Errorf("%d rows, %v", len(page.Rows), page.Stale)
	}
	s.mu.Lock()
	clear(s.instead)
	s.mu.Unlock()
	w.until("current again", func(p live.Page) bool { return p.Stale == nil && len(p.Rows) == 2 })
}

func TestOneInstanceNeitherEmptiesNorBlocksAnother(t *testing.T) {
	good, down, slow := newServer(t), newServer(t), newServer(t)
	down.instead["GET /api/v1/applications"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	release := make(chan struct{})
	slow.instead["GET /api/v1/applications"] = func(w http.ResponseWriter, r *http.Request) {
		<-release
		slow.list(w)
	}
	d := newDesk(t, Endpoint{Name: "good", URL: good.URL}, Endpoint{Name: "down", URL: down.URL}, Endpoint{Name: "slow", URL: slow.URL}, Endpoint{Name: "locked", URL: newServer(t).URL})
	for _, name := range []string{"good", "down", "slow"} {
		if _, err := d.in(name, "ops1", "right"); err != nil {
			t.Fatal(err)
		}
	}
	w := newWindow(t, d)
	page := w.until("the good one's rows and the others' faults", func(p live.Page) bool {
		return len(p.Rows) == 2 && p.Stale != nil && strings.Contains(p.Stale.Detail, "down") && strings.Contains(p.Stale.Detail, "not signed in to Argo CD locked")
	})
	if page.Stale.Kind != fault.SignIn || page.Narrowed != "Without slow: no answer yet" || strings.Contains(page.Stale.Detail, "good") {
		t.Errorf("it says %v and %q", page.Stale, page.Narrowed)
	}
	close(release)
	page = w.until("the slow one's rows too", func(p live.Page) bool { return len(p.Rows) == 4 })
	if page.Rows[0].Cells[1] != "good" || page.Rows[2].Cells[1] != "slow" || page.Narrowed != "" {
		t.Errorf("rows are %v, %q", page.Rows, page.Narrowed)
	}
	if _, err := d.in("locked", "ops1", "right"); err != nil {
		t.Fatal(err)
	}
	w.until("the rows of who just signed in", func(p live.Page) bool { return len(p.Rows) == 6 })
	w.scope.Instance = "good"
	if page, err := w.page(); err != nil || len(page.Rows) != 2 || page.Stale != nil {
		t.Errorf("one instance alone shows %v, %v, %v", page.Rows, page.Stale, err)
	}
	w.scope.Instance = "nowhere"
	_, err := w.page()
	wantFault(t, err, fault.NotFound, "nowhere")
}

func TestWhoWaitsForRowsThatWillNotComeHearsWhy(t *testing.T) {
	d := newDesk(t, Endpoint{Name: "harbor", URL: newServer(t).URL})
	w := newWindow(t, d)
	_, err := w.page()
	wantFault(t, err, fault.SignIn, "olga is not signed in to Argo CD harbor")
	if _, err := d.in("harbor", "ops1", "right"); err != nil {
		t.Fatal(err)
	}
	w.shows("after signing in", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
}

func TestAFleetWithoutArgoCDHasAnEmptyList(t *testing.T) {
	if page, err := newWindow(t, newDesk(t)).page(); err != nil || len(page.Rows) != 0 || page.Stale != nil {
		t.Errorf("%v, %v, %v", page.Rows, page.Stale, err)
	}
}

func TestARevokedSessionStopsTheWatchWithoutHammering(t *testing.T) {
	d, s := seated(t)
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	s.until(t, 1)
	s.revoke("token-1")
	s.cut()
	w.until("asking to sign in", func(p live.Page) bool { return p.Stale != nil && p.Stale.Kind == fault.SignIn && len(p.Rows) == 2 })
	before := s.requests("/")
	time.Sleep(100 * time.Millisecond)
	if more := s.requests("/") - before; more > 0 {
		t.Errorf("it asked %d times more", more)
	}
}

func TestAnotherPersonSeesNothingOfTheFormer(t *testing.T) {
	d, s := seated(t)
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	s.until(t, 1)
	d.act("dan")
	d.announce()
	page := w.until("empty", func(p live.Page) bool { return len(p.Rows) == 0 && p.Stale != nil })
	if !strings.Contains(page.Stale.Detail, "dan is not signed in") {
		t.Errorf("it says %v", page.Stale)
	}
	s.until(t, 0)
}

func TestAnInstanceThatLeavesTheFleetTakesItsRowsAlong(t *testing.T) {
	d, s := seated(t)
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	d.mu.Lock()
	d.fleet = nil
	d.mu.Unlock()
	d.announce()
	w.shows("after it left")
	s.until(t, 0)
}

// An event may be newer than the list that is under way; the list must not undo it.
func TestAListDoesNotUndoNewerEvents(t *testing.T) {
	table := live.NewTable(columns, time.Now)
	b := &board{table: table, now: time.Now}
	row := func(name, sync string) live.Row {
		return live.Row{ID: name, Cells: []string{name, "i", "p", "", "", "", sync, "", "", "", "", ""}}
	}
	b.begin("i")
	newer := row("a", "Synced")
	b.upsert("i", "a", &newer)
	b.upsert("i", "b", nil)
	b.listed("i", []live.Row{row("a", "OutOfSync"), row("b", "Synced"), row("c", "Synced")})
	page, err := table.Page(live.Query{View: "applications", Limit: 10})
	if err != nil || len(page.Rows) != 2 || page.Rows[0].Cells[6] != "Synced" || page.Rows[1].ID != "c" {
		t.Errorf("it shows %v, %v", page.Rows, err)
	}
}

func TestASilentWatchIsGivenUp(t *testing.T) {
	d, s := seated(t)
	d.pace.Silence = 50 * time.Millisecond
	w := newWindow(t, d)
	w.shows("at first", "harbor/acme-shop-prod OutOfSync", "harbor/acme-shop-stage Synced")
	for range 2000 {
		if s.requests("/stream/") > 2 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("it goes on listening to nobody")
}

func TestLongTargetsAreReadable(t *testing.T) {
	for target, want := range map[string]string{
		oldSHA: "11111111", "prod-release/v1.4.2": "prod-release/v1.4.2", "": "", "main": "main",
		strings.Repeat("z", 40): strings.Repeat("z", 40),
	} {
		if got := shortened(target); got != want {
			t.Errorf("%s is shown as %s", target, got)
		}
	}
}
