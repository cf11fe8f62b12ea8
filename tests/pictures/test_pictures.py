"""What every picture keeps, whatever stands in it."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.pictures import svg
from monitor.pictures.bars import Summand, bars
from monitor.pictures.matrix import MatrixRow, matrix, shade_of
from monitor.pictures.network import NODES_MAX, Edge, Node, network, sides
from monitor.pictures.timeline import ROWS_MAX, AccountMark, StageMark, timeline
from monitor.pictures.week import Thread, week
from monitor.pictures.world import HEIGHT, WIDTH, Spot, base_map, middle_of, projected, world
from tests.house import examples

NS = "{http://www.w3.org/2000/svg}"
AT = datetime(2026, 11, 27, 6, tzinfo=UTC)
HOSTILE = "</text><script>alert(1)</script> \"'&\u0000\ud800"
WORDS = {"heading": "Heading", "desc": "What it shows"}


def parsed(picture):
    return ET.fromstring(picture.inline)


def texts(picture, kind=None):
    return [
        "".join(part for part in [one.text, *(child.tail for child in one)] if part)
        for one in parsed(picture).iter(f"{NS}text")
        if kind is None or one.get("class") == kind
    ]


def a_timeline(words="Kazinform", **given):
    marks = [AccountMark(at=AT, owner=words, label=words, kind="state", href="/story/1")]
    stages = [StageMark(at=AT + timedelta(hours=5), label=words)]
    told = {"zone": "Asia/Almaty", "language": "en", **WORDS} | given
    return timeline(marks, stages, **told)


def a_network(words="Kazakhstan"):
    nodes = [Node(key="a", name=words), Node(key="b", name="Russia", kind="body", href="/c/RU")]
    return network(nodes, [Edge(one="a", other="b", weight=3, said=words)], **WORDS)


def a_map(words="Astana"):
    spots = [Spot(name=words, longitude=71.4, latitude=51.1, weight=4, href="/p/Astana")]
    return world(spots, contested_note=words, **WORDS)


def a_matrix(words="Tokayev"):
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    return matrix([MatrixRow(name=words, counts=(0, 3))], months=months, language="fr", **WORDS)


def some_bars(words="people"):
    return bars([Summand(name=words, points=-1.5, note=words)], sum_name="score", **WORDS)


def a_week(words="Talks in Astana"):
    thread = Thread(title=words, accounts=(0, 2, 0, 0, 0, 0, 5), note=words, href="/story/1")
    return week([thread], first=date(2026, 11, 23), language="kk", **WORDS)


EVERY = [a_timeline, a_network, a_map, a_matrix, some_bars, a_week]


@pytest.mark.parametrize("make", EVERY)
def test_words_from_outside_stay_words(make):
    picture = make(HOSTILE)
    root = parsed(picture)
    assert not list(root.iter(f"{NS}script"))
    assert "alert(1)" in picture.inline


@pytest.mark.parametrize("make", EVERY)
@given(words=st.text(max_size=60))
@settings(max_examples=examples(25), deadline=None)
def test_any_words_make_a_picture_that_is_read_as_xml(make, words):
    assert parsed(make(words)).tag == f"{NS}svg"


@pytest.mark.parametrize("make", EVERY)
def test_who_cannot_see_it_is_told_what_it_shows(make):
    root = parsed(make())
    named = {root[0].get("id"): root[0].text, root[1].get("id"): root[1].text}
    assert root.get("role") == ("group" if list(root.iter(f"{NS}a")) else "img")
    assert [named[one] for one in root.get("aria-labelledby").split()] == [
        "Heading",
        "What it shows",
    ]


@pytest.mark.parametrize("make", EVERY)
def test_a_page_may_forbid_style_and_scripts(make):
    root = parsed(make())
    assert not [one for one in root.iter() if one.get("style")]
    assert not list(root.iter(f"{NS}style"))
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
    assert list(ET.fromstring(make().file).iter(f"{NS}style"))


@pytest.mark.parametrize("make", EVERY)
def test_every_class_has_its_colour(make):
    classes = {one.get("class") for one in parsed(make()).iter() if one.get("class")} - {"pic"}
    assert not {one for one in classes if f".{one} " not in svg.css() and one != "far"}


@pytest.mark.parametrize("make", EVERY)
def test_the_same_values_make_the_same_picture(make):
    assert make().file == make().file


@pytest.mark.parametrize("make", [a_timeline, a_network, a_matrix, a_week])
def test_a_long_name_is_cut_and_stands_whole_in_its_title(make):
    name = "Ministry of Foreign Affairs of the Republic of Kazakhstan " * 3
    cut = [
        one for one in parsed(make(name)).iter(f"{NS}text") if one.find(f"{NS}title") is not None
    ]
    assert name in {one.find(f"{NS}title").text for one in cut}
    assert all(one.find(f"{NS}title").tail.endswith("…") for one in cut)


def test_a_combining_mark_stays_on_its_letter():
    assert svg.cut("e\u0301" * 40, 100).rstrip("…")[-2:] == "e\u0301"


def test_what_is_right_to_left_is_isolated():
    assert "\u2068محمد بن سلمان\u2069" in texts(a_network("محمد بن سلمان"))
    assert "Russia" in texts(a_network("محمد بن سلمان"))


# --- time lines ---


def many(count):
    return [
        AccountMark(at=AT + timedelta(hours=index), owner=f"Outlet {index:02}", label="x")
        for index in range(count)
    ]


def test_owners_stand_in_the_order_in_which_they_told_it():
    accounts = list(reversed(many(5)))
    picture = timeline(accounts, zone="UTC", language="en", **WORDS)
    assert [one for one in texts(picture) if one.startswith("Outlet")] == [
        f"Outlet {index:02}" for index in range(5)
    ]


def test_owners_beyond_the_bound_share_a_row_and_lose_no_account():
    accounts = many(ROWS_MAX + 9)
    picture = timeline(accounts, zone="UTC", language="en", more="and {count} more", **WORDS)
    assert "and 10 more" in texts(picture)
    marks = [one for one in parsed(picture).iter(f"{NS}path") if one.get("class") == "unknown"]
    assert len(marks) == len(accounts)


def test_hours_are_those_of_the_readers_zone():
    def said(zone):
        return [one.text for one in parsed(a_timeline(zone=zone)).iter(f"{NS}title") if one.text]

    assert any("27 Nov 2026 11:00" in one for one in said("Asia/Almaty"))
    assert any("27 Nov 2026 06:00" in one for one in said("UTC"))


def test_hours_of_a_changing_clock_are_the_walls():
    """On 25 October 2026 Berlin's clocks go back: the ticks stay at round hours."""
    begin = datetime(2026, 10, 24, 20, tzinfo=UTC)
    accounts = [
        AccountMark(at=begin + timedelta(hours=hour), owner="x", label="x") for hour in (0, 30)
    ]
    picture = timeline(accounts, zone="Europe/Berlin", language="de", **WORDS)
    hours = {one for one in texts(picture, "soft") if ":" in one}
    assert hours <= {"00:00", "06:00", "12:00", "18:00"}
    assert hours


