#!/bin/sh
# Chromium for the browser tests: found, or installed as Debian's package where we are root; else one line of what to do.
# Nothing else is downloaded: Playwright drives the browser of this machine. Its names: tests/browser/chromium.py.
set -eu
for name in chromium chromium-browser google-chrome-stable google-chrome; do
    ! command -v "$name" >/dev/null 2>&1 || exit 0
done
refuse() {
    printf 'monitor: %s\n  hint: %s\n' "$1" "$2" >&2
    exit 2
}
command -v apt-get >/dev/null 2>&1 || refuse "there is no Chromium here" "install it with your package manager; browser tests need nothing more"
[ "$(id -u)" = 0 ] || refuse "there is no Chromium here, and only root may install it" "sudo apt-get install chromium"
printf 'chromium     installing the package of this system …\n'
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null && apt-get install -qq --no-install-recommends chromium >/dev/null ||
    refuse "Chromium could not be installed" "see apt's words above; is a package mirror in reach?"
