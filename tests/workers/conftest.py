import importlib.util

from tests.clusters import server_binaries

# `make test` says in a line that it is not run.
collect_ignore_glob = (
    [] if server_binaries() and importlib.util.find_spec("procrastinate") else ["test_*.py"]
)
