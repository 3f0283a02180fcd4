package file_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
)

func TestEmergenciesAreFoundByAnIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	for _, e := range []audit.Event{
		{Operation: "usual", Outcome: audit.Asked},
		{Operation: "one", Outcome: audit.Asked, Emergency: `the shop says "down"`},
		{Operation: "sly", Outcome: audit.Asked, Reason: `"emergency":"no"`},
		{Operation: "seen", Outcome: audit.Succeeded, Action: "breakglass.acknowledge"},
	} {
		if _, err := j.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	found, err := j.Emergencies(t.Context())
	var ids []string
	for _, e := range found {
		ids = append(ids, e.Operation)
	}
	if err != nil || strings.Join(ids, " ") != "one seen" {
		t.Fatalf("%v, %v", ids, err)
	}

	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var index, plan string
	if err := db.QueryRow(`SELECT sql FROM sqlite_master WHERE name = 'events_emergency'`).Scan(&index); err != nil {
		t.Fatal(err)
	}
	_, picked, _ := strings.Cut(index, "WHERE")
	var id, parent, unused int
	if err := db.QueryRow(`EXPLAIN QUERY PLAN SELECT seq FROM events WHERE `+picked+` ORDER BY seq`).Scan(&id, &parent, &unused, &plan); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, "events_emergency") {
		t.Errorf("the whole table is read: %s", plan)
	}
}
