"""An edition of very many entries is looked at in parts, on pages, as JSON and as files."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import unquote

import msgspec
import pytest

from monitor.cli.root import run
from monitor.delivery.media.messages import written
from monitor.digest.model import Coming, Counts, Digest, Entry, Run
from monitor.events.deliveries import DigestComposed
from monitor.events.stories_and_feeds import key_of
from monitor.log.sqlite import SqliteLog
from tests.web.site import Site

UNTIL = datetime(2026, 11, 28, 9, tzinfo=UTC)
MANY, PART = 120, 50


def edition_of(entries, *, day=0):
    until = UNTIL + timedelta(days=day)
    digest = Digest(
        title="Digest",
        dateline="28 Nov",
        summary="What came.",
        entries=tuple(
            Entry(
                number=number,
                story_id=f"s{number}",
                story_number=1 + number % 3,
                version="v",
                title=f"Headline {number}.",
                headline=(Run(text=f"Headline {number}."),),
            )
            for number in range(1, entries + 1)
        ),
        coming=(
            Coming(
                uid="c", what="A summit", start=until.date(), end=until.date(), when="tomorrow",
                source="Example",
            ),
        ),
        conservation="All accounted for.",
        closing="",
        since=None,
        until=until,
        language="en",
        zone="UTC",
        counts=Counts(),
    )  # fmt: skip
    edition = f"digest/daily/{until.date()}/all/en"
    return DigestComposed(edition=edition, stream="all/en", until=until, digest=written(digest))


def tell(home, event):
    with SqliteLog.open(home / "state" / "log.db") as log:
        log.append(
            [(key_of(event, ordinal=0), event)], at=event.until, expected=log.head().position
        )


@pytest.fixture
def long(home):
    tell(home, edition_of(MANY))
    return home


def numbers(html):
    return [int(one) for one in re.findall(r"Headline (\d+)\.", html)]


def test_a_long_edition_has_pages_that_together_are_all_of_it(long):
    with Site(long) as site:
        address = f"/editions/{site.json('/editions.json')['editions'][0]['mark']}"
        seen, parts = [], []
        while address:
            page = site.get(address).text
            seen += (part := numbers(page))
            parts.append((len(part), "A summit" in page, "All accounted for." in page))
            following = re.search(r'<a rel="next" href="([^"]*after=[^"]*)"', page)
            address = unescape(following[1]) if following else ""
        assert seen == list(range(1, MANY + 1))
        assert parts == [(PART, False, False), (PART, False, False), (20, True, True)]


def test_the_same_as_json_goes_on_by_cursor(long):
    with Site(long) as site:
        mark = site.json("/today.json")["edition"]["mark"]
        after, seen = "", []
        while after is not None:
            shown = site.json(f"/editions/{mark}.json", params={"after": after, "limit": 70})
            seen.append([one["number"] for one in shown["edition"]["digest"]["entries"]])
            assert shown["edition"]["entries"] == MANY
            after = shown["edition"]["next"]
        assert [len(one) for one in seen] == [70, 50]


def test_the_first_page_shows_the_beginning_and_leads_to_the_rest(long):
    with Site(long) as site:
        page = site.get("/").text
        assert numbers(page) == list(range(1, PART + 1))
        (rest,) = re.findall(r'<a href="([^"]*)">The rest of this digest: 70</a>', page)
        assert numbers(site.get(unescape(rest)).text) == list(range(PART + 1, 2 * PART + 1))


def test_an_edition_of_few_entries_is_one_page(home):
    tell(home, edition_of(PART))
    with Site(home) as site:
        shown = site.json("/today.json")["edition"]
        assert (len(shown["digest"]["entries"]), shown["next"]) == (PART, None)
        assert "The rest of this digest" not in site.get("/").text
        assert "A summit" in site.get("/").text


def test_a_site_has_a_file_for_each_part_and_a_new_edition_takes_their_place(long, tmp_path):
    folder = tmp_path / "public"
    assert run(["--home", str(long), "site", str(folder)]) == 0
    page, seen = folder / "index.html", []
    while page:
        text = page.read_text()
        seen += numbers(text)
        twin = msgspec.json.decode(page.with_suffix(".json").read_bytes())
        assert len(twin["edition"]["digest"]["entries"]) == len(numbers(text))
        led = re.findall(r'<a rel="next" href="([^"]*)"', text) or re.findall(
            r'<a href="([^"]*)">The rest', text
        )
        page = page.parent / unquote(led[0]) if led else None
    assert seen == list(range(1, MANY + 1))
    tell(long, edition_of(3, day=1))
    assert run(["--home", str(long), "site", str(folder)]) == 0
    assert not list(folder.glob("editions/*"))
