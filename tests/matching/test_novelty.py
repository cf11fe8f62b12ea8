from monitor.claims import read
from monitor.matching.facts import new_facts
from monitor.matching.news.sure import sure_reading
from monitor.matching.novelty import novelty
from monitor.model import Claim, Figure, Outcome, Person, Quotation, Reading, Rules
from tests.matching.makers import article

TEXT = "The two presidents met in Astana and spoke about trade, transport and culture for an hour."


def quoted(text, speaker, language="en"):
    return Quotation(text=text, speaker=speaker, speaker_key=speaker.lower(), language=language)


def told(read, text=TEXT, *, earlier, published="2024-12-12"):
    before = [(article(f"e{i}"), known, said) for i, (known, said) in enumerate(earlier)]
    return novelty(article("later", published=published), read, text, earlier=before, rules=Rules())


def english(**more):
    return Reading(language="en", packed_words="trade transport", **more)


def test_the_same_words_again_are_a_duplicate_of_that_article():
    found = told(english(), earlier=[(english(), TEXT)])
    assert (found.kind, found.of, found.new_facts) == ("duplicate", "e0", ())


def test_the_first_words_of_somebody_are_always_told():
    found = told(
        english(quotations=(quoted("Our ties have reached an unprecedented level.", "Orlova"),)),
        earlier=[(english(quotations=(quoted("We look ahead with hope.", "Serikov"),)), TEXT)],
    )
    assert found.kind == "development"
    assert [fact.speaker for fact in found.new_facts] == ["Orlova"]


def test_one_remark_in_two_translations_is_not_new():
    one = english(
        quotations=(
            quoted(
                "The relations between our countries are developing along an upward trajectory.",
                "Serikov",
            ),
        )
    )
    other = english(
        quotations=(
            quoted("Relations between our states are developing on an ascending line.", "Serikov"),
        )
    )
    assert told(other, earlier=[(one, TEXT)]).kind == "duplicate"


def test_a_quotation_in_another_language_by_somebody_already_quoted_is_taken_for_a_translation():
    russian = Reading(
        language="ru", quotations=(quoted("Наши отношения развиваются.", "Serikov", "ru"),)
    )
    english_one = english(quotations=(quoted("Our relations are developing.", "Serikov"),))
    assert not told(russian, earlier=[(english_one, TEXT)]).new_facts


def test_a_denial_is_always_told():
    found = told(english(stage="denied"), earlier=[(english(stage="announced"), TEXT)])
    assert found.kind == "development"
    assert [(fact.kind, fact.was) for fact in found.new_facts] == [("denial", "announced")]


def test_what_was_announced_and_now_is_signed_is_told():
    found = told(english(stage="signed"), earlier=[(english(stage="announced"), TEXT)])
    assert (found.kind, found.new_facts[0].text, found.new_facts[0].was) == (
        "development",
        "signed",
        "announced",
    )


def test_a_development_names_what_is_new():
    new = english(
        figures=(Figure(value=20e9, as_written="$20 billion", unit="USD", counts="trade"),),
        outcomes=(Outcome(kind="signed", what="a plan on transit", key="plan transit"),),
        people=(Person(key="costa", name="Ana Costa", role="present"),),
        stage="signed",
    )
    known = english(stage="announced", people=(Person(key="orlova", name="Orlova", role="lead"),))
    found = told(new, earlier=[(known, TEXT)])
    assert {fact.kind for fact in found.new_facts} >= {"figure", "outcome", "person", "stage"}


def test_small_bare_numbers_only_count_the_scene():
    found = told(
        english(figures=(Figure(value=2, as_written="two"),), stage="signed"),
        earlier=[(english(stage="announced"), TEXT)],
    )
    assert all(fact.kind != "figure" for fact in found.new_facts)


def test_two_kinds_of_visit_are_told_as_differing():
    found = told(english(visit="official"), earlier=[(english(visit="working"), TEXT)])
    assert [(fact.kind, fact.text, fact.was) for fact in found.differ] == [
        ("visit", "official", "working")
    ]


def test_texts_that_are_not_kept_and_empty_readings_are_no_matter():
    empty = Reading(language="und")
    assert told(empty, None, earlier=[(empty, None)], published=None).kind == "duplicate"
    assert told(empty, None, earlier=[]).kind == "development"


def sure(field, of, confidence):
    return Claim(field=field, of=of, confidence=confidence)


KNOWN = english(people=(Person(key="orlova", name="Orlova", role="lead"),), stage="happened")


def guest(confidence):
    return english(
        people=(Person(key="costa", name="Ana Costa", role="present"),),
        claims=(sure("present", "costa", confidence),),
    )


def test_who_may_only_be_named_beside_the_event_is_no_news():
    kinds = {
        sure_of: {fact.kind for fact in new_facts(sure_reading(guest(sure_of), Rules()), [KNOWN])}
        for sure_of in (0.2, 0.99)
    }
    assert ("person" in kinds[0.2], "person" in kinds[0.99]) == (False, True)


def test_first_words_that_are_not_surely_said_are_not_told_whatever_else():
    words = quoted("Our ties have reached an unprecedented level.", "Orlova")
    doubtful = english(quotations=(words,), claims=(sure("quotation", "0", 0.3),))
    certain = english(quotations=(words,), claims=(sure("quotation", "0", 0.95),))
    assert told(certain, earlier=[(KNOWN, TEXT)]).kind == "development"
    assert told(doubtful, earlier=[(KNOWN, TEXT)]).kind == "duplicate"


def test_a_signing_beside_talks_that_were_held_is_weighed_like_anything_else():
    signed, held = english(stage="signed"), english(stage="happened")
    assert told(signed, earlier=[(held, TEXT)]).kind == "duplicate"


def judged(later, *earlier, lang):
    """Title, text and day of each, as they are read."""
    pieces = []
    for number, (title, text, day) in enumerate((*earlier, later)):
        piece = article(str(number), published=day, title=title)
        pieces.append((piece, read(piece, text), text))
    *before, (piece, reading, text) = pieces
    assert {one.language for _, one, _ in pieces} == {lang}
    return novelty(piece, reading, text, earlier=before, rules=Rules())


def test_a_visit_that_was_announced_and_is_over_is_news():
    met = (
        "Finland's Foreign Minister Elina Rantala and Chile's Foreign Minister Alberto Klaven met "
        "in Helsinki on Thursday. They signed a memorandum on lithium worth 40 million euros and "
        "agreed to open a trade office in Santiago."
    )
    planned = "Chile's Foreign Minister Alberto Klaven will visit Helsinki on 21 May."
    found = judged(
        ("Talks of Finnish and Chilean ministers end in Helsinki", met, "2026-05-21"),
        ("Chilean minister to visit Finland", planned, "2026-05-18"),
        lang="en",
    )
    assert found.kind == "development"


def test_an_announcement_told_again_with_its_history_is_a_duplicate():
    first = (
        "Канцлер Австрии Леон Хубер 4 июня посетит Тирану с рабочим визитом, сообщила его "
        "пресс-служба. Он встретится с премьер-министром Албании Агроном Бериши."
    )
    again = "Канцлер Австрии Леон Хубер посетит Тирану 4 июня, сообщили в правительстве."
    found = judged(
        ("Канцлер Австрии приедет в Тирану", again, "2026-06-01"),
        ("Леон Хубер посетит Албанию", first, "2026-05-31"),
        lang="ru",
    )
    assert found.kind == "duplicate"
