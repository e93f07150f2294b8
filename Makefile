# Two commands matter: `make demo` and `make test`. Both need Python 3.11 and make, nothing else.

PYTHON ?= $(shell for one in python3.11 python3 python3.12 python3.13 python3.14; do \
  $$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; \
  done)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
WORKERS ?= 2

.DELETE_ON_ERROR:
.PHONY: help demo test check bench posting fuzz judge orders second laws clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 8

demo: $(STAMP)  ## one hub's whole life on the screen; leaves the folder demo-hub to look at
	rm -rf demo-hub
	$(BIN)/hub demo demo-hub

test: $(STAMP)  ## every test, PostgreSQL included
	$(BIN)/python -m pytest -n $(WORKERS)

check: $(STAMP)  ## lint, format, types, import contracts, then the tests
	ops/check

bench: $(STAMP)  ## speed against the floors we hold ourselves to, as a table and JSON in bench/
	$(BIN)/python -m ops.bench

CLAIMS ?= 100000
posting: $(STAMP)  ## speed of posting among a hundred thousand claims (CLAIMS=...), in bench/ too
	BENCH_CLAIMS=$(CLAIMS) $(BIN)/python -m ops.bench posting_among_many

FILES ?= 1000000
fuzz: $(STAMP)  ## break a million files (FILES=...) and read them; what one shows stays in fuzz-found/
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation \
	  --editable '.[dev,fuzz]'
	$(BIN)/python -m ops.fuzz --files $(FILES)
	$(BIN)/python -m ops.fuzz.coverage -max_total_time=300

CLAIMS ?= 10000
judge: $(STAMP)  ## claims by chance (CLAIMS=10000), written as 837Ps, before three outside judges
	$(BIN)/python -m ops.judge --claims $(CLAIMS)

orders: $(STAMP)  ## eight notices in all their 40,320 orders end with the same balances
	$(BIN)/python -m ops.orders

second: $(STAMP)  ## 2,000 generated remittances, the ledger reckoned a second time by other code
	$(BIN)/python -m ops.second

STEPS ?= 100000
laws: $(STAMP)  ## the machine that does what plans may do, for STEPS=100000 steps
	$(BIN)/python -m ops.laws --steps $(STEPS)

clean:  ## everything that was made, the virtual environment too
	rm -rf $(VENV) demo-hub fuzz-found build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Installs again only when what is to be installed has changed.
$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found." \
	  "Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "$(PYTHON) has no venv module." \
	  "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt setuptools
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation \
	  --editable '.[dev]'
	touch $@
