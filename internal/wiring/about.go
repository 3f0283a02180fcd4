package wiring

import (
	"context"
	"time"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// about is what the status bar says.
func (c *Core) about(ctx context.Context) (desktop.About, error) {
	out := desktop.About{
		Version: c.version, Build: desktop.Build,
		Fleet:        c.fleetState(),
		Journal:      desktop.JournalState{Path: c.journal.Path(), Records: c.journal.Length()},
		Environments: []desktop.Environment{},
	}
	if err := c.journal.Problem(); err != nil {
		out.Journal.Problem = fault.Of(err).Detail
	}
	journal, err := c.journal.State(ctx)
	if err != nil {
		return desktop.About{}, err
	}
	if found := journal.Checked; found != nil && !found.Intact {
		out.Journal.Doubt = found.Reason
	}
	state := c.keychain.State(ctx)
	out.Keychain = desktop.KeychainState{Mode: state.Mode, Note: state.Note, Asking: c.keychain.Asking()}
	for _, e := range c.fleet.Now().Environments {
		out.Environments = append(out.Environments, desktop.Environment{Name: e.Name, Cluster: e.Cluster, Production: e.Production})
	}
	return out, nil
}

// timeToUnlock is how long a person may take to type the keychain's password.
const timeToUnlock = time.Minute

// unlock has the keychain ask the person. That takes as long as they take, so the answer is told by an event.
func (c *Core) unlock(context.Context) (bool, error) {
	go func() {
		state := c.keychain.Unlock(c.context(), timeToUnlock)
		c.keptAnew()
		c.emit("keychain", state.Mode)
	}()
	return true, nil
}

func (c *Core) fleetState() desktop.FleetState {
	s := c.fleet.State()
	f := c.fleet.Now()
	out := desktop.FleetState{
		Name: f.Name, Path: s.Address.Text, Missing: s.Missing(), Commit: s.InForce.Commit,
		Customers: append([]string{}, f.Customers...), Products: append([]string{}, f.Products...),
	}
	if s.Problem != nil {
		out.Problem = s.Problem.Detail
	}
	return out
}
