package main

import (
	kubernetesauth "github.com/hashicorp/vault-plugin-auth-kubernetes"
	redis "github.com/hashicorp/vault-plugin-database-redis"
	kubernetescreds "github.com/hashicorp/vault-plugin-secrets-kubernetes"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	"github.com/hashicorp/vault/audit"
	auditfile "github.com/hashicorp/vault/builtin/audit/file"
	"github.com/hashicorp/vault/builtin/credential/approle"
	"github.com/hashicorp/vault/builtin/credential/userpass"
	"github.com/hashicorp/vault/builtin/logical/database"
	"github.com/hashicorp/vault/builtin/plugin"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/vault"
)

// engines is a core's configuration with the engines that are compiled in.
func engines() *vault.CoreConfig {
	return &vault.CoreConfig{
		AuditBackends:      map[string]audit.Factory{"file": auditfile.Factory},
		CredentialBackends: map[string]logical.Factory{"plugin": plugin.Factory},
		LogicalBackends:    map[string]logical.Factory{"plugin": plugin.Factory, "database": database.Factory, "kv": kv.Factory},
		BuiltinRegistry: builtins{
			consts.PluginTypeCredential: {
				"approle": factory(approle.Factory), "userpass": factory(userpass.Factory), "kubernetes": factory(kubernetesauth.Factory),
			},
			consts.PluginTypeSecrets:  {"kv": factory(kv.Factory), "kubernetes": factory(kubernetescreds.Factory)},
			consts.PluginTypeDatabase: {"redis-database-plugin": redis.New},
		},
	}
}

type maker = func() (any, error)

func factory(f logical.Factory) maker { return func() (any, error) { return f, nil } }

// builtins is Vault's registry of compiled-in plugins: by type, then by name.
type builtins map[consts.PluginType]map[string]maker

func (b builtins) Get(name string, kind consts.PluginType) (func() (any, error), bool) {
	make, known := b[kind][name]
	return make, known
}

func (b builtins) Contains(name string, kind consts.PluginType) bool {
	_, known := b[kind][name]
	return known
}

func (b builtins) Keys(kind consts.PluginType) []string {
	names := make([]string, 0, len(b[kind]))
	for name := range b[kind] {
		names = append(names, name)
	}
	return names
}

func (b builtins) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, b.Contains(name, kind)
}

func (builtins) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }
