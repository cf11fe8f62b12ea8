from monitor.matching.novelty import novelty
from monitor.model import Figure, Outcome, Person, Quotation, Reading, Rules
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
