# Everything lives in .venv; `make help` lists the targets.
PYTHON ?= python3
OUT ?= dist
EDITIONS ?=
BRANDS ?= 10000
PEERS ?= hugo
ROUNDS ?= 3
SECONDS ?= 600
SEED ?=
RUNS ?= 100
BIN := .venv/bin
SHELL := /bin/sh
export PIP_DISABLE_PIP_VERSION_CHECK := 1

EXAMPLE := .cache/example

.PHONY: help setup setup-test serve build example check test fuzz faults audit bench lint schema lock publish clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/.site ## install what the site needs into .venv

setup-test: .venv/.test ## install what the tests need too

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.site: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.site requirements-test.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-test.lock
	@touch $@

serve: setup ## serve the site on http://127.0.0.1:8000/ and rebuild on every edit
	$(BIN)/mkdocs serve --livereload

build: setup ## build the site into site/
	$(BIN)/mkdocs build --strict

example: setup-test ## build the example of a published composite into .cache/example/site/
	rm -rf $(EXAMPLE)
	$(BIN)/python tests/complete_book.py $(EXAMPLE)
	cd $(EXAMPLE) && BEATBOOK_SOURCES=texts $(CURDIR)/$(BIN)/mkdocs build --strict

check: setup ## check every record
	$(BIN)/beatbook check

test: setup-test lint ## run the linters and all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

audit: setup-test ## show the licences of all that is installed, and ask for known vulnerabilities
	@$(BIN)/python tests/tools/audit.py

fuzz: setup-test ## spoil records and tables at random for SECONDS, from SEED on if it is given
	@$(BIN)/python -W ignore tests/fuzz/long.py $(SECONDS) $(SEED)

faults: setup-test ## kill, starve and mislead each command RUNS times on the miniature book
	@$(BIN)/python tests/faults.py --runs $(RUNS)

bench: setup-test ## time builds of BRANDS synthetic brands against PEERS, in ROUNDS
	@$(BIN)/python tests/benchmarks/bench.py --brands $(BRANDS) --peers "$(PEERS)" --rounds $(ROUNDS)

lint: setup-test ## style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

schema: setup ## write the JSON Schemas of the records anew
	$(BIN)/beatbook schema

lock: setup-test ## resolve the locks anew from pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra draft --output-file requirements.lock pyproject.toml requirements.in
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra draft --extra test --constraint requirements.lock --output-file requirements-test.lock pyproject.toml requirements.in

publish: setup ## make the annual publication: site, reports, data, checksums
	$(BIN)/beatbook publish $(EDITIONS) --out $(OUT)

clean: ## delete what was built; .venv stays
	rm -rf site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
