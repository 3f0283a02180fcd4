package kube_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// script is a credential plugin that counts its runs in a file beside it.
func script(t *testing.T, body string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sign-in")
	text := "#!/bin/sh\necho run >> " + name + ".runs\n" + body + "\n"
	if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

func runs(t *testing.T, name string) int {
	t.Helper()
	text, _ := os.ReadFile(name + ".runs")
	return strings.Count(string(text), "run")
}

func execUser(command, more string) string {
	return fmt.Sprintf(`{exec: {apiVersion: client.authentication.k8s.io/v1, command: %q, interactiveMode: Never%s}}`, command, more)
}

func gives(status string) string {
	return `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":` + status + `}'`
}

func TestAPluginThatDoesNotHelpIsNamed(t *testing.T) {
	for _, c := range []struct{ name, user, says string }{
		{"missing", execUser("no-such-plugin", ""), `no-such-plugin, the sign-in of the context "here", was not found on PATH. Install it`},
		{"missing, with a hint", execUser("no-such-plugin", ", installHint: Run the installer"), "was not found on PATH. Run the installer"},
		{"failing", execUser(script(t, "echo session expired >&2; exit 3"), ""), "failed: session expired."},
		{"failing with a token on its lips", execUser(script(t, "echo refused: token=hunter2 >&2; exit 3"), ""), "failed: refused: token=•••."},
		{"chatty", execUser(script(t, "echo hello"), ""), "gave no credential"},
		{"empty-handed", execUser(script(t, gives("{}")), ""), "neither a token nor a certificate"},
		{"of another version", execUser(script(t, `echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}'`), ""), "speaks client.authentication.k8s.io/v1beta1"},
		{"wanting a terminal", strings.Replace(execUser("aws", ""), "Never", "Always", 1), "in a terminal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := serve(t)
			state, err := client(t, a.URL, c.user, "").Probe(t.Context(), "here")
			if err != nil || state.Reachable || state.Problem == nil || state.Problem.Kind != fault.SignIn || !strings.Contains(state.Problem.Detail, c.says) {
				t.Errorf("%+v %v", state.Problem, err)
			}
			if n := a.hits(""); n != 0 {
				t.Errorf("the server was asked %d times without a credential", n)
			}
		})
	}
}

func TestAPluginThatHangsIsGivenUp(t *testing.T) {
	a := serve(t)
	c := client(t, a.URL, execUser(script(t, "sleep 60"), ""), "")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	state, err := c.Probe(ctx, "here")
	if err != nil || state.Problem == nil || !strings.Contains(state.Problem.Detail, "did not answer within") {
		t.Errorf("%+v %v", state.Problem, err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
}

// A list that is closed while its plugin runs must not make the next one hear that it was cancelled.
func TestWhoLeavesAPluginSpoilsNothingForTheNext(t *testing.T) {
	c := client(t, serve(t).URL, execUser(script(t, "sleep 1; "+gives(`{"token":"t"}`)), ""), "")
	ctx, leave := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, leave)
	if _, err := c.RESTConfig(ctx, "here"); err == nil {
		t.Fatal("the plugin was faster than who left")
	}
	if _, err := c.RESTConfig(t.Context(), "here"); err != nil {
		t.Error(err)
	}
}

func TestAPluginsTokenIsUsedAndFetchedAgainWhenItEnds(t *testing.T) {
	start := time.Now()
	until := func(d time.Duration) string { return start.Add(d).UTC().Format(time.RFC3339) }
	for _, c := range []struct {
		name, ends string
		later      time.Duration
		runs       int
	}{
		{"without an end", "", 100 * time.Hour, 1},
		{"long before its end", until(time.Hour), 50 * time.Minute, 1},
		{"just before its end", until(time.Hour), time.Hour - 5*time.Second, 2},
		{"after its end", until(time.Hour), 2 * time.Hour, 2},
		{"so short that it is always near its end", until(6 * time.Second), time.Second, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, now := serve(t), start
			tokens := make(chan string, 10)
			a.on("/version", func(w http.ResponseWriter, r *http.Request) {
				tokens <- r.Header.Get("Authorization")
				say(http.StatusOK, map[string]string{"gitVersion": "v1"})(w, r)
			})
			status := `{"token":"t"}`
			if c.ends != "" {
				status = `{"token":"t","expirationTimestamp":"` + c.ends + `"}`
			}
			plugin := script(t, gives(status))
			file := write(t, kubeconfig(a.URL, execUser(plugin, ""), ""))
			reader := kube.New(kube.Config{Files: []string{file}, Now: func() time.Time { return now }})
			for _, at := range []time.Duration{0, c.later} {
				now = start.Add(at)
				if _, err := reader.Login(t.Context(), "here"); fault.Of(err).Kind != fault.NotFound {
					t.Fatal(err)
				}
			}
			if n := runs(t, plugin); n != c.runs {
				t.Errorf("ran %d times, want %d", n, c.runs)
			}
			if _, err := reader.Probe(t.Context(), "here"); err != nil || <-tokens != "Bearer t" {
				t.Error("the token was not sent", err)
			}
		})
	}
}

