# One target per verb; `make help` lists them. Each installs or builds what it needs, once.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# One choice of flags for tests and builds: another would compile every dependency again.
export GOFLAGS := -buildvcs=false -trimpath
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TAGS := webkit2_41
BIN := build/bin
SANDBOX := $(BIN)/sandbox
GO_SOURCES := $(shell git ls-files '*.go' 2>/dev/null | grep -v '^test/sandbox/') go.mod go.sum
WEB_SOURCES := $(shell git ls-files frontend 2>/dev/null | grep -v '^frontend/dist/') frontend/package-lock.json
# The door by which the sandbox is found; a test run has its own.
export SLUICE_SANDBOX_NAME ?= demo

.PHONY: help demo run dev test parts unit web servers sandbox flows e2e bench lint generate build package screenshots clean

help: ## lists the targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: build servers ## the app on the sandbox: real servers, no cluster needed
	@build/demo

run: build ## the app on your own kubeconfig
	@$(BIN)/sluice

dev: frontend/node_modules/.ready ## the app with a frontend that reloads as you type
	@build/need window screen
	@build/develop

PARTS := lint unit web flows e2e

test: $(PARTS) ## everything: what CI runs

parts:
	@echo $(PARTS)

unit: frontend/dist/index.html ## Go tests with the race detector, and the keychain's with a real one
	@build/need window
	go test -race ./...
	@build/keychain

web: frontend/node_modules/.ready ## frontend tests
	cd frontend && npm run --silent test

servers: $(SANDBOX)
	@build/need servers
	@$(SANDBOX) build

sandbox: servers ## starts the real servers and says where they are
	@$(SANDBOX) up --name $(SLUICE_SANDBOX_NAME)
	@$(SANDBOX) status --name $(SLUICE_SANDBOX_NAME)

flows: servers ## contract suites and whole flows against the real servers, without a window
	@build/flows

e2e: servers $(BIN)/sluice-dev $(BIN)/sluice ## walks in the real app against the real servers
	@build/need screen browser driver pictures
	@build/walk

screenshots: servers $(BIN)/sluice-dev ## pictures of every screen, both themes, into docs/screenshots
	@build/need screen browser pictures
	@build/walk screenshots

bench: servers $(BIN)/sluice ## figures beside their peers, into bench/results.json
	@build/need screen
	@build/bench

lint: frontend/node_modules/.ready frontend/dist/index.html ## formatting, vet, staticcheck, types, generated code
	@build/need window
	@build/lint

generate: ## writes frontend/wailsjs from the bound services
	@build/need window
	@mkdir -p $(BIN) frontend/dist && touch frontend/dist/.gitkeep
	go build -tags bindings,$(TAGS) -o $(BIN)/bindings .
	@tsoutputtype=interfaces $(BIN)/bindings >/dev/null

build: $(BIN)/sluice ## the production binary, in build/bin

package: build ## tar.gz, .deb and a Windows binary, in build/bin
	@VERSION=$(VERSION) build/package

clean: ## removes what was built here; servers and sandboxes stay (sandbox down, ~/.cache/sluice)
	rm -rf $(BIN) frontend/node_modules frontend/storybook-static test/e2e/node_modules test/e2e/out
	find frontend/dist -mindepth 1 ! -name .gitkeep -delete

$(BIN)/sluice: $(GO_SOURCES) frontend/dist/index.html
	@build/need window
	go build -tags desktop,production,$(TAGS) -ldflags "-s -w -X main.version=$(VERSION)" -o $@ .

# The same app, served to a browser on loopback as well: for the walks, and for machines without a display.
$(BIN)/sluice-dev: $(GO_SOURCES) frontend/dist/index.html
	@build/need window
	go build -tags dev,$(TAGS) -ldflags "-X main.version=$(VERSION)-dev" -o $@ .

$(SANDBOX): $(shell git ls-files test/sandbox 2>/dev/null)
	@mkdir -p $(BIN)
	cd test/sandbox && go build -o ../../$@ ./cmd/sandbox

frontend/dist/index.html: frontend/node_modules/.ready $(WEB_SOURCES)
	cd frontend && npm run --silent build
	@touch frontend/dist/.gitkeep $@

frontend/node_modules/.ready: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