def test_an_account_of_which_the_day_alone_is_known_is_as_long_as_that_day():
    """On the reader's wall, and without an hour that nobody knows."""
    day, zone = date(2026, 11, 27), ZoneInfo("Asia/Almaty")
    begin = datetime(2026, 11, 27, tzinfo=zone)
    marks = [
        AccountMark(at=begin, owner="begins", label="x"),
        AccountMark(
            at=begin + timedelta(hours=12), day=day, owner="lasts", label="x", kind="state"
        ),
        AccountMark(at=begin + timedelta(days=1), owner="ends", label="x"),
    ]
    picture = parsed(timeline(marks, zone="Asia/Almaty", language="en", **WORDS))
    first, last = (
        float(one.get("d").split()[0][1:])
        for one in picture.iter(f"{NS}path")
        if one.get("class") == "unknown"
    )
    (bar,) = (one for one in picture.iter(f"{NS}rect") if one.get("class") == "state")
    left, width = float(bar.get("x")), float(bar.get("width"))
    assert (left, left + width) == pytest.approx((first, last), abs=0.5)
    said = [one.text for one in picture.iter(f"{NS}title") if one.text]
    assert "27 Nov 2026, lasts: x" in said


def test_words_of_stages_do_not_cover_each_other():
    stages = [StageMark(at=AT + timedelta(minutes=index), label="under way") for index in range(4)]
    picture = timeline(many(2), stages, zone="UTC", language="en", **WORDS)
    heights = [
        one.get("y") for one in parsed(picture).iter(f"{NS}text") if one.get("class") == "mark"
    ]
    assert len(set(heights)) == len(stages)


def test_a_story_without_accounts_has_a_picture():
    assert parsed(timeline([], zone="UTC", language="en", **WORDS)).tag == f"{NS}svg"


# --- networks ---


def star(count):
    nodes = [Node(key=str(index), name=f"N{index:03}") for index in range(count)]
    edges = [Edge(one="0", other=str(index), weight=index) for index in range(1, count)]
    return nodes, edges


def test_those_who_met_most_are_shown_and_nobody_who_met_none():
    nodes, edges = star(NODES_MAX + 20)
    picture = network([*nodes, Node(key="alone", name="Alone")], edges, **WORDS)
    shown = set(texts(picture))
    assert len(shown) == NODES_MAX
    assert "N055" in shown
    assert not {"N001", "Alone"} & shown


def test_no_two_names_of_a_side_stand_at_one_height():
    nodes, edges = star(30)
    labels = [
        (one.get("text-anchor"), one.get("y"))
        for one in parsed(network(nodes, edges, **WORDS)).iter(f"{NS}text")
    ]
    assert len(labels) == len(set(labels)) == 30


def test_two_who_met_stand_on_two_sides():
    left, right = sides(["a", "b"], [Edge(one="a", other="b", weight=1)])
    assert len(left) == len(right) == 1


