package helmsdk

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/live"
)

// bomb is a small payload that unpacks to more than a release may hold.
func bomb(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	zeros := make([]byte, 1<<20)
	for range largest>>20 + 1 {
		if _, err := zip.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return encoded(out.Bytes())
}

func TestADamagedRevisionSaysSoAndTheOthersAreThere(t *testing.T) {
	whole := encoded(zipped([]byte(`{"name":"greeter","version":2,"info":{}}`)))
	for _, row := range []struct{ name, payload, says string }{
		{"empty", "", "is missing"},
		{"no base64", "%%%", "no valid base64"},
		{"base64 cut short", whole[:len(whole)-3], "no valid base64"},
		{"gzip cut short", encoded(zipped([]byte(`{"name":"greeter"}`))[:20]), "does not unpack"},
		{"gzip's head only", encoded([]byte{0x1f, 0x8b}), "does not unpack"},
		{"no JSON", encoded(zipped([]byte(`{"name":`))), "no valid JSON"},
		{"another format", encoded(zipped([]byte(`{"kind":"HelmRelease"}`))), "not a release of Helm 3"},
		{"a list", encoded([]byte(`[1,2]`)), "no valid JSON"},
		{"a bomb", bomb(t), "unpacks to more than 64 MiB"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, c := open(t)
			s.keepPayload("greeter", 2, "superseded", row.payload)
			got, err := c.Release(t.Context(), greeter)
			if err != nil || len(got.History) != 3 {
				t.Fatalf("got %+v, %v", got, err)
			}
			problem := got.History[1].Problem
			for _, part := range []string{row.says, "Secret sh.helm.release.v1.greeter.v2", "Restore it"} {
				if !strings.Contains(problem, part) {
					t.Errorf("%q does not say %q", problem, part)
				}
			}
			if got.History[0].Problem != "" || got.History[2].Problem != "" || got.History[1].Status != "superseded" {
				t.Errorf("got %+v", got.History)
			}
			if _, err := c.Values(t.Context(), greeter, 2); fault.Of(err).Kind != fault.Invalid {
				t.Errorf("its values: %v", err)
			}
			if _, err := c.Compare(t.Context(), greeter, 1, 3); err != nil {
				t.Errorf("the others are not compared: %v", err)
			}
		})
	}
}

func TestWhatTheClusterRefusesSaysWhatToDo(t *testing.T) {
	answering := func(code int) *apiServer {
		s := &apiServer{}
		s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }))
		t.Cleanup(s.Close)
		return s
	}
	gone := answering(http.StatusOK)
	gone.Close()
	for _, row := range []struct {
		name   string
		server *apiServer
		kind   fault.Kind
	}{
		{"forbidden", answering(http.StatusForbidden), fault.Denied},
		{"signed out", answering(http.StatusUnauthorized), fault.SignIn},
		{"gone", gone, fault.Unreachable},
		{"broken", answering(http.StatusInternalServerError), fault.Internal},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := leafOf(row.server, 0).Release(t.Context(), greeter)
			if got := fault.Of(err); got.Kind != row.kind || got.Detail == "" {
				t.Errorf("got %s: %s", got.Kind, got.Detail)
			}
		})
	}
	missing := fault.New(fault.NotFound, "kubernetes", nil, "There is no context ops@ocean")
	c := &client{Config{RESTConfig: func(string) (*rest.Config, error) { return nil, missing }}}
	if _, err := c.Release(t.Context(), greeter); !errors.Is(err, missing) {
		t.Errorf("the context's own fault is lost: %v", err)
	}
}

func window(t *testing.T, c *client, namespace string) (live.Page, error) {
	t.Helper()
	lists := live.New([]live.View{c.View()}, time.Now, func(live.Changed) {})
	t.Cleanup(lists.Close)
	return lists.Window(t.Context(), live.Query{View: "releases", Scope: live.Scope{Context: greeter.Context, Namespace: namespace}, Limit: 10})
}

