package kube_test

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/sluice-desktop/sluice/internal/live"
)

// streamed is a list as servers of today send it: one event per object, in protobuf, then the bookmark.
func streamed(tb testing.TB, pods []corev1.Pod) []byte {
	tb.Helper()
	info, ok := apiruntime.SerializerInfoForMediaType(scheme.Codecs.SupportedMediaTypes(), apiruntime.ContentTypeProtobuf)
	if !ok {
		tb.Fatal("no protobuf")
	}
	objects := scheme.Codecs.EncoderForVersion(info.Serializer, corev1.SchemeGroupVersion)
	events := scheme.Codecs.EncoderForVersion(info.StreamSerializer.Serializer, corev1.SchemeGroupVersion)
	var out bytes.Buffer
	frames := info.StreamSerializer.Framer.NewFrameWriter(&out)
	send := func(kind string, p *corev1.Pod) {
		var object bytes.Buffer
		if err := objects.Encode(p, &object); err != nil {
			tb.Fatal(err)
		}
		if err := events.Encode(&metav1.WatchEvent{Type: kind, Object: apiruntime.RawExtension{Raw: object.Bytes()}}, frames); err != nil {
			tb.Fatal(err)
		}
	}
	for i := range pods {
		send("ADDED", &pods[i])
	}
	send("BOOKMARK", &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		ResourceVersion: "9", Annotations: map[string]string{metav1.InitialEventsAnnotationKey: "true"},
	}})
	return out.Bytes()
}

// streams serves list as a watch with initial events, and counts whatever else is asked.
func streams(a *api, path string, list []byte) {
	a.on(path, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("sendInitialEvents") != "true" {
			refuse(http.StatusTeapot, metav1.StatusReasonUnknown, "a list was asked for")(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.kubernetes.protobuf;stream=watch")
		_, _ = w.Write(list)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
}

// crowd are pods about as big as real ones: what no column needs is most of them.
func crowd(n int) []corev1.Pod {
	out := make([]corev1.Pod, n)
	for i := range out {
		p := pod(fmt.Sprintf("ns-%02d", i%40), fmt.Sprintf("shop-%05d", i))
		p.TypeMeta = metav1.TypeMeta{}
		p.Spec.NodeName = fmt.Sprintf("node-%03d", i%200)
		p.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubelet", FieldsV1: &metav1.FieldsV1{Raw: bytes.Repeat([]byte(`{"f:status":{}}`), 80)}}}
		p.Spec.Containers = []corev1.Container{{Name: "shop", Image: "registry.example/shop:1.4.2", Env: make([]corev1.EnvVar, 20)}}
		p.Status.ContainerStatuses = []corev1.ContainerStatus{{Name: "shop", Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}}
		out[i] = p
	}
	return out
}

func TestAListIsStreamedInProtobufWhereTheServerCan(t *testing.T) {
	a := serve(t)
	streams(a, "/api/v1/pods", streamed(t, crowd(700)))
	p, err := look(t, client(t, a.URL, "{}", ""))("pods")
	if err != nil || p.Total != 700 || p.Rows[0].Cells[3] != "1/1" {
		t.Fatal(p.Total, err)
	}
	if n := a.hits("GET /api/v1/pods"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestALongListIsShownWhileItStillStreams(t *testing.T) {
	a, rest := serve(t), make(chan struct{})
	list := streamed(t, crowd(700))
	a.on("/api/v1/pods", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.kubernetes.protobuf;stream=watch")
		for _, part := range [][]byte{list[:len(list)/4], list[len(list)/4 : len(list)/2]} {
			_, _ = w.Write(part)
			w.(http.Flusher).Flush()
			time.Sleep(500 * time.Millisecond)
		}
		<-rest
		_, _ = w.Write(list[len(list)/2:])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	lists := live.New(client(t, a.URL, "{}", "").Views(), time.Now, func(live.Changed) {})
	defer lists.Close()
	q := live.Query{View: "pods", Scope: live.Scope{Context: "here"}, Limit: 100}
	p, err := lists.Window(t.Context(), q)
	if err != nil || !p.Reading || p.Total < 100 || p.Total > 400 {
		t.Fatalf("%d rows, reading %v, %v", p.Total, p.Reading, err)
	}
	close(rest)
	if p, err = lists.Whole(t.Context(), q); err != nil || p.Total != 700 || p.ReadAt == "" {
		t.Fatalf("in the end %d rows, read at %q, %v", p.Total, p.ReadAt, err)
	}
}

func BenchmarkFirstRowsOfTenThousandPods(b *testing.B) {
	list := streamed(b, crowd(10_000))
	var before, after runtime.MemStats
	for b.Loop() {
		a := serve(b)
		streams(a, "/api/v1/pods", list)
		c := client(b, a.URL, "{}", "")
		lists := live.New(c.Views(), time.Now, func(live.Changed) {})
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		q := live.Query{View: "pods", Scope: live.Scope{Context: "here"}, Sort: "name", Limit: 60}
		p, err := lists.Window(b.Context(), q)
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-first-rows")
		if err == nil {
			p, err = lists.Whole(b.Context(), q)
		}
		if err != nil || p.Total != 10_000 {
			b.Fatal(p.Total, err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-all-rows")
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
		lists.Close()
	}
	b.ReportMetric(float64(len(list))/1e6, "MB-sent")
}
