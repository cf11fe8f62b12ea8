"""A whole article read: the seeds as their README and the sketches say, short texts, and whatever
may come.
"""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.claims import read
from monitor.model import Article, Reading
from tests.house import examples

SEEDS = Path(__file__).parents[2] / "seeds"
PUBLISHED = {
    "000": "2024-12-12",
    "001": "2024-12-12",
    "002": "2024-03",
    "003": "2021-04-23",
    "004": "2025-11-12",
}


def told(text, **known):
    return read(
        Article(id="0" * 16, version="0" * 12, text_hash="", text_bytes=len(text), **known), text
    )


@pytest.fixture(scope="module")
def seeds():
    return {
        number: told(
            next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8"), published=published
        )
        for number, published in PUBLISHED.items()
    }


@pytest.mark.parametrize(
    ("number", "date", "basis", "place"),
    [
        ("000", "2024-12-12", "text", "Astana"),
        ("001", "2024-12-12", "text", "Astana"),
        ("002", "2024-03", "published", "Moscow"),
        ("003", "2021-04-23", "relative", "Astana"),
        ("004", "2025-11-12", "published", "Moscow"),
    ],
)
def test_when_and_where_a_seed_is(seeds, number, date, basis, place):
    reading = seeds[number]
    assert (reading.date.start, reading.date.basis) == (date, basis)
    # a sitting of which only the chamber is told: its town is as likely as not, and never told
    assert (reading.place and reading.place.name) in (
        (place, None) if number == "002" else (place,)
    )


def test_a_former_name_of_a_place_is_kept_beside_todays(seeds):
    assert seeds["003"].place.then == "Nur-Sultan"


@pytest.mark.parametrize(
    ("number", "leads"),
    [
        ("000", {"Tokayev", "Matviyenko"}),
        ("001", {"Tokayev", "Matvienko"}),
        ("003", {"Ashimnayev", "Borodavkin"}),
        ("004", {"Tokayev", "Putin"}),
    ],
)
def test_the_leads_are_those_who_meet(seeds, number, leads):
    assert {person.surname for person in seeds[number].people if person.role == "lead"} == leads


@pytest.mark.parametrize(
    ("number", "act"),
    [
        ("000", "meeting visit"),  # they met on a visit: either may stand first
        ("001", "meeting"),
        ("002", "meeting"),
        ("003", "meeting"),
        ("004", "talks"),
    ],
)
def test_the_main_act_is_what_the_leads_do(seeds, number, act):
    assert seeds[number].acts[0] in act.split()


def test_who_is_only_recalled_does_not_lead(seeds):
    roles = {person.surname: person.role for person in seeds["000"].people}
    assert roles["Ashimbayev"] == roles["Putin"] == "mentioned"


@pytest.mark.parametrize(
    ("number", "speakers", "refused"),
    [
        ("000", ["Tokayev"], 0),
        ("001", ["Tokayev", "Matvienko"], 0),
        ("002", ["Yatskin", "Yatskin", "Asanov"], 0),
        ("003", [], 0),
        ("004", ["Putin", "Tokayev"], 1),
    ],
)
def test_quotations_of_the_seeds_have_their_speakers(seeds, number, speakers, refused):
    reading = seeds[number]
    assert [quotation.speaker.split()[-1] for quotation in reading.quotations] == speakers
    assert reading.quotes_refused == refused


def test_quotations_are_whole_and_say_who_translated_them(seeds):
    first = seeds["001"].quotations[0]
    assert first.text.startswith(
        "Relations between our states are developing on an ascending line."
    )
    assert first.text.endswith("I am very optimistic about the future of our interaction.")
    assert first.translated_by == "Yandex Translate"


def test_figures_are_their_speakers(seeds):
    figures = {(figure.value, figure.unit): figure for figure in seeds["002"].figures}
    assert figures[2.2e12, "RUB"].owner == "Andrey Yatskin"
    assert figures[1.5e12, "RUB"].hedged
    share = seeds["003"].figures[0]
    assert (share.as_written, share.owner, share.hedged) == (
        "around 70%",
        "Maulen Ashimnayev",
        True,
    )
    outlet = {(figure.value, figure.unit): figure for figure in seeds["004"].figures}
    assert outlet[2e10, "USD"].owner is None
    assert outlet[3e10, "USD"].hedged
    assert (175, "project") in outlet
    assert (60000, "student") in outlet


def test_what_was_signed_earlier_is_background(seeds):
    assert [(outcome.kind, outcome.background) for outcome in seeds["000"].outcomes] == [
        ("signed", True),
        ("signed", True),
    ]
    assert seeds["000"].outcomes[0].what.startswith("a plan for interparliamentary cooperation")
    assert all(outcome.background for outcome in seeds["001"].outcomes)


def test_what_was_signed_at_the_event_is_its_outcome(seeds):
    own = [
        (outcome.kind, outcome.what) for outcome in seeds["004"].outcomes if not outcome.background
    ]
    assert any(
        kind == "signed" and what.startswith("a Declaration on the transition")
        for kind, what in own
    )
    assert any(kind == "concluded" and "Consulate General in Aktau" in what for kind, what in own)


def test_the_kind_of_visit_is_the_outlets_own_word(seeds):
    assert (seeds["000"].visit, seeds["001"].visit, seeds["004"].visit) == (
        "working",
        "official",
        "state",
    )


