from datetime import timedelta

import pytest
from digest_seeds import (
    COUNCIL,
    DAY_1,
    DAY_2,
    IZVESTIA,
    KAZINFORM,
    SILKWAY,
    SOURCES,
    TREND,
    both_days,
    story,
)
from msgspec import structs

from monitor.claims import read
from monitor.digest.compose.audit import audit
from monitor.digest.compose.compose import compose
from monitor.digest.compose.headline import plain
from monitor.digest.model import CorrectionNotice, SeenMember
from monitor.digest.render.ics import render_ics
from monitor.digest.render.telegram import render_telegram
from monitor.digest.render.terminal import render_terminal
from monitor.digest.render.text import render_text
from monitor.digest.told_before import told_after, with_ledger
from monitor.digest.wording.progress import stage_of
from monitor.digest.wording.summary import gist_of
from monitor.events.stories_and_feeds import Member
from monitor.model import (
    Fact,
    Figure,
    Interests,
    Outcome,
    Person,
    Place,
    Quotation,
    Reading,
    Rules,
    Span,
    Topic,
    Upcoming,
)

KAZAKHSTAN_RUSSIA = Topic(id="kz-ru", include=Interests(countries=("KZ", "RU")), together=True)
HOUR = timedelta(hours=1)


def digest_of(stories, *, since=None, until, **options):
    options.setdefault("topics", (KAZAKHSTAN_RUSSIA,))
    return compose(
        stories, since=since, until=until, zone="Asia/Almaty", sources=SOURCES, **options
    )


def lines_of(entry):
    return {line.id: [plain(item) for item in line.items] for line in entry.lines}


def test_each_story_of_the_window_is_one_entry():
    digest = digest_of(both_days(), until=DAY_1 + HOUR)
    assert sorted(entry.story_number for entry in digest.entries) == [1, 2, 3]
    assert digest.summary == "3 articles → 3 stories, all new."
    assert digest.mark == "From the archive: mind the years."


def test_a_told_story_returns_only_as_an_update_with_its_new_fact():
    second = digest_of(both_days(), since=DAY_1, until=DAY_2 + HOUR)
    update = next(entry for entry in second.entries if entry.story_number == 1)
    assert update.first_told == "first seen yesterday"
    assert "unprecedented level" in lines_of(update)["new"][0]
    assert second.summary == "2 articles → 1 new story, 1 update."


def test_a_story_without_a_new_fact_is_not_told_again():
    third = digest_of(both_days(), since=DAY_2, until=DAY_2 + HOUR)
    assert third.entries == ()
    assert third.summary == "No articles came in."


def test_old_news_stands_after_todays_whatever_its_rank():
    today = DAY_1.date().isoformat()
    young = structs.replace(
        KAZINFORM, reading=Reading(language="en", countries=("KZ", "RU"), date=Span(start=today))
    )
    digest = digest_of(
        (
            story(1, SeenMember(member=SILKWAY, at=DAY_1)),
            story(2, SeenMember(member=young, at=DAY_1)),
        ),
        until=DAY_1 + HOUR,
    )
    assert [(entry.story_number, entry.archive) for entry in digest.entries] == [
        (2, False),
        (1, True),
    ]
    assert digest.entries[1].score > digest.entries[0].score


def test_old_news_published_anew_is_from_the_archive_by_the_day_its_lead_writes():
    about = structs.replace(
        KAZINFORM.article, title="Tokayev and Putin hold talks", published=DAY_1.date().isoformat()
    )
    text = (
        "President Vladimir Putin met President Kassym-Jomart Tokayev in Astana on 3 July 2019. "
        "They discussed trade."
    )
    old = structs.replace(KAZINFORM, article=about, reading=read(about, text))
    digest = digest_of((story(1, SeenMember(member=old, at=DAY_1)),), until=DAY_1 + HOUR)
    assert digest.entries[0].archive
    assert "3 Jul 2019" in render_text(digest)
    assert "not in the text" not in render_text(digest)


def test_an_update_brought_by_a_young_account_is_todays_news():
    today = DAY_2.date().isoformat()
    young = structs.replace(IZVESTIA, article=structs.replace(IZVESTIA.article, published=today))
    digest = digest_of(
        (story(1, SeenMember(member=TREND, at=DAY_1), SeenMember(member=young, at=DAY_2)),),
        since=DAY_1,
        until=DAY_2 + HOUR,
    )
    assert not digest.entries[0].archive


