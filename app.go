package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	"github.com/wailsapp/wails/v2/pkg/options"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/settings"
	settingsfile "github.com/sluice-desktop/sluice/internal/settings/file"
	"github.com/sluice-desktop/sluice/internal/wiring"
)

// app is the window's life around the core.
type app struct {
	window   *desktop.Window
	core     *wiring.Core
	settings settings.Settings
	data     string
	log      *os.File
}

// newApp puts the core together; nothing is opened or asked before start.
func newApp(version string) *app {
	data := dataFolder()
	a := &app{window: &desktop.Window{}, data: data}
	a.settings, _ = settingsfile.Load(a.settingsPath()) // a damaged file gives the defaults
	fleet := a.settings.Fleet
	if given := os.Getenv("SLUICE_FLEET"); given != "" {
		fleet = given
	}
	if fleet == "" {
		fleet = filepath.Join(data, "sluice.yaml")
	}
	a.core = wiring.New(wiring.Options{Version: version, Data: data, Fleet: fleet, Emit: a.window.Emit, ChooseFolder: a.window.ChooseFolder})
	return a
}

// dataFolder is where journal, settings and log lie; SLUICE_DATA moves it.
func dataFolder() string {
	if given := os.Getenv("SLUICE_DATA"); given != "" {
		return given
	}
	base, err := os.UserConfigDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "sluice")
}

func (a *app) settingsPath() string { return filepath.Join(a.data, "settings.json") }

// instance is the name of the lock: one window per data folder, because one journal has one writer.
func (a *app) instance() string {
	sum := sha256.Sum256([]byte(a.data))
	return "dev.sluice.desktop." + hex.EncodeToString(sum[:4])
}

func (a *app) startState() options.WindowStartState {
	if a.settings.Maximised {
		return options.Maximised
	}
	return options.Normal
}

func (a *app) start(ctx context.Context) {
	a.openLog()
	a.window.Open(ctx)
	a.core.Start(ctx)
}

// openLog sends the log to a file; without the file the terminal has to do.
func (a *app) openLog() {
	if err := os.MkdirAll(a.data, 0o700); err != nil {
		return
	}
	file, err := os.OpenFile(filepath.Join(a.data, "sluice.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	a.log = file
	slog.SetDefault(slog.New(slog.NewTextHandler(file, nil)))
}

// remember keeps the window's size while there still is one. It never holds the window open.
func (a *app) remember(context.Context) bool {
	s := a.settings
	s.Width, s.Height, s.Maximised = a.window.Size()
	if s.Maximised {
		s.Width, s.Height = a.settings.Width, a.settings.Height
	}
	if err := settingsfile.Save(a.settingsPath(), s.Sane()); err != nil {
		slog.Warn("settings not saved", "error", err)
	}
	return false
}

func (a *app) stop(context.Context) {
	a.window.Close()
	a.core.Stop()
	if a.log != nil {
		_ = a.log.Close()
	}
}

func (a *app) menu() *menu.Menu {
	m := menu.NewMenu()
	if runtime.GOOS == "darwin" {
		m.Append(menu.AppMenu())
	}
	file := m.AddSubmenu("File")
	file.AddText("Quit", keys.CmdOrCtrl("q"), func(*menu.CallbackData) { a.window.Quit() })
	m.Append(menu.EditMenu())
	view := m.AddSubmenu("View")
	for _, item := range []struct{ label, event string }{
		{"Search or command", "palette"}, {"Switch theme", "theme"}, {"Keyboard shortcuts", "keys"},
	} {
		view.AddText(item.label, nil, func(*menu.CallbackData) { a.window.Emit("menu", item.event) })
	}
	return m
}
