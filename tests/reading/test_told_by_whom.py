"""Whose words, whose deed, who led: what texts with full quotations, as newspapers write them, make
hard.
"""

from __future__ import annotations

import pytest

from monitor.claims import read
from monitor.model import Article, Reading


def _read(text: str, *, title: str | None = None, published: str = "2027-03-04") -> Reading:
    article = Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang="en",
        published=published,
        title=title,
    )
    return read(article, text)


NOBODYS = {
    "he is not the last but one": (
        "President Moses Kiprotich spoke. The hall was full. “The road ahead of us is long,” he "
        "said."
    ),
    "somebody else was named": (
        "President Moses Kiprotich met Tajo Perrez. “The road ahead of us is long,” he said."
    ),
    "she said opens another clause": (
        "President Moses Kiprotich left. Helen Lhuillier said she liked Kiprotich. “The road ahead "
        "of us is long,” she said."
    ),
    "two bear the surname": (
        "Moses Kiprotich met Anna Kiprotich. “The road ahead of us is long,” Kiprotich said."
    ),
    "his son bears the surname": (
        "Moses Kiprotich left. Kiprotich's son stayed. “The road ahead of us is long,” Kiprotich "
        "said."
    ),
    "the son is not the father": (
        "President Moses Kiprotich left. “The road ahead of us is long,” Kiprotich Jr. said."
    ),
    "who reveals what another said": (
        "Moses Kiprotich left. Tajo Perrez revealed what Kiprotich had said: “The road ahead of us "
        "is long.”"
    ),
    "a county is no sheriff": (
        "Butte Kiprotich spoke. “The road ahead of us is long,” said Butte Kiprotich Sheriff "
        "Qorvath Zzyl."
    ),
    ("a statement says it, not who was quoted before"): (
        "“We are glad to be here today,” President Moses Kiprotich said. The league released a "
        "statement. “Nothing else has been agreed so far,” the statement said."
    ),
    ("a company's spokesman is not the company"): (
        "Kilimani Motors opened a plant. “All of our work is based on public documents,” a "
        "Kilimani spokesperson said."
    ),
    ("he may be somebody whom no list knows"): (
        "President Moses Kiprotich spoke on Monday. Rep. Qorvath Zzyl accused Kiprotich of a "
        "softer line. “Personal attacks lead the whole country nowhere,” he wrote."
    ),
    "near a name is not who speaks": (
        "President Moses Kiprotich left. Visitors near Kiprotich watched the car. “At first I "
        "thought it was an accident,” she said."
    ),
    "she is not Donald": (
        "Qorvath mocked President Donald Kiprotich at noon. “The numbers were ours from the "
        "start,” she said."
    ),
    ("on whose words somebody comments"): (
        "President Moses Kiprotich left. A host, Qorvath, commented on the president’s use of the "
        "term: “It is a word of the last century.”"
    ),
    "his lawyer is not he": (
        "President Moses Kiprotich left the hall. Kiprotich's lawyer spoke later. “There is "
        "nothing in these papers at all,” he said."
    ),
}


@pytest.mark.parametrize("text", NOBODYS.values(), ids=NOBODYS.keys())
def test_words_of_an_uncertain_speaker_are_nobodys(text):
    speakers = [one.text for one in _read(text).quotations]
    assert all("glad" in words for words in speakers), speakers


def test_he_who_is_named_in_passing_does_not_speak():
    text = (
        "Tajo Perrez, who served under President Moses Kiprotich, tweeted: “The numbers are the "
        "work of others before us.”"
    )
    assert [one.speaker for one in _read(text).quotations] == ["Tajo Perrez"]


def test_whose_spokesman_speaks_is_not_the_speaker():
    text = (
        "President Moses Kiprotich spoke. “He has a strong record in office,” said Kiprotich "
        "spokesman Jason Mutua."
    )
    assert [one.speaker for one in _read(text).quotations] == ["Jason Mutua"]


def test_a_party_and_its_state_are_no_name():
    people = [
        one.name
        for one in _read(
            "“It is a good day for us all,” Rep. Maxine Odhiambo, D-Calif, told them."
        ).people
    ]
    assert "Calif" not in people


