package desktop

import (
	"os"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Display says what is missing before GTK panics about it. Generating bindings needs no window.
func Display() error {
	if bindings || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	return fault.New(fault.Invalid, "window", nil, "Sluice needs a graphical display, and neither DISPLAY nor WAYLAND_DISPLAY is set.\n"+
		"Start it from a desktop session, over ssh -X, or under Xvfb: xvfb-run -a sluice")
}
