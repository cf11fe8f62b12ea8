"""Any byte that is not as it was written is found, and `verify` says where."""

import random
import sqlite3

import pytest
from log_samples import NOW, history, keyed, redaction, taken, text_of, texts_of

from monitor.errors import LogDamagedError, LogForeignError, NotFoundError, UsageError
from monitor.log import schema
from monitor.log.chain import hash_of, text_hash
from monitor.log.sqlite import SqliteLog
from monitor.log.verify import verify


@pytest.fixture
def path(tmp_path):
    with SqliteLog.open(tmp_path / "log.db") as log:
        events = history(8)
        log.append(events, at=NOW, expected=0, texts=texts_of(events))
        log.append(keyed(redaction("a004")), at=NOW, expected=log.head().position)
    return tmp_path / "log.db"


def unguarded(path, *statements: str) -> None:
    """What somebody with the file and the will can do: take the guards away, change, put them
    back.
    """
    db = sqlite3.connect(path)
    for name, statement in schema.OBJECTS.items():
        if statement.startswith("CREATE TRIGGER"):
            db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert abs(db.execute(statement).rowcount) == 1  # -1: no rows but a part of the schema
    for statement in schema.OBJECTS.values():
        if statement.startswith("CREATE TRIGGER"):
            db.execute(statement)
    db.commit()
    db.close()


def test_a_log_as_it_was_written_proves(path) -> None:
    proof = verify(path)
    assert (proof.ok, proof.events, proof.broken_at) == (True, 19, None)


@pytest.mark.parametrize(
    "change",
    [
        "key = key || '/'",
        "key = substr(key, 2)",
        "type = 'StoryClosed'",
        "version = 7",
        "at = replace(at, '09:00', '09:01')",
        "payload = payload || ' '",
        "payload = replace(payload, 'A title', 'A Title')",
        "prev = hash",
        "prev = replace(prev, substr(prev, 1, 1), 'z')",
        "hash = prev",
        "hash = upper(hash)",
        "position = 100",
    ],
)
def test_a_change_in_any_column_is_named(path, change) -> None:
    unguarded(path, f"UPDATE events SET {change} WHERE position = 5")
    proof = verify(path)
    assert (proof.ok, proof.events, proof.broken_at) == (False, 4, 5)
    assert "5" in proof.why


def test_a_change_that_repairs_its_own_hash_breaks_the_next_link(path) -> None:
    with SqliteLog.open(path) as log:
        row = list(log.rows())[4]
    forged = hash_of(row._replace(key="forged"))
    unguarded(path, f"UPDATE events SET key = 'forged', hash = '{forged}' WHERE position = 5")
    assert verify(path).broken_at == 6


def test_a_row_that_was_taken_out_is_missed(path) -> None:
    unguarded(path, "DELETE FROM events WHERE position = 5")
    assert verify(path).broken_at == 5


def test_every_single_byte_of_a_row_counts(path) -> None:
    """Each byte of one event's row, as it lies in the file, changed by one bit."""
    content = path.read_bytes()
    start = content.index(b"story/sa002StoryOpened")
    end = content.index(b'"number":2', start) + len(b'"number":2')
    for offset in range(start, end):
        changed = bytearray(content)
        changed[offset] ^= 1
        path.write_bytes(changed)
        proof = verify(path)
        assert (proof.ok, proof.broken_at) == (False, 4), offset


def test_every_single_byte_of_a_kept_text_counts(path) -> None:
    content = path.read_bytes()
    text = text_of("a003").encode()
    start = content.index(text_hash(text_of("a003")).encode() + text)
    for offset in range(start, start + 64 + len(text)):
        changed = bytearray(content)
        changed[offset] ^= 1
        path.write_bytes(changed)
        proof = verify(path)
        assert not proof.ok, offset
        assert "text" in proof.why or "page" in proof.why, offset
        if offset >= start + 64:
            assert text_hash(text_of("a003")) in proof.why
            assert proof.broken_at == 5  # the event that names it


def test_bytes_anywhere_in_the_used_pages_are_found_or_do_not_matter(path) -> None:
    """Damage at random places: either it is reported, or every event and text still reads as it was
    written.
    """
    with SqliteLog.open(path) as log:
        events, texts = list(log.read()), list(log.texts())
    content = path.read_bytes()
    chance = random.Random(1)
    for _ in range(150):
        offset = chance.randrange(100, len(content))
        changed = bytearray(content)
        changed[offset] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        try:
            fine = verify(path).ok
        except (LogDamagedError, LogForeignError):
            fine = False
        if fine:
            with SqliteLog.open(path) as log:
                assert (list(log.read()), list(log.texts())) == (events, texts), offset


