//go:build sandbox

package flows_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/wiring"
)

// No secret is in anything that leaves the backend, whoever calls whatever is bound, well or badly.
func TestNoSecretLeaves(t *testing.T) {
	s := sandbox(t)
	p := s.plant(t)
	h := listen(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	at := s.canaryFleet(t)
	at.Kubeconfig = p.kubeconfigs(t, s)
	c := script{app: listened(t, at, "ops1@ocean", h), s: s, p: p, called: map[string]bool{}}

	c.looksAround()
	c.signsIn("ops1", "ops1@ocean")
	c.readsEverything("ops1@ocean")
	c.deploysInAnEmergency()
	c.signsIn("dev1", "dev1@harbor")
	c.readsEverything("dev1@harbor")
	c.tries()
	c.keepsTheFleet()
	c.copiesTheJournal()
	c.signsOut()
	for _, name := range c.uncalled() {
		t.Errorf("%s is bound, and this script does not call it", name)
	}
	h.files(t, c.data)
	h.files(t, home)
	for _, leak := range h.leaks(p.secrets) {
		t.Error(leak)
	}
	// What was heard comes from the places in which the secrets are.
	for _, shown := range []string{"payment.apiKey=•••", "PGPASSWORD=•••", "--db-password", "postgres://app:•••@db/shop", "NoSuchType", "password=•••", "half.yaml"} {
		if !h.has(shown) {
			t.Errorf("%q was not heard", shown)
		}
	}
}

// An address may hold a login, though it should not: it is shown and recorded nowhere.
func TestALoginInTheFleetsAddressIsNotHeard(t *testing.T) {
	s := sandbox(t)
	h := listen(t)
	s.Fleet = "git+https://reader:planted-in-the-address@git.storefront.example/team/fleet.git//sluice.yaml"
	c := script{app: listened(t, s, "ops1@ocean", h), s: s, called: map[string]bool{}}
	for _, name := range []string{"AboutService.About", "FleetService.File", "FleetService.Refresh", "FleetService.Propose"} {
		c.call(name)
	}
	c.run("FleetService.Create", fleet.CreateInput{Text: "kind: Fleet\n"})
	h.files(t, c.data)
	if found := h.leaks(map[string]string{"the login": "planted-in-the-address"}); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
}

// canaryFleet is the sandbox's fleet in a file of its own: people who have two roles, and no hint that names a token.
func (s servers) canaryFleet(t *testing.T) servers {
	t.Helper()
	text, err := os.ReadFile(s.Fleet)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "[sluice:support]", "[sluice:support, sluice:operations]", 1)
	changed = strings.Replace(changed, "the token is "+s.SIEM.Token, "ask for the token", 1)
	s.Fleet = filepath.Join(t.TempDir(), "sluice.yaml")
	if err := os.WriteFile(s.Fleet, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// script calls bound methods by name, as the window does, and notes what comes back.
type script struct {
	*app
	s      servers
	p      planted
	called map[string]bool
}

// call asks a bound method. Its arguments are made of JSON, as on the bridge; how it fails is noted like an answer.
func (c script) call(name string, args ...any) any {
	c.t.Helper()
	service, method, _ := strings.Cut(name, ".")
	at := slices.IndexFunc(c.core.Services, func(s any) bool { return reflect.TypeOf(s).Elem().Name() == service })
	if at < 0 {
		c.t.Fatalf("nothing is bound as %s", name)
	}
	bound := reflect.ValueOf(c.core.Services[at]).MethodByName(method)
	if !bound.IsValid() || bound.Type().NumIn() != len(args) {
		c.t.Fatalf("%s is not bound, or takes other arguments", name)
	}
	c.called[name] = true
	in := make([]reflect.Value, len(args))
	for i := range in {
		value := reflect.New(bound.Type().In(i))
		text, err := json.Marshal(args[i])
		if err == nil {
			err = json.Unmarshal(text, value.Interface())
		}
		if err != nil {
			c.t.Fatalf("%s, argument %d: %v", name, i+1, err)
		}
		in[i] = value.Elem()
	}
	out := bound.Call(in)
	if err, failed := out[1].Interface().(error); failed {
		c.heard.note("the errors of "+name, desktop.Fault(err))
		return err
	}
	c.heard.note("the answers of "+name, out[0].Interface())
	return out[0].Interface()
}

// run calls one that changes something and waits for its end. What is refused ends at once.
func (c script) run(name string, args ...any) operation.Status {
	c.t.Helper()
	if started, ok := c.call(name, args...).(operation.Status); ok {
		return c.follow(started, nil)
	}
	return operation.Status{}
}

// does is run for what must succeed: a script that fails early would hear nothing.
func (c script) does(name string, args ...any) operation.Status {
	c.t.Helper()
	end := c.run(name, args...)
	if end.State != "succeeded" {
		c.t.Fatalf("%s: %+v %v", name, end, end.Fault)
	}
	return end
}

func (c script) uncalled() []string {
	var out []string
	for _, service := range c.core.Services {
		of := reflect.TypeOf(service)
		for i := range of.NumMethod() {
			if name := of.Elem().Name() + "." + of.Method(i).Name; !c.called[name] {
				out = append(out, name)
			}
		}
	}
	return out
}

// looksAround asks what needs no session.
func (c script) looksAround() {
	for _, name := range []string{
		"AboutService.About", "IdentityService.Acting", "IdentityService.Refresh", "ConnectionService.Unlock", "AuditService.State",
		"AuditService.Verify", "AuditService.ExportFolder", "FleetService.File", "FleetService.Refresh", "FleetService.Schema",
		"FleetService.Propose", "FleetService.Own", "FleetService.Previous",
	} {
		c.call(name)
	}
	for _, context := range c.call("ClusterService.Contexts").(cluster.Contexts).Contexts {
		c.call("ClusterService.Probe", context.Name)
	}
}

// signsIn makes a person the acting one and signs in everywhere: first with what is wrong, then with what is right.
func (c script) signsIn(login, context string) {
	c.call("IdentityService.Use", context)
	var mine struct {
		SHA1 string `json:"sha1"`
	}
	c.s.deleteTokens(c.t, login)
	c.s.gitea(c.t, login, "POST", "users/"+login+"/tokens", map[string]any{"name": "mine", "scopes": []string{"read:user"}}, &mine)
	c.p.secrets["a token of Gitea of "+login] = mine.SHA1
	nearly := c.p.secret(`what ` + login + ` mistyped "&/+`)
	for _, in := range []desktop.SignIn{
		{ID: "argocd/harbor", Method: connection.Password, Login: login, Secret: c.s.ArgoCD.Accounts[login]},
		{ID: "vault/vault", Method: connection.Password, Login: login, Secret: c.s.Vault.Accounts[login]},
		{ID: "git/gitea", Method: connection.Token, Secret: mine.SHA1},
		{ID: "git/gitea", Method: connection.Password, Login: login, Secret: c.s.Gitea.Accounts[login]},
		{ID: "registry/registry", Method: connection.Password, Login: c.s.Registry.Username, Secret: c.s.Registry.Password},
	} {
		wrong := in
		wrong.Secret = nearly
		if end := c.run("ConnectionService.SignIn", wrong); end.State != "failed" {
			c.t.Errorf("%s with a wrong secret: %+v", in.ID, end)
		}
		c.does("ConnectionService.SignIn", in)
		c.call("ConnectionService.Test", in.ID)
	}
	c.run("ConnectionService.SignIn", desktop.SignIn{ID: "vault/vault", Method: connection.AppRole, Login: "operations", Secret: nearly})
	c.run("ConnectionService.SignIn", desktop.SignIn{ID: "vault/vault", Method: connection.Token, Secret: c.s.Vault.RootToken})
	c.does("ConnectionService.SignIn", desktop.SignIn{ID: "vault/vault", Method: connection.Password, Login: login, Secret: c.s.Vault.Accounts[login]})
	c.does("ConnectionService.Renew", "vault/vault")
	c.rememberTokens(login)
	c.call("ConnectionService.Connections")
	c.call("ConnectionService.Kept")
	c.call("ArgocdService.Instances")
}

// rememberTokens has Gitea say how the tokens end that a password made: whatever ends so is one.
func (c script) rememberTokens(login string) {
	var all []struct {
		End string `json:"token_last_eight"`
	}
	c.s.gitea(c.t, login, "GET", "users/"+login+"/tokens", nil, &all)
	if len(all) < 2 {
		c.t.Fatalf("Gitea knows of %d tokens of %s", len(all), login)
	}
	for _, token := range all {
		c.heard.ends = append(c.heard.ends, token.End)
	}
}

// readsEverything that is there to read, in one context.
func (c script) readsEverything(context string) {
	scopes := map[string]live.Scope{"applications": {}, "audit": {}, "releases": {Context: context}, "namespaces": {Context: context}}
	for _, view := range []string{"deployments", "pods"} {
		scopes[view] = live.Scope{Context: context, Namespace: "acme-dev"}
	}
	for view, scope := range scopes {
		until(c.t, view+" is read", func() bool {
			page, ok := c.call("LiveService.Window", live.Query{View: view, Scope: scope, Limit: 1000}).(live.Page)
			return !ok || !page.Reading
		})
	}
	for _, ref := range []argocd.Ref{c.p.whole, c.p.broken, frozen, {Instance: "harbor", Project: "dev", Name: "acme-shop-dev"}} {
		c.call("ArgocdService.Application", ref)
		c.call("ArgocdService.Compare", ref)
	}
	for _, name := range []string{"shop-preview", c.p.release.Name} {
		ref := helm.Ref{Context: context, Namespace: "acme-dev", Name: name}
		c.call("HelmService.Release", ref)
		for revision := range 4 {
			c.call("HelmService.Values", ref, revision)
			c.call("HelmService.Compare", ref, revision, 1)
		}
	}
	question := desktop.Question{Action: policy.SecretReveal.String(), Target: policy.Target{Context: context, Namespace: "acme-prod", Name: "shop"}}
	c.call("PolicyService.May", []desktop.Question{question})
	c.call("PolicyService.Explain", question, policy.Operations)
	c.call("PolicyService.Matrix", policy.Developer, "acme", "shop")
}

// deploysInAnEmergency, which a second person acknowledges.
func (c script) deploysInAnEmergency() {
	c.does("IdentityService.ActAs", policy.Support)
	c.does("IdentityService.ActAs", policy.Operations)
	app, err := c.applications.Application(frozen)
	if err != nil {
		c.t.Fatal(err)
	}
	in := argocd.SyncInput{Ref: frozen, Revision: app.Desired, DryRun: true}
	c.run("ArgocdService.Sync", in) // is held
	in.Emergency = &operation.Emergency{Reason: "Checkout fails for every customer of initech", Confirm: frozen.Name}
	end := c.does("ArgocdService.Sync", in)
	c.call("BreakglassService.Open")
	c.call("AuditService.Records", end.ID)
	c.run("BreakglassService.Acknowledge", end.ID)
	c.call("IdentityService.Use", "ops2@ocean")
	c.does("BreakglassService.Acknowledge", end.ID)
}

// tries what a developer may, and what fails.
func (c script) tries() {
	c.run("ArgocdService.Sync", argocd.SyncInput{Ref: frozen, Revision: "main"})
	for _, ref := range []argocd.Ref{c.p.whole, c.p.broken, {Instance: "harbor", Project: "dev", Name: "nobody"}} {
		app, _ := c.call("ArgocdService.Application", ref).(argocd.Application)
		c.run("ArgocdService.Sync", argocd.SyncInput{Ref: ref, Revision: app.Desired, DryRun: true})
	}
	c.call("OperationService.Cancel", "none of them")
	c.call("OperationService.Statuses")
	c.run("HelmService.Rollback", helm.RollbackInput{Ref: c.p.release, Revision: 2, Current: 9})
	c.does("HelmService.Rollback", helm.RollbackInput{Ref: c.p.release, Revision: 1, Current: 3})
	if end := c.run("HelmService.Rollback", helm.RollbackInput{Ref: c.p.release, Revision: 3, Current: 4}); end.State != "failed" {
		c.t.Errorf("the cluster took what it had refused: %+v", end)
	}
	c.call("HelmService.Release", c.p.release)
}

// keepsTheFleet as those do who keep it.
func (c script) keepsTheFleet() {
	c.call("IdentityService.Use", "devops1@harbor")
	file := c.call("FleetService.File").(desktop.FleetFile)
	next := file.Text + "# Otto joins in May\n"
	c.call("FleetService.Check", next+"colour: blue\n")
	c.call("FleetService.Compare", next)
	c.run("FleetService.Create", fleet.CreateInput{Text: next})
	c.run("FleetService.Write", fleet.WriteInput{Base: "another", Text: next})
	c.does("FleetService.Write", fleet.WriteInput{Base: file.Hash, Text: next})
	c.call("FleetService.Previous")
	c.does("FleetService.Classify", fleet.ClassifyInput{Context: "devops1@harbor", Namespaces: "playground", Tier: "dev"})
	c.does("FleetService.Classify", fleet.ClassifyInput{Context: "devops1@harbor", Namespaces: "playground"})
}

// copiesTheJournal to the SIEM, to files, and as an auditor reads it.
func (c script) copiesTheJournal() {
	c.run("SiemService.SignIn", desktop.SinkToken{Sink: "central", Token: c.p.secret("a wrong token of the SIEM")})
	c.call("SiemService.Overview")
	c.does("SiemService.SignIn", desktop.SinkToken{Sink: "central", Token: c.s.SIEM.Token})
	until(c.t, "the SIEM has everything", func() bool { return c.sink("central").State == siem.OK })
	c.call("SiemService.Try", "central")
	c.call("SiemService.Letters", "central")
	c.run("SiemService.Replay", siem.ReplayInput{Sink: "central"})
	var records []json.RawMessage
	c.s.siemServer(c.t, http.MethodGet, "/records", nil, &records)
	if len(records) < 50 {
		c.t.Errorf("the SIEM has %d records", len(records))
	}
	c.heard.note("the SIEM", records)

	folder := c.t.TempDir()
	c.call("AuditService.ChooseFolder", folder)
	c.run("AuditService.Export", audit.ExportInput{Folder: "/nonexistent", Format: audit.CSV})
	for _, format := range []string{audit.JSONLines, audit.CSV} {
		c.does("AuditService.Export", audit.ExportInput{Folder: folder, Format: format})
		c.read("sluice audit export --format "+format, "export", "--format", format)
	}
	c.heard.files(c.t, folder)
	c.read("sluice audit verify", "verify")
}

// read reads the journal by the program that needs no window.
func (c script) read(what string, args ...string) {
	c.t.Helper()
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	if code := wiring.AuditCommand(ctx, append(args, filepath.Join(c.data, "journal.db")), &out, &out); code != 0 || out.Len() == 0 {
		c.t.Errorf("%s ended with %d: %s", what, code, &out)
	}
	c.heard.keep(what, out.Bytes())
}

// signsOut everywhere, and forgets what is still kept.
func (c script) signsOut() {
	c.does("SiemService.SignOut", "central")
	c.call("IdentityService.Use", "dev1@harbor")
	for _, id := range []string{"argocd/harbor", "vault/vault", "git/gitea"} {
		c.does("ConnectionService.SignOut", id)
	}
	kept, _ := c.call("ConnectionService.Kept").([]connection.Entry)
	if len(kept) == 0 {
		c.t.Error("nothing is kept that could be forgotten")
	}
	for _, entry := range kept {
		c.does("ConnectionService.Forget", entry)
	}
}
