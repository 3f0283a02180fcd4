package kube

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

const (
	pluginTimeout = 10 * time.Second
	pluginRest    = 5 * time.Second  // between a failure and the next try: a browser tab each is enough
	pluginEarly   = 10 * time.Second // before its end a credential is fetched anew
	tooLong       = 1 << 20
)

// plugin runs a kubeconfig's credential plugin. client-go can too, but waits for ever for one that hangs,
// lets it write to our terminal, and finds it only on this process's PATH. One serves all contexts of an identity: a
// person with forty contexts and one login signs in once.
type plugin struct {
	exec     *api.ExecConfig
	cluster  json.RawMessage
	path     func() string
	now      func() time.Time
	renewed  func()
	contexts []string // that it signs in; guarded by the client's lock

	turn   chan struct{} // holds one token: who has it may run the plugin and touch what follows
	have   *credential
	failed error
	since  time.Time
}

// credential is what a plugin gave.
type credential struct {
	token     secret.Value
	cert, key []byte
	until     time.Time
}

// good says whether a credential may still be used. A new one may for a moment, whatever it says
// of its end: a plugin that gives short or ended ones would otherwise run for every request.
func (c *credential) good(now time.Time, isNew bool) bool {
	switch {
	case c == nil:
		return false
	case isNew, c.until.IsZero():
		return true
	}
	return now.Add(pluginEarly).Before(c.until)
}

// signIn takes the plugin out of client-go's hands.
func (c *Client) signIn(ctx context.Context, l *link) error {
	how := l.rest.ExecProvider
	if how == nil {
		return nil
	}
	at, err := clusterFor(l.rest)
	if err != nil {
		return invalid(err, "The cluster of %q cannot be described to its credential plugin. Check its certificate authority", l.name)
	}
	l.rest.ExecProvider, l.plugged = nil, true
	p := c.plugin(l, how, at)
	got, err := p.credential(ctx, l.name)
	if err != nil {
		return err
	}
	if len(got.cert) > 0 {
		l.rest.CertData, l.rest.KeyData, l.until = got.cert, got.key, got.until
		if cert := leaf(got.cert); l.until.IsZero() && cert != nil {
			l.until = cert.NotAfter
		}
	}
	l.rest.Wrap(func(next http.RoundTripper) http.RoundTripper { return &signed{plugin: p, context: l.name, next: next} })
	return nil
}

// plugin is the one of the link's user, the same until the files change: it remembers its credential and its failure.
// One that wants to know the cluster may give another credential for each.
func (c *Client) plugin(l *link, how *api.ExecConfig, at json.RawMessage) *plugin {
	identity := l.user
	if how.ProvideClusterInfo {
		identity += "\x00" + string(at)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.plugins[identity]
	if p == nil {
		p = &plugin{exec: how, cluster: at, path: c.shell.PATH, now: c.cfg.Now, turn: make(chan struct{}, 1)}
		p.renewed = func() { c.doubt(p) }
		p.turn <- struct{}{}
		c.plugins[identity] = p
	}
	if !slices.Contains(p.contexts, l.name) {
		p.contexts = append(p.contexts, l.name)
	}
	return p
}

// doubt has every context that a plugin signs in be asked anew who that is.
func (c *Client) doubt(p *plugin) {
	c.mu.Lock()
	contexts := slices.Clone(p.contexts)
	c.mu.Unlock()
	for _, name := range contexts {
		c.cfg.Doubt(name)
	}
}

// signed puts the plugin's newest token on every request.
type signed struct {
	plugin  *plugin
	context string
	next    http.RoundTripper
}

func (s *signed) RoundTrip(r *http.Request) (*http.Response, error) {
	got, err := s.plugin.credential(r.Context(), s.context)
	if err != nil {
		return nil, err
	}
	if !got.token.Empty() {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+got.token.Reveal())
	}
	answer, err := s.next.RoundTrip(r)
	if err == nil && answer.StatusCode == http.StatusUnauthorized {
		s.plugin.forget(r.Context(), got)
	}
	return answer, err
}

// credential is the one at hand while it is valid, else a new one. One run serves all who wait; after a
// failure the same answer is given for a moment, so that many lists do not open many sign-in pages.
func (p *plugin) credential(ctx context.Context, name string) (*credential, error) {
	got, err := p.current(ctx)
	var known *fault.Error
	if errors.As(err, &known) { // it may have failed for another context
		err = fault.New(known.Kind, known.System, known.Unwrap(), "%s, the sign-in of the context %q, %s", p.exec.Command, name, known.Detail)
	}
	return got, err
}

