# What can be done here: `make` lists it. Two commands are enough for a newcomer: `make run` and `make test`.

.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
CARGO ?= cargo
NPM ?= npm
LISTEN ?= 127.0.0.1:8080
DATA_DIR ?= data

WEB_SOURCES := $(shell find web/src web/scripts web/index.html web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)

.PHONY: help run build web test check audit services bench soak fuzz clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: build ## builds everything, starts on an empty SQLite data folder with the demo process, prints the links
	target/release/pattovivo serve --listen $(LISTEN) --data-dir $(DATA_DIR) --demo

build: web ## release binary with the web application inside: target/release/pattovivo
	$(CARGO) build --release --locked --bin pattovivo

web: web/dist/index.html ## the web application in web/dist

# `npm ci` refuses a lock file that lacks the native packages of other platforms; this keeps to it all the same.
web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && $(NPM) install --no-save --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && $(NPM) run build
	@touch $@

test: ## every test: Rust, web, interop with stock Yjs clients, end to end in Chromium; the store on SQLite and PostgreSQL
	scripts/test.sh

check: ## formatting and lints only
	scripts/check.sh

audit: ## licences and advisories of dependencies (needs cargo-deny, and the network for advisories)
	cargo deny check

services: ## starts PostgreSQL and NATS where they are installed and not running
	scripts/services.sh

bench: web ## figures of this server and of its peers, side by side, into docs/benchmarks.md
	scripts/bench.sh

soak: ## the long versions of the random tests
	PATTOVIVO_SOAK=1 scripts/test.sh

fuzz: ## each fuzz target under libFuzzer for FUZZ_SECONDS (600): any bytes, against yrs and against Yjs in Node
	scripts/fuzz.sh

clean: ## removes what was built, keeps the data folder
	rm -rf target crates/pact-wire/fuzz/target web/dist web/node_modules tests/interop/node_modules tests/e2e/node_modules tests/bench/peers/*/node_modules .run
