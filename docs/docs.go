// Package docs holds what is published for people and tools and is needed by the app as well, so that there is one of it.
package docs

import _ "embed"

// Schema is the JSON Schema of the fleet file.
//
//go:embed sluice.schema.json
var Schema []byte