def test_stories_that_mention_each_other_stand_together_under_the_highest():
    stories = (
        story(1, SeenMember(member=TREND, at=DAY_1), links=("story3",)),
        story(2, SeenMember(member=COUNCIL, at=DAY_1)),
        story(3, SeenMember(member=KAZINFORM, at=DAY_1)),
    )
    digest = digest_of(stories, until=DAY_1 + HOUR)
    assert [(entry.story_number, entry.under) for entry in digest.entries] == [
        (1, None),
        (3, 1),
        (2, None),
    ]


def test_a_story_recalled_from_an_earlier_edition_is_named():
    stories = (
        story(1, SeenMember(member=TREND, at=DAY_1)),
        story(2, SeenMember(member=SILKWAY, at=DAY_2), links=("story1",)),
    )
    digest = digest_of(stories, since=DAY_1, until=DAY_2 + HOUR)
    assert lines_of(digest.entries[0])["related"] == [
        "KZ Tokayev received RU Matviyenko (12 Dec 2024, S1)"
    ]


def test_readers_are_not_told_a_fact_twice():
    first = digest_of(both_days(), since=DAY_1, until=DAY_2 + HOUR, ledger=False)
    ledger = told_after({}, digest_of(both_days(), until=DAY_1 + HOUR))
    again = told_after(ledger, first)
    later = story(1, *both_days()[0].seen, SeenMember(member=IZVESTIA, at=DAY_2 + 2 * HOUR))
    digest = digest_of(
        with_ledger((later,), again), since=DAY_2 + HOUR, until=DAY_2 + 3 * HOUR, ledger=True
    )
    assert digest.entries == ()
    assert digest.summary == "1 article: nothing new to tell."
    assert audit([first, digest]).repeats == 0


def test_with_a_ledger_a_story_that_was_never_told_is_new():
    digest = digest_of(with_ledger(both_days(), {}), since=DAY_1, until=DAY_2 + HOUR, ledger=True)
    assert all(entry.first_told is None for entry in digest.entries)


def test_the_audit_sees_a_repeat():
    digest = digest_of(both_days(), until=DAY_1 + HOUR)
    assert audit([digest, digest]).repeats == len(digest.entries)


def test_that_it_is_unsure_is_the_operators_readers_see_only_the_count_at_the_end():
    maybe = structs.replace(KAZINFORM, verdict="unsure")
    stories = (
        story(1, SeenMember(member=TREND, at=DAY_1)),
        story(2, SeenMember(member=maybe, at=DAY_1), maybe="story1"),
    )
    digest = digest_of(stories, until=DAY_1 + HOUR)
    assert "unsure" not in lines_of(digest.entries[1])
    shown = render_text(digest)
    assert (shown.count("unsure"), digest.counts.unsure) == (1, 1)
    assert "perhaps" not in shown.casefold()


def test_what_does_not_fit_is_counted_by_country():
    digest = digest_of(both_days(), until=DAY_1 + HOUR, entries_max=1)
    assert digest.folded == 2
    assert digest.folded_line == "And 2 more stories: Kazakhstan 1, Russia 1."


def test_a_long_day_tells_the_rest_in_one_line_each():
    digest = digest_of(both_days(), until=DAY_1 + HOUR, readouts_max=1)
    assert [entry.brief for entry in digest.entries] == [False, True, True]
    assert "Yatskin proposes" not in render_telegram(digest)[0]


def test_stories_outside_the_topics_are_counted_and_not_told():
    turkey = Topic(id="tr", include=Interests(countries=("TR",)))
    digest = digest_of(both_days(), until=DAY_1 + HOUR, topics=(turkey,))
    assert digest.entries == ()
    assert digest.conservation.endswith("set aside 0 + other topics 3.")


def test_corrections_to_earlier_digests_are_listed():
    merged = CorrectionNotice(kind="merged", at=DAY_2, numbers=(4, 2))
    digest = digest_of(both_days(), until=DAY_2, corrections=(merged,))
    assert digest.corrections == ("S4 tells the same event as S2: they are one story now.",)
    named = structs.replace(merged, titles=("Talks in Moscow", ""))
    digest = digest_of(both_days(), until=DAY_2, corrections=(named,))
    assert digest.corrections == (
        "“Talks in Moscow” (S4) tells the same event as S2: they are one story now.",
    )


