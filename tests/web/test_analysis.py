"""Pages for looking closer: what they find, what they draw, and what they refuse."""

import json
import re
from html import escape as escaped
from xml.etree import ElementTree as ET

import msgspec
import pytest

from monitor.cli.root import run
from monitor.cli.web import settings_of
from monitor.config import load
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.model import Rules
from monitor.pictures import svg
from monitor.web.pages.analysis.table import ANALYSIS
from tests.web.site import Site, links


@pytest.fixture
def site(home):
    """With the outlets that the configuration knows."""
    configured = msgspec.structs.replace(settings_of(load(home, {})), requests_per_minute=100_000)
    with Site(home, configured=configured) as site:
        yield site


SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


def as_written(words):
    """As templates write it."""
    return escaped(words).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def pictures(html):
    return [ET.fromstring(found) for found in SVG.findall(html)]


def titles(picture):
    return [one.text for one in picture.iter("{http://www.w3.org/2000/svg}title")]


def numbers(page):
    return [story["number"] for story in page["stories"]]


# --- stories ---


def test_stories_are_found_by_each_filter_and_by_all_of_them(site):
    assert numbers(site.json("/stories.json?country=KZ&place=Moscow")) == [4]
    assert set(numbers(site.json("/stories.json?country=KZ"))) == {1, 2, 3, 4}
    assert numbers(site.json("/stories.json?place=Moscow&since=2025")) == [4]
    assert numbers(site.json("/stories.json?country=BR")) == []


def test_of_one_filter_any_value_will_do_and_together_asks_for_all(site):
    any_of = site.json("/stories.json?person=RU:matvenko&country=RU&country=BR")
    assert any_of["total"] <= site.json("/stories.json?country=RU&country=BR")["total"]
    assert site.json("/stories.json?country=RU&country=BR")["total"] > 0
    assert site.json("/stories.json?country=RU&country=BR&together=true")["total"] == 0


@pytest.mark.parametrize("words", ["Matviyenko", "Матвиенко", "astana"])
def test_words_are_found_in_any_script(site, words):
    assert 1 in numbers(site.json(f"/stories.json?q={words}"))


def test_facets_count_what_stands_in_the_stories_that_meet_the_filter(site):
    page = site.json("/stories.json?act=meeting")
    counted = {facet["name"]: facet["values"] for facet in page["facets"]}
    assert page["total"] == 3
    assert counted["act"] == [{"value": "meeting", "stories": 3}]
    for facet in page["facets"]:
        assert all(one["stories"] <= page["total"] for one in facet["values"])


def test_what_is_chosen_is_ticked_and_can_be_taken_away(site):
    html = site.get("/stories?country=KZ&act=meeting&view=table").text
    assert re.search(r'name="country" value="KZ" checked', html)
    assert "<table" in html
    away = {link.replace("&amp;", "&") for link in links(html)}
    assert "/stories?act=meeting&view=table" in away
    assert site.get("/stories?act=meeting&view=table").status_code == 200


def test_a_list_of_stories_goes_on_by_cursor(site):
    first = site.json("/stories.json?limit=3")
    rest = site.json(f"/stories.json?limit=3&after={first['next']}")
    assert sorted(numbers(first) + numbers(rest)) == [1, 2, 3, 4]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "limit=0",
        "view=cloud",
        "after=x",
        "colour=red",
        "together=perhaps",
        "q=" + "x" * 201,
        "&".join(f"country=A{n}" for n in range(60)),
    ],
)
def test_what_no_filter_can_mean_is_refused_in_one_line(site, query):
    refused = site.get(f"/stories.json?{query}")
    assert refused.status_code == 400
    assert "\n" not in refused.json()["title"]
    assert site.get(f"/stories?{query}").status_code == 400


# --- a story ---


def test_a_story_draws_its_accounts_on_a_time_line(site):
    html = site.get("/stories/S1").text
    (picture,) = pictures(html)
    said = [one for one in titles(picture) if one]
    assert any("Trend News Agency: " in one for one in said)
    assert any("Izvestia: " in one for one in said)
    for anchor in re.findall(r'<a href="#(a-\w+)"', html):
        assert f'id="{anchor}"' in html


