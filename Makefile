# monitor: `make run` shows the main job on the seed articles; `make test` runs every check.
VENV := .venv
PYTHON ?= python3
.DEFAULT_GOAL := run

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.lock
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: install dev run test
install: $(VENV)/.installed
dev: $(VENV)/.dev
run: install
	@$(VENV)/bin/monitor demo
test: dev
	$(VENV)/bin/pytest
