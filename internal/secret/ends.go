package secret

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// Ends is when a token says of itself that it ends: a JWT does, for everybody who has one. Zero when it says nothing.
func (v Value) Ends() time.Time {
	part := strings.Split(v.Reveal(), ".")
	if len(part) != 3 {
		return time.Time{}
	}
	text, err := base64.RawURLEncoding.DecodeString(part[1])
	var claims struct {
		Exp int64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(text, &claims) != nil || claims.Exp <= 0 {
		return time.Time{}
	}
	return time.Unix(claims.Exp, 0).UTC()
}
