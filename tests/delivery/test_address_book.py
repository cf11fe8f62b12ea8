"""Who readers are: the file itself."""

import sqlite3
from contextlib import closing

import pytest

from monitor.delivery.address_book import Readers
from monitor.errors import LogNewerError


def test_a_newer_versions_file_is_left_as_it_is(tmp_path):
    path = tmp_path / "readers.db"
    Readers.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(LogNewerError) as raised:
        Readers.open(path)
    assert raised.value.hint
    assert path.read_bytes() == before
