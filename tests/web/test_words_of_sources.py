"""What pages do with words of articles: never markup, never another direction's, and none of what
was erased.
"""

import contextlib
import json
import os
import re
import shutil
from urllib.parse import quote

import msgspec
import pytest

from monitor.cli.root import run
from monitor.cli.web import settings_of
from monitor.config import load
from monitor.digest.model import Run
from monitor.stores import Stores
from monitor.web.making.render import environment
from monitor.web.pages import PAGES
from tests.house import copy_config
from tests.web.site import Site

LINKED = Run(text="Akorda", href="https://akorda.example/")
SCRIPT = '<script>alert("x")</script>'
HOSTILE = [
    f"Tokayev met Putin in Astana {SCRIPT}",
    '"><img src=x onerror=alert(1)> Tokayev met Xi in Beijing',
    "{{ 7777 * 3 }}{% include 'base.html' %} Tokayev met Erdogan in Ankara",
    "Tokayev met Macron in Paris\u202e\u2066 evil",
    "</bdi></a></main><h1>Tokayev met Mirziyoyev in Tashkent",
]
ARABIC = "الرئيس الكازاخستاني توكاييف يلتقي ولي العهد السعودي محمد بن سلمان في الرياض"
SECRET = "Lukashenko received Tokayev in Minsk for talks on gas"
TEXT = "The presidents of Kazakhstan and {} held talks on {} November 2026 and signed an agreement."


