package helmsdk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/metadata"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
)

var (
	secrets    = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
	configMaps = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
)

// settle is the least time between two lists of a watch that the server keeps ending.
const settle = 2 * time.Second

// View is the list "releases": the newest revision of every release, from metadata alone.
func (c *client) View() live.View {
	return live.View{Name: "releases", Columns: helm.Columns(), Watch: c.watch}
}

// lister is one watch of one scope.
type lister struct {
	metadata  metadata.Interface
	namespace string
	table     *live.Table
	now       func() time.Time
}

func (c *client) watch(ctx context.Context, scope live.Scope, t *live.Table) error {
	cfg, err := c.rest(scope.Context, operation.Permit{})
	if err != nil {
		return err
	}
	reader, err := metadata.NewForConfig(cfg)
	if err != nil {
		return translate(err, "list releases")
	}
	l := &lister{metadata: reader, namespace: scope.Namespace, table: t, now: c.cfg.Now}
	for ctx.Err() == nil {
		began := time.Now()
		if err := l.once(ctx); err != nil {
			return translate(err, "list releases")
		}
		// The server ends watches after a while; then all is listed again, which costs little.
		select {
		case <-ctx.Done():
		case <-time.After(settle - time.Since(began)):
		}
	}
	return ctx.Err()
}

// once lists, then follows the changes until the server ends one of the watches.
func (l *lister) once(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	found := newReleases()
	versions := map[schema.GroupVersionResource]string{}
	for _, stored := range []schema.GroupVersionResource{secrets, configMaps} {
		list, err := l.list(ctx, stored)
		if stored == configMaps && apierrors.IsForbidden(err) {
			continue // few store releases there; Secrets are what counts
		}
		if err != nil {
			return err
		}
		for i := range list.Items {
			found.put(stored.Resource, list.Items[i].ObjectMeta)
		}
		versions[stored] = list.ResourceVersion
	}
	l.table.Replace(found.rows())
	l.table.Ready()
	return l.follow(ctx, found, versions)
}

// list is what is stored, by metadata alone. Who may not list the whole cluster is told so; live.Parts then tries
// namespace by namespace.
func (l *lister) list(ctx context.Context, stored schema.GroupVersionResource) (*metav1.PartialObjectMetadataList, error) {
	list, err := l.metadata.Resource(stored).Namespace(l.namespace).List(ctx, metav1.ListOptions{LabelSelector: "owner=helm", ResourceVersion: "0"})
	if l.namespace == "" && stored == secrets && apierrors.IsForbidden(err) {
		return nil, fault.New(fault.Denied, kubernetes, err,
			"You may not list releases in the whole cluster. Choose a namespace of yours (%s)", reason(err))
	}
	return list, err
}

// follow applies changes until a watch ends; nil when the server just ended it.
func (l *lister) follow(ctx context.Context, found *releases, versions map[schema.GroupVersionResource]string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(versions))
	var applying sync.Mutex // of changes from both kinds of storage
	var following sync.WaitGroup
	for stored, version := range versions {
		following.Go(func() {
			ended <- l.stream(ctx, stored, version, func(event watch.Event, o metav1.ObjectMeta) {
				applying.Lock()
				defer applying.Unlock()
				l.apply(found, stored.Resource, event.Type, o)
			})
			stop()
		})
	}
	err := <-ended
	following.Wait()
	return err
}

func (l *lister) stream(ctx context.Context, stored schema.GroupVersionResource, version string, apply func(watch.Event, metav1.ObjectMeta)) error {
	w, err := l.metadata.Resource(stored).Namespace(l.namespace).Watch(ctx, metav1.ListOptions{LabelSelector: "owner=helm", ResourceVersion: version})
	if apierrors.IsResourceExpired(err) || apierrors.IsGone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer w.Stop()
	for event := range w.ResultChan() {
		if event.Type == watch.Error {
			if err := apierrors.FromObject(event.Object); !apierrors.IsResourceExpired(err) && !apierrors.IsGone(err) {
				return err
			}
			return nil
		}
		if o, ok := event.Object.(*metav1.PartialObjectMetadata); ok {
			apply(event, o.ObjectMeta)
		}
	}
	return nil
}

func (l *lister) apply(found *releases, stored string, kind watch.EventType, o metav1.ObjectMeta) {
	l.table.Read(l.now())
	var id string
	switch kind {
	case watch.Added, watch.Modified:
		id = found.put(stored, o)
	case watch.Deleted:
		id = found.remove(stored, o)
	}
	if id == "" {
		return
	}
	if row, ok := found.row(id); ok {
		l.table.Upsert(row)
	} else {
		l.table.Delete(id)
	}
}

// releases are the stored revisions by release and object, of which the newest is the row.
type releases struct{ byID map[string]map[string]stored }

type stored struct {
	labelled
	namespace string
	owner     helm.Owner
}

func newReleases() *releases { return &releases{byID: map[string]map[string]stored{}} }

// put and remove return the ID of the release that changed; empty for an object that is no release.
func (r *releases) put(resource string, o metav1.ObjectMeta) string {
	l, ok := readLabels(o)
	if !ok {
		return ""
	}
	id := o.Namespace + "/" + l.name
	if r.byID[id] == nil {
		r.byID[id] = map[string]stored{}
	}
	r.byID[id][resource+"/"+o.Name] = stored{l, o.Namespace, ownerOf(o)}
	return id
}

func (r *releases) remove(resource string, o metav1.ObjectMeta) string {
	l, ok := readLabels(o)
	if !ok {
		return ""
	}
	id := o.Namespace + "/" + l.name
	delete(r.byID[id], resource+"/"+o.Name)
	if len(r.byID[id]) == 0 {
		delete(r.byID, id)
	}
	return id
}

func (r *releases) rows() []live.Row {
	out := make([]live.Row, 0, len(r.byID))
	for id := range r.byID {
		row, _ := r.row(id)
		out = append(out, row)
	}
	sortRows(out)
	return out
}

func (r *releases) row(id string) (live.Row, bool) {
	var newest stored
	found := false
	for _, s := range r.byID[id] {
		if !found || s.revision > newest.revision {
			newest, found = s, true
		}
	}
	owner := newest.owner.System
	if owner == "" {
		owner = "helm"
	}
	cells := []string{newest.name, newest.namespace, strconv.Itoa(newest.revision), newest.status, newest.at(), owner}
	return live.Row{ID: id, Cells: cells}, found
}

func sortRows(rows []live.Row) {
	slices.SortFunc(rows, func(a, b live.Row) int { return strings.Compare(a.ID, b.ID) })
}
