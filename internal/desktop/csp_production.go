//go:build !dev

package desktop

// developmentSources is empty: the production build reaches nothing but itself.
const developmentSources = ""
