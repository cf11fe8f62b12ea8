#!/bin/sh
# Installs monitor from this folder, without a network: into .venv here, or into the folder that is named.
#   sh install.sh [FOLDER]      PYTHON=/path/to/python names the interpreter
set -eu
cd "$(dirname "$0")"
venv=${1:-.venv}
python=${PYTHON:-python3}
refuse() {
    printf 'monitor: %s\n  hint: %s\n' "$1" "$2" >&2
    exit 2
}
if [ -f SHA256SUMS ] && command -v sha256sum >/dev/null 2>&1; then
    sha256sum --quiet -c SHA256SUMS >&2 || refuse "a file of this bundle is not as it was made" "copy it again, or ask where it came from"
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    refuse "$python is no Python 3.11 or newer" "name one: PYTHON=/path/to/python sh install.sh"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    refuse "$python cannot make environments (no venv or ensurepip)" "install python3-venv, or name another Python"
"$python" -m venv "$venv" || refuse "the environment $venv could not be made" "is the folder writable, and the disk not full?"
PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install -qq --no-index --find-links wheels --require-hashes -r requirements.lock ||
    refuse "the wheels could not be installed" "they are for the system and the Python that the bundle's name says; see pip's words above"
printf 'installed  %s/bin/monitor\n' "$venv"
