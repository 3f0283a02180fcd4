package desktop

import (
	"log/slog"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Fault is what a rejected call looks like on the bridge. An error of ours goes to the log with its cause, which
// the window never sees.
func Fault(err error) any {
	if f := fault.Of(err); f.Kind == fault.Internal {
		slog.Error("internal fault", "system", f.System, "detail", f.Detail, "cause", err)
	}
	return fault.Wire(err)
}
