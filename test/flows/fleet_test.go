//go:build sandbox

package flows_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
)

// fleetOf is the service of the team's file.
func (a *app) fleetOf() *desktop.FleetService {
	a.t.Helper()
	for _, service := range a.core.Services {
		if found, ok := service.(*desktop.FleetService); ok {
			return found
		}
	}
	a.t.Fatal("there is no fleet service")
	return nil
}

// gitea asks the Git host as devops1.
func gitea(t *testing.T, s servers, method, path string, body any) map[string]any {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, s.Gitea.URL+"/api/v1/"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("devops1", s.Gitea.Accounts["devops1"])
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]any{}
	_ = json.NewDecoder(res.Body).Decode(&out) // a deletion answers with nothing
	if res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %v", method, path, res.Status, out)
	}
	return out
}

// commit writes the fleet's file to a repository of devops1 and returns the commit.
func commit(t *testing.T, s servers, repository, text, sha string) (commit, blob string) {
	t.Helper()
	body := map[string]any{"message": "Change the fleet", "branch": "main", "content": base64.StdEncoding.EncodeToString([]byte(text))}
	method := http.MethodPost
	if sha != "" {
		method, body["sha"] = http.MethodPut, sha
	}
	out := gitea(t, s, method, "repos/devops1/"+repository+"/contents/deploy/sluice.yaml", body)
	return out["commit"].(map[string]any)["sha"].(string), out["content"].(map[string]any)["sha"].(string)
}

func TestTheSandboxsFleetIsGood(t *testing.T) {
	if _, err := fleet.Load(sandbox(t).Fleet); err != nil {
		t.Fatal(err)
	}
}

func TestAFleetIsReadFromGit(t *testing.T) {
	s := sandbox(t)
	text, err := os.ReadFile(s.Fleet)
	if err != nil {
		t.Fatal(err)
	}
	name := "fleet-" + time.Now().Format("150405.000000")
	gitea(t, s, http.MethodPost, "user/repos", map[string]any{"name": name, "auto_init": true, "default_branch": "main"})
	t.Cleanup(func() { gitea(t, s, http.MethodDelete, "repos/devops1/"+name, nil) })
	first, blob := commit(t, s, name, string(text), "")
	s.Fleet = "git+" + s.Gitea.URL + "/devops1/" + name + ".git//deploy/sluice.yaml?ref=main"
	a := open(t, s, "dev1@harbor")
	file := a.fleetOf()
	until(t, "the fleet is in force", func() bool {
		got, err := file.File()
		return err == nil && got.Name == "storefront" && got.Commit == first && got.Git && got.ReadOnly != ""
	})
	if acting := a.use("dev1@harbor"); acting.Actor.Role != "developer" {
		t.Fatalf("its roles count: %+v", acting)
	}

	// A version that is wrong is said with its place, and the last good one stays.
	second, blob := commit(t, s, name, string(text)+"colour: blue\n", blob)
	got, err := file.Refresh()
	if err != nil || got.Name != "storefront" || got.Commit != first || len(got.Problems) != 1 || got.Problem == nil || got.Problems[0].Path != "colour" {
		t.Fatalf("%+v, %v; newest is %s", got.Problem, err, second)
	}
	third, _ := commit(t, s, name, strings.Replace(string(text), "name: storefront", "name: harbour", 1), blob)
	if got, err = file.Refresh(); err != nil || got.Name != "harbour" || got.Commit != third || got.Problem != nil {
		t.Fatalf("%+v, %v", got, err)
	}

	// It is nobody's business who is not let in.
	gitea(t, s, http.MethodPatch, "repos/devops1/"+name, map[string]any{"private": true})
	if got, err = file.Refresh(); err != nil || got.Problem == nil || got.Problem.Kind != fault.SignIn || got.Name != "harbour" {
		t.Fatalf("%+v, %v", got.Problem, err)
	}
}

func TestTheFirstFleetIsProposedAndWritten(t *testing.T) {
	s := sandbox(t)
	s.Fleet = filepath.Join(t.TempDir(), "team", "sluice.yaml")
	a := open(t, s, "dev1@harbor")
	file := a.fleetOf()
	if got, err := file.File(); err != nil || !got.Missing {
		t.Fatalf("%+v, %v", got, err)
	}
	proposal, err := file.Propose()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := file.Check(proposal.Text)
	if err != nil || len(problems) > 0 || !strings.Contains(proposal.Text, `"*-dev"`) || !strings.Contains(proposal.Text, "production: true") {
		t.Fatalf("%+v, %v\n%s", problems, err, proposal.Text)
	}
	end := a.follow(file.Create(fleet.CreateInput{Text: proposal.Text}))
	if end.State != "succeeded" || a.trail(end.ID) != "asked,succeeded" {
		t.Fatalf("%+v %+v", end, end.Fault)
	}
	written, err := file.File()
	if err != nil || written.Name != "my fleet" || written.Missing || written.Problem != nil {
		t.Fatalf("%+v, %v", written, err)
	}
	if again := a.follow(file.Create(fleet.CreateInput{Text: proposal.Text})); again.Fault == nil || again.Fault.Kind != fault.Conflict {
		t.Fatalf("%+v", again)
	}
	// It maps no groups, and this person has declared no role that keeps it.
	if _, err := file.Write(fleet.WriteInput{Base: written.Hash, Text: written.Text + "# more\n"}); fault.Of(err).Kind != fault.Denied {
		t.Fatalf("%v", err)
	}
}
