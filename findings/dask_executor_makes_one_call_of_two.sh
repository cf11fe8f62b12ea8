#!/usr/bin/env bash
# Guess: Dask's Client.get_executor() is a concurrent.futures.Executor; where a pool of processes stood, a cluster can stand.
# What happens (distributed 2026.8.0): submit() of the same function and arguments is one call, whose result every caller gets, as
# long as a future of it lives: five downloads of one address are one, five draws one number. Only get_executor(pure=False) calls
# five times. shutdown(cancel_futures=True), in the standard since Python 3.9, raises TypeError.
# Why it matters: a feed asked again through such an executor answers with what it said before, and clean-up code fails at the end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check distributed==2026.8.0 2>/dev/null
cat >"$work/look.py" <<'PY'
import secrets
from concurrent.futures import Executor, ThreadPoolExecutor
from importlib.metadata import version

from distributed import Client


def asked(executor: Executor) -> list[str]:
    """Five calls of one function, which never answers alike."""
    futures = [executor.submit(secrets.token_hex, 2) for _ in range(5)]
    return [future.result(60) for future in futures]


def main() -> None:
    print("distributed", version("distributed"))
    with ThreadPoolExecutor(1) as threads:
        standard = asked(threads)
    with Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None) as client:
        usual = client.get_executor()
        once, each = asked(usual), asked(client.get_executor(pure=False))
        print("threads:", standard, "usual:", once, "pure=False:", each)
        assert len(set(standard)) > 1 and len(set(once)) == 1 and len(set(each)) > 1
        try:
            usual.shutdown(wait=False, cancel_futures=True)
        except TypeError as error:
            print("shutdown:", error)
        else:
            raise AssertionError("shutdown took cancel_futures")


if __name__ == "__main__":
    main()
PY
"$work/venv/bin/python" "$work/look.py"