def test_dates_ahead_come_up_once_a_story_and_date():
    plan = Upcoming(
        what="Caspian summit",
        when=Span(start="2026-12-01"),
        place=Place(name="Aktau", country="KZ"),
    )
    ahead = structs.replace(TREND, reading=structs.replace(TREND.reading, upcoming=(plan,)))
    digest = digest_of(
        (story(1, SeenMember(member=ahead, at=DAY_1), SeenMember(member=ahead, at=DAY_1)),),
        until=DAY_1 + HOUR,
    )
    assert [(item.when, item.what, item.place) for item in digest.coming] == [
        ("1 Dec 2026", "Caspian summit", "Aktau")
    ]
    assert "DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202" in render_ics(digest)
    past = digest_of(
        (story(1, SeenMember(member=ahead, at=DAY_1)),), until=DAY_1 + timedelta(days=20)
    )
    assert past.coming == ()


def planning(member, what, day, *, language="en", people=()):
    plan = Upcoming(what=what, when=Span(start=day, as_written=what.rpartition(" on ")[2]))
    reading = structs.replace(
        member.reading, upcoming=(plan,), language=language, people=people or member.reading.people
    )
    return structs.replace(member, reading=reading)


PUTIN = Person(
    key="putin",
    name="Vladimir Putin",
    surname="Putin",
    office="president",
    country="RU",
    role="lead",
)


def test_a_plan_of_two_accounts_is_told_once_in_the_readers_language():
    russian = planning(IZVESTIA, "Визит состоится 15 декабря", "2026-12-15", language="ru")
    what = "The visit to Türkiye will take place on December 15"
    english = planning(TREND, what, "2026-12-15")
    told = story(1, SeenMember(member=russian, at=DAY_1), SeenMember(member=english, at=DAY_1))
    digest = digest_of((told,), until=DAY_1 + HOUR)
    assert lines_of(digest.entries[0])["next"] == [what]
    assert [item.what for item in digest.coming] == [what]


def test_what_says_nothing_apart_from_its_entry_does_not_come_up():
    what = "The visit will take place on December 15"
    told = story(1, SeenMember(member=planning(TREND, what, "2026-12-15"), at=DAY_1))
    digest = digest_of((told,), until=DAY_1 + HOUR)
    assert lines_of(digest.entries[0])["next"] == [what]
    assert digest.coming == ()


def test_one_traveller_comes_up_once_a_day_whichever_story_says_so():
    one = planning(TREND, "Putin will visit Ankara on December 10", "2026-12-10", people=(PUTIN,))
    other = planning(
        COUNCIL, "A visit of Putin to Türkiye on December 10", "2026-12-10", people=(PUTIN,)
    )
    stories = (
        story(1, SeenMember(member=one, at=DAY_1)),
        story(2, SeenMember(member=other, at=DAY_1)),
    )
    assert len(digest_of(stories, until=DAY_1 + HOUR).coming) == 1


def test_what_was_cancelled_or_denied_does_not_come_up():
    ahead = planning(TREND, "Putin will visit Ankara on December 10", "2026-12-10", people=(PUTIN,))
    off = structs.replace(IZVESTIA, reading=structs.replace(IZVESTIA.reading, stage="denied"))
    told = story(1, SeenMember(member=ahead, at=DAY_1), SeenMember(member=off, at=DAY_1))
    assert digest_of((told,), until=DAY_1 + HOUR).coming == ()


def test_who_is_only_quoted_is_not_told_as_present():
    critic = Person(
        key="bokuchava", name="Tina Bokuchava", surname="Bokuchava", country="GE", role="present"
    )
    quote = Quotation(
        text="It is a betrayal.", speaker="Tina Bokuchava", speaker_key="bokuchava", language="en"
    )
    reading = structs.replace(
        TREND.reading, people=(*TREND.reading.people, critic), quotations=(quote,)
    )
    told = story(1, SeenMember(member=structs.replace(TREND, reading=reading), at=DAY_1))
    assert "Bokuchava" not in digest_of((told,), until=DAY_1 + HOUR).entries[0].offices


