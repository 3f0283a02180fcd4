package kube

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sluice-desktop/sluice/internal/live"
)

var namespaceColumns = []live.Column{
	{ID: "name", Format: live.Text, Search: true},
	{ID: "environment", Format: live.Text, Search: true, Facet: true},
	{ID: "customer", Format: live.Text, Search: true, Facet: true},
	{ID: "status", Format: live.Status, Facet: true},
	{ID: "created", Format: live.Time},
}

func (c *Client) namespaceRow(server string, n *metav1.PartialObjectMetadata) live.Row {
	environment, customer := c.cfg.Classify(server, n.Name)
	status := "Active"
	if n.DeletionTimestamp != nil {
		status = "Terminating"
	}
	return live.Row{ID: n.Name, Cells: []string{n.Name, environment, customer, status, moment(n.CreationTimestamp)}}
}

var deploymentColumns = []live.Column{
	{ID: "name", Format: live.Text, Search: true},
	{ID: "namespace", Format: live.Text, Search: true, Facet: true},
	{ID: "ready", Format: live.Text},
	{ID: "status", Format: live.Status, Search: true, Facet: true},
	{ID: "images", Format: live.Text, Search: true},
	{ID: "created", Format: live.Time},
}

func deploymentRow(d *appsv1.Deployment) live.Row {
	var images []string
	for _, c := range d.Spec.Template.Spec.Containers {
		images = append(images, c.Image)
	}
	return live.Row{ID: d.Namespace + "/" + d.Name, Cells: []string{
		d.Name, d.Namespace, fmt.Sprintf("%d/%d", d.Status.ReadyReplicas, wanted(d)), deploymentStatus(d),
		strings.Join(images, ", "), moment(d.CreationTimestamp),
	}}
}

// wanted is how many pods a deployment asks for; the API's default is one.
func wanted(d *appsv1.Deployment) int32 {
	if d.Spec.Replicas == nil {
		return 1
	}
	return *d.Spec.Replicas
}

func deploymentStatus(d *appsv1.Deployment) string {
	for _, c := range d.Status.Conditions {
		stuck := c.Type == appsv1.DeploymentProgressing && c.Status == corev1.ConditionFalse
		failing := c.Type == appsv1.DeploymentReplicaFailure && c.Status == corev1.ConditionTrue
		if stuck || failing {
			return "Degraded"
		}
	}
	n, s := wanted(d), d.Status
	switch {
	case d.DeletionTimestamp != nil:
		return "Terminating"
	case d.Spec.Paused:
		return "Paused"
	case s.ObservedGeneration < d.Generation, s.UpdatedReplicas < n, s.Replicas > s.UpdatedReplicas, s.AvailableReplicas < n:
		return "Progressing"
	case n == 0:
		return "Scaled to zero"
	}
	return "Available"
}

var podColumns = []live.Column{
	{ID: "name", Format: live.Text, Search: true},
	{ID: "namespace", Format: live.Text, Search: true, Facet: true},
	{ID: "status", Format: live.Status, Search: true, Facet: true},
	{ID: "ready", Format: live.Text},
	{ID: "restarts", Format: live.Number},
	{ID: "node", Format: live.Text, Search: true, Facet: true},
	{ID: "created", Format: live.Time},
}

func podRow(p *corev1.Pod) live.Row {
	ready, restarts := 0, int32(0)
	for _, c := range p.Status.ContainerStatuses {
		restarts += c.RestartCount
		if c.Ready {
			ready++
		}
	}
	return live.Row{ID: p.Namespace + "/" + p.Name, Cells: []string{
		p.Name, p.Namespace, podStatus(p), fmt.Sprintf("%d/%d", ready, len(p.Spec.Containers)),
		strconv.Itoa(int(restarts)), p.Spec.NodeName, moment(p.CreationTimestamp),
	}}
}

// podStatus is the one word that people know from kubectl: the most telling of phase, reason, and what the
// containers wait for or died of.
func podStatus(p *corev1.Pod) string {
	if p.DeletionTimestamp != nil {
		if p.Status.Reason == "NodeLost" {
			return "Unknown"
		}
		return "Terminating"
	}
	if waiting := initStatus(p); waiting != "" {
		return waiting
	}
	status := string(p.Status.Phase)
	if p.Status.Reason != "" {
		status = p.Status.Reason
	}
	running, told := false, ""
	for _, c := range p.Status.ContainerStatuses {
		switch {
		case told == "" && c.State.Waiting != nil && c.State.Waiting.Reason != "":
			told = c.State.Waiting.Reason
		case told == "" && c.State.Terminated != nil:
			told = died(c.State.Terminated)
		case c.Ready && c.State.Running != nil:
			running = true
		}
	}
	switch {
	case told == "":
		return status
	case told == "Completed" && running && isReady(p):
		return "Running"
	case told == "Completed" && running:
		return "NotReady"
	}
	return told
}

// initStatus is how far the init containers are; empty when they are done.
func initStatus(p *corev1.Pod) string {
	stays := map[string]bool{} // sidecars: init containers that keep running
	for _, c := range p.Spec.InitContainers {
		stays[c.Name] = c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
	}
	for i, c := range p.Status.InitContainerStatuses {
		switch s := c.State; {
		case s.Terminated != nil && s.Terminated.ExitCode == 0, stays[c.Name] && c.Started != nil && *c.Started:
			continue
		case s.Terminated != nil:
			return "Init:" + died(s.Terminated)
		case s.Waiting != nil && s.Waiting.Reason != "" && s.Waiting.Reason != "PodInitializing":
			return "Init:" + s.Waiting.Reason
		}
		return fmt.Sprintf("Init:%d/%d", i, len(p.Spec.InitContainers))
	}
	return ""
}

func died(t *corev1.ContainerStateTerminated) string {
	switch {
	case t.Reason != "":
		return t.Reason
	case t.Signal != 0:
		return fmt.Sprintf("Signal:%d", t.Signal)
	}
	return fmt.Sprintf("ExitCode:%d", t.ExitCode)
}

func isReady(p *corev1.Pod) bool {
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

func moment(t metav1.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
