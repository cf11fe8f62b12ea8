from tests.clusters import server_binaries

# `make test` says in a line that it is not run.
collect_ignore_glob = [] if server_binaries() else ["test_postgres*.py"]