@pytest.mark.parametrize("name", ["Kassym", "Matvienko Valya", "Kemelbek"])
def test_nobody_is_present_beside_himself_and_one_bare_word_is_nobody(name):
    same = Person(key="another", name=name, role="present")
    reading = structs.replace(TREND.reading, people=(*TREND.reading.people, same))
    told = story(1, SeenMember(member=structs.replace(TREND, reading=reading), at=DAY_1))
    assert name.split()[0] not in digest_of((told,), until=DAY_1 + HOUR).entries[0].offices


def test_a_visit_ahead_names_the_country_that_is_visited():
    ahead = Reading(
        language="en",
        people=(
            PUTIN,
            Person(
                key="peskov", name="Dmitry Peskov", office="spokesperson", country="RU", role="lead"
            ),
        ),
        countries=("RU", "TR"),
        date=Span(start="2026-12-10"),
        acts=("visit",),
        stage="announced",
    )
    told = structs.replace(TREND, reading=ahead)
    digest = digest_of(
        (story(1, SeenMember(member=told, at=DAY_1)),), until=DAY_1 + HOUR, topics=()
    )
    assert digest.entries[0].title == "RU Putin to visit Türkiye"
    assert [item.what for item in digest.coming] == ["RU Putin to visit Türkiye"]


@pytest.mark.parametrize(
    ("name", "coming"),
    [("Jonas Vasaris", ["LT Vasaris to visit Türkiye"]), ("יונה", [])],
)
def test_what_comes_up_is_told_only_of_who_can_be_spelt(name, coming):
    guest = Person(key="v", name=name, surname=name.split()[-1], country="LT", role="lead")
    ahead = Reading(
        language="en",
        people=(guest,),
        countries=("LT", "TR"),
        date=Span(start="2026-12-10"),
        acts=("visit",),
        stage="announced",
    )
    told = story(1, SeenMember(member=structs.replace(TREND, reading=ahead), at=DAY_1))
    digest = digest_of((told,), until=DAY_1 + HOUR, topics=())
    assert [item.what for item in digest.coming] == coming


def test_nobody_is_told_that_two_stories_may_be_one():
    koreans = Reading(
        language="en",
        people=(
            Person(
                key="cho", name="Cho Hyun", office="foreign-minister", country="KR", role="lead"
            ),
        ),
        countries=("KR", "JP"),
        acts=("talks",),
    )
    other = structs.replace(
        story(2, SeenMember(member=structs.replace(TREND, reading=koreans), at=DAY_1)),
        maybe="1" * 16,
    )
    first = structs.replace(story(1, SeenMember(member=TREND, at=DAY_1)), id="1" * 16)
    entries = digest_of((first, other), until=DAY_1 + HOUR).entries
    assert all("unsure" not in lines_of(entry) and entry.under is None for entry in entries)


def test_offices_that_several_hold_stand_together():
    held = [
        ("a", "president"),
        ("b", "president"),
        ("c", "foreign-minister"),
        ("d", "foreign-minister"),
    ]
    people = tuple(
        Person(key=key, name=key.upper(), office=office, country=country, role="lead")
        for (key, office), country in zip(held, ("RU", "TR", "JP", "KR"), strict=True)
    )
    told = structs.replace(TREND, reading=structs.replace(TREND.reading, people=people))
    digest = digest_of(
        (story(1, SeenMember(member=told, at=DAY_1)),), until=DAY_1 + HOUR, topics=()
    )
    assert digest.entries[0].offices == "presidents / foreign ministers"


def test_one_person_under_two_spellings_is_named_once():
    spelt = Person(key="kocherbaev", name="Ermek Kocherbaïev", surname="Kocherbaïev", role="lead")
    full = Person(
        key="kosherbaev", name="Yermek Kosherbayev", surname="Kosherbayev",
        office="foreign-minister", country="KZ", role="lead"
    )  # fmt: skip
    french = structs.replace(
        TREND, reading=structs.replace(TREND.reading, people=(spelt,), language="fr")
    )
    english = structs.replace(IZVESTIA, reading=structs.replace(IZVESTIA.reading, people=(full,)))
    told = story(1, SeenMember(member=english, at=DAY_1), SeenMember(member=french, at=DAY_1))
    assert [person.name for person in digest_of((told,), until=DAY_1 + HOUR).entries[0].people] == [
        "Kosherbayev"
    ]


