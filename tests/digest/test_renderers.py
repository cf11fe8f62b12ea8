"""Any digest of any readings: every medium's own parser reads it, within the limits, with every
link, and no more markup than ours.
"""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import feedparser
import html5lib
import jsonschema
import msgspec
import tdjson
from digest_seeds import DAY_2, SOURCES, both_days
from digest_strategies import NOON, digests
from hypothesis import HealthCheck, Phase, given, settings
from markdown_it import MarkdownIt

from monitor.datafiles import listed
from monitor.digest import sanitize
from monitor.digest.compose.compose import compose
from monitor.digest.render.atom import render_atom
from monitor.digest.render.columns import width_of
from monitor.digest.render.html import render_html
from monitor.digest.render.ics import render_ics
from monitor.digest.render.json_form import render_json
from monitor.digest.render.markdown import render_markdown
from monitor.digest.render.telegram import render_telegram
from monitor.digest.render.terminal import render_terminal
from monitor.digest.render.text import render_text
from tests.house import examples

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schemas" / "digest.json").read_text(encoding="utf-8")
)
ELEMENTS = frozenset(
    listed(
        "html head meta title style body main header h1 h2 h3 p span article b dl dt dd bdi a ul "
        "li footer"
    )
)
ATTRIBUTES = {
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "dir",
    "class",
    "id",
    "href",
    "rel",
}
any_digest = settings(
    max_examples=examples(25),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking a whole digest takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


WORD_JOINER = "\u2060"


def runs_of(digest):
    for entry in digest.entries:
        lines = (
            []
            if entry.brief
            else [run for line in entry.lines for item in line.items for run in item]
        )
        yield from (*entry.headline, *lines, *entry.sourcing)


def links_of(digest):
    return {run.href for run in runs_of(digest) if run.href}


def words_of(digest):
    return [sanitize.isolated(run.text) for run in runs_of(digest)]


def parsed_by_telegram(markup):
    request = {
        "@type": "parseTextEntities",
        "text": markup,
        "parse_mode": {"@type": "textParseModeHTML"},
    }
    answer = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    assert answer["@type"] == "formattedText", (answer, markup)
    return answer


def telegram_links(answer):
    return {
        e["type"]["url"]
        for e in answer["entities"]
        if e["type"]["@type"] == "textEntityTypeTextUrl"
    }


@any_digest
@given(digest=digests())
def test_telegram_reads_every_part_within_its_limits_and_keeps_every_link(digest):
    parts = render_telegram(digest)
    answers = [parsed_by_telegram(part) for part in parts]
    for part, answer in zip(parts, answers, strict=True):
        assert 1 <= len(answer["text"]) <= 4096
        assert len(answer["entities"]) <= 100
        assert len(part.encode()) <= 32_768
    shown = "\n".join(answer["text"] for answer in answers).replace(WORD_JOINER, "")
    assert all(words.strip() in shown for words in words_of(digest))
    assert {href for part in parts for href in re.findall(r'<a href="([^"]*)"', part)} == set(
        map(_escaped, links_of(digest))
    )
    for part, answer in zip(parts, answers, strict=True):
        assert len(telegram_links(answer)) == len(set(re.findall(r'<a href="([^"]*)"', part)))


@any_digest
@given(digest=digests())
def test_telegram_makes_nothing_live_but_our_links(digest):
    for part in render_telegram(digest):
        answer = parsed_by_telegram(part)
        request = {"@type": "getTextEntities", "text": answer["text"]}
        found = json.loads(tdjson.td_execute(json.dumps(request).encode()))["entities"]
        ours = {at for entity in answer["entities"] if _is_link(entity) for at in _span(entity)}
        assert not [
            one for one in found if one["type"]["@type"] in LIVE and not ours.issuperset(_span(one))
        ]


LIVE = {
    f"textEntityType{kind}"
    for kind in ("Url", "Mention", "BotCommand", "Hashtag", "Cashtag", "EmailAddress")
}


def _is_link(entity):
    return entity["type"]["@type"] == "textEntityTypeTextUrl"


def _span(entity):
    return range(entity["offset"], entity["offset"] + entity["length"])


def _escaped(href):
    return (
        href.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


@any_digest
@given(digest=digests())
def test_html_is_strictly_valid_and_holds_our_elements_only(digest):
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(render_html(digest))
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= ELEMENTS
    assert {name for element in elements for name in element.attrib} <= ATTRIBUTES
    assert links_of(digest) <= {
        element.attrib["href"] for element in elements if element.tag == "a"
    }
    shown = " ".join("".join(page.find("body").itertext()).split())
    assert all(" ".join(run.text.split()) in shown for run in runs_of(digest))
    assert len({element.attrib["id"] for element in elements if "id" in element.attrib}) == len(
        digest.entries
    )


def as_feedparser_mends_it(text: str) -> str:
    """It takes Latin letters that would be UTF-8 if they were bytes ("Ü«") for a wrongly decoded
    text, and decodes them.
    """
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text


@any_digest
@given(digest=digests())
def test_feedparser_reads_the_atom_feed_back_to_the_same_entries(digest):
    feed = feedparser.parse(render_atom(digest, self_url="https://here.example/feed").encode())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.id.startswith("urn:uuid:")
    assert len(feed.entries) == len(digest.entries)
    assert len({entry.id for entry in feed.entries}) == len(digest.entries)
    for told, entry in zip(feed.entries, digest.entries, strict=True):
        title = entry.title.strip()  # as a feed's reader takes it
        assert told.title.endswith((title, as_feedparser_mends_it(title)))
        assert told.updated.endswith("Z")
        html5lib.HTMLParser(strict=True).parseFragment(_content(render_atom(digest), entry.number))


def _content(feed, number):
    return unescape(
        re.findall(r'<content type="html">(.*?)</content>', feed, re.DOTALL)[number - 1]
    )


@any_digest
@given(digest=digests())
def test_markdown_shows_no_words_of_an_article_as_markup(digest):
    tokens = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(render_markdown(digest))
    )
    inline = [child for token in tokens for child in token.children or []]
    assert {token.type for token in tokens if not token.type.endswith("_close")} <= {
        "heading_open",
        "paragraph_open",
        "bullet_list_open",
        "list_item_open",
        "inline",
    }
    assert {child.type for child in inline if not child.type.endswith("_close")} <= {
        "text",
        "text_special",
        "strong_open",
        "em_open",
        "link_open",
        "softbreak",
    }
    assert sum(child.type == "link_open" for child in inline) == sum(
        run.href is not None for run in runs_of(digest)
    )
    shown = "\n".join("".join(child.content for child in token.children or []) for token in tokens)
    assert all(words.strip() in shown for words in words_of(digest))


@any_digest
@given(digest=digests())
def test_a_terminal_gets_our_escape_codes_only_and_no_line_too_wide(digest):
    for width in (40, 80, 120):
        plain = render_terminal(digest, width=width, explain=True)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", plain)
        assert max(width_of(line) for line in plain.split("\n")) <= width
    coloured = render_terminal(digest, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render_terminal(digest)


@any_digest
@given(digest=digests())
def test_json_fits_its_schema_and_text_is_one_line_a_fact(digest):
    told = json.loads(render_json(digest))
    jsonschema.validate(told, SCHEMA)
    assert told["entries"] == json.loads(msgspec.json.encode(digest.entries))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", render_text(digest))


@any_digest
@given(digest=digests())
def test_a_calendar_keeps_its_lines_short_and_its_dates_in_order(digest):
    calendar = render_ics(digest)
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert calendar.count("BEGIN:VEVENT") == calendar.count("END:VEVENT") == len(digest.coming)
    starts = [item.start for item in digest.coming]
    assert starts == sorted(starts)
    assert all(item.end >= NOON.date() for item in digest.coming)


@any_digest
@given(digest=digests())
def test_every_article_of_the_window_is_counted_once(digest):
    c = digest.counts
    assert c.taken == c.new + c.updates + c.folded + c.unsure + c.set_aside + c.elsewhere
    assert len({entry.story_id for entry in digest.entries}) == len(digest.entries)
    assert [entry.number for entry in digest.entries] == list(range(1, len(digest.entries) + 1))


def test_an_update_names_its_day_in_every_medium():
    digest = compose(both_days(), since=DAY_2 - timedelta(hours=1), until=DAY_2, sources=SOURCES)
    for shown in (
        render_text(digest),
        render_markdown(digest),
        render_html(digest),
        render_telegram(digest)[0],
    ):
        assert "↻ Update: " in shown
        assert "first seen yesterday" in shown
