package fleet

import (
	"net/url"
)

// siemSchemes are the kinds of SIEM, and how the address of each begins: records travel over TLS only.
var siemSchemes = map[string]string{"https": "https", "otlp": "https", "syslog": "tls"}

// checkSIEM refuses sinks that cannot be told apart or cannot be reached safely.
func (c *checker) checkSIEM() {
	all := c.fleet.SIEM
	c.names("siem", len(all), func(i int) string { return all[i].Name })
	addresses := map[string]bool{}
	for i, s := range all {
		scheme, known := siemSchemes[s.Kind]
		if !known || s.URL == "" {
			continue // the schema has said so
		}
		at := place("siem", i, "url")
		u, err := url.Parse(s.URL)
		switch {
		case err == nil && u.User == nil && (u.RawQuery != "" || u.Fragment != ""):
			c.wrong(at, "This address has a ? or a #. Leave that away: a token in an address is seen by everybody, people sign in in Sluice")
		case err == nil && u.User == nil && (u.Scheme != scheme || u.Host == ""):
			c.wrong(at, "The address of a SIEM of this kind begins with %s://. Records travel over TLS only", scheme)
		case addresses[s.Kind+" "+s.URL]:
			c.wrong(at, "This is the address of another SIEM. Records go to each address once: remove one of them")
		default:
			c.address(at, s.URL, scheme)
		}
		addresses[s.Kind+" "+s.URL] = true
		if s.Insecure && s.CA != "" {
			c.wrong(place("siem", i, "ca"), "This authority is not asked, because of insecure. Remove ca or insecure")
		}
	}
}
