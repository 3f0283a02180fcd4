package kube

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func waits(reason string) corev1.ContainerStatus {
	return corev1.ContainerStatus{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason}}}
}

func ended(code, signal int32, reason string) corev1.ContainerStatus {
	return corev1.ContainerStatus{State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Signal: signal, Reason: reason}}}
}

func goes() corev1.ContainerStatus {
	yes := true
	return corev1.ContainerStatus{Ready: true, Started: &yes, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}}
}

func TestAPodsStatusIsTheWordThatPeopleKnow(t *testing.T) {
	always, now := corev1.ContainerRestartPolicyAlways, metav1.Now()
	two := []corev1.Container{{Name: "a"}, {Name: "b"}}
	sidecar := goes()
	sidecar.Name = "side"
	type states = []corev1.ContainerStatus
	for _, c := range []struct {
		want string
		pod  corev1.Pod
	}{
		{"Running", corev1.Pod{Status: corev1.PodStatus{Phase: "Running", ContainerStatuses: states{goes()}}}},
		{"Pending", corev1.Pod{Status: corev1.PodStatus{Phase: "Pending"}}},
		{"Evicted", corev1.Pod{Status: corev1.PodStatus{Phase: "Failed", Reason: "Evicted"}}},
		{"ContainerCreating", corev1.Pod{Status: corev1.PodStatus{Phase: "Pending", ContainerStatuses: states{waits("ContainerCreating")}}}},
		{"CrashLoopBackOff", corev1.Pod{Status: corev1.PodStatus{Phase: "Running", ContainerStatuses: states{goes(), waits("CrashLoopBackOff")}}}},
		{"ImagePullBackOff", corev1.Pod{Status: corev1.PodStatus{Phase: "Pending", ContainerStatuses: states{waits("ImagePullBackOff"), waits("Other")}}}},
		{"Completed", corev1.Pod{Status: corev1.PodStatus{Phase: "Succeeded", ContainerStatuses: states{ended(0, 0, "Completed")}}}},
		{"OOMKilled", corev1.Pod{Status: corev1.PodStatus{Phase: "Running", ContainerStatuses: states{ended(137, 0, "OOMKilled")}}}},
		{"ExitCode:3", corev1.Pod{Status: corev1.PodStatus{Phase: "Failed", ContainerStatuses: states{ended(3, 0, "")}}}},
		{"Signal:9", corev1.Pod{Status: corev1.PodStatus{Phase: "Failed", ContainerStatuses: states{ended(137, 9, "")}}}},
		{"NotReady", corev1.Pod{Status: corev1.PodStatus{Phase: "Running", ContainerStatuses: states{ended(0, 0, "Completed"), goes()}}}},
		{"Running", corev1.Pod{Status: corev1.PodStatus{Phase: "Running", ContainerStatuses: states{ended(0, 0, "Completed"), goes()},
			Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}}}},
		{"Terminating", corev1.Pod{ObjectMeta: metav1.ObjectMeta{DeletionTimestamp: &now}, Status: corev1.PodStatus{Phase: "Running"}}},
		{"Unknown", corev1.Pod{ObjectMeta: metav1.ObjectMeta{DeletionTimestamp: &now}, Status: corev1.PodStatus{Reason: "NodeLost"}}},
		{"Init:1/2", corev1.Pod{Spec: corev1.PodSpec{InitContainers: two}, Status: corev1.PodStatus{Phase: "Pending", InitContainerStatuses: states{ended(0, 0, "Completed"), waits("PodInitializing")}}}},
		{"Init:CrashLoopBackOff", corev1.Pod{Spec: corev1.PodSpec{InitContainers: two}, Status: corev1.PodStatus{Phase: "Pending", InitContainerStatuses: states{waits("CrashLoopBackOff"), waits("PodInitializing")}}}},
		{"Init:Error", corev1.Pod{Spec: corev1.PodSpec{InitContainers: two}, Status: corev1.PodStatus{Phase: "Pending", InitContainerStatuses: states{ended(1, 0, "Error")}}}},
		{"Running", corev1.Pod{Spec: corev1.PodSpec{InitContainers: []corev1.Container{{Name: "side", RestartPolicy: &always}}},
			Status: corev1.PodStatus{Phase: "Running", InitContainerStatuses: states{sidecar}, ContainerStatuses: states{goes()}}}},
	} {
		if got := podStatus(&c.pod); got != c.want {
			t.Errorf("%s, want %s: %+v", got, c.want, c.pod.Status)
		}
	}
}

func TestAPodsRowCountsWhatIsReadyAndRestarted(t *testing.T) {
	restarted := waits("CrashLoopBackOff")
	restarted.RestartCount = 7
	row := podRow(&corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: "acme-prod", Name: "shop", CreationTimestamp: metav1.Unix(0, 0)},
		Spec:       corev1.PodSpec{NodeName: "n1", Containers: make([]corev1.Container, 2)},
		Status:     corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{goes(), restarted}},
	})
	want := []string{"shop", "acme-prod", "CrashLoopBackOff", "1/2", "7", "n1", time.Unix(0, 0).UTC().Format(time.RFC3339)}
	for i, cell := range row.Cells {
		if cell != want[i] {
			t.Errorf("cell %d is %q, want %q", i, cell, want[i])
		}
	}
	if row.ID != "acme-prod/shop" || len(row.Cells) != len(podColumns) {
		t.Errorf("%+v", row)
	}
}

func TestADeploymentsStatusSaysWhetherItIsThere(t *testing.T) {
	three, none := int32(3), int32(0)
	full := appsv1.DeploymentStatus{ObservedGeneration: 1, Replicas: 3, UpdatedReplicas: 3, ReadyReplicas: 3, AvailableReplicas: 3}
	with := func(change func(*appsv1.Deployment)) appsv1.Deployment {
		d := appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Generation: 1}, Spec: appsv1.DeploymentSpec{Replicas: &three}, Status: full}
		change(&d)
		return d
	}
	condition := func(kind appsv1.DeploymentConditionType, is corev1.ConditionStatus) []appsv1.DeploymentCondition {
		return []appsv1.DeploymentCondition{{Type: kind, Status: is}}
	}
	for want, d := range map[string]appsv1.Deployment{
		"Available":   with(func(*appsv1.Deployment) {}),
		"Progressing": with(func(d *appsv1.Deployment) { d.Status.UpdatedReplicas = 1 }),
		"Degraded":    with(func(d *appsv1.Deployment) { d.Status.Conditions = condition(appsv1.DeploymentProgressing, "False") }),
		"Paused":      with(func(d *appsv1.Deployment) { d.Spec.Paused = true }),
		"Scaled to zero": with(func(d *appsv1.Deployment) {
			d.Spec.Replicas, d.Status = &none, appsv1.DeploymentStatus{ObservedGeneration: 1}
		}),
		"Terminating": with(func(d *appsv1.Deployment) { now := metav1.Now(); d.DeletionTimestamp = &now }),
	} {
		if got := deploymentStatus(&d); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for name, d := range map[string]appsv1.Deployment{
		"not yet seen by its controller": with(func(d *appsv1.Deployment) { d.Generation = 2 }),
		"old pods still there":           with(func(d *appsv1.Deployment) { d.Status.Replicas = 4 }),
	} {
		if got := deploymentStatus(&d); got != "Progressing" {
			t.Errorf("%s: %s", name, got)
		}
	}
	failing := with(func(d *appsv1.Deployment) { d.Status.Conditions = condition(appsv1.DeploymentReplicaFailure, "True") })
	if got := deploymentStatus(&failing); got != "Degraded" {
		t.Error(got)
	}
}
