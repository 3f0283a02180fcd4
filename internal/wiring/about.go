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
		Fleet: desktop.FleetState{
			Name: c.fleet.Now().Name, Path: c.fleet.Path(),
			Customers: append([]string{}, c.fleet.Now().Customers...), Products: append([]string{}, c.fleet.Now().Products...),
		},
		Journal:      desktop.JournalState{Path: c.journal.Path(), Records: c.journal.Length()},
		Environments: []desktop.Environment{},
	}
	if p := c.fleet.Problem(); p != nil {
		out.Fleet.Problem = p.Detail
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
