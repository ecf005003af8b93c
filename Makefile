# Every target is a short script in scripts/, which also works alone where make is absent.
.POSIX:
.PHONY: help setup run demo test check bench nightly soak sbom audit

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name does; do \
		printf 'make %-9s %s\n' "$$name" "$$does"; done

setup: ## make .venv with the pinned packages (every target below does it by itself)
	@scripts/setup

run: ## serve the journal on http://127.0.0.1:8000; PORT=8123 DATA=/somewhere change it
	@scripts/run

demo: ## the same with a made-up family loaded, in demo-data/
	@scripts/demo

test: ## all tests, with the browser and PostgreSQL they need
	@scripts/test

check: ## formatting, lint, types, then all tests
	@scripts/check

bench: ## benchmarks: ratios measured side by side in one run
	@scripts/bench

nightly: ## the long forms of the fault, fuzz and browser tests; Firefox and WebKit
	@scripts/nightly

soak: ## 30 minutes of random faults
	@scripts/soak

sbom: ## write sbom.json: every package inside, as CycloneDX
	@scripts/sbom

audit: ## ask which pinned package has a known weakness
	@scripts/audit
