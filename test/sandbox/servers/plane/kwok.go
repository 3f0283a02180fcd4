package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	nodelease "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/config"
	"sigs.k8s.io/kwok/pkg/kwok/cmd"
	"sigs.k8s.io/kwok/pkg/log"
)

// startKwok plays nodes and pods. It opens no port: KWOK's own server runs commands on this machine for whoever calls
// it, so it is given neither an address nor a node port and never starts. Logs, exec and port-forward therefore do not
// work in the sandbox.
func startKwok(ctx context.Context, at layout) (*component, error) {
	stages := filepath.Join(at.dir, "kwok.yaml")
	lifecycle := strings.Join([]string{
		nodefast.DefaultNodeInit, nodelease.DefaultNodeHeartbeatWithLease,
		podfast.DefaultPodReady, podfast.DefaultPodComplete, podfast.DefaultPodDelete,
	}, "\n---\n")
	if err := os.WriteFile(stages, []byte(lifecycle), 0o600); err != nil {
		return nil, err
	}
	args := []string{
		"--config=" + stages,
		"--kubeconfig=" + at.kubeconfig("kwok"),
		"--manage-all-nodes=true",
		"--server-address=", "--node-port=0",
		"--node-ip=127.0.0.1",
		"--node-lease-duration-seconds=40",
		"--cidr=10.244.0.0/16", // for nodes that were given no range of their own
	}
	// KWOK's configuration loader reads the process's arguments and nothing else.
	os.Args = append([]string{"kwok"}, args...)
	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.Usage = func() {}
	ctx, _ = log.InitFlags(ctx, flags)
	ctx, err := config.InitFlags(ctx, flags)
	if err != nil {
		return nil, err
	}
	command := cmd.NewCommand(ctx)
	command.Version = "" // --version is taken by the Kubernetes components in this process
	command.PersistentFlags().AddFlagSet(flags)
	command.SetArgs(args)
	return start(ctx, "kwok", command.ExecuteContext), nil
}