func (p *plugin) current(ctx context.Context) (*credential, error) {
	select {
	case <-p.turn:
		defer func() { p.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := p.now()
	if p.have.good(now, now.Sub(p.since) < pluginRest) {
		return p.have, nil
	}
	if p.failed != nil && now.Sub(p.since) < pluginRest {
		return nil, p.failed
	}
	got, err := p.run(ctx)
	if errors.Is(err, context.Canceled) {
		return nil, err // who asked has left; that says nothing to those who wait
	}
	if err == nil && !p.since.IsZero() {
		p.renewed()
	}
	p.have, p.failed, p.since = got, err, now
	return got, err
}

// forget drops a credential that the server does not take, at most once in a while.
func (p *plugin) forget(ctx context.Context, refused *credential) {
	select {
	case <-p.turn:
		defer func() { p.turn <- struct{}{} }()
	case <-ctx.Done():
		return
	}
	if p.have == refused && p.now().Sub(p.since) > pluginRest {
		p.have = nil
	}
}

func (p *plugin) run(ctx context.Context) (*credential, error) {
	if p.exec.InteractiveMode == api.AlwaysExecInteractiveMode {
		return nil, p.fault(nil, "wants to ask its questions in a terminal. Sign in with it there, or configure it to need no terminal")
	}
	path := p.path()
	command := find(p.exec.Command, path)
	if command == "" {
		hint := "Install it, or add its folder to PATH in your shell's profile"
		if p.exec.InstallHint != "" {
			hint = strings.TrimSpace(p.exec.InstallHint)
		}
		return nil, p.fault(nil, "was not found on PATH. %s", hint)
	}
	ctx, cancel := context.WithTimeout(ctx, pluginTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, p.exec.Args...)
	cmd.WaitDelay = time.Second // children may keep the pipes open
	cmd.Env = append(os.Environ(), "PATH="+path, "KUBERNETES_EXEC_INFO="+p.question())
	for _, e := range p.exec.Env {
		cmd.Env = append(cmd.Env, e.Name+"="+e.Value)
	}
	stdout, stderr := &capped{room: tooLong}, &capped{room: 4096}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err := cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, p.fault(ctx.Err(), "did not answer within %d seconds. Run it in a terminal to see what it waits for", int(pluginTimeout.Seconds()))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, p.fault(err, "failed%s. Run it in a terminal, mend that, then retry", stderr.firstLine())
	}
	return p.answer(stdout.Bytes())
}

// question is what the plugin protocol passes in: what we speak, and that nobody is there to ask.
func (p *plugin) question() string {
	spec := map[string]any{"interactive": false}
	if p.exec.ProvideClusterInfo {
		spec["cluster"] = p.cluster
	}
	text, _ := json.Marshal(map[string]any{"apiVersion": p.exec.APIVersion, "kind": "ExecCredential", "spec": spec})
	return string(text)
}

func (p *plugin) answer(text []byte) (*credential, error) {
	var said struct {
		APIVersion string `json:"apiVersion"`
		Status     *struct {
			Token                 string     `json:"token"`
			ClientCertificateData string     `json:"clientCertificateData"`
			ClientKeyData         string     `json:"clientKeyData"`
			ExpirationTimestamp   *time.Time `json:"expirationTimestamp"`
		} `json:"status"`
	}
	// The error's text may hold a piece of the credential, so it goes nowhere.
	if json.Unmarshal(text, &said) != nil || said.Status == nil {
		return nil, p.fault(nil, "gave no credential. Run it in a terminal to see what it says")
	}
	if said.APIVersion != p.exec.APIVersion {
		return nil, p.fault(nil, "speaks %s, but the kubeconfig asks for %s. Update it, or mend apiVersion in the kubeconfig", said.APIVersion, p.exec.APIVersion)
	}
	got := &credential{token: secret.New(said.Status.Token), cert: []byte(said.Status.ClientCertificateData), key: []byte(said.Status.ClientKeyData)}
	if said.Status.ExpirationTimestamp != nil {
		got.until = *said.Status.ExpirationTimestamp
	}
	if said.Status.Token == "" && (len(got.cert) == 0 || len(got.key) == 0) {
		return nil, p.fault(nil, "gave neither a token nor a certificate with its key. Run it in a terminal to see what it says")
	}
	return got, nil
}

// fault says what became of the plugin, in words that follow its name.
func (p *plugin) fault(cause error, format string, args ...any) error {
	return fault.New(fault.SignIn, "kubernetes", cause, format, args...)
}

// clusterFor describes the cluster to a plugin that wants to know.
func clusterFor(cfg *rest.Config) (json.RawMessage, error) {
	at, err := rest.ConfigToExecCluster(cfg)
	if err != nil {
		return nil, err
	}
	about := map[string]any{
		"server": at.Server, "tls-server-name": at.TLSServerName, "insecure-skip-tls-verify": at.InsecureSkipTLSVerify,
		"certificate-authority-data": at.CertificateAuthorityData, "proxy-url": at.ProxyURL,
	}
	if at.Config != nil {
		about["config"] = at.Config
	}
	return json.Marshal(about)
}

// capped keeps the beginning of what a plugin writes, however much that is.
type capped struct {
	bytes.Buffer
	room int
}

func (c *capped) Write(p []byte) (int, error) {
	if keep := min(len(p), c.room-c.Len()); keep > 0 {
		c.Buffer.Write(p[:keep])
	}
	return len(p), nil
}

// firstLine is what a plugin complains of, short enough for a sentence.
func (c *capped) firstLine() string {
	line, _, _ := strings.Cut(strings.TrimSpace(c.String()), "\n")
	if line = strings.TrimRight(strings.TrimSpace(secret.Said(line)), "."); line == "" {
		return ""
	}
	if len(line) > 200 {
		line = strings.ToValidUTF8(line[:200], "") + "…"
	}
	return ": " + line
}