func TestManyWhoWaitOpenOneSignIn(t *testing.T) {
	for name, body := range map[string]string{
		"one that works": "sleep 0.2; " + gives(`{"token":"t"}`),
		"one that fails": "sleep 0.2; exit 1",
	} {
		t.Run(name, func(t *testing.T) {
			plugin := script(t, body)
			c := client(t, serve(t).URL, execUser(plugin, ""), "")
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() { _, _ = c.Probe(t.Context(), "here") })
			}
			all.Wait()
			if n := runs(t, plugin); n != 1 {
				t.Errorf("ran %d times", n)
			}
		})
	}
}

// A kubeconfig with many contexts of one login signs in once, and each context is told by its own name what failed.
func TestContextsOfOneIdentityShareItsSignIn(t *testing.T) {
	for _, tt := range []struct {
		name, body, more string
		runs             int
	}{
		{"one that works", "sleep 0.2; " + gives(`{"token":"t"}`), "", 1},
		{"one that fails", "sleep 0.2; exit 1", "", 1},
		{"one that gives each cluster its own", gives(`{"token":"t"}`), ", provideClusterInfo: true", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plugin := script(t, tt.body)
			text := strings.Replace(kubeconfig(serve(t).URL, execUser(plugin, tt.more), ""), "contexts: [",
				"contexts: [{name: there, context: {cluster: lake, user: ops}}, ", 1)
			text = strings.Replace(text, "clusters: [", fmt.Sprintf("clusters: [{name: lake, cluster: {server: %q, insecure-skip-tls-verify: true}}, ", serve(t).URL), 1)
			c := kube.New(kube.Config{Files: []string{write(t, text)}, Now: time.Now})
			var all sync.WaitGroup
			for _, name := range []string{"here", "there"} {
				all.Go(func() {
					state, err := c.Probe(t.Context(), name)
					if err != nil || state.Problem != nil && state.Problem.Kind == fault.SignIn && !strings.Contains(state.Problem.Detail, `the context "`+name+`"`) {
						t.Errorf("%+v %v", state.Problem, err)
					}
				})
			}
			all.Wait()
			if n := runs(t, plugin); n != tt.runs {
				t.Errorf("ran %d times", n)
			}
		})
	}
}

func TestAPluginIsToldTheClusterAndThatNobodyIsThere(t *testing.T) {
	plugin := script(t, `echo "$KUBERNETES_EXEC_INFO $FLAVOUR" > "$0.asked"; `+gives(`{"token":"t"}`))
	a := serve(t)
	c := client(t, a.URL, execUser(plugin, ", provideClusterInfo: true, env: [{name: FLAVOUR, value: sea}]"), "")
	if _, err := c.RESTConfig(t.Context(), "here"); err != nil {
		t.Fatal(err)
	}
	asked, _ := os.ReadFile(plugin + ".asked")
	for _, want := range []string{`"interactive":false`, a.URL, "sea"} {
		if !strings.Contains(string(asked), want) {
			t.Errorf("%q is not in %s", want, asked)
		}
	}
}

func TestATokenThatTheServerRefusesAsksForSignIn(t *testing.T) {
	a := serve(t)
	no := refuse(http.StatusUnauthorized, metav1.StatusReasonUnauthorized, "Unauthorized")
	a.on("/version", no)
	a.on("/apis/authentication.k8s.io/v1/selfsubjectreviews", no)
	plugin := script(t, gives(`{"token":"old"}`))
	for _, user := range []string{execUser(plugin, ""), "{token: old}"} {
		c := client(t, a.URL, user, "")
		for range 3 {
			state, err := c.Probe(t.Context(), "here")
			if err != nil || !state.Reachable || state.Problem == nil || state.Problem.Kind != fault.SignIn || !strings.Contains(state.Problem.Detail, `credentials of "ops"`) {
				t.Errorf("%+v %v", state, err)
			}
			for _, one := range state.Capabilities {
				if one.Presence == cluster.Present {
					t.Errorf("%+v", one)
				}
			}
		}
	}
	if n := runs(t, plugin); n != 1 {
		t.Errorf("a refused token ran the plugin %d times in a row", n)
	}
}
