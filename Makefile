# Rapport: `make help` lists what there is. Every target sets up what it needs.
# What it asks of the machine: python3 (3.11 or newer, with venv), make and a network.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
UV := $(CURDIR)/$(BIN)/uv
UV_VERSION := 0.13.9
SYNCED := $(VENV)/.synced
SPARK_VENV := .venv-spark
BENCH_VENV := .venv-bench
HELPDESK_VENV := .venv-helpdesk
# The public index, as the lock records it: nothing else may get into the lock.
INDEX = $(shell sed -n 's/.*registry = "\([^"]*\)".*/\1/p' uv.lock | sort -u | head -n 1)

export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)
# uv would write these indexes into uv.lock, and a foreign active environment would win over .venv.
unexport UV_DEFAULT_INDEX UV_INDEX_URL VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-spark bench fix docs lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(SYNCED) ## Make the demo shop and open Rapport on it, with sign-ins printed
	@$(BIN)/rapport demo --serve

serve: $(SYNCED) ## Start Rapport on this machine (PORT=8000)
	@$(BIN)/rapport serve --port $(PORT)

test: $(SYNCED) ## Run every check; RAPPORT_TEST_SKIP=browser,postgres leaves groups out
	@$(BIN)/python -m tests.run

test-spark: $(SPARK_VENV)/.synced ## Run the tests that need PySpark and Java 17
	@$(SPARK_VENV)/bin/python -m tests.run spark

bench: $(BENCH_VENV)/.synced $(HELPDESK_VENV)/.synced ## Compare speed and accuracy with peers, in their own environment
	@HELPDESK_VENV=$(HELPDESK_VENV) $(BENCH_VENV)/bin/python -m tests.benchmarks $(BENCH)

fix: $(SYNCED) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .
	@$(BIN)/djlint --quiet --reformat rapport || true
	@$(BIN)/ruff check .

docs: $(SYNCED) ## Write the generated reference pages anew
	@$(BIN)/python -m docs.generate

lock: | $(BIN)/uv ## Resolve the dependencies anew and write both lock files
	@XDG_CONFIG_HOME=/nowhere XDG_CONFIG_DIRS=/nowhere $(UV) lock --default-index "$(INDEX)"
	@$(UV) export --quiet --frozen --no-emit-project --output-file requirements.lock

clean: ## Remove environments, caches and what was built
	@rm -rf $(VENV) $(SPARK_VENV) $(BENCH_VENV) $(HELPDESK_VENV) build dist .mypy_cache .ruff_cache .pytest_cache

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is older than 3.11. Install Python 3.11 or newer and run: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make environments yet. Run: apt-get install --yes python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (about half a minute the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

# Where uv cannot reach the public index, pip installs the same versions from the index it is set up for.
$(SYNCED): uv.lock requirements.lock pyproject.toml | $(BIN)/uv
	@$(UV) sync --quiet --frozen || { \
	  echo "uv could not fetch the locked packages; trying pip with requirements.lock ..."; \
	  $(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .; }
	@touch $@

$(SPARK_VENV)/.synced: uv.lock pyproject.toml | $(SYNCED)
	@echo "Setting up $(SPARK_VENV) with PySpark ..."
	@UV_PROJECT_ENVIRONMENT=$(SPARK_VENV) $(UV) sync --quiet --frozen --group spark
	@touch $@

$(BENCH_VENV)/.synced: uv.lock pyproject.toml | $(SYNCED)
	@echo "Setting up $(BENCH_VENV) with the peers ..."
	@UV_PROJECT_ENVIRONMENT=$(BENCH_VENV) $(UV) sync --quiet --frozen --group bench
	@touch $@

# The desk that ours is compared with stands beside Rapport and is no part of it: pip alone, no lock, no wheel.
$(HELPDESK_VENV)/.synced: tests/benchmarks/helpdesk/requirements.txt | $(SYNCED)
	@echo "Setting up $(HELPDESK_VENV) with django-helpdesk ..."
	@$(PYTHON) -m venv $(HELPDESK_VENV)
	@$(HELPDESK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
