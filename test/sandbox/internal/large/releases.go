package large

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// pattern is the one release that all others are copies of.
const pattern = "pattern"

// releases lets Helm itself make one release with its revisions, then writes that record again under other names: what
// lies in the cluster is what Helm stores, byte for byte but for name and namespace.
func releases(ctx context.Context, s *site.Site, admin *kube.Client) error {
	folder, err := seed.ChartFolder(s, chart, "pattern")
	if err != nil {
		return err
	}
	helm := func(args ...string) error {
		_, err := seed.Helm(ctx, s, append(args, "--namespace", namespace(0), "--kubeconfig", s.Path(landscape.Large, "admin.kubeconfig"))...)
		return err
	}
	for i := range Revisions {
		values := s.Path("pattern.yaml")
		text := fmt.Sprintf("image: {tag: 1.4.%d}\nreplicas: %d\nconfig: {checkout.timeout: %ds}\n", i, i%2+1, i+5)
		if err := os.WriteFile(values, []byte(text), 0o600); err != nil {
			return err
		}
		if err := helm("upgrade", "--install", pattern, folder, "--values", values); err != nil {
			return err
		}
	}
	var found struct{ Items []record }
	if err := admin.Do(ctx, http.MethodGet, "/api/v1/namespaces/"+namespace(0)+"/secrets?labelSelector=owner=helm", nil, &found); err != nil {
		return err
	}
	if len(found.Items) != Revisions {
		return fmt.Errorf("helm stored %d revisions of %d", len(found.Items), Revisions)
	}
	if err := helm("uninstall", pattern); err != nil {
		return err
	}
	return each(ctx, Releases, func(ctx context.Context, i int) error {
		in, name := namespace(i%Namespaces), fmt.Sprintf("%s-%02d", landscape.Products()[i%2], i/Namespaces)
		for _, r := range found.Items {
			again, err := r.under(in, name)
			if err != nil {
				return err
			}
			if err := admin.Do(ctx, http.MethodPost, "/api/v1/namespaces/"+in+"/secrets", again, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// record is the Secret in which Helm keeps one revision.
type record struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name   string            `json:"name"`
		Labels map[string]string `json:"labels"`
	} `json:"metadata"`
	Type string            `json:"type"`
	Data map[string][]byte `json:"data"`
}

// under is the same revision of a release of another name.
func (r record) under(namespace, name string) (record, error) {
	packed, err := base64.StdEncoding.DecodeString(string(r.Data["release"]))
	if err != nil {
		return r, err
	}
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return r, err
	}
	numbers := json.NewDecoder(unzip)
	numbers.UseNumber()
	var release object
	if err := numbers.Decode(&release); err != nil {
		return r, err
	}
	release["name"], release["namespace"] = name, namespace
	plain, err := json.Marshal(release)
	if err != nil {
		return r, err
	}
	var again bytes.Buffer
	zip, err := gzip.NewWriterLevel(&again, gzip.BestCompression) // as Helm does
	if err != nil {
		return r, err
	}
	if _, err := zip.Write(plain); err != nil {
		return r, err
	}
	if err := zip.Close(); err != nil {
		return r, err
	}
	r.APIVersion, r.Kind = "v1", "Secret"
	r.Metadata.Labels = maps.Clone(r.Metadata.Labels)
	r.Metadata.Labels["name"] = name
	r.Metadata.Name = fmt.Sprintf("sh.helm.release.v1.%s.v%s", name, r.Metadata.Labels["version"])
	r.Data = map[string][]byte{"release": []byte(base64.StdEncoding.EncodeToString(again.Bytes()))}
	return r, nil
}