def test_the_order_in_which_ties_come_moves_nobody():
    nodes, edges = star(12)
    there = network(nodes, edges, **WORDS)
    assert network(nodes[::-1], edges[::-1], **WORDS).file == there.file


# --- the map ---


def test_the_projection_is_the_published_one():
    """Equal Earth: the poles are .5922 as long as the equator, the axes 2.05458 to 1."""
    equator, pole = projected(180, 0)[0] - WIDTH / 2, projected(180, 89.9)[0] - WIDTH / 2
    north = projected(0, 0)[1] - projected(0, 89.9)[1]
    assert pole / equator == pytest.approx(0.5922, abs=0.01)
    assert equator / north == pytest.approx(2.05458, abs=0.01)


def test_borders_in_dispute_are_drawn_apart_and_said():
    picture = a_map("who disagrees")
    contested = next(
        one for one in parsed(picture).iter(f"{NS}path") if one.get("class") == "contested"
    )
    assert contested.get("d") == base_map().contested
    assert "dasharray" in next(line for line in svg.css().splitlines() if ".contested" in line)
    assert "who disagrees" in texts(picture, "soft")


def test_no_line_of_the_base_map_runs_around_the_world():
    for part in (base_map().land, base_map().borders, base_map().contested):
        for steps in re.findall(r"l([^Mz]*)", part):
            across = [int(one) for one in re.findall(r"-?\d+", steps)][::2]
            assert max(map(abs, across), default=0) < WIDTH * 10 / 4


def test_names_of_places_cover_neither_each_other_nor_circles():
    spots = [
        Spot(name=f"Place {index}", longitude=60 + index % 5, latitude=40 + index // 5, weight=1)
        for index in range(25)
    ]
    spots.append(Spot(name="Far", longitude=-170, latitude=-30, weight=1))
    picture = world(spots, contested_note="", **WORDS)
    boxes = [
        tuple(float(one.get(key)) for key in ("x", "y", "width", "height"))
        for one in parsed(picture).iter(f"{NS}rect")
        if one.get("class") == "halo"
    ]
    assert boxes
    for index, (x, y, wide, high) in enumerate(boxes):
        assert 0 <= x <= x + wide <= WIDTH
        assert 0 <= y <= y + high <= HEIGHT
        for other_x, other_y, other_wide, other_high in boxes[:index]:
            apart_x = x >= other_x + other_wide - 0.1 or other_x >= x + wide - 0.1
            assert apart_x or y >= other_y + other_high - 0.1 or other_y >= y + high - 0.1


def test_every_place_lies_in_the_picture():
    spots = [
        Spot(name="Suva", longitude=178.4, latitude=-18.1, weight=9),
        Spot(name="Honolulu", longitude=-157.9, latitude=21.3, weight=1),
        Spot(name="Ushuaia", longitude=-68.3, latitude=-54.8, weight=1),
        Spot(name="Longyearbyen", longitude=15.6, latitude=78.2, weight=1),
    ]
    circles = list(parsed(world(spots, contested_note="", **WORDS)).iter(f"{NS}circle"))
    assert len(circles) == len(spots)
    assert all(0 <= float(one.get("cx")) <= WIDTH for one in circles)
    assert all(0 <= float(one.get("cy")) <= HEIGHT for one in circles)


def test_a_countrys_middle_lies_in_it():
    longitude, latitude = middle_of("KZ")
    assert 60 < longitude < 75
    assert 45 < latitude < 52
    assert middle_of("??") is None


# --- months, bars, weeks ---


def test_shades_rise_with_the_count():
    shades = [shade_of(count, 40) for count in range(41)]
    assert shades == sorted(shades)
    assert (shades[0], shades[1], shades[40]) == (0, 1, 4)
    assert shade_of(1, 1) == 1


def test_each_bar_begins_where_the_one_before_ended_and_they_sum():
    factors = [Summand(name=str(points), points=points) for points in (2.0, -3.0, 4.5)]
    found = [
        one
        for one in parsed(bars(factors, sum_name="score", **WORDS)).iter(f"{NS}rect")
        if one.get("class") in {"plus", "minus", "sum"}
    ]
    spans = [(float(one.get("x")), float(one.get("x")) + float(one.get("width"))) for one in found]
    (a0, a1), (b0, b1), (c0, c1), (s0, s1) = spans
    assert (a1, b0, c1, a0) == pytest.approx((b1, c0, s1, s0), abs=0.2)
    assert "+3.50" in texts(bars(factors, sum_name="score", **WORDS))
    assert "−3.00" in texts(bars(factors, sum_name="score", **WORDS))


def test_a_day_has_a_dot_as_large_as_what_came():
    picture = week(
        [Thread(title="x", accounts=(1, 0, 12))], first=date(2026, 11, 27), language="en", **WORDS
    )
    radii = [float(one.get("r")) for one in parsed(picture).iter(f"{NS}circle")]
    assert len(radii) == 2
    assert radii[1] > 2 * radii[0]
    assert [one for one in texts(picture) if one[-2:].isdigit()] == ["Fri 27", "Sat 28", "Sun 29"]
