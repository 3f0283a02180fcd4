package large

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/kube"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// pods makes them where they are to run, with the status that a kubelet would give them.
func pods(ctx context.Context, _ *site.Site, admin *kube.Client) error {
	return each(ctx, Pods, func(ctx context.Context, i int) error {
		all := "/api/v1/namespaces/" + namespace(i%Namespaces) + "/pods"
		made := pod(namespace(i%Namespaces), i)
		if err := admin.Do(ctx, http.MethodPost, all, made, nil); err != nil {
			return err
		}
		name := made["metadata"].(object)["name"].(string)
		return admin.Send(ctx, http.MethodPatch, all+"/"+name+"/status", "application/merge-patch+json", object{"status": status(i)}, nil)
	})
}

// status runs all but a few pods: one in fifty waits to be started again.
func status(i int) object {
	product, proxy := object{"name": landscape.Products()[i%2], "image": "registry.example/product:1", "imageID": "sha256:" + hash("image"),
		"ready": true, "started": true, "restartCount": i % 3, "state": object{"running": object{"startedAt": started}}}, object{
		"name": "proxy", "image": "registry.example/proxy:2.4.1", "imageID": "sha256:" + hash("proxy"),
		"ready": true, "started": true, "restartCount": 0, "state": object{"running": object{"startedAt": started}}}
	ready := "True"
	if i%50 == 0 {
		ready = "False"
		product["ready"], product["started"], product["restartCount"] = false, false, 7
		product["state"] = object{"waiting": object{"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}}
	}
	condition := func(kind, status string) object {
		return object{"type": kind, "status": status, "lastTransitionTime": started}
	}
	address := fmt.Sprintf("10.%d.%d.%d", 128+i/62500, i/250%250, i%250+1)
	return object{
		"phase": "Running", "startTime": started, "podIP": address, "podIPs": []object{{"ip": address}}, "hostIP": "192.0.2.10",
		"conditions":        []object{condition("Initialized", "True"), condition("Ready", ready), condition("ContainersReady", ready), condition("PodScheduled", "True")},
		"containerStatuses": []object{product, proxy},
	}
}

// pod is as large as those of a product with two containers are: some 4 kB.
func pod(in string, i int) object {
	product := landscape.Products()[i%len(landscape.Products())]
	release := fmt.Sprintf("%s-%02d", product, i/Namespaces%10)
	version := fmt.Sprintf("1.%d.%d", i%7, i%11)
	return object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{
			"name": fmt.Sprintf("%s-%s-%s", release, hash(release+in), hash(fmt.Sprint(i))[:5]), "namespace": in,
			"labels": object{
				"app.kubernetes.io/name": product, "app.kubernetes.io/instance": release, "app.kubernetes.io/version": version,
				"app.kubernetes.io/managed-by": "Helm", "pod-template-hash": hash(release + in),
			},
			"annotations": object{
				"checksum/config":      hash(release) + hash(in) + hash(version) + hash(product),
				"prometheus.io/scrape": "true", "prometheus.io/port": "9090",
			},
		},
		"spec": object{
			"nodeName": node(i % Nodes),
			"containers": []object{
				container(product, "registry.example/"+product+":"+version, 8080),
				container("proxy", "registry.example/proxy:2.4.1", 8443),
			},
			"volumes": []object{
				{"name": "config", "configMap": object{"name": release + "-config", "optional": true}},
				{"name": "credentials", "secret": object{"secretName": release + "-credentials", "optional": true}},
			},
		},
	}
}

func container(name, image string, port int) object {
	probe := object{"httpGet": object{"path": "/healthz", "port": port}, "periodSeconds": 10, "timeoutSeconds": 2}
	return object{
		"name": name, "image": image,
		"ports": []object{{"name": "http", "containerPort": port}},
		"env": []object{
			{"name": "LOG_LEVEL", "value": "info"},
			{"name": "POD_NAME", "valueFrom": object{"fieldRef": object{"fieldPath": "metadata.name"}}},
			{"name": "DATABASE_URL", "valueFrom": object{"secretKeyRef": object{"name": "database", "key": "url", "optional": true}}},
		},
		"resources": object{
			"requests": object{"cpu": "100m", "memory": "128Mi"}, "limits": object{"cpu": "1", "memory": "512Mi"},
		},
		"readinessProbe": probe, "livenessProbe": probe,
		"volumeMounts": []object{
			{"name": "config", "mountPath": "/etc/" + name}, {"name": "credentials", "mountPath": "/etc/credentials", "readOnly": true},
		},
	}
}

// hash looks like the ones in the names that controllers give, and is the same every time.
func hash(of string) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(of))
	return fmt.Sprintf("%010x", sum.Sum64())[:10]
}
