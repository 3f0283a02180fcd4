package fleet

import (
	"fmt"
	"net/url"
)

// siemSchemes are the kinds of SIEM, and how the address of each begins: records travel over TLS only.
var siemSchemes = map[string]string{"https": "https", "otlp": "https", "syslog": "tls"}

// checkSIEM refuses sinks that cannot be told apart or cannot be reached safely.
func (f *Fleet) checkSIEM() error {
	names, addresses := map[string]bool{}, map[string]bool{}
	for _, s := range f.SIEM {
		scheme, known := siemSchemes[s.Kind]
		at, err := url.Parse(s.URL)
		switch {
		case s.Name == "" || names[s.Name]:
			return fmt.Errorf("siem: each needs a name of its own, %q does not", s.Name)
		case !known:
			return fmt.Errorf("siem: %s is of the kind %q. Write https, otlp or syslog", s.Name, s.Kind)
		case err != nil || at.User != nil:
			return fmt.Errorf("siem: %s has an address that holds a login or cannot be read. Write it as %s://host; people sign in here", s.Name, scheme)
		case at.RawQuery != "" || at.Fragment != "":
			return fmt.Errorf("siem: %s has an address with a ? or a #. Leave that away: a token in an address is seen by everybody, people sign in here", s.Name)
		case at.Scheme != scheme || at.Host == "":
			return fmt.Errorf("siem: %s is of the kind %s, whose address begins with %s://. Records travel over TLS only", s.Name, s.Kind, scheme)
		case addresses[s.Kind+" "+s.URL]:
			return fmt.Errorf("siem: %s has the address of another. Records go to each address once", s.Name)
		case (s.Cert == "") != (s.Key == ""):
			return fmt.Errorf("siem: %s needs both cert: and key: to prove itself by a certificate, or neither", s.Name)
		case s.Insecure && s.CA != "":
			return fmt.Errorf("siem: %s names an authority and says that it is not asked. Take out ca: or insecure:", s.Name)
		}
		names[s.Name], addresses[s.Kind+" "+s.URL] = true, true
	}
	return nil
}
