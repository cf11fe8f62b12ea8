"""Every page there is, as HTML and as JSON."""

import hashlib
import re
import tomllib
from importlib import resources

import msgspec
import pytest

from monitor.cli.root import run
from monitor.matching import compare
from monitor.web.pages import PAGES
from monitor.web.words import chosen, languages
from tests.web.site import Site, links

WEB = resources.files("monitor.web")
PLAIN = [page for page in PAGES if "{" not in page.path and page.access == "reader"]


def as_json(page):
    return "/today.json" if page.path == "/" else f"{page.path}.json"


@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.name)
def test_a_page_is_html_and_the_same_document_as_json(site, page):
    html = site.get(page.path)
    assert html.status_code == 200
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert as_json(page) in html.text
    found = site.get(as_json(page))
    assert found.headers["content-type"] == "application/json"
    msgspec.json.decode(found.content, type=page.document)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.name)
def test_a_page_speaks_each_language(site, page, language):
    html = site.get(f"{page.path}?lang={language}").text
    assert f'<html lang="{language}">' in html


def test_today_shows_the_latest_stories_first(site):
    shown = site.json("/today.json")
    assert [line["number"] for line in shown["stories"]] == [4, 3, 2, 1]
    assert shown["edition"] is None


def test_a_list_goes_on_by_cursor(site):
    first = site.json("/today.json?limit=3")
    rest = site.json(f"/today.json?limit=3&after={first['next']}")
    assert [line["number"] for line in first["stories"] + rest["stories"]] == [4, 3, 2, 1]
    assert rest["next"] is None
    assert f"after={first['next']}" in site.get("/?limit=3").text


def test_a_story_shows_its_accounts(site):
    shown = site.json("/stories/S1.json")
    assert [one["outlet"] for one in shown["accounts"]] == ["Trend News Agency", "Izvestia"]
    html = site.get("/stories/S1").text
    assert "Matviyenko" in html
    assert "/static/flags/KZ.svg" in html
    assert ">Kazakhstan</span>" in html


def test_it_says_how_often_people_put_it_right(site):
    assert site.json("/about.json")["totals"] == {
        "stories": 4,
        "accounts": 5,
        "set_aside": 0,
        "corrected": {},
    }
    assert run(["--home", str(site.home), "merge", "S1", "S3"]) == 0
    assert site.json("/about.json")["totals"]["corrected"] == {"StoriesMerged": 1}
    assert run(["--home", str(site.home), "undo"]) == 0
    assert site.json("/about.json")["totals"]["corrected"] == {}


def test_factors_have_words_in_every_language():
    spoken = {language: keys(language) for language in languages()}
    for name in (name for name in compare.NAMES if not name.startswith("little read")):
        assert all(f"factors.{name}" in words for words in spoken.values()), name


def test_what_is_not_there_is_said_in_one_line(site):
    for path in ("/stories/S99", "/nothing", "/stories/"):
        assert site.get(path).status_code == 404
    problem = site.get("/stories/S99.json")
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["title"] == "there is no story S99"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "after=%25", "colour=red", "limit=1&limit=2"]
)
def test_a_query_that_cannot_be_read_is_refused_with_what_is_known(site, query):
    refused = site.get(f"/today.json?{query}")
    assert refused.status_code == 400
    assert refused.json()["detail"]


def test_what_a_browser_has_is_not_sent_again(site):
    first = site.get("/about.json")
    again = site.get("/about.json", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = site.get("/about.json", headers={"if-none-match": '"another"'})
    assert other.status_code == 200


def test_links_of_a_page_lead_to_pages(site):
    seen, todo = set(), {"/"}
    while todo:
        path = todo.pop()
        seen.add(path)
        answer = site.get(path.replace("&amp;", "&"))
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html") and "lang=" not in path:
            todo |= links(answer.text) - seen
    assert {"/", "/about", "/stories/S1", "/stories/S1.json"} <= seen


def test_a_page_under_a_path_of_its_proxy_leads_back_to_it(home):
    with Site(home, address="https://news.example.org/monitor") as site:
        html = site.get("/", browser=site.another("news.example.org")).text
    assert links(html)
    assert all(link.startswith("/monitor/") for link in links(html))


def test_nothing_stands_inline_and_nothing_comes_from_elsewhere(site):
    for page in PLAIN:
        html = site.get(page.path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert not re.findall(r"<script(?![^>]*\ssrc=)", html)
        assert not re.findall(r'<(?:img|link|script)[^>]*(?:src|href)="(?!/)', html)


# --- words ---


def keys(language):
    table = tomllib.loads((WEB / "words" / f"{language}.toml").read_text())
    return {
        f"{section}.{name}": value
        for section, named in table.items()
        for name, value in named.items()
    }


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_word_with_the_same_slots(language):
    english, own = keys("en"), keys(language)
    assert english.keys() == own.keys()
    for key, words in english.items():
        slots = set(re.findall(r"\{\w+\}", str(words)))
        assert set(re.findall(r"\{\w+\}", str(own[key]))) == slots, key


def test_the_browser_and_then_the_home_choose_the_language():
    assert chosen("", "de, kk;q=0.5, fr;q=0.8", default="en") == "fr"
    assert chosen("ru", "fr", default="en") == "ru"
    assert chosen("xx", "", default="kk") == "kk"
    assert chosen("", "\x00;q=9, fr;q=0", default="en") == "en"


# --- what was taken from elsewhere ---


def test_vendored_flags_are_as_they_came():
    folder = WEB / "static" / "flags"
    sums = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    pictures = {entry.name for entry in folder.iterdir() if entry.name.endswith(".svg")}
    assert pictures == sums.keys()
    for name, known in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == known
    assert "MIT" in (folder / "LICENSE").read_text()


def test_the_african_unions_chair_stands_under_no_country(site):
    held = site.json("/people.json?where=AU&limit=100")["people"]
    assert {one["where"] for one in held} == {"AU"}
    assert "chair" not in {one["office"] for one in held}
    (chair,) = site.json("/people.json?where=African+Union")["people"]
    assert chair["office"] == "chair"
