package fleet

import "net/url"

// siemSchemes are the kinds of SIEM, and how the address of each begins: records travel over TLS only.
var siemSchemes = map[string]string{"https": "https", "otlp": "https", "syslog": "tls"}

// checkSIEM reports sinks that cannot be told apart or cannot be reached safely.
func (c *checker) checkSIEM() {
	all := c.fleet.SIEM
	c.names("siem", len(all), func(i int) string { return all[i].Name })
	for i, one := range all {
		at := place("siem", i, "url")
		if scheme, known := siemSchemes[one.Kind]; known {
			c.address(at, one.URL, scheme)
		}
		if u, err := url.Parse(one.URL); err == nil && (u.RawQuery != "" || u.Fragment != "") {
			c.wrong(at, "Leave away what follows ? or #: a token in an address is seen by everybody, people sign in in Sluice")
		}
		for _, before := range all[:i] {
			if before.Kind == one.Kind && before.URL == one.URL && one.URL != "" {
				c.wrong(at, "This is the address of %s already. Records go to each address once", short(before.Name))
			}
		}
		if one.Insecure && one.CA != "" {
			c.wrong(place("siem", i, "ca"), "An authority is named and not asked. Take out ca, or insecure")
		}
	}
}
