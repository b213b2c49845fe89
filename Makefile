# The only door to commands. Everything is installed into .venv and node_modules; nothing needs root.
# A system's own Python is built to be fast, one from elsewhere often is not, and pages and tests feel it; PYTHON=... chooses.
PYTHON ?= $(shell /usr/bin/python3 -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
RUN_STAMP := .venv/.run-stamp
DEV_STAMP := .venv/.dev-stamp
WEB_STAMP := node_modules/.web-stamp
AXE_STAMP := node_modules/.axe-stamp
PO := $(wildcard src/hervest/*/locale/*/LC_MESSAGES/django.po)
MO_STAMP := .venv/.mo-stamp
UV := $(BIN)/uv
NPM = $(shell command -v npm 2>/dev/null || echo $(BIN)/npm)
export UV_PROJECT_ENVIRONMENT := .venv
export NO_MKDOCS_2_WARNING := 1  # the theme's end of support is known: decision 24
unexport PYTHONDONTWRITEBYTECODE  # images set it, and then every start compiles every module again

.PHONY: help demo setup test test-trust test-races check docs bench messages format clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(RUN_STAMP) $(WEB_STAMP) $(MO_STAMP) ## start the demo at http://127.0.0.1:8000 (PORT=8001, RESET=1 begins anew)
	@exec $(BIN)/hervest demo $(if $(PORT),--port $(PORT)) $(if $(RESET),--reset)

setup: $(DEV_STAMP) $(WEB_STAMP) $(AXE_STAMP) $(MO_STAMP) ## everything the other targets use, in .venv and node_modules

test: setup ## all tests that this machine can run, on SQLite and on PostgreSQL; says what it leaves out
	@$(BIN)/python scripts/run_tests.py

test-trust: setup ## every address for everybody about everything, each relation in every way, on SQLite and on PostgreSQL (an hour or two)
	@$(BIN)/python scripts/run_tests.py trust

test-races: setup ## every round of the races between two servers, on SQLite and on PostgreSQL
	@$(BIN)/python scripts/run_tests.py races

check: setup ## format, lint, types, import contracts, architecture and documentation, migrations, catalogues
	$(BIN)/ruff format --check src tests scripts benchmarks
	$(BIN)/ruff check src tests scripts benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/hervest manage makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py --check
	$(BIN)/pytest -q tests/architecture

docs: setup ## the documentation as a site, in build/docs; a warning is an error
	@$(BIN)/mkdocs build -q
	@echo "build/docs/index.html"

bench: setup ## speed and memory, as ratios and counts
	@$(BIN)/python benchmarks/all.py

messages: setup ## put new texts into the catalogues (src/hervest/*/locale)
	$(BIN)/python scripts/messages.py

format: setup ## let the formatter write
	$(BIN)/ruff format src tests scripts benchmarks
	$(BIN)/ruff check --fix src tests scripts benchmarks

clean: ## forget everything that was installed or made
	rm -rf .venv node_modules var src/hervest/static/vendor

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hervest needs Python 3.11 or newer (Debian package: python3)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (Debian package: python3-venv)"; exit 1; }
	@$(BIN)/pip install -q --disable-pip-version-check uv

$(RUN_STAMP): $(UV) uv.lock pyproject.toml
	@if [ ! -e $(DEV_STAMP) ]; then $(UV) sync -q --frozen --no-default-groups; fi
	@touch $@

$(DEV_STAMP): $(UV) uv.lock pyproject.toml
	@$(UV) sync -q --frozen --group dev
	@touch $@ $(RUN_STAMP)

$(WEB_STAMP): package-lock.json scripts/vendor.py | $(RUN_STAMP)
	@command -v npm >/dev/null 2>&1 || $(UV) sync -q --frozen --group node --inexact
	@$(NPM) ci --silent --omit=dev
	@$(BIN)/python scripts/vendor.py
	@touch $@

$(AXE_STAMP): $(WEB_STAMP)
	@$(NPM) ci --silent
	@touch $(WEB_STAMP) $@

$(MO_STAMP): $(PO) scripts/compile_messages.py | $(RUN_STAMP)
	@$(BIN)/python scripts/compile_messages.py
	@touch $@