def test_a_story_says_who_says_what_with_the_sentence_and_how_sure_it_is(site):
    look = site.json("/stories/S1.json")["look"]
    said = {field["field"]: field["values"] for field in look["said"]}
    (act,) = said["act"]
    assert (act["value"], act["told"]) == ("meeting", True)
    assert any(one["told"] for one in act["by"])
    assert {one["outlet"] for one in act["by"]} <= {"Trend News Agency", "Izvestia"}
    assert all(0 <= one["confidence"] <= 1 for one in act["by"])
    sentences = [one["sentence"] for values in said.values() for it in values for one in it["by"]]
    assert any(sentences)
    html = site.get("/stories/S1").text
    assert all(as_written(sentence) in html for sentence in sentences)


def told_values(site):
    for number in (1, 2, 3, 4):
        for field in site.json(f"/stories/S{number}.json")["look"]["said"]:
            yield [one["told"] for one in field["values"]]


def test_a_reader_is_shown_what_is_sure_alone(site):
    assert all(map(all, told_values(site)))


def test_an_operator_is_shown_what_is_not_sure_marked_and_behind_what_is(site):
    site.log_in()
    shown = list(told_values(site))
    assert all(told == sorted(told, reverse=True) for told in shown)
    assert not all(map(all, shown))


def test_a_story_shows_how_people_corrected_it(site):
    assert run(["--home", str(site.home), "merge", "S1", "S2", "--reason", "one visit"]) == 0
    look = site.json("/stories/S1.json")["look"]
    ((kind, reason, undone),) = [
        (one["kind"], one["reason"], one["undone"]) for one in look["corrections"]
    ]
    assert (kind, reason, undone) == ("StoriesMerged", "one visit", False)
    assert run(["--home", str(site.home), "undo"]) == 0
    shown = site.json("/stories/S1.json")["look"]["corrections"]
    assert [one["undone"] for one in shown if one["kind"] == "StoriesMerged"] == [True]
    assert "one visit" in site.get("/stories/S1").text


def test_a_story_that_a_person_set_aside_is_in_no_list(site):
    with Engine.open(site.home, rules=Rules(), clock=site.clock, create=False) as engine:
        corrections.set_aside(engine, "S3", reason="a test")
    assert 3 not in numbers(site.json("/stories.json"))
    assert site.json("/stories/S3.json")["look"] is None
    assert site.get("/stories/S3").status_code == 200


# --- people, countries, bodies ---


def test_whoever_a_story_names_has_a_page_with_their_months_and_places(site):
    facets = {facet["name"]: facet["values"] for facet in site.json("/stories.json")["facets"]}
    for one in facets["person"]:
        page = site.json(f"/people/{one['value']}.json")
        assert page["profile"]["stories"] == one["stories"] == len(page["stories"])
        assert page["profile"]["name"] in site.get(f"/people/{one['value']}").text
    assert len(pictures(site.get("/countries/KZ").text)) == 2  # months and map


def test_a_countrys_code_may_be_written_small(site):
    assert site.json("/countries/kz.json") == site.json("/countries/KZ.json")


@pytest.mark.parametrize("path", ["/people/nobody", "/countries/ZZ", "/bodies/none"])
def test_whom_no_story_names_has_no_page(site, path):
    assert site.get(path).status_code == 404
    assert site.get(f"{path}.json").json()["title"].startswith("no story names")


# --- all of them ---


def test_who_met_whom_is_drawn_and_told_in_a_table(site):
    page = site.json("/network.json?since=2021&until=2026-12-31")
    tie = next(one for one in page["network"]["ties"] if {one["one"], one["other"]} == {"KZ", "RU"})
    html = site.get("/network?since=2021&until=2026-12-31").text
    (picture,) = pictures(html)
    assert f"Kazakhstan – Russia: {tie['meetings']}" in titles(picture)
    assert f'<td class="figure">{tie["meetings"]}</td>' in html
    people = site.json("/network.json?since=2021&until=2026-12-31&by=people")["network"]
    assert {knot["name"] for knot in people["knots"]}


