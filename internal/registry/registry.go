// Package registry is OCI registries as Sluice sees them: so far, which login they take.
package registry

import (
	"net"
	"net/url"
	"strings"
)

// Address is a registry's base URL. The fleet may name it as images do, host:port, or as Helm does, oci://host. Plain
// HTTP is spoken to this computer only, as Docker and Helm do, unless the fleet writes http://.
func Address(named string) string {
	rest, oci := strings.CutPrefix(named, "oci://")
	if !oci && strings.Contains(named, "://") {
		return named
	}
	host, _, _ := strings.Cut(rest, "/")
	scheme := "https"
	if local(host) {
		scheme = "http"
	}
	return (&url.URL{Scheme: scheme, Host: host}).String()
}

func local(host string) bool {
	name := (&url.URL{Host: host}).Hostname()
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