def test_a_damaged_page_is_reported_as_such(path) -> None:
    with SqliteLog.open(path) as log:
        log.append(
            [(f"k{n}", taken(f"b{n:04}", title="x" * 500)) for n in range(200)],
            at=NOW,
            expected=log.head().position,
        )
        root = log._db.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'events'"
        ).fetchone()[0]
    content = bytearray(path.read_bytes())
    page = next(  # a leaf of the events' tree, in the middle
        number
        for number in range(len(content) // 4096 // 2, len(content) // 4096)
        if content[number * 4096] == 13 and number + 1 != root
    )
    content[page * 4096 : page * 4096 + 512] = b"\xa5" * 512
    path.write_bytes(content)
    proof = verify(path)
    assert not proof.ok
    assert "damaged page" in proof.why
    assert proof.broken_at is not None
    with SqliteLog.open(path) as log, pytest.raises(LogDamagedError, match="damaged") as caught:
        list(log.read())
    assert caught.value.broken_at is not None


def test_an_index_that_hides_an_event_is_damage(path) -> None:
    content = path.read_bytes()
    offset = content.index(
        b"story/sa002", content.index(b"story/sa002") + 1
    )  # the second is in the index of keys, or the first
    first = content.index(b"story/sa002")
    for place in (first, offset):
        changed = bytearray(content)
        changed[place] ^= 1
        path.write_bytes(changed)
        assert not verify(path).ok


def test_a_text_that_was_swapped_or_taken_away_is_named(path) -> None:
    name = text_hash(text_of("a003"))
    unguarded(path, f"UPDATE texts SET text = 'softened' WHERE hash = '{name}'")
    assert name in verify(path).why
    unguarded(path, f"UPDATE texts SET text = NULL WHERE hash = '{name}'")
    proof = verify(path)
    assert "no event says that it was erased" in proof.why
    assert proof.broken_at == 5


@pytest.mark.parametrize("number", [1, 2, "(SELECT max(id) FROM texts)"])
def test_a_text_whose_row_was_deleted_is_missed(path, number) -> None:
    unguarded(path, f"DELETE FROM texts WHERE id = {number}")
    why = verify(path).why
    assert "deleted" in why or "is gone" in why


def test_a_log_without_the_texts_it_was_imported_without_proves(tmp_path) -> None:
    events = history(3)
    with SqliteLog.open(tmp_path / "log.db") as log:
        log.append(events, at=NOW, expected=0)  # as an import without texts leaves it
        assert log.verify().ok
        later = [one for one in history(5) if one not in events]
        log.append(later, at=NOW, expected=log.head().position, texts=texts_of(later))
        assert log.verify().ok


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("CREATE TABLE mine (x)", "table"),
        ("CREATE TRIGGER mine AFTER INSERT ON events BEGIN SELECT 1; END", "trigger"),
        ("CREATE VIEW mine AS SELECT 1", "view"),
        ("CREATE INDEX mine ON events (type)", "index"),
    ],
)
def test_a_part_that_is_not_the_log_s_own_is_named(path, statement, kind) -> None:
    unguarded(path, statement)
    assert verify(path).why == f"a {kind} that is not the log's own: 'mine'"


def test_a_column_that_was_added_is_damage(path) -> None:
    unguarded(path, "ALTER TABLE texts ADD COLUMN more TEXT")
    assert "'texts'" in verify(path).why


# --- the anchor outside ---


def test_an_earlier_head_is_still_held(path) -> None:
    with SqliteLog.open(path) as log:
        hashes = [one.hash for one in log.read()]
    for known in (hashes[0], hashes[7], hashes[-1], hashes[-1].upper(), hashes[3][:12]):
        assert verify(path, head=known).ok


def test_a_tail_that_was_cut_off_shows_only_against_a_head_known_before(path) -> None:
    with SqliteLog.open(path) as log:
        head = log.head().hash
    unguarded(path, "DELETE FROM events WHERE position = 19")
    proof = verify(path, head=head)
    assert not proof.ok


def test_a_cut_tail_alone_proves_without_an_anchor_and_not_with_it(tmp_path) -> None:
    path = tmp_path / "log.db"
    with SqliteLog.open(path) as log:
        log.append(history(3), at=NOW, expected=0)
        head = log.head()
    unguarded(path, f"DELETE FROM events WHERE position = {head.position}")
    assert verify(path).ok
    proof = verify(path, head=head.hash)
    assert (proof.ok, proof.events) == (False, head.position - 1)
    assert "cut off" in proof.why


@pytest.mark.parametrize("head", ["", "abc", "not a hash at all", "0" * 65])
def test_an_anchor_that_is_no_hash_is_wrong_use(path, head) -> None:
    with pytest.raises(UsageError):
        verify(path, head=head)


def test_a_proof_reads_the_file_and_not_a_memory_of_it(path) -> None:
    with SqliteLog.open(path) as log:
        assert log.verify().ok
        list(log.read())
        content = path.read_bytes()
        path.write_bytes(content.replace(b'"story_id":"sa001"', b'"story_id":"sa00x"'))
        assert log.verify().broken_at == 2


def test_what_is_not_there_cannot_be_proved(tmp_path) -> None:
    with pytest.raises(NotFoundError):
        verify(tmp_path / "log.db")
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_cannot_be_opened_can_still_be_proved_broken(path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"reason":"asked to"', b'"reason":"asked me"'))
    with pytest.raises(LogDamagedError):
        SqliteLog.open(path)
    assert verify(path).broken_at == 19
