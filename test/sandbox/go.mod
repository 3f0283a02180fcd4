module github.com/sluice-desktop/sluice/test/sandbox

go 1.26.0

require (
	go.yaml.in/yaml/v2 v2.4.2 // indirect
	golang.org/x/crypto v0.52.0 // indirect
	sigs.k8s.io/yaml v1.6.0 // indirect
)
