package helmtest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/helm/helmtest"
)

func TestFake(t *testing.T) {
	helmtest.Suite(t, func(*testing.T) helmtest.Fixture {
		fake := helmtest.NewFake(time.Now)
		ref := helm.Ref{Context: "ops@ocean", Namespace: "acme-prod", Name: "greeter"}
		var revisions []helmtest.Revision
		for i, greeting := range helmtest.Greetings {
			status := "superseded"
			if i == len(helmtest.Greetings)-1 {
				status = "deployed"
			}
			revisions = append(revisions, helmtest.Revision{
				Revision: helm.Revision{Revision: i + 1, Status: status, Chart: "greeter-1.2.3", AppVersion: "9.8", Updated: "2026-03-04T05:06:07Z"},
				Values: helm.Values{
					User:     fmt.Sprintf("greeting: %s\nsmtp:\n  password: •••\n", greeting),
					Computed: fmt.Sprintf("greeting: %s\nlevel: info\nsmtp:\n  host: mail\n  password: •••\n", greeting), Hidden: 1,
				},
				Manifest: fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: greeter-greeting}\ndata: {greeting: %q, smtp.password: %q}\n", greeting, helmtest.Password),
				Notes:    fmt.Sprintf("Greets with %s.\n", greeting),
			})
		}
		fake.Put(ref, helm.Owner{}, revisions...)
		return helmtest.Fixture{Reader: fake, Writer: fake, Ref: ref}
	})
}
