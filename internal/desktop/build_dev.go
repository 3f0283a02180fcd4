//go:build dev

package desktop

// developmentSources lets the development build reach its own bridge, which is a socket on loopback.
const developmentSources = " ws://localhost:* ws://127.0.0.1:*"

// Build says which build this is, in the status bar.
const Build = "development"
