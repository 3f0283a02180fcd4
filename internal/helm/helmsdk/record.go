package helmsdk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	corev1 "k8s.io/client-go/kubernetes/typed/core/v1"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
)

// record is one revision as it is stored: what the labels say, and the payload that is not decoded yet.
type record struct {
	object   string // "Secret sh.helm.release.v1.shop.v3"
	driver   string // Helm's word for where it is stored
	labelled labelled
	owner    helm.Owner
	payload  []byte
}

// labelled is what Helm writes in the labels beside a revision.
type labelled struct {
	name     string
	revision int
	status   string
	updated  time.Time
}

func readLabels(meta metav1.ObjectMeta) (labelled, bool) {
	revision, err := strconv.Atoi(meta.Labels["version"])
	l := labelled{name: meta.Labels["name"], revision: revision, status: meta.Labels["status"], updated: meta.CreationTimestamp.Time}
	for _, key := range []string{"createdAt", "modifiedAt"} {
		if seconds, err := strconv.ParseInt(meta.Labels[key], 10, 64); err == nil {
			l.updated = time.Unix(seconds, 0)
		}
	}
	return l, err == nil && l.name != ""
}

func (l labelled) at() string {
	if l.updated.IsZero() {
		return ""
	}
	return l.updated.UTC().Format(time.RFC3339)
}

// history is a release's stored revisions, newest first. There is at least one.
func (c *client) history(ctx context.Context, ref helm.Ref) ([]record, error) {
	if err := named(ref); err != nil {
		return nil, err
	}
	if len(validation.IsValidLabelValue(ref.Name)) > 0 {
		return nil, fault.New(fault.Invalid, system, nil, "No release can have this name").On("name")
	}
	cfg, err := c.reading(ref.Context)
	if err != nil {
		return nil, err
	}
	core, err := corev1.NewForConfig(cfg)
	if err != nil {
		return nil, translate(err, "read the release %s", ref.Name)
	}
	out, err := inStorage(ctx, core, ref)
	if err != nil {
		return nil, translate(err, "read the release %s in the namespace %s", ref.Name, ref.Namespace)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, system, nil, "There is no release %s in the namespace %s. Reload the list", ref.Name, ref.Namespace)
	}
	slices.SortFunc(out, func(a, b record) int { return cmp.Compare(b.labelled.revision, a.labelled.revision) })
	return out, nil
}

// inStorage looks in Secrets, where Helm stores by default, then in ConfigMaps.
func inStorage(ctx context.Context, core corev1.CoreV1Interface, ref helm.Ref) ([]record, error) {
	options := metav1.ListOptions{LabelSelector: labels.SelectorFromSet(labels.Set{"owner": "helm", "name": ref.Name}).String()}
	secrets, err := core.Secrets(ref.Namespace).List(ctx, options)
	if err != nil {
		return nil, err
	}
	var out []record
	for _, s := range secrets.Items {
		if l, ok := readLabels(s.ObjectMeta); ok {
			out = append(out, record{fmt.Sprintf("Secret %s", s.Name), "secret", l, ownerOf(s.ObjectMeta), s.Data["release"]})
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	configs, err := core.ConfigMaps(ref.Namespace).List(ctx, options)
	if apierrors.IsForbidden(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, m := range configs.Items {
		if l, ok := readLabels(m.ObjectMeta); ok {
			out = append(out, record{fmt.Sprintf("ConfigMap %s", m.Name), "configmap", l, ownerOf(m.ObjectMeta), []byte(m.Data["release"])})
		}
	}
	return out, nil
}

// pick finds a revision of the history; 0 is the newest.
func pick(history []record, ref helm.Ref, revision int) (record, error) {
	if revision == 0 {
		return history[0], nil
	}
	for _, r := range history {
		if r.labelled.revision == revision {
			return r, nil
		}
	}
	return record{}, fault.New(fault.NotFound, system, nil, "Revision %d of %s is not kept any more. Choose one of its history", revision, ref.Name).On("revision")
}
