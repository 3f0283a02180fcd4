package secret

import "regexp"

var (
	// quotedValue is where a server quotes what it did not accept, which may be a whole object.
	quotedValue = regexp.MustCompile(`(Invalid|Duplicate|Unsupported) value: ("(?:[^"\\]|\\.)*"|\{.*\}|\[.*\])`)
	login       = regexp.MustCompile(`://[^/@\s]+@`)
)

// mostSaid is how much of a foreign message a person is shown.
const mostSaid = 400

// Said is a message of a server or a program, fit to be shown and recorded: without the values that it quotes, logins
// in addresses or anything that looks secret, and not endless.
func Said(message string) string {
	message = login.ReplaceAllString(quotedValue.ReplaceAllString(message, "$1 value"), "://")
	message = Redacted(NewRedactor().Lines(message)).String()
	if runes := []rune(message); len(runes) > mostSaid {
		return string(runes[:mostSaid]) + "…"
	}
	return message
}