def test_one_outlet_is_quoted_no_more_than_its_words():
    again = structs.replace(COUNCIL, article=structs.replace(COUNCIL.article, id="f" * 16))
    stories = [story(n, SeenMember(member=again, at=DAY_1)) for n in range(1, 9)]
    digest = digest_of(stories, until=DAY_1 + HOUR)
    quoted = [item for entry in digest.entries for item in lines_of(entry).get("said", [])]
    assert len(quoted) == 2  # 22 words each, of 60


@pytest.mark.parametrize("whole", [True, False])
def test_a_part_of_an_outlets_sentence_is_quoted_only_where_nobody_is_quoted_whole(whole):
    part = Quotation(
        text="ready to sign the border agreement with our neighbours this year",
        speaker="Tina Bokuchava",
        speaker_key="bokuchava",
        language="en",
    )
    sentence = Quotation(
        text="The border stays open.", speaker="Maka Lomaia", speaker_key="lomaia", language="en"
    )
    quotations = (part, sentence) if whole else (part,)
    reading = structs.replace(TREND.reading, quotations=quotations)
    told = story(1, SeenMember(member=structs.replace(TREND, reading=reading), at=DAY_1))
    said = "".join(lines_of(digest_of((told,), until=DAY_1 + HOUR).entries[0])["said"])
    assert ("ready to sign" in said) is not whole
    assert ("stays open" in said) is whole


def test_the_rank_is_the_sum_of_what_explain_prints():
    digest = digest_of(both_days(), until=DAY_1 + HOUR)
    first = digest.entries[0]
    assert first.score == round(sum(reason.points for reason in first.reasons), 1)
    explained = render_terminal(digest, explain=True)
    assert "newness: 711 days since 2024-12-12" in explained
    assert "28.0  people: standing 5 and 4" in explained


def test_the_seeds_read_like_a_readout_in_80_columns():
    shown = render_terminal(digest_of(both_days(), until=DAY_1 + HOUR))
    assert shown.startswith(
        """Kazakhstan–Russia · Mon 23 Nov 2026, 09:00 Almaty
3 articles → 3 stories, all new. From the archive: mind the years.

 1  KZ Tokayev received RU Matviyenko in Astana; signed earlier: plan · S1
    12 Dec 2024 · president / Federation Council speaker
    Discussed        Trade, economy, culture and humanitarian ties
    Said             Tokayev: “The relations between our countries are
                     developing along an upward trajectory.” (Trend)
"""
    )
    assert "    Trend (AZ, private) · English · neither side’s own text seen\n" in shown


def test_one_remark_in_two_translations_is_not_new():
    digest = digest_of(both_days(), since=DAY_1, until=DAY_2 + HOUR)
    update = next(entry for entry in digest.entries if entry.story_number == 1)
    told = lines_of(update)
    assert told["not_new"] == ["Tokayev’s remark (Trend; Izvestia): one remark, two translations"]
    assert told["differ"] == ["“working visit” (Trend), “official visit” (Izvestia)"]


def test_nothing_readable_borrows_the_outlets_own_headline():
    bare = Member(
        article=TREND.article,
        reading=Reading(language="en", title="Five things to know"),
        verdict="new",
    )
    digest = digest_of(
        (story(1, SeenMember(member=bare, at=DAY_1)),), until=DAY_1 + HOUR, topics=()
    )
    assert digest.entries[0].title == "Trend writes: “Five things to know”"


@pytest.mark.parametrize(
    ("stage", "title"),
    [
        ("announced", "KZ Tokayev to meet RU Matviyenko"),
        ("cancelled", "KZ Tokayev and RU Matviyenko: meeting cancelled"),
        ("happened", "KZ Tokayev received RU Matviyenko"),
    ],
)
def test_a_headline_says_how_far_the_event_has_come(stage, title):
    told = structs.replace(TREND, reading=structs.replace(TREND.reading, stage=stage))
    digest = digest_of((story(1, SeenMember(member=told, at=DAY_1)),), until=DAY_1 + HOUR)
    assert digest.entries[0].title == title


def test_two_hosts_of_one_country_meet_their_guest_and_not_each_other():
    hosts = (
        Person(key="stubb", name="Stubb", office="president", country="FI", role="lead"),
        Person(key="orpo", name="Orpo", office="prime-minister", country="FI", role="lead"),
    )
    guest = Person(
        key="rutte", name="Rutte", office="secretary-general", organisation="NATO", role="lead"
    )
    gist = gist_of(
        [structs.replace(TREND, reading=structs.replace(TREND.reading, people=(*hosts, guest)))]
    )
    assert [person.key for person in gist.leads] == ["stubb", "rutte"]


