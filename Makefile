# Every target says what it does; `make help` prints that.
.DEFAULT_GOAL := help
.PHONY: help setup build test format lint bench bench-sumo bench-plan bench-privacy bench-sinks soak demo publish clean

SWIFT_SOURCES := $(shell git ls-files '*.swift' 2>/dev/null)

help: ## lists the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 15

setup: ## installs missing Debian packages and Python wheels (root for packages)
	@tools/setup.sh

build: setup ## builds ./rocade in release
	@swift build -c release --product rocade
	@ln -sfn .build/release/rocade rocade

test: build ## builds and runs every test that takes seconds
	@./rocade map fetch liechtenstein-2013
	@swift test -c release --disable-xctest --skip DeliveryTests
	@# By itself: its servers answer real clients, and starve beside tests that take all threads.
	@swift test -c release --disable-xctest --skip-build --filter DeliveryTests

format: ## formats the Swift sources
	@swift format format -i --configuration .swift-format --parallel $(SWIFT_SOURCES)

lint: ## fails on unformatted code
	@swift format lint --strict --configuration .swift-format --parallel $(SWIFT_SOURCES)

bench: build ## runs the benchmarks: counts and times as JSON
	@./rocade bench

bench-sinks: build ## each sink against a bare client of its library, on real servers
	@swift build -c release --product KafkaMock
	@python3 tools/bench_sinks.py

bench-sumo: build ## the same trips through SUMO's mesoscopic modes and through rocade traffic
	@python3 tools/bench_sumo.py --json-file results/bench-sumo.json

bench-plan: build ## the planning model beside NumPy and SALib
	@test -e .venv-plan/ready || { python3 -m venv .venv-plan && \
	    .venv-plan/bin/pip install -q --disable-pip-version-check --only-binary=:all: \
	    --require-hashes -r tools/requirements-plan.txt && touch .venv-plan/ready; }
	@.venv-plan/bin/python tools/bench_plan.py --json-file results/bench-plan.json
bench-privacy: build ## the privacy suite's speed, beside scikit-mobility (installed into .venv-skmob)
	@python3 tools/bench_privacy.py --json-file results/bench-privacy.json

soak: build ## runs the demo ten times with ten seeds
	@for seed in 1 2 3 4 5 6 7 8 9 10; do \
	    ./rocade run scenarios/liechtenstein.yaml --seed $$seed --out results/soak-$$seed || exit 1; done

demo: build ## a country's day: map, traffic, telemetry, platform, checks, report
	@./rocade run scenarios/liechtenstein.yaml

RUNS ?= $(wildcard results/europe-2030*)
publish: build ## figures of the large runs in RUNS, for README and notes
	@./rocade publish $(RUNS) -o results/published/europe-2030.json

clean: ## removes what builds and runs made
	@rm -rf .build .build-* .venv .venv-sumo .venv-plan .venv-skmob rocade maps/*.roads maps/*.osm.pbf
	@find results -mindepth 1 -maxdepth 1 ! -name published -exec rm -rf {} + 2>/dev/null || true
