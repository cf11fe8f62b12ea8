"""A change of government, as the log teaches it: several owners, evidence, a person's word."""

from datetime import UTC, datetime

import pytest

from monitor.engine import corrections
from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import CorrectionUndone, HolderDenied, HolderLearnt
from monitor.intake.normalize import incoming
from monitor.model import Incumbent, Rules, Source
from monitor.publishing.operator_report import daily_line

SAYS = (
    "Sweden's new foreign minister, Anna Lindqvist, met Turkish Foreign Minister Hakan Fidan in "
    "Ankara on Thursday. They discussed trade."
)
ONLY_OFFICE = (
    "The foreign minister of Sweden met Kazakhstan's Foreign Minister Yermek Kosherbayev in "
    "Astana on Friday. They discussed trade."
)
RUSSIAN = (
    "Министр иностранных дел Швеции Анна Линдквист провела в Анкаре переговоры с министром "
    "иностранных дел Турции Хаканом Фиданом. Обсуждалась торговля."
)
QUOTED = (
    "Hakan Fidan called Anna Lindqvist the future foreign minister of Sweden in Ankara on "
    "Thursday. “Swedish Foreign Minister Anna Lindqvist will be welcome,” he said."
)
ONE_OWNER = [
    Source(id=name, name=name.title(), owner="Press Group") for name in ("alpha", "beta", "gamma")
]


def account(text, *, outlet, published="2026-12-03", lang="en"):
    return incoming(
        text=text,
        title="Talks in Ankara",
        url=f"https://{outlet}.example/{published}/{len(text)}",
        outlet=outlet.title(),
        lang=lang,
        published=published,
    )


@pytest.fixture(autouse=True)
def _later(clock):
    clock.at = datetime(2027, 12, 1, tzinfo=UTC)


@pytest.fixture
def engine(start):
    return start()


def learnt(engine):
    return [
        recorded.event for recorded in engine.log.read() if isinstance(recorded.event, HolderLearnt)
    ]


def whom(engine, text=ONLY_OFFICE, *, published="2026-12-04"):
    """Who an office alone is read to be, by an article that comes now."""
    taken = engine.take(account(text, outlet="later", published=published))
    (member,) = (
        story.members[taken.article_id]
        for story in engine.state.stories.values()
        if taken.article_id in story.members
    )
    return {person.known for person in member.reading.people if person.country == "SE"}


def teach(engine, outlets=("alpha", "beta", "gamma"), text=SAYS):
    for outlet in outlets:
        engine.take(account(text, outlet=outlet))


def test_three_owners_make_a_change_and_the_office_alone_means_the_new_one(engine):
    teach(engine)
    (event,) = learnt(engine)
    assert (event.where, event.office, event.name) == ("SE", "foreign-minister", "Anna Lindqvist")
    assert event.since == "2026-12-03"
    assert [word.outlet for word in event.evidence] == ["Alpha", "Beta", "Gamma"]
    assert all("new foreign minister, Anna Lindqvist" in word.text for word in event.evidence)
    assert whom(engine) == {"SE:lindkvist"}
    assert engine.replay().same


def test_before_that_day_the_office_means_who_held_it_then(engine):
    teach(engine)
    assert whom(engine, published="2026-12-02") == {"SE:stenergard"}


def test_the_operator_s_daily_line_says_what_was_learnt(engine):
    teach(engine)
    line = daily_line(engine, datetime(2027, 12, 2, 9, tzinfo=UTC))
    assert " · learnt (1) SE foreign-minister Anna Lindqvist · " in line
    assert "learnt" not in daily_line(engine, datetime(2027, 12, 3, 9, tzinfo=UTC))


def test_two_owners_or_one_change_nothing(engine):
    teach(engine, ("alpha", "beta"))
    assert learnt(engine) == []
    assert whom(engine) == {"SE:stenergard"}


def test_three_outlets_of_one_owner_are_one(start):
    engine = start(sources=ONE_OWNER)
    teach(engine)
    assert learnt(engine) == []


