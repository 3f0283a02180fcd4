package desktop

import (
	"context"
	"sync"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// Window is the one place that touches the Wails runtime, which ends the process when it is used without a
// window. Events before the window is there, or after it has gone, are dropped: the frontend asks when it starts.
type Window struct {
	mu  sync.RWMutex
	ctx context.Context
}

// Open gives the window's context.
func (w *Window) Open(ctx context.Context) { w.set(ctx) }

// Close forgets the window: what is emitted from now on is dropped.
func (w *Window) Close() {
	var none context.Context
	w.set(none)
}

func (w *Window) set(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx = ctx
}

// Emit sends an event to the frontend.
func (w *Window) Emit(name string, data any) {
	w.with(func(ctx context.Context) { runtime.EventsEmit(ctx, name, data) })
}

// Raise brings the window to the front: a second start found this one.
func (w *Window) Raise() {
	w.with(func(ctx context.Context) {
		runtime.WindowUnminimise(ctx)
		runtime.Show(ctx)
	})
}

// Quit closes the app.
func (w *Window) Quit() { w.with(runtime.Quit) }

// ChooseFolder lets the person choose a folder; empty when they chose none, or there is no window.
func (w *Window) ChooseFolder(title, at string) (string, error) {
	ctx := w.now() // the window may be closed while the dialog is open, so nothing is held
	if ctx == nil {
		return "", nil
	}
	return runtime.OpenDirectoryDialog(ctx, runtime.OpenDialogOptions{Title: title, DefaultDirectory: at, CanCreateDirectories: true})
}

// Size is the window's size, and whether it fills the screen.
func (w *Window) Size() (width, height int, maximised bool) {
	w.with(func(ctx context.Context) {
		width, height = runtime.WindowGetSize(ctx)
		maximised = runtime.WindowIsMaximised(ctx)
	})
	return width, height, maximised
}

func (w *Window) now() context.Context {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.ctx
}

func (w *Window) with(do func(context.Context)) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.ctx != nil {
		do(w.ctx)
	}
}
