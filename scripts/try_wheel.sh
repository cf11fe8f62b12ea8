#!/bin/sh
# Builds dist/'s wheel and sdist twice, wants the same bytes, and tries the wheel as a new user would: in a clean environment
# of each Python from 3.11 on that is there (PYTHONS="python3.12 …" names others): install, demo, a sample configuration, the
# seeds taken in, a digest. Called by `make wheel`.
set -eu
cd "$(dirname "$0")/.."
house=$PWD
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
for nth in first second; do
    mkdir "$place/$nth"
    for kind in wheel sdist; do
        .venv/bin/python -c "import sys; from hatchling import build; build.build_$kind(sys.argv[1])" "$place/$nth" >/dev/null
    done
done
for file in "$place"/first/*; do
    cmp "$file" "$place/second/$(basename "$file")" || { echo "monitor: two builds differ: $(basename "$file")" >&2; exit 1; }
done
mkdir -p dist
cp "$place"/first/* dist/
echo "dist/  $(ls "$place/first" | tr '\n' ' ') · built twice, the same bytes"
tried=0
for python in ${PYTHONS:-python3.11 python3.12 python3.13 python3.14}; do
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "$python  not here: not tried"
        continue
    fi
    began=$(date +%s)
    "$python" -m venv "$place/env$tried"
    "$place/env$tried/bin/python" -m pip install -qq --disable-pip-version-check "$place"/first/*.whl
    mkdir "$place/home$tried"
    cd "$place/home$tried"
    PATH="$place/env$tried/bin:$PATH"
    export PATH
    monitor demo >demo.txt
    monitor config sample >sample.txt
    monitor ingest "$("$place/env$tried/bin/python" -c 'from monitor import samples; print(samples.seeds()[0].parent)')" >ingest.txt
    monitor digest >digest.txt
    grep -q . digest.txt
    cd "$house"
    tried=$((tried + 1))
    echo "$python  $("$python" -V): installed, demo, configuration, articles, digest in $(($(date +%s) - began)) s"
done
[ "$tried" -gt 0 ] || { echo "monitor: no Python from 3.11 on to try the wheel with" >&2; exit 1; }