def test_one_outlet_that_says_it_three_times_is_one(engine):
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        engine.take(account(SAYS, outlet="alpha", published=day))
    assert learnt(engine) == []


def test_a_quoted_claim_or_a_future_minister_changes_nothing(engine):
    teach(engine, text=QUOTED)
    assert learnt(engine) == []


def test_accounts_in_two_scripts_are_of_one_person(engine):
    teach(engine, ("alpha", "beta"))
    engine.take(account(RUSSIAN, outlet="gamma", lang="ru"))
    (event,) = learnt(engine)
    assert (event.name, event.other) == ("Anna Lindqvist", ("Линдквист",))


def test_accounts_far_apart_do_not_add_up(engine):
    for day, outlet in (("2026-10-01", "alpha"), ("2026-10-02", "beta"), ("2026-12-03", "gamma")):
        engine.take(account(SAYS, outlet=outlet, published=day))
    assert learnt(engine) == []


def test_as_many_owners_who_name_another_since_then_hold_it_up(engine):
    old = SAYS.replace("new foreign minister, Anna Lindqvist", "foreign minister, Lena Lundh")
    for outlet in ("delta", "epsilon", "zeta"):
        engine.take(account(old.replace("Lena Lundh", "Maria Stenergard"), outlet=outlet))
    teach(engine)
    assert learnt(engine) == []
    teach(engine, ("eta",))
    assert len(learnt(engine)) == 1


def test_what_is_known_already_is_not_learnt_again(engine):
    teach(engine)
    teach(engine, ("delta", "epsilon", "zeta"))
    assert len(learnt(engine)) == 1


def test_a_setting_says_how_many_owners(start):
    engine = start(rules=Rules(sure_diplomatic=0.0, office_owners=2))
    teach(engine, ("alpha", "beta"))
    assert len(learnt(engine)) == 1


def test_half_a_year_after_the_last_account_the_office_means_nobody(engine):
    teach(engine)
    assert whom(engine, published="2027-05-30") == {"SE:lindkvist"}
    assert whom(engine, published="2027-07-30") == set()


def test_a_person_says_that_it_is_wrong_and_takes_that_back(engine):
    teach(engine)
    (denied,) = corrections.deny_holder(engine, 1, reason="a mistake of an agency")
    assert isinstance(denied, HolderDenied)
    assert whom(engine) == {"SE:stenergard"}
    teach(engine, ("delta", "epsilon", "zeta"))
    assert len(learnt(engine)) == 1  # not again
    (undone,) = corrections.undo(engine)
    assert isinstance(undone, CorrectionUndone)
    assert whom(engine, ONLY_OFFICE + " More.") == {"SE:lindkvist"}
    assert engine.replay().same


def test_undoing_what_was_learnt_says_that_it_is_wrong(engine):
    teach(engine)
    (denied,) = corrections.undo(engine, 1)
    assert isinstance(denied, HolderDenied)
    with pytest.raises(RefusedError, match="taken back already"):
        corrections.undo(engine, 1)
    with pytest.raises(RefusedError, match="wrong already"):
        corrections.deny_holder(engine, 1)


def test_only_what_was_learnt_can_be_wrong(engine):
    with pytest.raises(NotFoundError, match="nothing was learnt"):
        corrections.deny_holder(engine, 1)


def test_an_operator_has_the_last_word(start):
    row = Incumbent(where="SE", office="foreign-minister", name="Karin Olsson", start="2026-12-01")
    engine = start(people=[row])
    teach(engine)
    assert whom(engine) == {"SE:olson"}


def test_without_a_day_or_an_outlet_nothing_is_learnt(engine):
    for outlet in ("alpha", "beta", "gamma"):
        engine.take(account(SAYS, outlet=outlet, published="2026-12"))
        engine.take(incoming(text=f"{SAYS} {outlet}", lang="en", published="2026-12-03"))
    assert learnt(engine) == []