def test_a_document_worded_by_two_accounts_is_named_once():
    digest = digest_of(both_days(), until=DAY_2 + HOUR)
    entry = next(entry for entry in digest.entries if entry.story_number == 1)
    assert len(lines_of(entry)["earlier"]) == 1


def test_two_documents_of_one_account_are_both_named_however_alike():
    plan = TREND.reading.outcomes[0]
    other = structs.replace(plan, what=plan.what.replace("plan", "agreement"), key="agreement")
    told = structs.replace(TREND, reading=structs.replace(TREND.reading, outcomes=(plan, other)))
    digest = digest_of((story(1, SeenMember(member=told, at=DAY_1)),), until=DAY_1 + HOUR)
    assert len(lines_of(digest.entries[0])["earlier"]) == 2


def test_that_somebody_is_named_brings_no_story_back():
    lavrov = Fact(kind="person", text="Sergey Lavrov", key="lavrov")
    assert updated(lavrov) == []


def updated(*facts, **reading):
    told = structs.replace(
        IZVESTIA, new_facts=facts, reading=structs.replace(IZVESTIA.reading, **reading)
    )
    stories = (story(1, SeenMember(member=TREND, at=DAY_1), SeenMember(member=told, at=DAY_2)),)
    entries = digest_of(stories, since=DAY_1, until=DAY_2 + HOUR).entries
    return (
        [item.partition(" (Izvestia")[0] for item in lines_of(entries[0])["new"]] if entries else []
    )


def test_what_was_signed_is_told_once_and_not_its_stage_beside_it():
    assert updated(
        Fact(kind="stage", text="signed", key="signed", was="happened"),
        Fact(
            kind="outcome", text="an agreement on gas transit", key="signed agreement gas transit"
        ),
        Fact(
            kind="outcome",
            text="an agreement on transit of gas in Oslo",
            key="signed agreement gas oslo transit",
        ),
        Fact(kind="outcome", text="accords ont", key="signed accord"),
    ) == ["Signed: agreement on gas transit"]


def test_a_number_is_told_with_what_it_counts_and_not_after_a_fact_that_names_it():
    trade = Figure(
        value=2e9, as_written="$2 billion", unit="USD", phrase="trade turnover reached $2 billion"
    )
    bare = Figure(value=14, as_written="14", unit="country", phrase="14 countries")
    deal = Fact(kind="outcome", text="a loan of $3 billion for roads", key="signed loan road")
    loan = Figure(
        value=3e9, as_written="$3 billion", unit="USD", phrase="a loan of $3 billion for roads"
    )
    facts = [
        Fact(kind="figure", text=one.phrase, key=f"{one.value:g}") for one in (trade, bare, loan)
    ]
    assert updated(deal, *facts, figures=(trade, bare, loan)) == [
        "Signed: loan of $3 billion for roads",
        "“trade turnover reached $2 billion”",
    ]


def figured(phrase, language="en", words_max=60):
    figure = Figure(value=2e9, as_written="2", unit="USD", phrase=phrase)
    reading = structs.replace(
        TREND.reading, language=language, figures=(figure,), quotations=(), claims=()
    )
    told = structs.replace(TREND, reading=reading)
    rules = Rules(outlet_words_max=words_max)
    digest = digest_of(
        (story(1, SeenMember(member=told, at=DAY_1)),), until=DAY_1 + HOUR, topics=(), rules=rules
    )
    return lines_of(digest.entries[0]).get("figures", [])


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("en", "Trade between the two states reached 2 billion dollars."),
        ("ru", "Товарооборот двух стран достиг 2 млрд долларов."),
        ("zh", "两国去年贸易额达到2亿美元，同比增长。"),
    ],
)
def test_a_figures_sentence_stands_in_marks_with_its_outlet(language, phrase):
    (told,) = figured(phrase, language)
    assert told.startswith(f"“{phrase}” (")


