package live_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/live"
)

func tenThousand() *live.Table {
	t := live.NewTable(columns, time.Now)
	rows := make([]live.Row, 0, 10_000)
	for i := range 10_000 {
		rows = append(rows, row(fmt.Sprintf("acme-prod/shop-%05d", i), fmt.Sprintf("shop-%05d", (i*7919)%10_000),
			fmt.Sprintf("node-%d", i%100), []string{"Running", "Pending", "CrashLoopBackOff"}[i%3], fmt.Sprint(i%17), "2026-03-01T00:00:00Z"))
	}
	t.Replace(rows)
	return t
}

func BenchmarkWindowOfTenThousandRows(b *testing.B) {
	q := live.Query{Filter: "shop", Sort: "name", Limit: 60, Facets: map[string][]string{"status": {"Running", "Pending"}}}
	b.Run("cached", func(b *testing.B) {
		t := tenThousand()
		for i := 0; b.Loop(); i++ {
			q.Offset = i % 6000
			if _, err := t.Page(q); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("fresh", func(b *testing.B) {
		t := tenThousand()
		for i := 0; b.Loop(); i++ {
			t.Upsert(row("changing", fmt.Sprint(i), "node-1", "Running", "1", ""))
			if _, err := t.Page(q); err != nil {
				b.Fatal(err)
			}
		}
	})
}
