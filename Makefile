# Two commands matter: `make demo` and `make test`. Both need Python 3.11 and make, nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
WORKERS ?= 2

.DELETE_ON_ERROR:
.PHONY: help demo test check long bench clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 8

demo: $(STAMP)  ## one hub's whole life on the screen; leaves the folder demo-hub to look at
	rm -rf demo-hub
	$(BIN)/hub demo demo-hub

test: $(STAMP)  ## every test but the long ones, PostgreSQL included
	$(BIN)/python -m pytest -n $(WORKERS) -m "not long and not bench"

check: $(STAMP)  ## lint, format, types, import contracts, then the tests
	ops/check

long: $(STAMP)  ## the tests that take minutes: crashes, many writers, large files
	$(BIN)/python -m pytest -m "long and not bench"

bench: $(STAMP)  ## speed against the floors we hold ourselves to, as a table and JSON
	$(BIN)/python -m pytest -m bench --benchmark-enable

clean:  ## everything that was made, the virtual environment too
	rm -rf $(VENV) demo-hub build dist *.egg-info .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Installs again only when what is to be installed has changed.
$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; install it, or name it: make PYTHON=/path/to/python3.11" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "this Python lacks its venv module; on Debian install python3-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt setuptools
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation \
	  --editable '.[dev]'
	touch $@
