# Apricot: make help lists the targets.
GOLANGCI := v2.15.0
BIN      := bin/apricot
MADE     := bin/made
WEB      := services/portal/web
SHELL    := /bin/bash
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help run build web test unit browser lint fmt bench eval definitions nightly race fuzz tools-test clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

run: build ## build everything and start the demo on loopback
	$(BIN) demo

build: web $(MADE) ## build the screens and the binary
	go build -trimpath -o $(BIN) ./cmd/apricot

# What the binary embeds of the modules and banks is made anew only where something that it is made of, or by, is newer; a folder is where a file went.
$(MADE): go.mod $(shell find fhir knowledge guardrails -type d -o \( -name '*.yaml' -o -name '*.csv' -o -name '*.tsv' -o -name '*.go' ! -name '*_test.go' \) ! -name textrules.csv)
	go generate ./knowledge/content
	@mkdir -p $(@D) && touch $@

web: $(WEB)/dist/index.html ## build the screens
$(WEB)/dist/index.html: $(WEB)/package-lock.json $(shell find $(WEB)/src $(WEB)/index.html $(WEB)/vite.config.ts -type f 2>/dev/null)
	cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

test: tools-test web unit browser ## install what tests need and run all of them; CI runs lint and this

# Tests, vet and the linter collect garbage four times more rarely: a third less processor time for some memory.
unit lint race: export GOGC := 400
unit: $(MADE) ## Go tests with a real PostgreSQL, shuffled
	go test -shuffle=on -timeout 20m ./...

browser: build ## type check, lint and test the screens in a real browser
	cd $(WEB) && npm run --silent typecheck && npm run --silent lint && npm run --silent test
	scripts/browser-test

tools-test: ## PostgreSQL and Chromium from apt when they are missing
	@scripts/install-test-tools

LINTER := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
lint: ## golangci-lint, pinned
	$(LINTER) run --allow-parallel-runners ./...

fmt: ## gofumpt, as the linter wants it
	$(LINTER) fmt ./...

bench: ## figures, each beside a baseline of the same run
	go test -run '^$$' -bench . -benchtime 2s ./fhir/... ./knowledge/... ./guardrails/... ./services/...

eval: ## score the case files; figures with intervals and every failure, in bin/eval
	mkdir -p bin/eval && go build -o $(BIN) ./cmd/apricot
	for part in tuning test; do $(BIN) eval triage --interview testdata/eval/vignettes/$$part >bin/eval/triage-$$part.md; done
	for part in tuning test; do $(BIN) eval lines testdata/eval/lines/$$part >bin/eval/lines-$$part.md; done
	for part in tuning test; do $(BIN) eval mentions testdata/eval/mentions/$$part >bin/eval/mentions-$$part.md; done
	for part in tuning calibration test; do $(BIN) eval fence testdata/eval/fence/$$part >bin/eval/fence-$$part.md; done
	for part in tuning test; do for what in slips rewording; do $(BIN) eval $$what testdata/eval/fence/$$part >bin/eval/$$what-$$part.md; done; done
	for part in tuning test; do $(BIN) eval frames testdata/eval/frames/$$part >bin/eval/frames-$$part.md; done
	for part in tuning test; do $(BIN) eval frames --signs testdata/eval/frames/signs/$$part >bin/eval/signs-$$part.md; done
	$(BIN) eval curve --plots bin/eval testdata/eval/fence/calibration >bin/eval/curve-calibration.md
	@grep -h -A 22 '^### all' bin/eval/*.md

definitions: ## write the tables of fhir/search and fhir/validate anew from the official FHIR R4 package (npm)
	mkdir -p bin/definitions && cd bin/definitions && npm pack --silent hl7.fhir.r4.examples@4.0.1 && tar xzf hl7.fhir.r4.examples-4.0.1.tgz
	go run ./fhir/search/internal/generate bin/definitions/package fhir/search
	go run ./fhir/validate/internal/gen -package bin/definitions/package -out fhir/validate/tables.txt.gz
	FHIR_R4_PACKAGE=$(CURDIR)/bin/definitions/package go test -count=1 ./fhir/search/... ./fhir/validate/...

nightly: ## 200 kills under load, with a report, then each fuzz target for ten minutes
	APRICOT_TEST_KILLS=200 go test -count=1 -v -timeout 90m -run 'Killed|Full' ./cmd/apricot
	scripts/fuzz 10m

race: ## the server packages under the race detector; needs a C compiler
	CGO_ENABLED=1 go test -race -timeout 45m ./services/... ./fhir/rest ./fhir/store/... ./fhir/cdshooks ./compliance/...

fuzz: ## each fuzz target for half a minute
	scripts/fuzz 30s

clean: ## remove what was built (data in .apricot stays)
	rm -rf bin $(WEB)/dist/* $(WEB)/node_modules
