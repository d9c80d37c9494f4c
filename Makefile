# Two commands: `make run` and `make test`. Everything they need is put into .venv and frontend/console/node_modules.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help venv run test lint check bench requirements

help:
	@echo "make run    start everything (PORT, DATA_DIR, DEMO=0)"
	@echo "make test   all tests        make lint   style"
	@echo "make check  lint, types, import rules, drift     make bench  the benchmarks"

venv: .venv/requirements.stamp .venv/requirements-dev.stamp

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Janice needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/requirements.stamp: requirements.txt .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/requirements-dev.stamp: requirements-dev.txt .venv/requirements.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/requirements.stamp
	@exec $(BIN)/python manage.py up

test: venv
	$(BIN)/python -m pytest

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check: lint
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run

requirements: venv
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
