"""Rows for other tools: nothing is lost on the way, and no spreadsheet runs them."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import duckdb
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from monitor.log.memory import MemoryLog
from monitor.model import Figure, Outcome, Place, Span
from monitor.views.export import files, ninjs, parquet
from monitor.views.export.codes import alpha3, plover_event, plover_mode
from monitor.views.export.making import RowMaker
from monitor.views.export.rows import ROWS
from monitor.views.views import Views
from tests.log.log_samples import opened, redaction
from tests.views.test_facts import (
    BERIN,
    LENZ,
    ORSINI,
    SETTINGS,
    attached,
    came,
    facts_of,
    person,
    read,
    two_stories,
)

TABLES = list(ROWS)


@pytest.fixture
def log():
    return MemoryLog()


@pytest.fixture
def views(tmp_path):
    with Views.open(tmp_path / "views.db") as views:
        yield views


def rows_of(facts, table, *, texts=False, since=None, until=None):
    maker = RowMaker(facts, SETTINGS, texts=texts)
    return list(maker.rows(table, since=since, until=until))


# --- what stands in them ---


def test_a_story_has_codes_that_others_use(views, log) -> None:
    one, other = rows_of(facts_of(views, log, *two_stories()), "stories")
    assert (one.number, other.number) == (1, 2)
    assert (one.act, one.plover_event, one.plover_mode) == ("meeting", "CONSULT", None)
    assert (one.place, one.place_country_a3, one.latitude) == ("Astana", "KAZ", 51.18)
    assert (one.people_names, one.sides) == (("Ada Berin", "Ada Lenz"), 2)
    assert (one.countries, one.countries_a3) == (("KZ", "RU"), ("KAZ", "RUS"))
    assert (other.day_start, other.day_precision) == ("2026-10", "month")
    assert (other.day_first, other.day_last) == (date(2026, 10, 1), date(2026, 10, 31))


def test_an_account_keeps_its_instant_and_its_clock(views, log) -> None:
    first, *_ = rows_of(facts_of(views, log, *two_stories()), "accounts")
    assert first.published == "2026-11-20T08:30:00+05:00"
    assert first.published_at == datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
    assert first.published_offset_minutes == 300


def test_a_day_alone_is_no_instant(views, log) -> None:
    *_, last = rows_of(facts_of(views, log, *two_stories()), "accounts")
    assert (last.published, last.published_at, last.published_offset_minutes) == (
        "2026-11-21",
        None,
        None,
    )


def test_a_claim_says_of_whom_and_whether_it_is_told(views, log) -> None:
    reading = read(
        BERIN,
        LENZ,
        figures=(Figure(value=2e9, as_written="$2 billion", unit="USD", counts="trade"),),
        outcomes=(Outcome(kind="signed", what="a plan", key="plan"),),
    )
    more = tuple(
        structs.replace(reading.claims[-1], field=field) for field in ("figure", "outcome")
    )
    reading = structs.replace(reading, claims=(*reading.claims, *more))
    facts = facts_of(views, log, came("a1", reading), opened("s1", "a1", 1))
    claims = {(row.field, row.value): row for row in rows_of(facts, "claims")}
    lead = claims["lead", "lenz"]
    assert (lead.label, lead.country, lead.country_a3, lead.told) == ("Ada Lenz", "RU", "RUS", True)
    assert claims["act", "meeting"].plover_event == "CONSULT"
    assert claims["place", "Astana"].longitude == 71.45
    assert claims["date", "2026-11-20"].day_first == date(2026, 11, 20)
    figure = claims["figure", "$2 billion"]
    assert (figure.number_value, figure.unit, figure.label) == (2e9, "USD", "trade")
    assert claims["outcome", None].label == "signed"


def test_words_of_others_are_left_out_unless_asked_for(views, log) -> None:
    facts = facts_of(views, log, came("a1", read(BERIN, LENZ)), opened("s1", "a1", 1))
    without, with_texts = (rows_of(facts, "claims", texts=texts) for texts in (False, True))
    assert not any(row.words or row.sentence for row in without)
    assert "It was good." in {row.words for row in with_texts}
    assert "Ada Berin met Ada Lenz." in {row.sentence for row in with_texts}


def test_three_sides_are_three_meetings(views, log) -> None:
    facts = facts_of(views, log, came("a1", read(BERIN, LENZ, ORSINI)), opened("s1", "a1", 1))
    assert [(row.one, row.other) for row in rows_of(facts, "meetings")] == [
        ("berin", "lenz"),
        ("berin", "orsini"),
        ("lenz", "orsini"),
    ]


def test_one_person_meets_the_country_where_nobody_else_is_named(views, log) -> None:
    reading = read(BERIN, act="visit", countries=("KZ", "IT"))
    facts = facts_of(views, log, came("a1", reading), opened("s1", "a1", 1))
    (row,) = rows_of(facts, "meetings")
    assert {(row.one, row.one_country_a3), (row.other, row.other_country_a3)} == {
        ("berin", "KAZ"),
        (None, "ITA"),
    }


def test_only_stories_of_the_span_are_written(views, log) -> None:
    facts = facts_of(views, log, *two_stories())
    assert [row.number for row in rows_of(facts, "stories", since="2026-11")] == [1]
    assert [row.number for row in rows_of(facts, "stories", until="2026-10")] == [2]
    assert rows_of(facts, "claims", since="2027") == []


def test_a_story_without_any_day_is_written_where_none_is_asked_for(views, log) -> None:
    event = came("a1", read(BERIN, LENZ, date=None), published=None)
    facts = facts_of(views, log, event, opened("s1", "a1", 1))
    assert [row.day_first for row in rows_of(facts, "stories")] == [None]
    assert rows_of(facts, "stories", since="1900") == []


@pytest.mark.parametrize(
    ("act", "event", "mode"),
    [
        ("meeting", "CONSULT", None),
        ("call", "CONSULT", "phone"),
        ("visit", "CONSULT", "visit"),
        ("summit", "CONSULT", "multilateral"),
        ("mediation", "CONSULT", "third-party"),
        ("signing", "AGREE", None),
        ("of another version", None, None),
        (None, None, None),
    ],
)
def test_acts_have_plovers_names(act, event, mode) -> None:
    assert (plover_event(act), plover_mode(act)) == (event, mode)


def test_countries_have_isos_longer_codes() -> None:
    pairs = {"KZ": "KAZ", "DE": "DEU", "FR": "FRA", "CD": "COD", "YE": "YEM", "XK": "XKX"}
    assert {code: alpha3(code) for code in pairs} == pairs
    assert alpha3(None) is alpha3("??") is None


# --- CSV ---

HOSTILE = [
    '=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1",
    "＠1", "'=1", "''=1",
]  # fmt: skip


class Words(Struct, frozen=True, kw_only=True):
    text: str
    listed: tuple[str, ...] = ()
    number: float | None = None


def unquoted(cell):
    """What stood there before the apostrophe was put before it."""
    return cell[1:] if re.match(r"''*[=+\-@\t\r＝＋－＠]", cell) else cell


def parsed(rows):
    written = b"".join(files.csv_lines(Words, rows)).decode()
    return list(csv.reader(io.StringIO(written, newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_be_a_formula_is_text(text) -> None:
    _, (cell, _, _) = parsed([Words(text=text)])
    assert cell[0] == "'"
    assert unquoted(cell) == text


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text("ab,\"'=\n")))
def test_csv_gives_every_text_back(text, listed) -> None:
    rows = parsed([Words(text=text, listed=tuple(listed), number=-1.5)])
    _, (cell, many, number) = rows
    assert unquoted(cell) == text
    assert json.loads(many) == listed
    assert number == "-1.5"


def test_csv_knows_null_from_nothing_in_a_list() -> None:
    assert parsed([Words(text="", listed=(), number=None)])[1] == ["", "[]", ""]


# --- Parquet ---


def written(views, log, tmp_path, table):
    odd = person("ö,\"'", "IT", office="=1")
    events = (
        *two_stories(),
        came("c1", read(odd, LENZ, date=None, place=None), published=None, outlet="Nobody's"),
        opened("s3", "c1", 3),
        came("c2", read(odd, LENZ, place=Place(name="Nowhere"), date=Span(start="2026"))),
        attached("s3", "c2"),
    )
    facts = facts_of(views, log, *events)
    rows = rows_of(facts, table, texts=True)
    path = tmp_path / f"{table}.parquet"
    assert parquet.write(path, ROWS[table], rows, about={"table": table}) == len(rows) > 0
    return path, [structs.astuple(row) for row in rows]


@pytest.mark.parametrize("table", TABLES)
def test_parquet_gives_back_every_value_list_instant_and_null(views, log, tmp_path, table) -> None:
    path, rows = written(views, log, tmp_path, table)
    found = pyarrow.parquet.read_table(path).to_pylist()
    assert [tuple(map(plain, row.values())) for row in found] == rows


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_parquet_without_loss(views, log, tmp_path, table) -> None:
    path, rows = written(views, log, tmp_path, table)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'Asia/Almaty'")  # an instant is one in any zone
        found = db.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert [tuple(map(plain, row)) for row in found] == rows


def plain(value):
    return tuple(value) if isinstance(value, list) else value


def test_each_column_says_what_it_is(views, log, tmp_path) -> None:
    path, _ = written(views, log, tmp_path, "claims")
    schema = pyarrow.parquet.read_schema(path)
    assert all(field.metadata[b"description"] for field in schema)
    assert schema.metadata[b"table"] == b"claims"
    assert not schema.field("account").nullable
    assert schema.field("value").nullable


def test_groups_are_bounded(tmp_path) -> None:
    many = 2 * parquet.ROWS_IN_GROUP + 1
    path = tmp_path / "many.parquet"
    rows = (Words(text=str(number)) for number in range(many))
    assert parquet.write(path, Words, rows, about={}) == many
    about = pyarrow.parquet.ParquetFile(path).metadata
    assert (about.num_rows, about.num_row_groups) == (many, 3)


# --- ninjs ---

# What ninjs 3.0 allows of what is used here, as its specification (IPTC, CC BY 4.0) says it.
NINJS = {
    "": {
        "uri", "type", "standard", "representationType", "profile", "version", "firstCreated",
        "versionCreated", "pubStatus", "language", "title", "headlines", "people", "organisations",
        "places", "subjects", "infoSources", "eventDetails", "associations", "altIds",
    },
    "standard": {"name", "version", "schema"},
    "headlines": {"role", "contentType", "value"},
    "people": {"name", "rel", "uri", "literal"},
    "organisations": {"name", "rel", "uri", "literal"},
    "places": {"name", "rel", "uri", "literal", "geoJSON"},
    "subjects": {"name", "rel", "uri", "literal", "creator", "relevance", "confidence"},
    "infoSources": {"name", "role", "uri", "literal"},
    "eventDetails": {"dates"},
    "associations": {"uri", "name", "type", "language", "title", "rel"},
    "altIds": {"role", "value"},
}  # fmt: skip
REQUIRED = {"": {"uri"}, "headlines": {"value"}, "associations": {"name", "uri"}}
TYPES = {"confidence": {int}, "coordinates": {int, float}}  # all else is text
URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+")
TRUNCATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def made(views, log, *events, language="en"):
    facts = facts_of(views, log, *events)
    maker = RowMaker(facts, SETTINGS, texts=False)
    lines = ninjs.lines(maker.told(since=None, until=None), language=language)
    return list(map(json.loads, lines))


def test_ninjs_holds_what_the_standard_allows(views, log) -> None:
    events = (*two_stories(), came("c1", read(BERIN, LENZ, sure=0.1)), opened("s3", "c1", 3))
    found = made(views, log, *events)
    assert len(found) == 3
    for item in found:
        for name, allowed in NINJS.items():
            held = item if name == "" else item.get(name, [])
            for part in held if isinstance(held, list) else [held]:
                assert REQUIRED.get(name, set()) <= part.keys() <= allowed, name
        assert item["type"] == "text"
        assert item["representationType"] == "partial"
        assert item["pubStatus"] in {"usable", "withheld", "canceled"}
        for name in ("firstCreated", "versionCreated"):
            assert datetime.fromisoformat(item[name]).tzinfo
        for subject in item.get("subjects", ()):
            assert 0 <= subject.get("confidence", 0) <= 100
        dates = item.get("eventDetails", {"dates": {"expectedStartDate": "2026"}})["dates"]
        assert all(TRUNCATED.fullmatch(day) for day in dates.values())


def leaves(value, name=""):
    """(the key above, the value) of everything that is no object and no array."""
    match value:
        case dict():
            for key, one in value.items():
                yield from leaves(one, key)
        case list():
            for one in value:
                yield from leaves(one, name)
        case _:
            yield name, value


def test_ninjs_holds_values_of_the_types_that_the_standard_asks_for(views, log) -> None:
    """Nothing is null, not even of an account whose text was erased; addresses are URIs (RFC 3986),
    which have no letters but those of ASCII.
    """
    far = came("far", read(BERIN, LENZ), url="https://news.example/визит-в-Астану")
    item, *_ = made(views, log, *two_stories(), far, attached("s1", "far"), redaction("a1"))
    found = list(leaves(item))
    assert {name for name, _ in found} >= {"uri", "confidence", "coordinates", "expectedStartDate"}
    for name, value in found:
        assert type(value) in TYPES.get(name, {str}), name
        assert name not in {"uri", "schema"} or URI.fullmatch(value), value


def test_ninjs_has_place_as_geojson_east_first(views, log) -> None:
    item, *_ = made(views, log, *two_stories())
    assert item["places"][0] == {
        "name": "Astana",
        "rel": "event",
        "geoJSON": {"coordinates": [71.45, 51.18], "type": "Point"},
    }
    assert item["eventDetails"]["dates"] == {"expectedStartDate": "2026-11-20"}
    assert [one["name"] for one in item["associations"]] == ["Steppe News", "River Daily"]


def test_ninjs_speaks_the_language_that_was_asked_for(views, log) -> None:
    item, *_ = made(views, log, *two_stories(), language="ru")
    assert item["language"] == "ru"
    assert re.search("[а-я]", item["headlines"][0]["value"])


def test_a_version_of_ninjs_changes_with_what_is_told(views, log) -> None:
    before = made(views, log, *two_stories())
    again = made(views, log)
    after = made(views, log, came("a3", read(BERIN, LENZ)), attached("s1", "a3"))
    assert before == again
    assert before[0]["version"] != after[0]["version"]
    assert before[1] == after[1]
