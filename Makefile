# monitor: `make run` shows the main job on the seed articles, `make test` runs every check.
# Needs make (GNU, 3.81 or newer), a POSIX shell, Python 3.11 or newer and, the first time, a package index.

BIN := .venv/bin
PYTHON ?=
export PYTHON
# Compiled modules are kept: the tests start `monitor` some hundred times.
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := run
COVER ?=
PURE := model events errors datafiles text names gazetteer dates figures reading claims matching stories pictures digest

# Each commit of a test's database would wait for the disk; in memory, where there are 4 GB, most of the tests' time is saved.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print $$6 }')
# One process more than the two cores that are reckoned with, since tests wait for servers, other processes and clocks; each process more
# collects all tests once more: with four, CI's last part took 9:20 where three took 8:25.
N ?= 3
PYTEST = $(if $(MEMORY),TMPDIR=$${TMPDIR:-$(MEMORY)} )$(BIN)/python -m pytest -n $(N) --dist worksteal -o tmp_path_retention_policy=failed

# The tests of the pure packages, and of those that run what these leave out; counting costs half as much again.
COUNTED := $(wildcard $(addprefix tests/,$(filter-out model events errors datafiles claims,$(PURE)) publishing delivery bot views log test_claims.py test_datafiles.py))

.PHONY: install dev run checks counted test test-slow web-test docs picture lock wheel bundle bench quality soak mutants findings clean help

install:
	@sh scripts/environment.sh

dev:
	@sh scripts/environment.sh dev

run: install
	@$(BIN)/python -m monitor demo

checks: dev
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-cache

# How much of the pure packages is run has a floor.
counted: dev
	$(PYTEST) -m "not slow" $(PURE:%=--cov=monitor.%) --cov-report=term:skip-covered $(COUNTED)
	$(BIN)/python scripts/coverage_floor.py

# COVER=1: the tests of $(COUNTED) are run with how much they run of the pure packages. SLOW=1: what test-slow runs goes beside all others,
# since soaks wait more than they work.
ELSEWHERE := $(COUNTED:%=--quick-elsewhere=%)
test: checks $(if $(COVER),counted)
	$(PYTEST) $(if $(SLOW),--hypothesis-profile=thorough $(if $(COVER),$(ELSEWHERE)),-m "not slow" $(if $(COVER),$(COUNTED:%=--ignore=%)))

# Soaks, kills, installs, browsers, and properties with all their examples.
test-slow: dev
	$(PYTEST) -m "slow or hypothesis" --hypothesis-profile=thorough

# The pages in a real browser, which Debian's package brings where we are root; `make test-slow` runs this too where it stands.
web-test: dev
	@sh scripts/chromium.sh
	$(PYTEST) -q tests/browser

# The generated pages of docs/, from the code that they describe.
docs: dev
	$(BIN)/python scripts/write_docs.py

# What README and docs show of a run, and the picture of the digest: they change with what is read.
picture: install
	$(BIN)/python scripts/write_picture.py

# The locks, from pyproject.toml; UPGRADE=1 takes the newest of everything.
lock:
	@sh scripts/lock.sh $(if $(UPGRADE),upgrade)

# dist/: the wheel and the sdist, built twice to the same bytes and tried on every Python that is here; needs a package index.
wheel: dev
	@sh scripts/try_wheel.sh

# dist/: wheels with hashes, the lock and an SBOM; installs without a network on machines of this kind.
bundle: install
	@$(BIN)/python scripts/bundle.py

PART ?=
bench: dev
	@if [ -f "bench/$(PART).py" ]; then exec $(BIN)/python -m "bench.$(PART)"; \
	else echo "monitor: which part? make bench PART=log|postgres|machines|roles|reading|cores|hostile|names|matching|digest|readers|feeds|crash|service|keeping|web" >&2; exit 2; fi

quality: dev
	@$(BIN)/python -m bench.score_card

soak: dev
	@if [ -z "$(PART)" ] || [ "$(PART)" = service ]; then exec $(BIN)/python -m bench.soak; \
	elif [ -f "bench/soak_$(PART).py" ]; then exec $(BIN)/python -m "bench.soak_$(PART)"; \
	else echo "monitor: which part? make soak, or PART=service|chat|media|roles" >&2; exit 2; fi

# Which faults in the judge, the decider and the outbox no test notices; survivors are explained in bench/mutants.md.
mutants: dev
	@$(BIN)/python -m bench.mutants $(PART)

# Whether libraries still do what findings/ says of them; needs a package index, some five minutes, and nothing of ours.
findings:
	@failed=0; for one in findings/*.sh; do \
	if said=$$(bash "$$one" 2>&1); then echo "pass  $$one"; \
	else failed=1; echo "FAIL  $$one"; echo "$${said:-nothing was seen: is there a package index?}" | tail -n 3; fi; done; exit $$failed

# Everything that can be made again. state/ is yours and stays.
clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@echo "make run       the main job on the seed articles, in a home of its own (state/demo)"
	@echo "make test      format, lint, types, import rules, tests: some three minutes on two idle cores, seven on slow ones"
	@echo "make test-slow soaks, kills, installs, browsers, and properties with all examples"
	@echo "make checks    format, lint, types and import rules alone"
	@echo "make counted   the tests of the pure packages, and how much of these they run, against its floor; make test COVER=1 runs all others too, SLOW=1 what test-slow runs: as .ci/run does"
	@echo "make web-test  the pages in Chromium, installed where that is possible: every page, narrow, dark, by keyboard, without scripts"
	@echo "make install   the environment .venv, so that .venv/bin/monitor runs"
	@echo "make quality   how well stories are found and told, on the data under bench/; writes docs/score.md"
	@echo "make bench     PART=log|postgres|machines|roles|reading|cores|hostile|names|matching|digest|readers|feeds|crash|service|keeping|web: how fast, against a limit or a peer"
	@echo "make docs      the generated pages of docs/"
	@echo "make picture   what README shows of a run"
	@echo "make lock      the locks from pyproject.toml; UPGRADE=1 takes the newest of everything"
	@echo "make wheel     dist/: wheel and sdist, tried in clean environments"
	@echo "make bundle    dist/: all that an install needs where there is no network"
	@echo "make mutants   faults that no test notices; PART=monitor.delivery.plan: of one module"
	@echo "make soak      90 simulated days of the whole service; PART=chat: the outbox alone, through every fault; PART=media: on five media; PART=roles: several processes, killed"
	@echo "make findings  whether libraries still do the surprising things that findings/ holds"
	@echo "make clean     remove what can be made again; state/ stays"
