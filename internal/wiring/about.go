package wiring

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/keychain"
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
	out.Keychain = desktop.KeychainState{Available: state.Mode == keychain.Available, Note: state.Note}
	for _, e := range c.fleet.Now().Environments {
		out.Environments = append(out.Environments, desktop.Environment{Name: e.Name, Cluster: e.Cluster, Production: e.Production})
	}
	return out, nil
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
