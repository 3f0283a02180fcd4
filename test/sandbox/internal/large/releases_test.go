package large

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"testing"
)

func TestACopiedRevisionDiffersOnlyInNameAndNamespace(t *testing.T) {
	var original record
	original.Metadata.Name = "sh.helm.release.v1.pattern.v2"
	original.Metadata.Labels = map[string]string{"owner": "helm", "name": "pattern", "version": "2", "status": "deployed"}
	original.Type = "helm.sh/release.v1"
	original.Data = map[string][]byte{"release": packed(t, `{"name":"pattern","namespace":"pattern","version":2,"manifest":"kind: Service"}`)}

	again, err := original.under("acme-00-dev", "shop-03")
	if err != nil {
		t.Fatal(err)
	}
	if again.Metadata.Name != "sh.helm.release.v1.shop-03.v2" || again.Metadata.Labels["name"] != "shop-03" || again.Metadata.Labels["status"] != "deployed" {
		t.Errorf("its metadata are %+v", again.Metadata)
	}
	if original.Metadata.Labels["name"] != "pattern" {
		t.Error("the original was changed")
	}
	if got, want := unpacked(t, again.Data["release"]), `{"manifest":"kind: Service","name":"shop-03","namespace":"acme-00-dev","version":2}`; got != want {
		t.Errorf("it holds %s, want %s", got, want)
	}
}

func packed(t *testing.T, plain string) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, _ = zip.Write([]byte(plain))
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(base64.StdEncoding.EncodeToString(out.Bytes()))
}

func unpacked(t *testing.T, payload []byte) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(string(payload))
	if err != nil {
		t.Fatal(err)
	}
	unzip, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.NewDecoder(unzip).Decode(&value); err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(value)
	return string(text)
}
