//go:build !bindings

package desktop

// bindings is whether this build only writes the TypeScript bindings.
const bindings = false
