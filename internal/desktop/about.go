package desktop

import "context"

// About is what the status bar and the About panel say.
type About struct {
	Version      string        `json:"version"`
	Build        string        `json:"build"` // "production", "development"
	Fleet        FleetState    `json:"fleet"`
	Keychain     KeychainState `json:"keychain"`
	Journal      JournalState  `json:"journal"`
	Environments []Environment `json:"environments"`
}

// Environment is one step of the fleet's promotion order.
type Environment struct {
	Name       string `json:"name"`
	Cluster    string `json:"cluster"`
	Production bool   `json:"production"`
}

// FleetState says which team file is in force.
type FleetState struct {
	Name      string   `json:"name"`
	Path      string   `json:"path"`    // or address in Git; empty: there is no place for one
	Missing   bool     `json:"missing"` // there is no file at the path yet
	Commit    string   `json:"commit"`  // in force, where it comes from Git
	Problem   string   `json:"problem"` // why the newest version is not in force
	Customers []string `json:"customers"`
	Products  []string `json:"products"`
}

// KeychainState says where tokens are kept.
type KeychainState struct {
	Mode   string `json:"mode"`   // "available"; "memory": there is none; "locked": as memory, until it is unlocked
	Note   string `json:"note"`   // why only in memory, when it is so
	Asking bool   `json:"asking"` // the person is being asked to unlock it
}

// JournalState says whether changes can be recorded, and so made.
type JournalState struct {
	Path    string `json:"path"`
	Records int64  `json:"records"`
	Problem string `json:"problem"`
	Doubt   string `json:"doubt"` // how its records are not what was written
}

// AboutService tells about the app itself.
type AboutService struct {
	calls Calls
	about func(context.Context) (About, error)
}

// NewAboutService asks about.
func NewAboutService(c Calls, about func(context.Context) (About, error)) *AboutService {
	return &AboutService{c, about}
}

// About is what the status bar says.
func (s *AboutService) About() (About, error) { return ask(s.calls, s.about) }
