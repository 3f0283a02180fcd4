package main

import (
	"context"

	manager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	manageroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

// startControllerManager runs the usual controllers; the rate limits fit a cluster that starts all at once.
func startControllerManager(ctx context.Context, at layout) (*component, error) {
	opts, err := manageroptions.NewKubeControllerManagerOptions()
	if err != nil {
		return nil, err
	}
	known, disabled, aliases := manager.KnownControllers(), manager.ControllersDisabledByDefault(), manager.ControllerAliases()
	sections := opts.Flags(known, disabled, aliases)
	if err := parse("kube-controller-manager", sections.FlagSets, managerFlags(at)); err != nil {
		return nil, err
	}
	opts.ParsedFlags = &sections
	if err := opts.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	config, err := opts.Config(ctx, known, disabled, aliases)
	if err != nil {
		return nil, err
	}
	completed := config.Complete()
	return start(ctx, "kube-controller-manager", func(ctx context.Context) error { return manager.Run(ctx, completed) }), nil
}

func managerFlags(at layout) []string {
	return []string{
		"--kubeconfig=" + at.kubeconfig("controller-manager"),
		"--leader-elect=false", "--secure-port=0",
		"--allocate-node-cidrs=true", "--cluster-cidr=10.128.0.0/9", "--node-cidr-mask-size=22",
		"--service-account-private-key-file=" + at.pki("sa.key"),
		"--root-ca-file=" + at.pki("ca.crt"),
		"--cluster-signing-cert-file=" + at.pki("ca.crt"), "--cluster-signing-key-file=" + at.pki("ca.key"),
		"--use-service-account-credentials=true",
		"--kube-api-qps=500", "--kube-api-burst=1000",
		"--kube-api-content-type=application/vnd.kubernetes.protobuf",
		"--v=0",
	}
}

func startScheduler(ctx context.Context, at layout) (*component, error) {
	opts := scheduleroptions.NewOptions()
	flags := []string{
		"--kubeconfig=" + at.kubeconfig("scheduler"),
		"--leader-elect=false", "--secure-port=0",
		"--kube-api-qps=500", "--kube-api-burst=1000",
		"--v=0",
	}
	if err := parse("kube-scheduler", opts.Flags.FlagSets, flags); err != nil {
		return nil, err
	}
	if err := opts.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	config, scheduling, err := scheduler.Setup(ctx, opts)
	if err != nil {
		return nil, err
	}
	return start(ctx, "kube-scheduler", func(ctx context.Context) error { return scheduler.Run(ctx, config, scheduling) }), nil
}
