//go:build !dev

package desktop

// developmentSources is empty: the production build reaches nothing but itself.
const developmentSources = ""

// Build says which build this is, in the status bar.
const Build = "production"