func TestAForbiddenListIsNoEmptyOne(t *testing.T) {
	s, c := open(t)
	s.forbid = func(_, namespace, _ string) bool { return namespace == "" }
	if _, err := window(t, c, ""); fault.Of(err).Kind != fault.Denied || !strings.Contains(fault.Of(err).Detail, "Choose a namespace") {
		t.Errorf("forbidden is shown as %v", err)
	}
	if page, err := window(t, c, "acme-prod"); err != nil || page.Total != 1 {
		t.Errorf("a namespace that may be listed: %+v, %v", page, err)
	}
}

func TestTheListShowsTheNewestRevisionAndItsOwnerFromMetadataAlone(t *testing.T) {
	s, c := open(t)
	s.keepPayload("damaged", 12, "deployed", "%%%") // a list does not decode
	s.keepPayload("damaged", 9, "superseded", "%%%")
	s.put("other", "configmaps", map[string]any{"metadata": map[string]any{"name": "flux", "labels": map[string]any{
		"owner": "helm", "name": "flux", "version": "2", "status": "failed", "modifiedAt": "1772000100", fluxName: "flux",
	}}})
	s.put("other", "secrets", map[string]any{"metadata": map[string]any{"name": "no-release", "labels": map[string]any{"owner": "helm"}}})
	page, err := window(t, c, "")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, r := range page.Rows {
		got = append(got, strings.Join(r.Cells, " "))
	}
	want := "damaged acme-prod 12 deployed 2026-02-25T06:13:20Z helm\n" +
		"greeter acme-prod 3 deployed 2026-02-25T06:13:20Z helm\n" +
		"flux other 2 failed 2026-02-25T06:15:00Z flux"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestTheListFollowsRemovals(t *testing.T) {
	s, c := open(t)
	lists := live.New([]live.View{c.View()}, time.Now, func(live.Changed) {})
	t.Cleanup(lists.Close)
	query := live.Query{View: "releases", Scope: live.Scope{Context: greeter.Context}, Limit: 10}
	if page, err := lists.Window(t.Context(), query); err != nil || page.Total != 1 {
		t.Fatalf("got %+v, %v", page, err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		watching := len(s.watchers)
		s.mu.Unlock()
		if watching == 2 || time.Now().After(deadline) {
			break
		}
	}
	for _, left := range []int{1, 1, 0} { // newest first: the older ones take its place
		s.mu.Lock()
		newest := ""
		for path := range s.objects {
			if strings.Contains(path, "sh.helm.release") && path > newest {
				newest = path
			}
		}
		s.store(newest, s.objects[newest], "DELETED")
		s.mu.Unlock()
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			page, err := lists.Window(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total == left && (left == 0 || !strings.HasSuffix(newest, "v"+page.Rows[0].Cells[2])) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("after %s went: %+v", newest, page.Rows)
			}
		}
	}
}

func TestProseOfAReleaseIsShownWithoutPasswords(t *testing.T) {
	s, c := open(t)
	rel := revision(4, "x")
	rel.Info.Notes, rel.Info.Description = "Log in with password: hunter2-fixture\n", "install failed: token=hunter2-fixture"
	s.keep(t, rel)
	got, err := c.Release(t.Context(), helm.Ref{Namespace: greeter.Namespace, Name: greeter.Name})
	if err != nil || strings.Contains(got.Notes+got.Current.Description, "hunter2") || !strings.Contains(got.Notes, "Log in with password: •••") {
		t.Errorf("got %q, %q, %v", got.Notes, got.Current.Description, err)
	}
}

func TestWhatAServerQuotesIsNotRepeated(t *testing.T) {
	s, c := open(t)
	rel := revision(4, "x")
	rel.Info.Description = `Upgrade failed: "" is invalid: patch: Invalid value: "{\"env\":[{\"value\":\"hunter2\"}]}": quantities must match ` + strings.Repeat("so ", 300)
	s.keep(t, rel)
	got, err := c.Release(t.Context(), greeter)
	if err != nil {
		t.Fatal(err)
	}
	said := got.Current.Description
	if !strings.HasPrefix(said, `Upgrade failed: "" is invalid: patch: Invalid value: quantities must match so`) || len([]rune(said)) > 500 {
		t.Errorf("%d long: %s", len(said), said)
	}
}