def test_a_name_written_twice_is_not_a_double_name():
    people = [
        one.name
        for one in _read(
            "“We go on,” said President Moses Kiprotich Kiprotich also met the press."
        ).people
    ]
    assert people == ["Moses Kiprotich"]


def test_whoever_was_there_too_does_not_lead():
    text = (
        "President Moses Kiprotich met President Chileshe Mwansa of Zambia. They discussed trade. "
        "The meeting was attended by Foreign Minister Achieng Odera."
    )
    roles = {one.surname: one.role for one in _read(text).people}
    assert roles == {"Kiprotich": "lead", "Mwansa": "lead", "Odera": "present"}


def test_receiving_somebody_on_a_visit_is_a_meeting():
    text = (
        "President Moses Kiprotich received Zambian President Chileshe Mwansa. "
        "The visit is another step. The visit ends on Friday. A visit to Lusaka will follow."
    )
    assert _read(text).acts[0] == "meeting"


VAGUE = [
    "President Moses Kiprotich and President Chileshe Mwansa signed a number of agreements.",
    "The two sides agreed to deepen their ties.",
    "Presidents Moses Kiprotich and Chileshe Mwansa signed on Monday.",
]


@pytest.mark.parametrize("text", VAGUE)
def test_an_outcome_names_a_document(text):
    assert not _read(text).outcomes


def test_what_is_named_among_many_agreements_is_the_outcome():
    outcomes = _read(
        "The sides signed a number of agreements, including a treaty on the lake."
    ).outcomes
    assert [one.what for one in outcomes] == ["a treaty on the lake"]


def test_a_written_day_says_which_weekday_is_meant():
    date = _read("President Moses Kiprotich met Zambian ministers on Saturday 27 February.").date
    assert date is not None
    assert (date.start, date.basis) == ("2027-02-27", "text")


def test_halves_of_letters_do_no_harm():
    assert _read("\ud800 President Moses Kiprotich \udfff met ministers.", title="\udc00").people


def test_a_family_name_that_stands_first_is_the_surname():
    text = (
        "South Korean spokesman Youn Kwan-suk met reporters. “We will consider the spirit of the "
        "alliance,” Youn said."
    )
    assert [(one.speaker, one.speaker_key) for one in _read(text).quotations] == [
        ("Youn Kwan-suk", "iun")
    ]


def test_a_call_about_a_visit_has_not_the_visits_day():
    text = (
        "Turkish President Recep Tayyip Erdogan and Russian President Vladimir Putin discussed "
        "preparations for the Russian leader's visit to Ankara on April 10 in a phone call."
    )
    reading = _read(text, title="Erdogan, Putin discuss upcoming visit in phone call")
    assert reading.date is None or reading.date.basis == "published"
    assert not any(claim.field == "date" and claim.confidence > 0.5 for claim in reading.claims)
    ahead = _read(
        "Erdogan will speak by phone with Vladimir Putin on April 10, the Turkish presidency said."
    )
    assert ahead.date is not None
    assert ahead.date.start == "2027-04-10"


def test_whom_a_later_sentence_only_expects_is_not_present():
    text = (
        "Kazakh Foreign Minister Yermek Kosherbayev met Uzbek Foreign Minister Bakhtiyor Saidov in "
        "Tashkent. They discussed trade. Talks were long. President Shavkat Mirziyoyev will visit "
        "Astana on May 15."
    )
    roles = {one.surname: one.role for one in _read(text).people}
    assert roles["Mirziyoyev"] == "mentioned"


def test_a_visit_that_is_only_prepared_is_no_visit_and_who_sends_greetings_is_not_there():
    text = (
        "President Shavkat Mirziyoyev on March 3 received Kazakh Foreign Minister Yermek "
        "Kosherbayev. The minister conveyed greetings from President Tokayev. The sides discussed "
        "preparations for the state visit of President Tokayev."
    )
    reading = _read(text)
    assert reading.visit is None
    assert {one.surname: one.role for one in reading.people}["Tokayev"] == "mentioned"


def test_a_route_is_no_man():
    text = "Президенты Ильхам Алиев и Касым-Жомарт Токаев обсудили Транскаспийский маршрут."
    assert [one.surname for one in _read(text).people if "ранскасп" in one.name] == []
