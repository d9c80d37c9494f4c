# Two commands: `make run` and `make test`. What they need goes into .venv and frontend/console/node_modules.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix frontend/console --silent
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links

.PHONY: help venv console chromium run test lint format types imports drift check bench requirements clean

help:
	@echo "make run     start everything (honours PORT, DATA_DIR, DEMO=0)"
	@echo "make test    every test, browser tests included"
	@echo "make check   lint, types, import rules, migrations and generated files"
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

test: venv console
	@command -v chromium chromium-browser google-chrome >/dev/null || $(MAKE) --no-print-directory chromium
	$(NPM) test
	$(BIN)/python -m pytest

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

check: lint types imports drift

bench: venv
	$(BIN)/python -m bench

requirements: venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv frontend/console/node_modules frontend/console/dist .mypy_cache .ruff_cache .pytest_cache
