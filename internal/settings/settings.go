// Package settings is what this person chose on this machine: nothing that others must see, and nothing secret.
package settings

// Settings are the remembered choices of the window itself; what is inside it remembers its own.
type Settings struct {
	Width     int    `json:"width"`
	Height    int    `json:"height"`
	Maximised bool   `json:"maximised"`
	Fleet     string `json:"fleet"` // path of the team's file
}

// Default is what a first start has.
func Default() Settings { return Settings{Width: 1280, Height: 800} }

// Sane is s with sizes that a screen can show.
func (s Settings) Sane() Settings {
	if s.Width < 640 || s.Width > 16384 || s.Height < 480 || s.Height > 16384 {
		s.Width, s.Height = Default().Width, Default().Height
	}
	return s
}