def test_a_figure_that_a_quotation_tells_is_told_once():
    words = "We want trade between our two states to reach 2 billion dollars by the year 2030."
    figure = Figure(value=2e9, as_written="2", unit="USD", phrase=f"“{words[:-1]},” Orlova said.")
    quotation = Quotation(text=words, speaker="Orlova", speaker_key="orlova", language="en")
    reading = structs.replace(
        TREND.reading, language="en", figures=(figure,), quotations=(quotation,), claims=()
    )
    told = structs.replace(TREND, reading=reading)
    digest = digest_of((story(1, SeenMember(member=told, at=DAY_1)),), until=DAY_1 + HOUR)
    lines = lines_of(digest.entries[0])
    assert words in lines["said"][0]
    assert "figures" not in lines


def test_figures_take_from_the_room_for_an_outlets_words():
    assert figured("Trade between the two states reached 2 billion dollars.", words_max=8) == []


def signing(outlet, **changes):
    """An account of the talks that says they were signed off, when an earlier one only announced
    them.
    """
    fact = Fact(kind="stage", text="signed", key="signed", was="announced")
    reading = structs.replace(
        IZVESTIA.reading, **({"stage": "signed", "quotations": (), "credit": None} | changes)
    )
    return structs.replace(IZVESTIA, article=outlet, reading=reading, new_facts=(fact,))


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ([signing(IZVESTIA.article)], "According to Izvestia: announced → signed"),
        (
            [signing(COUNCIL.article)],
            "Announced → signed (Federation Council, machine translation)",
        ),
        (
            [signing(IZVESTIA.article, credit="press service of the Senate")],
            "Announced → signed (Izvestia, machine",
        ),
        (
            [signing(IZVESTIA.article), signing(KAZINFORM.article)],
            "Announced → signed (Izvestia, machine",
        ),
    ],
)
def test_how_far_an_event_has_come_needs_a_party_or_two_owners(members, told):
    announced = structs.replace(TREND, reading=structs.replace(TREND.reading, stage="announced"))
    later = [SeenMember(member=member, at=DAY_2) for member in members]
    digest = digest_of(
        (story(1, SeenMember(member=announced, at=DAY_1), *later),), since=DAY_1, until=DAY_2 + HOUR
    )
    assert lines_of(digest.entries[0])["new"][0].startswith(told)


def visiting(number, *, host, day):
    """Putin, in Kazakhstan, meets somebody."""
    guest = Person(
        key="putin",
        name="Vladimir Putin",
        surname="Putin",
        office="president",
        country="RU",
        role="lead",
    )
    reading = structs.replace(TREND.reading, people=(host, guest), date=Span(start=day))
    return story(number, SeenMember(member=structs.replace(TREND, reading=reading), at=DAY_1))


def test_meetings_of_one_visit_stand_together_though_none_mentions_another():
    tokayev = TREND.reading.people[0]
    speaker = Person(
        key="koshanov", name="Erlan Koshanov", office="speaker-lower", country="KZ", role="lead"
    )
    day, later = "2024-11-27", "2024-11-28"
    stories = (visiting(1, host=tokayev, day=day), visiting(2, host=speaker, day=later))
    digest = digest_of(stories, until=DAY_1 + HOUR)
    assert [(entry.story_number, entry.under) for entry in digest.entries] == [(1, None), (2, 1)]
    apart = digest_of((stories[0], visiting(2, host=speaker, day="2024-12-12")), until=DAY_1 + HOUR)
    assert [entry.under for entry in apart.entries] == [None, None]


def test_guests_whom_a_president_receives_at_home_are_no_thread():
    stories = (
        story(1, SeenMember(member=TREND, at=DAY_1)),
        visiting(2, host=TREND.reading.people[0], day="2024-12-12"),
    )
    assert [entry.under for entry in digest_of(stories, until=DAY_1 + HOUR).entries] == [None, None]


def test_who_takes_part_in_one_account_and_is_mentioned_in_another_is_left_out():
    putin = Person(
        key="putin", name="Vladimir Putin", surname="Putin", office="president", country="RU"
    )
    people = TREND.reading.people
    one = structs.replace(TREND, reading=structs.replace(TREND.reading, people=(*people, putin)))
    present = structs.replace(putin, role="present")
    two = structs.replace(
        IZVESTIA, reading=structs.replace(IZVESTIA.reading, people=(*people, present))
    )
    stories = (story(1, SeenMember(member=one, at=DAY_1), SeenMember(member=two, at=DAY_1)),)
    assert [person.name for person in digest_of(stories, until=DAY_1 + HOUR).entries[0].people] == [
        "Tokayev",
        "Matviyenko",
    ]


