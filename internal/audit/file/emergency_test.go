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
	rows, err := db.Query(`EXPLAIN QUERY PLAN SELECT seq FROM events WHERE subject IN (SELECT id FROM subjects WHERE ` + ofEmergency(t, db) + `) ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	plan := ""
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan += step + "\n"
	}
	if !strings.Contains(plan, "events_subject") || !strings.Contains(plan, "subjects_emergency") {
		t.Errorf("a whole table is read: %s", plan)
	}
}

// ofEmergency is what the index picks.
func ofEmergency(t *testing.T, db *sql.DB) string {
	t.Helper()
	var index string
	if err := db.QueryRow(`SELECT sql FROM sqlite_schema WHERE name = 'subjects_emergency'`).Scan(&index); err != nil {
		t.Fatal(err)
	}
	_, picked, _ := strings.Cut(index, "WHERE")
	return picked
}