def test_what_is_recalled_is_a_mention_with_its_own_day(seeds):
    dated = {mention.date.start: mention for mention in seeds["001"].background if mention.date}
    assert dated["2024-11-27"].date.end == "2024-11-28"
    assert "2024-11-27" not in {span.start for span in seeds["001"].dates}
    (former,) = seeds["002"].background
    assert (former.place, former.date.start, former.date.end) == (
        "Uralsk",
        "2023-10-19",
        "2023-10-20",
    )


def test_what_is_proposed_next_says_by_whom_when_and_where(seeds):
    (ahead,) = seeds["002"].upcoming
    assert (ahead.proposed_by, ahead.place.name) == ("Andrey Yatskin", "Omsk")
    assert (ahead.when.start, ahead.when.end) == ("2024-05", "2024-06")


def test_slips_are_shown_by_headline_and_office(seeds):
    slips = {(slip.as_written, slip.read_as) for slip in seeds["003"].slips}
    assert ("Ambassador of Kazakhstan to Russia", "Russian ambassador") in slips
    assert ("Ashimnayev", "Ashimbayev") in slips
    assert not seeds["000"].slips


def test_whom_an_outlet_cites_is_kept(seeds):
    assert seeds["003"].credit == "press service of the Senate"
    assert seeds["001"].credit is None  # "his press service" names nobody


@pytest.mark.parametrize(
    "text", ["", " \n ", "12345", "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾ", "!!!", "\x00\ufeff", "<p></p>", "&nbsp;"]
)
def test_a_text_without_anything_to_read_is_read_as_nothing(text):
    reading = told(text)
    assert reading.people == ()
    assert reading.date is None


def test_a_headline_alone_is_read():
    reading = told("Tokayev and Putin hold talks in Moscow", published="2025-11-12")
    assert reading.title == "Tokayev and Putin hold talks in Moscow"
    assert {person.surname for person in reading.people} == {"Tokayev", "Putin"}
    assert (reading.place.name, reading.date.start, reading.lines_dropped) == (
        "Moscow",
        "2025-11-12",
        {},
    )


def test_a_meeting_that_prepares_another_does_not_take_its_day():
    text = (
        "The ministers discussed by phone on Monday preparations for the summit due on January 23."
    )
    assert told(text, published="2017-01-16").date.start == "2017-01-16"


def test_a_cut_text_says_so():
    assert told("The ministers met.", cut=True).notes == ("only the first 65536 bytes were read",)


@pytest.mark.parametrize(
    "published",
    ["1970", "1970-01-01", "2100-12-31", "2100", "0001-01-01", "9999-12-31", "soon", ""],
)
def test_a_strange_published_date_stops_nothing(published):
    assert (
        told(
            "The ministers met on Monday, 12 December, yesterday and on Friday.",
            published=published,
        ).language
        == "en"
    )


@pytest.mark.parametrize(
    ("language", "text", "ordinal"),
    [
        ("en", "The second round of talks was held in Rome.", "2 round"),
        ("en", "Leaders gathered for the 24th SCO summit.", "24 summit"),
        ("ru", "В Астане прошёл 24-й саммит ШОС.", "24 summit"),
        ("ru", "Прошло пятое заседание Совета.", "5 session"),
        ("de", "In Rom begann die zweite Runde der Gespräche.", "2 round"),
        ("fr", "Le deuxième sommet s'est tenu à Paris.", "2 summit"),
        ("zh", "第七届上合组织峰会在北京举行。", "7 summit"),
        ("zh", "双方举行第二轮会谈。", "2 round"),
        ("uk", "Відбувся другий раунд переговорів.", "2 round"),
        ("tr", "İkinci tur görüşmeler yapıldı.", "2 round"),
    ],
)
def test_which_one_in_a_row_is_a_figure_and_a_noun(language, text, ordinal):
    assert ordinal in told(text, lang=language).ordinals


PIECES = [
    "President Tokayev met Putin in Moscow on 12 December 2024. ", "“Our ties are growing fast,” ",
    "he said. ", "«", "»", '"', "\n", "Earlier, ", "$20 billion ", "12.12.2024 ",
    "Related news\n", "Токаев встретился с Путиным в Москве. ", "九月二日习近平会见普京。",
    "وقال بوتين: ", "&amp;", "<p>", "24th summit ", "signed ", "a plan ", "\u200b", "İ", "ß", "🇰🇿",
    "1" * 50, "- ", "of the ",
]  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(
    st.one_of(st.text(max_size=500), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)),
    st.one_of(st.none(), st.text(max_size=60)),
    st.sampled_from([None, "en", "ru", "xx"]),
)
def test_any_text_is_read_without_an_error_and_within_bounds(text, title, declared):
    reading = told(text, title=title, lang=declared, published="2024-12-13")
    assert len(list(reading.words.stems())) <= 100
    assert len(msgspec.json.encode(reading)) <= 6_000 + 12 * len(text.encode()) + 4 * len(
        (title or "").encode()
    )
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


def test_a_long_hostile_text_gives_a_bounded_reading():
    reading = told(
        "“Our ties are growing fast,” Tokayev said on 12 May 2024, signed a plan worth $5 billion. "
        * 700
    )
    assert len(reading.quotations) <= 60
    assert len(reading.figures) <= 40
    assert len(msgspec.json.encode(reading)) < 60_000


def test_the_same_text_gives_the_same_reading(seeds):
    again = told(next(SEEDS.glob("004_*.txt")).read_text(encoding="utf-8"), published="2025-11-12")
    assert msgspec.json.encode(again) == msgspec.json.encode(seeds["004"])