def articles():
    for n, title in enumerate([*HOSTILE, ARABIC, SECRET]):
        yield {
            "url": f"https://news.example/{n}?a=1&b=%22%3E",
            "outlet": f"Outlet <b>{n}</b>",
            "lang": "ar" if title is ARABIC else "en",
            "published": f"2026-11-2{n}",
            "title": title,
            "text": f"{title}. " + TEXT.format(("Russia", "China", "Turkey")[n % 3], 20 + n),
        }


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A home with hostile articles, and an edition that was sent of them."""
    home = tmp_path_factory.mktemp("told")
    copy_config(home)
    (home / "config" / "feeds.toml").unlink()
    with (home / "config" / "monitor.toml").open("a") as config:
        config.write("\n[rules]\nsure_diplomatic = 0.0\n")
    text = (home / "config" / "monitor.toml").read_text()
    (home / "config" / "monitor.toml").write_text(_one_rules_table(text))
    lines = "\n".join(map(json.dumps, articles()))
    (home / "articles.jsonl").write_text(lines)
    os.environ |= {"MONITOR_CHANNEL": f"file:{home}/sent.jsonl", "MONITOR_NOW": "2026-11-27T12:00Z"}
    try:
        assert run(["--home", str(home), "ingest", "-q", str(home / "articles.jsonl")]) == 0
        assert run(["--home", str(home), "digest", "--send"]) == 0
    finally:
        del os.environ["MONITOR_CHANNEL"], os.environ["MONITOR_NOW"]
    return home


def _one_rules_table(text):
    return text.replace("\n[rules]\nsure_diplomatic = 0.0\n", "").replace(
        "[rules]\n", "[rules]\nsure_diplomatic = 0.0\n", 1
    )


@pytest.fixture
def site(told):
    with Site(told, configured=configured(told)) as site:
        yield site.log_in()


def configured(home):
    return msgspec.structs.replace(settings_of(load(home, {})), requests_per_minute=100_000)


def every_page(site):
    """Every address of every page that there is something on."""
    marks = [one["mark"] for one in site.json("/editions.json")["editions"]]
    with contextlib.closing(Stores(site.home / "state").views()) as views:
        stories = [f"S{number}" for number in range(1, 8)]
        found = [views.story(number) for number in stories]
        members = [member for row in found if row for member in views.members(row.id)]
    slots = {
        "story": stories,
        "mark": marks,
        "article": [member.article.id for member in members],
        **named_in_stories(site),
        "": [""],
    }
    for page in PAGES:
        (slot,) = re.findall(r"{(\w+)}", page.path) or [""]
        yield from (page.path.format(**{slot: value}) for value in slots[slot])


def named_in_stories(site):
    """What pages of people, countries and bodies are called in their addresses."""
    facets = site.json("/stories.json")["facets"]
    values = {facet["name"]: [one["value"] for one in facet["values"]] for facet in facets}
    of = {"key": "person", "code": "country", "name": "body"}
    return {slot: [quote(one) for one in values.get(name, [])] for slot, name in of.items()}


def answers(site):
    for path in every_page(site):
        for asked in (path, "/today.json" if path == "/" else f"{path}.json"):
            answer = site.get(asked)
            if answer.status_code == 200:
                yield asked, answer


def test_an_edition_is_shown_as_its_readers_got_it(site):
    (line,) = site.json("/editions.json")["editions"]
    shown = site.json(f"/editions/{line['mark']}.json")["edition"]
    assert shown["day"] == line["day"] == "2026-11-27"
    assert line["stories"] == len(shown["digest"]["entries"])
    sent = (site.home / "sent.jsonl").read_text()
    for entry in shown["digest"]["entries"]:
        assert f"S{entry['story_number']}" in sent or entry["title"][:10] in sent
    today = site.json("/today.json")
    assert today["edition"]["mark"] == line["mark"]
    assert site.get("/editions/0000000000").status_code == 404


def test_words_of_articles_are_never_markup(site):
    seen = set()
    for path, answer in answers(site):
        if path.endswith(".json"):
            continue
        html = answer.text
        seen |= set(re.findall(r"&lt;b&gt;\d|\{% include", html))
        assert SCRIPT not in html, path
        assert not re.search(r"<img[^>]*onerror", html), path
        assert "23331" not in html, path
        assert html.count("<h1") == 1, path
        assert html.count("</main>") == 1, path
        assert "\u202e" not in re.sub(r"<bdi[^>]*>.*?</bdi>", "", html, flags=re.DOTALL), path
    assert len(seen) > len(HOSTILE)  # they are shown, as words


def test_right_to_left_words_are_isolated(site):
    html = "".join(answer.text for path, answer in answers(site) if not path.endswith(".json"))
    assert re.search(rf'<bdi dir="auto"[^>]*>{ARABIC[:20]}', html)
    # pictures isolate by characters: tests/pictures
    isolated = r"<bdi[^>]*>.*?</bdi>|<title>.*?</title>|<svg.*?</svg>"
    outside = re.sub(isolated, "", html, flags=re.DOTALL)
    assert not re.search(r"[\u0600-\u06ff]", outside)


def test_links_of_articles_lead_to_web_pages_alone(site):
    for path, answer in answers(site):
        for link in re.findall(r'href="([^"]*)"', answer.text):
            assert link.startswith(("/", "#", "https://news.example/", "https://")), (path, link)


def test_no_page_shows_a_text_whose_source_was_erased(told, tmp_path):
    home = shutil.copytree(told, tmp_path / "home")
    with Site(home, configured=configured(home)) as before:
        before.log_in()
        shown = [path for path, answer in answers(before) if "Lukashenko" in answer.text]
    assert len(shown) > 4
    with contextlib.closing(Stores(home / "state").views()) as views:
        (hit,) = views.search("Lukashenko Minsk")
    assert run(["--home", str(home), "redact", hit.article_id, "--reason", "asked"]) == 0
    with Site(home, configured=configured(home)) as after:
        after.log_in()
        for path, answer in answers(after):
            assert "Lukashenko" not in answer.text or path.startswith("/people"), path
            assert "news.example/6" not in answer.text, path
        assert after.json("/today.json")["edition"]["erased"] == 1
        assert "erased" in after.get(f"/stories/S{hit.number}").text


@pytest.mark.parametrize("before", ["🏛 ", "🏛 <b>"])
def test_the_sign_of_an_outlet_that_takes_part_needs_no_font(before):
    words = '{% import "macros.html" as draw with context %}{{ draw.runs(all) }}'
    html = environment().from_string(words).render(all=[Run(text=before), LINKED])
    assert "🏛" not in html
    assert html.startswith('<i class="sign">&nbsp;</i>')  # a line ends before it, not behind it
    assert "<b>" not in html
    assert html.endswith('<bdi dir="auto">Akorda</bdi></a>')
