package kube_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	authv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// clientset is the real one, made from what the package hands out, before a server that says yes to all.
func clientset(t *testing.T) (*kubernetes.Clientset, *api) {
	t.Helper()
	a := serve(t)
	object := say(http.StatusOK, corev1.ConfigMap{TypeMeta: metav1.TypeMeta{Kind: "ConfigMap", APIVersion: "v1"}})
	a.on("/api/v1/namespaces/prod/configmaps", object)
	a.on("/api/v1/namespaces/prod/configmaps/flags", object)
	a.on("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", say(http.StatusCreated, authv1.SelfSubjectAccessReview{
		TypeMeta: metav1.TypeMeta{Kind: "SelfSubjectAccessReview", APIVersion: "authorization.k8s.io/v1"},
	}))
	cfg, err := client(t, a.URL, "{token: t}", "").RESTConfig(t.Context(), "here")
	if err != nil {
		t.Fatal(err)
	}
	set, err := kubernetes.NewForConfig(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return set, a
}

type call struct {
	name string
	do   func(context.Context, *kubernetes.Clientset) error
}

var flags = &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "flags"}}

var writes = []call{
	{"create", func(ctx context.Context, c *kubernetes.Clientset) error {
		_, err := c.CoreV1().ConfigMaps("prod").Create(ctx, flags, metav1.CreateOptions{})
		return err
	}},
	{"update", func(ctx context.Context, c *kubernetes.Clientset) error {
		_, err := c.CoreV1().ConfigMaps("prod").Update(ctx, flags, metav1.UpdateOptions{})
		return err
	}},
	{"patch", func(ctx context.Context, c *kubernetes.Clientset) error {
		_, err := c.CoreV1().ConfigMaps("prod").Patch(ctx, "flags", types.MergePatchType, []byte("{}"), metav1.PatchOptions{})
		return err
	}},
	{"delete", func(ctx context.Context, c *kubernetes.Clientset) error {
		return c.CoreV1().ConfigMaps("prod").Delete(ctx, "flags", metav1.DeleteOptions{})
	}},
	{"delete all", func(ctx context.Context, c *kubernetes.Clientset) error {
		return c.CoreV1().ConfigMaps("prod").DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
	}},
}

func TestASmuggledWriteNeverReachesTheServer(t *testing.T) {
	set, a := clientset(t)
	smuggled := append([]call{{"exec by GET", func(ctx context.Context, c *kubernetes.Clientset) error {
		return c.CoreV1().RESTClient().Get().AbsPath("/api/v1/namespaces/prod/pods/shop/exec").Do(ctx).Error()
	}}, {"port forward", func(ctx context.Context, c *kubernetes.Clientset) error {
		return c.CoreV1().RESTClient().Post().AbsPath("/api/v1/namespaces/prod/pods/shop/portforward").Do(ctx).Error()
	}}}, writes...)
	for _, w := range smuggled {
		if err := w.do(t.Context(), set); err == nil || !strings.Contains(err.Error(), "Nothing was changed") {
			t.Errorf("%s: %v", w.name, err)
		}
	}
	if n := a.hits(""); n != 0 {
		t.Errorf("the server was asked %d times: %v", n, a.asked)
	}
}

func TestReadsPassWithoutAPermit(t *testing.T) {
	set, _ := clientset(t)
	for _, r := range []call{
		{"get", func(ctx context.Context, c *kubernetes.Clientset) error {
			_, err := c.CoreV1().ConfigMaps("prod").Get(ctx, "flags", metav1.GetOptions{})
			return err
		}},
		{"may I", func(ctx context.Context, c *kubernetes.Clientset) error {
			_, err := c.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, &authv1.SelfSubjectAccessReview{}, metav1.CreateOptions{})
			return err
		}},
		{"a dry run", func(ctx context.Context, c *kubernetes.Clientset) error {
			_, err := c.CoreV1().ConfigMaps("prod").Create(ctx, flags, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
			return err
		}},
	} {
		if err := r.do(t.Context(), set); err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
	}
}

func TestWritesPassWhileTheirOperationRunsAndNotAfter(t *testing.T) {
	set, a := clientset(t)
	var kept context.Context
	operationtest.With(t, policy.ReleaseRollback, func(ctx context.Context, p operation.Permit) {
		kept = p.Context(context.WithoutCancel(ctx))
		for _, w := range writes {
			if err := w.do(kept, set); err != nil {
				t.Errorf("%s: %v", w.name, err)
			}
		}
	})
	done := a.hits("")
	if done != len(writes) {
		t.Errorf("%d of %d writes reached the server", done, len(writes))
	}
	for _, w := range writes {
		if err := w.do(kept, set); err == nil {
			t.Errorf("%s passed with a finished permit", w.name)
		}
	}
	if a.hits("") != done {
		t.Error("a finished permit opened the door")
	}
}