def test_what_was_planned_is_told_as_planned_then_once_its_days_are_over():
    digest = digest_of(both_days(), until=DAY_1 + HOUR)
    entry = next(entry for entry in digest.entries if entry.story_number == 2)
    assert [line.label for line in entry.lines if line.id == "next"] == ["Then planned"]


def test_who_denies_a_detail_does_not_deny_what_others_saw():
    held, denied = Reading(language="en", stage="happened"), Reading(language="en", stage="denied")
    assert stage_of([held, denied]) == "happened"


def test_what_nobody_saw_may_be_denied():
    ahead, denied = (
        Reading(language="en", stage="announced"),
        Reading(language="en", stage="denied"),
    )
    assert stage_of([ahead, denied]) == "denied"


def test_a_story_in_languages_that_cannot_be_read_is_told_by_an_outlet_s_headline_alone():
    silent = Reading(
        language="zu",
        title="Ongqongqoshe bahlangene",
        people=(Person(key="x", name="Bahlangene", surname="Bahlangene", role="lead"),),
        countries=("ZA", "KZ"),
        acts=("meeting",),
        date=Span(start="2026-11-22", as_written="22"),
        notes=("no word list for zu",),
    )
    member = structs.replace(TREND, reading=silent)
    alone = story(1, SeenMember(member=member, at=DAY_1))
    entry, *_ = digest_of((alone,), until=DAY_1 + HOUR, topics=()).entries
    assert entry.title == "Trend writes: “Ongqongqoshe bahlangene”"
    assert not entry.lines
    assert not entry.people
    assert not entry.where
    beside = story(1, SeenMember(member=TREND, at=DAY_1), SeenMember(member=member, at=DAY_1))
    told = digest_of((beside,), until=DAY_1 + HOUR, topics=()).entries
    assert "Ongqongqoshe" not in told[0].title


def changed(member, **fields):
    return structs.replace(member, reading=structs.replace(member.reading, **fields))


def first_of(*members):
    stories = (story(1, *(SeenMember(member=member, at=DAY_1) for member in members)),)
    return digest_of(stories, until=DAY_1 + HOUR, topics=()).entries[0]


def test_what_the_headline_says_is_no_tag_beside_it():
    denied = first_of(changed(TREND, stage="denied"), changed(IZVESTIA, stage="denied"))
    assert denied.title.endswith("denied")
    assert "denied" not in denied.tags


def test_a_plan_told_before_it_was_held_is_not_what_comes_next():
    plan = (Upcoming(what="The president will open the plenary"),)
    before, held = changed(TREND, stage="under way", upcoming=plan), changed(IZVESTIA, upcoming=())
    assert "next" not in lines_of(first_of(before, held))
    after = changed(IZVESTIA, upcoming=plan)
    assert lines_of(first_of(before, after))["next"] == ["The president will open the plenary"]


def test_a_place_that_no_account_gives_as_its_own_is_no_difference():
    fact = Fact(kind="place", text="Astana", key="Astana", was="Moscow")
    differing = structs.replace(TREND, differ=(fact,))
    told = "“Astana” (Trend), “Moscow” elsewhere"
    assert told not in lines_of(first_of(differing, IZVESTIA))["differ"]
    elsewhere = changed(IZVESTIA, place=Place(name="Moscow", country="RU"))
    assert told in lines_of(first_of(differing, elsewhere))["differ"]


@pytest.mark.parametrize(
    ("stage", "told"), [("happened", True), ("announced", False), ("cancelled", False)]
)
def test_of_what_did_not_come_about_nothing_was_signed(stage, told):
    paper = Outcome(kind="signed", what="agreement on fisheries", key="fisheries")
    account = changed(TREND, stage=stage, outcomes=(paper,))
    assert ("signed" in lines_of(first_of(account))) is told


def test_an_outcome_in_the_words_of_the_borrowed_headline_is_not_told_again():
    agreed = Outcome(kind="signed", what="fisheries agreement in Reykjavik", key="")
    unsure = changed(
        TREND, people=(), acts=(), countries=(), outcomes=(agreed,),
        title="Britain and Iceland sign fisheries agreement in Reykjavik",
    )  # fmt: skip
    assert "signed" not in lines_of(first_of(unsure))
    assert "signed" in lines_of(first_of(changed(unsure, title="Two islands meet")))
