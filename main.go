// Command sluice is the desktop app: a release moves from dev through stage to production, and everyone sees and
// does just what separation of duties allows.
package main

import (
	"context"
	"embed"
	"fmt"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/wiring"
)

//go:embed all:frontend/dist
var assets embed.FS

// version is set when a release is built.
var version = "dev"

func main() {
	// What an auditor does needs no window.
	if len(os.Args) > 1 && os.Args[1] == "audit" {
		os.Exit(wiring.AuditCommand(context.Background(), os.Args[2:], os.Stdout, os.Stderr))
	}
	if err := desktop.Display(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	a := newApp(version)
	err := wails.Run(&options.App{
		Title:     "Sluice",
		Width:     a.settings.Width,
		Height:    a.settings.Height,
		MinWidth:  960,
		MinHeight: 600,
		Menu:      a.menu(),
		// Neutral grey of the dark theme: no white flash before the first paint.
		BackgroundColour:         options.NewRGB(23, 26, 29),
		WindowStartState:         a.startState(),
		AssetServer:              &assetserver.Options{Assets: assets, Middleware: desktop.ContentSecurity},
		OnStartup:                a.start,
		OnBeforeClose:            a.remember,
		OnShutdown:               a.stop,
		Bind:                     a.core.Services,
		ErrorFormatter:           desktop.Fault,
		EnableDefaultContextMenu: false,
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId:               a.instance(),
			OnSecondInstanceLaunch: func(options.SecondInstanceData) { a.window.Raise() },
		},
		Linux: &linux.Options{ProgramName: "sluice"},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "Sluice could not open its window:", err)
		os.Exit(1)
	}
}
