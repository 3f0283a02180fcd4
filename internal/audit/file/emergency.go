package file

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// ofEmergency picks the records of emergencies and of their acknowledgement. It looks at the text, not at the JSON, so
// that a damaged record cannot break the index. A quote within a value is escaped: only the field itself fits.
const ofEmergency = `(instr(body, '"emergency":"') > 0 AND instr(body, '"emergency":""') = 0
	OR instr(body, '"action":"breakglass.acknowledge"') > 0)`

// Emergencies are the records of every operation that broke glass, and of what acknowledged it, oldest first.
func (j *Journal) Emergencies(ctx context.Context) ([]audit.Event, error) {
	out := []audit.Event{}
	err := j.each(ctx, `SELECT seq, hash, body FROM events WHERE `+ofEmergency+` ORDER BY seq`, nil, func(e audit.Event, _ row) error {
		out = append(out, e)
		return nil
	})
	return out, err
}
