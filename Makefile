# make run     serve ilx at http://127.0.0.1:8000 (ILX_HOST, ILX_PORT, ILX_DATA_DIR change that)
# make test    everything a submission must pass: make check, JavaScript tests, pytest
# make check   format, lint, types, direction of imports, report of sizes
# make test-postgresql  the tests of the application with its store in PostgreSQL
# make bench   one line a figure
# make soak    long tests of the real server; SOAK="killed schema clients million" chooses, COUNT=100 deaths
# make fuzz    a million system calls with any registers, guided by coverage
# make lock    re-make the lock files; UPGRADE=--upgrade takes newer versions
# make clean   remove what make made (never var/, where the data is)

PYTHON ?= python3
WORKERS ?= auto
UPGRADE ?=
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-postgresql check js bench soak fuzz lock clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run: .venv/.runtime $(BIN)/ilx
	@exec $(BIN)/python -m app

# pytest comes last, so that its closing line ends the output.
test: check js
	@ILX_CHROMIUM="$$(sh tools/chromium.sh; sh tools/headers.sh; sh tools/postgres.sh)" \
	  $(BIN)/python -m pytest --no-header -n $(WORKERS) --maxprocesses 4 --dist loadfile

test-postgresql: .venv/.dev
	@sh tools/postgres.sh
	@ILX_TEST_DATABASE=postgresql $(BIN)/python -m pytest --no-header -n $(WORKERS) --maxprocesses 4 \
	  --dist loadfile tests/api tests/unit/app

check: .venv/.dev $(BIN)/ilx
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(wildcard simcore app tools)
	@out=$$($(BIN)/lint-imports 2>&1) || { echo "$$out"; exit 1; }; echo "$$out" | grep '^Contracts:'
	@$(BIN)/python tools/sizes.py

js:
	@sh tools/check_js.sh

bench: .venv/.dev
	@$(BIN)/python -m tests.bench

soak: .venv/.dev
	@$(BIN)/python -m tests.soak $(SOAK)

fuzz: .venv/.dev
	@$(BIN)/python tools/fuzz_calls.py

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

lock: | $(BIN)/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	@$(COMPILE) $(UPGRADE) -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says which lock file was installed last. The dev lock holds the runtime lock's versions.
.venv/.runtime: requirements.lock | $(BIN)/python
	@echo "ilx: installing requirements.lock into .venv (only when it changes)"
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | $(BIN)/python
	@echo "ilx: installing requirements-dev.lock into .venv (only when it changes)"
	@$(INSTALL) -r requirements-dev.lock
	@touch .venv/.runtime $@

# The command line, for whoever has .venv/bin on the PATH.
$(BIN)/ilx: | $(BIN)/python
	@ln -sf ../../bin/ilx $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "ilx needs Python 3.11 or newer, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "ilx could not make .venv; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
