#!/bin/sh
# Writes requirements.lock (what runs) and requirements-dev.lock (the checks) from pyproject.toml; called by `make lock`.
#   scripts/lock.sh            keeps every version that still fits: what changed is what pyproject.toml asks for
#   scripts/lock.sh upgrade    takes the newest of everything
# The locker runs from a throw-away environment, at one version, so that the same input gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
locker=uv==0.13.9
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
"${PYTHON:-python3}" -m venv "$place"
"$place/bin/python" -m pip install -qq --disable-pip-version-check "$locker"

# Universal: one lock for every system and Python from 3.11 on. Extras are kept (`coverage[toml]`, not `coverage`): pips before
# 26 try the newest release of a name with its extra before they meet the bare pin, and then refuse it for want of a hash.
lock() {
    "$place/bin/uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --no-annotate --no-header --quiet ${upgrade:+"$upgrade"} "$@"
}
upgrade=""
[ "${1:-}" != upgrade ] || upgrade=--upgrade
lock --extra web --group build --output-file requirements.lock
lock --extra web --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock

# An extra's name as packages ask for it: pips before 23.3 know html_clean, and not html-clean.
for file in requirements.lock requirements-dev.lock; do
    sed '/^[a-z0-9.-]*\[/{ :more
s/^\([a-z0-9.-]*\[[^]]*\)-/\1_/
t more
}' "$file" >"$place/lock"
    cat "$place/lock" >"$file"
done
