package file

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// ofEmergency picks the subjects of emergencies and of their acknowledgement. It looks at the text, not at the JSON, so
// that a damaged record cannot break the index. A quote within a value is escaped: only the field itself fits.
const ofEmergency = `(instr(text, '"emergency":"') > 0 AND instr(text, '"emergency":""') = 0
	OR instr(text, '"action":"breakglass.acknowledge"') > 0)`

// Emergencies are the records of every operation that broke glass, and of what acknowledged it, oldest first.
func (j *Journal) Emergencies(ctx context.Context) ([]audit.Event, error) {
	return j.list(ctx, `WHERE e.subject IN (SELECT id FROM subjects WHERE `+ofEmergency+`) ORDER BY e.seq`)
}
