package registry_test

import (
	"testing"

	"github.com/sluice-desktop/sluice/internal/registry"
)

func TestARegistryIsNamedAsImagesOrHelmNameIt(t *testing.T) {
	for named, want := range map[string]string{
		"registry.example.org":             "https://registry.example.org",
		"registry.example.org:5000/charts": "https://registry.example.org:5000",
		"oci://registry.example.org/team":  "https://registry.example.org",
		"127.0.0.1:5000":                   "http://127.0.0.1:5000",
		"[::1]:5000":                       "http://[::1]:5000",
		"oci://localhost:5000":             "http://localhost:5000",
		"localhost.example.org":            "https://localhost.example.org",
		"https://127.0.0.1:5000":           "https://127.0.0.1:5000",
		"http://registry.example.org":      "http://registry.example.org",
	} {
		if got := registry.Address(named); got != want {
			t.Errorf("%s is %s, want %s", named, got, want)
		}
	}
}
