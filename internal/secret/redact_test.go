package secret_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/secret"
)

func TestKeysThatHoldASecretAreToldFromKeysThatSpeakOfOne(t *testing.T) {
	holds := []string{
		"password", "dbPassword", "DB_PASSWORD", "DBPassword", "pgpassword", "smtp.password", "api-key", "apiKey", "APIKey",
		"secretKey", "SECRET_KEY_BASE", "clientSecret", "access_token", "token", "private-key", "connectionString", "dsn",
		"AWS_SECRET_ACCESS_KEY", "passphrase", "passwords", ".dockerconfigjson", "Authorization",
	}
	speaks := []string{
		"secretName", "existingSecret", "imagePullSecrets", "passwordFile", "tokenTTL", "token-expiry", "secretKeyRef",
		"tokenSecretRef", "key", "keys", "monkey", "bypass", "publicKey", "maxTokens", "passwordPolicy", "replicas", "",
		"automountServiceAccountToken", "secretStoreRef", "passLength",
	}
	for _, key := range holds {
		if !secret.Sensitive(key) {
			t.Errorf("%q holds a secret and was let through", key)
		}
	}
	for _, key := range speaks {
		if secret.Sensitive(key) {
			t.Errorf("%q only speaks of a secret and was hidden", key)
		}
	}
}

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"

const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nabcdef\n-----END RSA PRIVATE KEY-----\n"

func TestRedactedTrees(t *testing.T) {
	for _, row := range []struct {
		name string
		in   map[string]any
		want string
	}{
		{"a password is hidden", map[string]any{"password": "hunter2"}, "map[password:•••]"},
		{"so is one that is a number", map[string]any{"pgpassword": 12345}, "map[pgpassword:•••]"},
		{"a switch is not", map[string]any{"token": true}, "map[token:true]"},
		{"neither is an empty one", map[string]any{"password": ""}, "map[password:]"},
		{"a Vault reference stays", map[string]any{"password": "vault:kv/acme/dev/shop#smtp"}, "map[password:vault:kv/acme/dev/shop#smtp]"},
		{"a templated reference stays", map[string]any{"password": "$VAULT_REF_SMTP", "token": "${smtp.token}"}, "map[password:$VAULT_REF_SMTP token:${smtp.token}]"},
		{"a default inside a reference does not", map[string]any{"password": "${SMTP:-hunter2}"}, "map[password:•••]"},
		{"a secretKeyRef stays", map[string]any{"passwordFrom": map[string]any{"secretKeyRef": map[string]any{"name": "smtp", "key": "password"}}},
			"map[passwordFrom:map[secretKeyRef:map[key:password name:smtp]]]"},
		{"a variable's value is judged by its name", map[string]any{"env": []any{map[string]any{"name": "DB_PASSWORD", "value": "hunter2"}, map[string]any{"name": "LEVEL", "value": "info"}}},
			"map[env:[map[name:DB_PASSWORD value:•••] map[name:LEVEL value:info]]]"},
		{"an ExternalSecret's key name stays", map[string]any{"secretKey": "smtp", "remoteRef": map[string]any{"key": "acme/dev"}}, "map[remoteRef:map[key:acme/dev] secretKey:smtp]"},
		{"a flag's value is hidden", map[string]any{"args": []any{"--db-password=hunter2", "--v=2"}}, "map[args:[--db-password=••• --v=2]]"},
		{"also as the next argument", map[string]any{"args": []any{"--password", "hunter2", "--v", "2"}}, "map[args:[--password ••• --v 2]]"},
		{"an address keeps all but the password", map[string]any{"db": "postgres://shop:hunter2@db:5432/shop"}, "map[db:postgres://shop:•••@db:5432/shop]"},
		{"a web token is known by its look", map[string]any{"greeting": "use " + jwt + " here"}, "map[greeting:use ••• here]"},
		{"a generated text is known by its look", map[string]any{"seed": "kJ8sPq2LmZ0xVtR5nB7cWy3H"}, "map[seed:•••]"},
		{"a checksum is not secret", map[string]any{"checksum/config": "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"},
			"map[checksum/config:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9]"},
		{"an image is not secret", map[string]any{"image": "registry.example/shop@sha256:0a1b2c3d4e5f60718293a4b5"}, "map[image:registry.example/shop@sha256:0a1b2c3d4e5f60718293a4b5]"},
		{"a private key is hidden wherever it stands", map[string]any{"note": "a\n" + pem + "b"}, "map[note:a\n•••\nb]"},
		{"a file inside a value is read line by line", map[string]any{"app.yaml": "level: info\ndb:\n  password: hunter2 and more\n  host: db\n"},
			"map[app.yaml:level: info\ndb:\n  password: •••\n  host: db\n]"},
		{"its block texts are hidden whole", map[string]any{"app.yaml": "token: |\n  hunter2\n  hunter3\nhost: db"}, "map[app.yaml:token: •••\nhost: db]"},
		{"a connection string keeps all but the password", map[string]any{"odbc": "Server=db;Password=hunter2;Timeout=3"}, "map[odbc:Server=db;Password=•••;Timeout=3]"},
		{"passwords in a list", map[string]any{"passwords": []any{"hunter2", "vault:kv/a#b"}}, "map[passwords:[••• vault:kv/a#b]]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := fmt.Sprint(secret.NewRedactor().Plain(row.in)); got != row.want {
				t.Errorf("shown as\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestMarksTellAChangeAndNothingElse(t *testing.T) {
	r := secret.NewRedactor()
	one, same, other := r.Hide("hunter2"), r.Hide("hunter2"), r.Hide("hunter3")
	if one[0].Mark != same[0].Mark || one[0].Mark == other[0].Mark {
		t.Error("marks do not follow the hidden texts")
	}
	if one[0].Mark == secret.NewRedactor().Hide("hunter2")[0].Mark {
		t.Error("a mark can be compared across redactors, so it can be guessed")
	}
}

func TestMaskedCountsWhatIsHidden(t *testing.T) {
	tree := secret.NewRedactor().Plain(map[string]any{"password": "x", "list": []any{map[string]any{"token": "y"}}, "open": "z"})
	if n := secret.Masked(tree); n != 2 {
		t.Errorf("%d hidden, want 2", n)
	}
}

func FuzzRedactorHidesAPlantedSecret(f *testing.F) {
	f.Add("S3cr3t-planted", "level: info")
	f.Add("-----BEGIN", "a=b")
	f.Fuzz(func(t *testing.T, planted, around string) {
		if len(planted) < 4 || strings.Contains(around, planted) || secret.Reference(planted) || strings.ContainsAny(planted, "\n•") || strings.Contains("password ••• value env name DB_PASSWORD data", planted) {
			t.Skip()
		}
		tree := map[string]any{
			"password": planted, "data": around,
			"env": []any{map[string]any{"name": "DB_PASSWORD", "value": planted}},
		}
		if got := fmt.Sprint(secret.NewRedactor().Plain(tree)); strings.Contains(got, planted) {
			t.Errorf("shows the secret: %q", got)
		}
	})
}
