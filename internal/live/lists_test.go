package live_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

var here = live.Scope{Context: "ops1@ocean"}

// source is a view whose Watch the test plays.
type source struct {
	starts, running atomic.Int32
	watch           func(ctx context.Context, t *live.Table) error
	mu              sync.Mutex
	told            []live.Changed
}

func (s *source) lists() *live.Lists {
	view := live.View{Name: "pods", Columns: columns, Watch: func(ctx context.Context, _ live.Scope, t *live.Table) error {
		s.starts.Add(1)
		s.running.Add(1)
		defer s.running.Add(-1)
		return s.watch(ctx, t)
	}}
	return live.New([]live.View{view}, time.Now, func(c live.Changed) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, c)
	})
}

func (s *source) notices() []live.Changed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told
}

func forever(ctx context.Context, t *live.Table) error {
	t.Replace([]live.Row{row("1", "a", "n", "Running", "0", "")})
	t.Ready()
	<-ctx.Done()
	return ctx.Err()
}

var ask = live.Query{View: "pods", Scope: here, Limit: 10}

func TestOneWatchServesAllWindowsUntilNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{watch: forever}
		lists := s.lists()
		defer lists.Close()
		for range 3 {
			if page, err := lists.Window(t.Context(), ask); err != nil || page.Total != 1 || page.ReadAt == "" {
				t.Fatal(page, err)
			}
			time.Sleep(50 * time.Second)
		}
		if s.starts.Load() != 1 || s.running.Load() != 1 {
			t.Errorf("started %d times", s.starts.Load())
		}
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if s.running.Load() != 0 {
			t.Error("still watched after a minute without a window")
		}
		first, _ := lists.Window(t.Context(), ask)
		if s.starts.Load() != 2 || first.Total != 1 {
			t.Errorf("the next window started it %d times", s.starts.Load())
		}
	})
}

func TestTheFirstWindowWaitsForTheRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{watch: func(ctx context.Context, t *live.Table) error {
			time.Sleep(3 * time.Second)
			return forever(ctx, t)
		}}
		lists := s.lists()
		defer lists.Close()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := lists.Window(short, ask); fault.Of(err).Kind != fault.Unreachable {
			t.Errorf("out of time: %v", err)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := lists.Window(gone, ask); fault.Of(err).Kind != fault.Cancelled {
			t.Errorf("the person left: %v", err)
		}
		if page, err := lists.Window(t.Context(), ask); err != nil || page.Total != 1 {
			t.Error(page, err)
		}
		if s.starts.Load() != 1 {
			t.Errorf("started %d times", s.starts.Load())
		}
	})
}

func TestAWatchThatNeverHadRowsGivesItsFault(t *testing.T) {
	for name, c := range map[string]struct {
		watch func(context.Context, *live.Table) error
		kind  fault.Kind
	}{
		"denied": {func(context.Context, *live.Table) error { return fault.New(fault.Denied, "kubernetes", nil, "no") }, fault.Denied},
		"ended":  {func(context.Context, *live.Table) error { return nil }, fault.Unreachable},
		"panic":  {func(context.Context, *live.Table) error { panic("a bug") }, fault.Internal},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &source{watch: c.watch}
			lists := s.lists()
			defer lists.Close()
			for range 2 {
				if _, err := lists.Window(t.Context(), ask); fault.Of(err).Kind != c.kind {
					t.Errorf("%s: %v", name, err)
				}
			}
			time.Sleep(time.Minute)
			if s.starts.Load() != 2 {
				t.Errorf("%s: tried %d times for two windows", name, s.starts.Load())
			}
		})
	}
}

func TestRowsStayWhileTheSourceIsDownAndRefreshWhenItIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		s.watch = func(ctx context.Context, t *live.Table) error {
			switch n := s.starts.Load(); {
			case n == 1:
				t.Replace([]live.Row{row("1", "old", "n", "Running", "0", "")})
				t.Ready()
				time.Sleep(10 * time.Second)
				return fault.New(fault.Unreachable, "kubernetes", errors.New("reset"), "down")
			case n < 5:
				return fault.New(fault.Unreachable, "kubernetes", errors.New("refused"), "down")
			}
			t.Replace([]live.Row{row("1", "new", "n", "Running", "0", "")})
			t.Ready()
			<-ctx.Done()
			return nil
		}
		lists := s.lists()
		defer lists.Close()
		up, _ := lists.Window(t.Context(), ask)
		time.Sleep(11 * time.Second)
		down, err := lists.Window(t.Context(), ask)
		if err != nil || down.Stale == nil || down.Rows[0].Cells[0] != "old" || down.Version <= up.Version {
			t.Errorf("while down: %+v %v", down, err)
		}
		time.Sleep(20 * time.Second)
		back, err := lists.Window(t.Context(), ask)
		if err != nil || back.Stale != nil || back.Rows[0].Cells[0] != "new" || back.Version <= down.Version {
			t.Errorf("when back: %+v %v", back, err)
		}
	})
}

func TestChangesAreToldFourTimesASecondAndTheLastAlways(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{watch: func(ctx context.Context, t *live.Table) error {
			t.Ready()
			for i := range 1000 { // 100 a second for ten seconds
				time.Sleep(10 * time.Millisecond)
				t.Upsert(row(fmt.Sprint(i%50), fmt.Sprint(i)))
			}
			<-ctx.Done()
			return nil
		}}
		lists := s.lists()
		defer lists.Close()
		first, _ := lists.Window(t.Context(), ask)
		time.Sleep(time.Minute / 2)
		told := s.notices()
		if len(told) < 38 || len(told) > 42 {
			t.Errorf("told %d times in ten seconds", len(told))
		}
		last, _ := lists.Window(t.Context(), ask)
		if end := told[len(told)-1]; end.Version != last.Version || end.Key != first.Key {
			t.Errorf("last told %+v, there is %d", end, last.Version)
		}
	})
}

