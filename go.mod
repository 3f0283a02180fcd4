module github.com/sluice-desktop/sluice

go 1.26.0

require (
	github.com/cedar-policy/cedar-go v1.9.0
	github.com/go-git/go-git/v5 v5.19.3
	github.com/hashicorp/vault/api v1.23.0
	github.com/wailsapp/wails/v2 v2.16.0
	github.com/zalando/go-keyring v0.2.8
	helm.sh/helm/v3 v3.22.0
	k8s.io/api v0.37.2
	k8s.io/apimachinery v0.37.2
	k8s.io/client-go v0.37.2
	modernc.org/sqlite v1.61.1
	sigs.k8s.io/yaml v1.6.0
)
