# Marsad. The two commands are `make run` and `make test`; `make help` lists the others.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq --constraint constraints.txt
BENCH_FILES ?=
EVAL_OPTIONS ?=

.PHONY: run test lint types web bench eval train schema clean help

run: $(VENV)/.for-web                ## open the site with the sample reports; MARSAD_NO_SERVE=1 ends before
	@$(BIN)/marsad demo --site

test: $(VENV)/.for-tests $(VENV)/.for-web  ## lint, types and all tests
	@$(MAKE) --no-print-directory lint types
	@npm --prefix web test --silent
	$(BIN)/pytest -n 2

web: $(VENV)/.for-web                ## bundle the site's styles and scripts

lint: $(VENV)/.for-tests             ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.for-tests            ## mypy, strict
	$(BIN)/mypy

bench: $(VENV)/.for-use              ## speed and memory; BENCH_FILES="a.jsonl b.jsonl.gz"
	@$(BIN)/python bench/run.py $(BENCH_FILES)

eval: $(VENV)/.for-use               ## accuracy on our own gold reports
	@$(BIN)/python -m evaluation $(EVAL_OPTIONS)

schema: $(VENV)/.for-use             ## write the published JSON Schema anew
	@$(BIN)/python scripts/schema.py

clean:                               ## remove the environment and what tools left behind
	rm -rf $(VENV) web/node_modules src/marsad/web/static build out .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info

help:                                ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

# The environment. The stamps make the second run start at once.

$(VENV)/.for-tests: $(VENV)/.for-web scripts/install_test_servers.sh
	@scripts/install_test_servers.sh
	@echo "marsad: installing what the tests need"
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/.for-use: pyproject.toml constraints.txt
	@PYTHON='$(PYTHON)' VENV='$(VENV)' scripts/make_environment.sh
	@echo "marsad: installing the package and what it needs"
	@$(PIP) --editable .
	@touch $@

# The site's styles and scripts, bundled into the package.

WEB_SOURCES := $(wildcard web/*.json web/*.ts web/*.mjs web/lib/*.ts web/styles/*.css web/*.svg) scripts/build_web.sh

$(VENV)/.for-web: $(VENV)/.for-use $(WEB_SOURCES)
	@scripts/build_web.sh
	@touch $@
