# What people do with this repository: `make demo` to see it, `make test` before a change goes in.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test bench soak fuzz setup setup-tests setup-soak lint licences unit oracle browser build

CACHE := $(HOME)/.cache/opkald
# Outside the repository, so that several checkouts share the built dependencies.
export CARGO_TARGET_DIR ?= $(CACHE)/target
OPKALD := $(CARGO_TARGET_DIR)/debug/opkald
VENV := $(CACHE)/venv
REQUIREMENTS := tests/oracle/requirements.txt tests/browser/requirements.txt tests/bench/requirements.txt
VENV_READY := $(VENV)/.ready-$(shell cat $(REQUIREMENTS) | cksum | cut -d' ' -f1)
# How many cases a property test tries.
PROPTEST_CASES ?= 300
# How long each fuzz target is tried.
FUZZ_SECONDS ?= 60

help:
	@echo "make demo     build, make three sample customers, serve the portal"
	@echo "make test     everything that must hold before a change goes in"
	@echo "make bench    measure, and print the table that the README carries"
	@echo "make soak     1,000 kills of the ingest, 10,000 simulated worlds, the property tests with 10,000 cases each, and a"
	@echo "              minute of fuzzing for each target; make fuzz, that alone, for FUZZ_SECONDS"
	@echo "make setup    install what the build needs; make setup-tests, what the tests need beside it"

setup:
	@.ci/setup

setup-tests:
	@.ci/setup tests
	@.ci/fetch-server kafka >/dev/null
	@.ci/fetch-server s3 >/dev/null

setup-soak: setup-tests
	@.ci/fetch-cargo-fuzz >/dev/null

build: setup
	cargo build --locked

demo: build
	@exec $(OPKALD) demo

# The tests come last, so that the output ends with their count.
test: setup-tests lint licences oracle browser unit

lint:
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --document-private-items
	.ci/file-sizes

licences:
	.ci/licences

unit: $(VENV_READY)
	PYTHON=$(VENV)/bin/python PROPTEST_CASES=$(PROPTEST_CASES) cargo test --locked --workspace --no-fail-fast 2>&1 | .ci/tally

oracle: build $(VENV_READY)
	BINARY=$(OPKALD) $(VENV)/bin/python -m unittest discover --start-directory tests/oracle --verbose

browser: build $(VENV_READY)
	BINARY=$(OPKALD) $(VENV)/bin/python -m unittest discover --start-directory tests/browser --verbose

soak: setup-soak $(VENV_READY)
	PYTHON=$(VENV)/bin/python KILL_CYCLES=1000 cargo test --locked --workspace --test exactly_once -- --nocapture 2>&1 | .ci/tally
	PROPTEST_CASES=10000 SIMULATED_SEEDS=10000 cargo test --locked --workspace --no-fail-fast -- propert simulated 2>&1 | .ci/tally
	.ci/fuzz $(FUZZ_SECONDS)

fuzz: setup-soak
	.ci/fuzz $(FUZZ_SECONDS)

bench: setup-tests build $(VENV_READY)
	taskset --cpu-list 0 cargo bench --locked --workspace --profile dev --bench ingest -- 3000000 | tee $(CACHE)/bench-ingest.txt
	cargo bench --locked --workspace --profile dev --bench maintain -- 43200
	cargo bench --locked --workspace --profile dev --bench rating
	$(VENV)/bin/python tests/bench/run.py $(OPKALD) --parts $(CACHE)/bench-ingest.txt

$(VENV_READY): $(REQUIREMENTS)
	rm -rf $(VENV)
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check $(addprefix --requirement ,$(REQUIREMENTS))
	touch $@
