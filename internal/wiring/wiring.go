// Package wiring builds the whole app without a window. It is the only package that knows everybody.
package wiring

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	auditfile "github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fleet"
	fleetfile "github.com/sluice-desktop/sluice/internal/fleet/file"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/keychain"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/schedule"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

// Options are what differs from one run of the app to another.
type Options struct {
	Version string
	Data    string                      // folder of the journal
	Fleet   string                      // where the team's file lies, as fleet.ParseAddress reads it; it may not exist
	Emit    func(name string, data any) // tells the window
	// ChooseFolder lets the person choose one; empty when they chose none. Without a window it may be missing.
	ChooseFolder func(title, at string) (string, error)
}

// Core is the app without its window.
type Core struct {
	Services []any // what the frontend may call

	emit     func(string, any)
	journal  *auditfile.Journal
	fleet    *fleet.Hot
	rules    *hotRules
	own      *fleetfile.Store
	clusters *kube.Client
	session  *identity.Session
	keychain *keychain.Keychain
	asker    *rested
	board    *connection.Board
	gits     *connection.Client
	again    chan struct{} // the board has to look at once: somebody else acts, or the fleet is another
	outbox   *outbox.Outbox
	lists    *live.Lists
	door     *operation.Executor
	version  string

	sealing sync.WaitGroup

	mu   sync.RWMutex
	ctx  context.Context
	stop context.CancelFunc
}

// New puts the app together. Nothing is opened, dialled or asked before Start.
func New(o Options) *Core {
	c := &Core{
		emit: o.Emit, version: o.Version,
		journal:  auditfile.New(filepath.Join(o.Data, "journal.db"), time.Now),
		keychain: keychain.New(),
		again:    make(chan struct{}, 1),
		ctx:      context.Background(),
	}
	c.fleet, c.own = c.newFleet(o.Fleet, o.Data)
	c.session = &identity.Session{
		Directory: func() identity.Directory { return c.fleet.Now() },
		Place:     c.place, Now: time.Now,
		Elsewhere: func(person string) []identity.Login { return c.board.Logins(person) },
		Changed:   c.identityChanged,
	}
	c.rules = newRules(c.fleet)
	freezes := c.newFreezes()
	c.clusters = c.newClusters()
	c.asker = &rested{Asker: c.clusters, now: time.Now}
	c.session.Asker = c.asker
	c.door = c.newDoor(freezes)
	releases, releaseWriter := c.newHelm()
	applications, applicationWriter := c.newArgocd()
	c.outbox = c.newOutbox(filepath.Join(o.Data, "outbox.db"))
	c.gits = c.newGits()
	c.board = c.newConnections(applications, applicationWriter)
	c.lists = live.New(c.views(c.clusters, releases, applications), time.Now, func(ch live.Changed) { c.emit("live", ch) })

	calls := desktop.NewCalls(c.context, c.door)
	c.Services = []any{
		desktop.NewAboutService(calls, c.about),
		desktop.NewArgocdService(calls, applications, applicationWriter),
		desktop.NewAuditService(calls, witnessed{c.journal, c.journal, c.outbox.Acknowledged}, folders{o.Data, o.ChooseFolder}, c.journal.Exporting()),
		desktop.NewBreakglassService(calls, c.journal),
		desktop.NewClusterService(calls, c.clusters),
		desktop.NewConnectionService(calls, c.board, shelf{c.keychain}, c.unlock, c.keptAnew),
		desktop.NewFleetService(calls, team{c.fleet, c.own, c.clusters, c.clusters.Namespaces, c.fleetChanged}, desktop.FleetChanges{
			Create: fleet.Create(c.own, c.fleet), Write: fleet.Write(c.own, c.fleet), Classify: fleet.Classify(c.own, c.fleet, c.server),
		}),
		desktop.NewHelmService(calls, releases, releaseWriter),
		desktop.NewIdentityService(calls, windowed{c.session, c.asker}),
		desktop.NewLiveService(calls, c.lists),
		desktop.NewOperationService(calls),
		desktop.NewPolicyService(calls, duties{c.rules, c.fleet, c.session, c.classify, freezes}),
		desktop.NewSiemService(calls, c.outbox, c.outbox),
	}
	return c
}

func (c *Core) views(k cluster.Reader, h helm.Reader, a argocd.Reader) []live.View {
	return append(k.Views(), live.Parts(h.View(), c.namespaces), a.View(), c.journal.View())
}

// newDoor is the one through which everything is changed.
func (c *Core) newDoor(freezes schedule.Freezes) *operation.Executor {
	host, _ := os.Hostname() // an unknown host is recorded as such
	return &operation.Executor{
		Journal: c.journal, Classify: c.classify, Now: time.Now,
		Decide: func(p policy.Principal, a policy.Action, t policy.Target) policy.Decision {
			return c.rules.Now().Decide(p, a, t)
		},
		Admitters: []operation.Admitter{freezes},
		Who: func(ctx context.Context, t policy.Target) (identity.Actor, error) {
			return c.session.Prove(ctx, t.Context)
		},
		Notify:  func(s operation.Status) { c.emit("operation", s) },
		Version: c.version, Host: host,
	}
}

func (c *Core) context() context.Context {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.ctx
}

// Start opens the journal and the fleet and begins to watch files, until ctx ends or Stop.
func (c *Core) Start(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	c.mu.Lock()
	c.ctx, c.stop = ctx, stop
	c.mu.Unlock()
	c.fleet.Load(ctx)
	c.choose(ctx) // who acts does not wait for a journal that another program holds
	if err := c.journal.Open(); err != nil {
		slog.Error("journal", "error", err)
	}
	c.outbox.Start(ctx)
	c.sealing.Go(func() { c.journal.Seal(ctx, journalKeeper{c.keychain}) })
	c.sealing.Go(func() { c.closeInterrupted(ctx) })
	go c.fleet.Watch(ctx, c.fleetChanged)
	go c.watchContexts(ctx)
	go c.board.Watch(ctx, c.again)
}

// parting is how long Stop waits for what runs: a rollback that is stopped needs half a minute to come to a safe place.
const parting = 45 * time.Second

// Stop ends everything that Start began. What runs is cancelled first, while the journal can still take its outcome.
func (c *Core) Stop() {
	patience, done := context.WithTimeout(context.Background(), parting)
	defer done()
	if !c.door.Close(patience) {
		slog.Warn("an operation did not end in time; the next start records it as interrupted")
	}
	c.mu.RLock()
	stop := c.stop
	c.mu.RUnlock()
	if stop != nil {
		stop()
	}
	c.lists.Close()
	if err := c.outbox.Stop(); err != nil {
		slog.Warn("outbox", "error", err)
	}
	c.sealing.Wait()
	if err := c.journal.Close(); err != nil {
		slog.Warn("journal", "error", err)
	}
}