func TestADroppedViewStartsAnewAlsoForThoseWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		s.watch = func(ctx context.Context, t *live.Table) error {
			if s.starts.Load() == 1 {
				<-ctx.Done() // never gets its rows
				return nil
			}
			return forever(ctx, t)
		}
		lists := s.lists()
		defer lists.Close()
		waited := make(chan error)
		go func() { _, err := lists.Window(t.Context(), ask); waited <- err }()
		synctest.Wait()
		lists.Drop(func(s live.Scope) bool { return s == here })
		if err := <-waited; err != nil || s.starts.Load() != 2 {
			t.Errorf("started %d times, %v", s.starts.Load(), err)
		}
		page, _ := lists.Window(t.Context(), ask)
		lists.Drop(func(s live.Scope) bool { return s.Context == "another" })
		if len(s.notices()) != 0 {
			t.Error("told of a view that was not dropped")
		}
		lists.Drop(func(live.Scope) bool { return true })
		synctest.Wait()
		if told := s.notices(); len(told) != 1 || told[0].Key != page.Key || s.running.Load() != 0 {
			t.Errorf("told %v, %d running", told, s.running.Load())
		}
		if again, _ := lists.Window(t.Context(), ask); again.Version <= page.Version {
			t.Errorf("version %d after %d", again.Version, page.Version)
		}
	})
}

func TestAnUnknownListOrAClosedAppStartsNothing(t *testing.T) {
	s := &source{watch: forever}
	lists := s.lists()
	for _, q := range []live.Query{{View: "nothing"}, {View: "pods", Sort: "colour"}} {
		if _, err := lists.Window(t.Context(), q); fault.Of(err).Kind != fault.Invalid {
			t.Error(err)
		}
	}
	lists.Close()
	if _, err := lists.Window(t.Context(), ask); fault.Of(err).Kind != fault.Cancelled || s.starts.Load() != 0 {
		t.Error(err)
	}
}

func TestManyReadersAndWritersAtOnce(t *testing.T) {
	s := &source{watch: func(ctx context.Context, t *live.Table) error {
		t.Ready()
		for i := 0; ctx.Err() == nil; i++ {
			id := fmt.Sprint(i % 500)
			switch i % 7 {
			case 0:
				t.Delete(id)
			case 1:
				t.Read(time.Now())
			case 2:
				t.Fail(errors.New("passing"))
			default:
				t.Upsert(row(id, "pod-"+id, "n", "Running", id, ""))
			}
		}
		return ctx.Err()
	}}
	lists := s.lists()
	var readers sync.WaitGroup
	for n := range 8 {
		readers.Go(func() {
			for i := range 50 {
				scope := live.Scope{Context: fmt.Sprint(n % 2)}
				sort := []string{"", "name", "restarts"}[i%3]
				page, err := lists.Window(t.Context(), live.Query{View: "pods", Scope: scope, Sort: sort, Filter: "pod", Limit: 20})
				if err != nil || len(page.Rows) > page.Matched || page.Matched > page.Total {
					t.Error(page.Matched, page.Total, err)
				}
				if i%20 == 19 {
					lists.Drop(func(live.Scope) bool { return n == 0 })
				}
			}
		})
	}
	readers.Wait()
	lists.Close()
	if s.running.Load() != 0 {
		t.Error("a watch outlived Close")
	}
}

func TestALongListShowsItsFirstRowsAndSaysThatMoreCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		finish := make(chan struct{})
		s := &source{watch: func(ctx context.Context, table *live.Table) error {
			one := row("1", "a", "n", "Running", "0", "")
			table.Early(one, false) // quick lists do not flicker
			time.Sleep(time.Second)
			table.Early(row("2", "b", "n", "Running", "0", ""), true)
			<-finish
			table.Replace([]live.Row{one}) // 2 has gone while the list streamed
			table.Ready()
			table.Early(row("3", "c", "n", "Running", "0", ""), true) // of a list that began anew
			<-ctx.Done()
			return ctx.Err()
		}}
		lists := s.lists()
		defer lists.Close()
		began := time.Now()
		page, err := lists.Window(t.Context(), ask)
		if err != nil || len(page.Rows) != 2 || !page.Reading || time.Since(began) != time.Second {
			t.Fatalf("after %v: %+v, %v", time.Since(began), page, err)
		}
		close(finish)
		time.Sleep(time.Second)
		page, err = lists.Window(t.Context(), ask)
		if err != nil || len(page.Rows) != 1 || page.Reading {
			t.Fatalf("got %+v, %v", page, err)
		}
		if len(s.notices()) == 0 {
			t.Fatal("nobody was told that the list is complete")
		}
	})
}

func TestAListThatFailsHalfwayFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broke := errors.New("broke off")
		s := &source{watch: func(_ context.Context, table *live.Table) error {
			table.Early(row("1", "a", "n", "Running", "0", ""), true)
			return broke
		}}
		lists := s.lists()
		defer lists.Close()
		for range 50 { // half of a list must never pass for the whole, whichever is seen first
			page, err := lists.Window(t.Context(), ask)
			if err == nil && !page.Reading {
				t.Fatalf("got %+v", page)
			}
		}
	})
}