def test_a_span_without_meetings_says_so(site):
    html = site.get("/network?since=1990&until=1991").text
    assert not pictures(html)
    assert "Choose a longer span" in html


def test_the_map_shows_places_and_says_that_it_takes_no_side(site):
    (picture,) = pictures(site.get("/map?lang=en").text)
    words = "".join(picture.itertext())
    assert "Astana" in words
    assert "The map takes no side." in words
    assert site.get("/map?place=Moscow").text.count("place=Astana") == 0


def test_comparing_begins_with_the_two_countries_that_tell_most(site):
    page = site.json("/compare.json")
    assert page["a"] == page["countries"][0]["value"]
    assert page["b"] == page["countries"][1]["value"]
    compared = page["compared"]
    assert compared["both"] == len(compared["told_by_both"])
    asked = site.json("/compare.json?a=AZ&b=RU")
    assert [one["story"]["number"] for one in asked["compared"]["told_by_both"]] == [1]
    sides = asked["compared"]["told_by_both"][0]["sides"]
    assert [side["country"] for side in sides] == ["AZ", "RU"]


def test_the_calendar_is_leafed_through_and_nothing_comes_twice(site):
    visits = (("Moscow", "Russian", "Putin"), ("Beijing", "Chinese", "Xi Jinping"))
    lines = [
        {
            "url": f"https://news.example/{place}",
            "outlet": "Example News",
            "lang": "en",
            "published": "2026-11-28",
            "title": f"Tokayev will visit {place} on 5 December 2026",
            "text": f"Kazakh President Tokayev will visit {place} on 5 December 2026. He will meet "
            f"{nation} President {host} for talks.",
        }
        for place, nation, host in visits
    ]
    told = site.home / "visits.jsonl"
    told.write_text("\n".join(map(json.dumps, lines)))
    assert run(["--home", str(site.home), "ingest", "-q", str(told)]) == 0
    asked = "/calendar.json?since=2024-12&until=2030"
    whole = site.json(asked)["days"]
    assert len(whole) > 1
    leafed, page = [], site.json(f"{asked}&limit=1")
    while page["next"]:
        leafed += page["days"]
        page = site.json(f"{asked}&limit=1&after={page['next']}")
    assert leafed + page["days"] == whole
    assert site.get(f"{asked}&after=zzz").status_code == 400


def test_the_calendar_is_of_the_days_that_are_asked(site):
    page = site.json("/calendar.json?since=2024-12&until=2030")
    assert (page["since"], page["until"]) == ("2024-12", "2030")
    for one in page["days"]:
        assert one["day"]["last"] >= "2024-12"
        assert f"S{one['number']}" in site.get("/calendar?since=2024-12&until=2030").text


# --- every one of them ---


@pytest.mark.parametrize("page", [page for page in ANALYSIS if "{" not in page.path])
@pytest.mark.parametrize("language", ["en", "fr", "kk", "ru"])
def test_a_picture_is_named_in_the_readers_language(site, page, language):
    html = site.get(f"{page.path}?lang={language}").text
    for picture in pictures(html):
        assert picture[0].text
        assert f'aria-label="{picture[0].text}"' in html.replace("&#39;", "'")


def test_pages_have_the_colours_of_their_pictures(site):
    html = site.get("/map").text
    (href,) = re.findall(r'href="(/static/pictures.css[^"]*)"', html)
    assert site.get(href).text == svg.css()


def test_forms_need_no_script_and_every_field_has_a_name_that_is_read(site):
    for page in ANALYSIS:
        if "{" not in page.path:
            html = site.get(page.path).text
            assert "<script" not in html
            for field in re.findall(r"<(?:input|select)(?![^>]*hidden)[^>]*>", html):
                before = html[: html.index(field)]
                assert before.rfind("<label") > before.rfind("</label>"), field


def test_where_only_the_day_is_known_an_account_stands_on_that_day_in_the_time_line(site):
    """The seeds give days; they were taken years later."""
    html = site.get("/stories/S1").text
    picture = html[html.index('aria-labelledby="timeline-title') : html.index("</svg>")]
    assert "12 Dec" in picture
    assert "2026" not in picture
