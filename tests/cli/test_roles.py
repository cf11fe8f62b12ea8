"""Roles of a home whose log is in a file: told in one line, whatever is installed."""

import logging
import sys

import pytest


@pytest.mark.parametrize("args", [["workers"], ["run", "--role", "read"]])
def test_a_log_in_a_file_is_named_before_a_package_that_is_missing(ask, args, monkeypatch):
    for name in ("psycopg", "procrastinate"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("handlers", "level"):  # `run` gives every logger this command's own stream
        monkeypatch.setattr(logging.root, name, getattr(logging.root, name))
    told = ask(*args)
    assert told.status == 1
    assert "roles share their work through a database" in told.err
    assert "bug" not in told.err
