#!/bin/sh
# Makes the environment .venv, repairs it, or finds it ready. POSIX sh; called by the Makefile.
#   scripts/environment.sh        what `monitor` needs
#   scripts/environment.sh dev    and what the checks need
# PYTHON=/path/to/python names the interpreter; without it the newest suitable one on PATH is taken.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
want=${1:-run}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_USER=0 PIP_NO_INPUT=1

refuse() {
    printf 'monitor: %s\n  hint: %s\n' "$1" "$2" >&2
    exit 2
}

# Ready when the stamp was written by an install of exactly these locks, and its Python still runs.
stamp_of() { cat "$@" | cksum; }
run_stamp=$(stamp_of requirements.lock pyproject.toml scripts/environment.sh)
dev_stamp=$(stamp_of requirements-dev.lock)
is_ready() {
    [ "$(cat "$venv/.stamp-$1" 2>/dev/null)" = "$2" ] && "$venv/bin/python" -c '' 2>/dev/null
}
# Tables that were edited since they were parsed; the install parses them for the first time.
prepared=monitor/data/prepared.json
is_stale() {
    [ ! -f "$prepared" ] || [ -n "$(find monitor -name '*.toml' -newer "$prepared" | head -n 1)" ]
}
if is_ready run "$run_stamp" && { [ "$want" = run ] || is_ready dev "$dev_stamp"; }; then
    ! is_stale || "$venv/bin/python" scripts/prepare_tables.py
    exit 0
fi

# A Python that is new enough and can make environments; `why` remembers what the others lack.
why=""
suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { why=old; return 1; }
    "$1" -c 'import ensurepip, venv' 2>/dev/null || { lacking=$1; return 1; }
}
lacking=""
find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 && suits "$name"; then
            python=$name
            return
        fi
    done
    [ -z "$lacking" ] || refuse "$lacking cannot make environments (no venv or ensurepip)" \
        "install it, on Debian and Ubuntu: apt install python3-venv; or name another: make PYTHON=/path/to/python"
    [ -z "$why" ] || refuse "no Python 3.11 or newer here (python3 is $(python3 -V 2>&1 | tail -n 1))" \
        "install one from python.org or your package manager, or name it: make PYTHON=/path/to/python"
    refuse "no Python here" "install Python 3.11 or newer, or name it: make PYTHON=/path/to/python"
}
if [ -n "${PYTHON:-}" ]; then
    command -v "$PYTHON" >/dev/null 2>&1 || refuse "PYTHON=$PYTHON is not there" "give the path of a Python 3.11 or newer"
    python=$PYTHON
    suits "$python" || {
        [ -z "$lacking" ] || refuse "$PYTHON cannot make environments (no venv or ensurepip)" "apt install python3-venv, or another PYTHON="
        refuse "PYTHON=$PYTHON is $("$PYTHON" -V 2>&1 | tail -n 1), and 3.11 or newer is needed" "give the path of a newer one"
    }
else
    find_python
fi

began=$(date +%s)
# An environment that was interrupted while being made, or whose Python went away, is made anew.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    printf 'environment  making %s with %s: about a minute, only this once …\n' "$venv" "$("$python" -V)"
    "$python" -m venv --clear "$venv" || refuse "the environment $venv could not be made" "is this folder writable, and the disk not full?"
fi
installed() {
    "$venv/bin/python" -m pip install -qq "$@" || refuse "packages could not be installed" \
        "see pip's words above; is a package index in reach? then run the same command again"
}
if ! is_ready run "$run_stamp"; then
    rm -f "$venv/.stamp-run"
    installed --require-hashes -r requirements.lock
    installed --no-deps --no-build-isolation -e .
    printf '%s\n' "$run_stamp" >"$venv/.stamp-run"
fi
if [ "$want" = dev ] && ! is_ready dev "$dev_stamp"; then
    rm -f "$venv/.stamp-dev"
    # what of it is used is compiled by its first use
    installed --no-compile --require-hashes -r requirements-dev.lock
    printf '%s\n' "$dev_stamp" >"$venv/.stamp-dev"
fi
packages=$("$venv/bin/python" -m pip list --format=freeze 2>/dev/null | wc -l | tr -d ' ')
printf 'environment  %s ready · %s packages, locked · %s s (next time: none)\n' "$venv" "$packages" "$(($(date +%s) - began))"
