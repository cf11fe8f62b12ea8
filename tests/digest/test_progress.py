"""How far a story has come, where and on which day, and who was there: by all its accounts."""

from msgspec import structs

from monitor.digest.wording.progress import credible, date_of, stage_of
from monitor.digest.wording.summary import gist_of
from monitor.events.stories_and_feeds import Member
from monitor.model import Article, Person, Place, Reading, Span, Upcoming

THURSDAY, FRIDAY, LAST_FRIDAY = "2026-11-12", "2026-11-13", "2026-11-06"


def account(name, stage, day=None, *, published=THURSDAY, basis="relative", **more):
    article = Article(
        id=name, version="", text_hash=name, text_bytes=1, outlet=name, published=published
    )
    date = Span(start=day, basis=basis) if day else None
    return Member(
        article=article,
        verdict="new",
        reading=Reading(language="en", stage=stage, date=date, **more),
    )


def stage_and_day(*members):
    gist = gist_of(members)
    return gist.stage, gist.date and gist.date.start


ANNOUNCED = [account(name, "announced", FRIDAY) for name in "ab"]
MISREAD = account("c", "happened", LAST_FRIDAY)


def test_nobody_has_seen_what_more_accounts_place_ahead():
    assert stage_and_day(MISREAD, *ANNOUNCED) == ("announced", FRIDAY)
    assert credible([MISREAD, *ANNOUNCED]) == ANNOUNCED


def test_as_many_who_saw_it_are_believed():
    assert stage_and_day(MISREAD, ANNOUNCED[0])[0] == "happened"


def test_who_tells_on_the_day_has_seen_it():
    arrived = account("c", "under way", FRIDAY, published=FRIDAY)
    assert stage_and_day(*ANNOUNCED, arrived) == ("under way", FRIDAY)


def test_what_was_seen_is_not_of_a_day_to_come():
    met = account("a", "happened")
    opens = account("b", "announced", "2026-12-01", basis="text")
    assert stage_and_day(met, opens) == ("happened", None)
    assert stage_and_day(met, account("b", "announced", FRIDAY))[1] == FRIDAY  # east of there


def test_the_day_on_which_it_was_put_off_is_not_its_own():
    off = account("a", "postponed", THURSDAY)
    assert stage_and_day(off) == ("postponed", None)
    assert stage_and_day(off, account("b", "postponed", FRIDAY)) == ("postponed", FRIDAY)
    assert date_of([account("a", "denied", LAST_FRIDAY)], "denied").start == LAST_FRIDAY


def test_without_accounts_there_is_no_stage_and_no_day():
    assert stage_of([]) is None
    assert stage_and_day() == (None, None)


# --- where ---

KANAZAWA, GYEONGJU = Place(name="Kanazawa", country="JP"), Place(name="Gyeongju", country="KR")
NEXT_THERE = (Upcoming(what="the next meeting will be in Gyeongju", place=GYEONGJU),)


def test_the_place_of_the_next_meeting_is_not_this_one_s():
    planning = account("a", "happened", upcoming=NEXT_THERE)
    misread = account("b", "happened", place=GYEONGJU)
    assert gist_of([planning, misread]).place is None
    assert gist_of([planning, misread, account("c", "happened", place=KANAZAWA)]).place == KANAZAWA


def test_they_may_meet_at_one_place_twice():
    again = account("a", "happened", place=GYEONGJU, upcoming=NEXT_THERE)
    assert gist_of([again]).place == GYEONGJU


# --- who ---


def president(name, known=None, country="EG"):
    return Person(
        key=name.lower(), name=name, surname=name, office="president", country=country,
        role="lead", known=known,
    )  # fmt: skip


HOST = structs.replace(
    president("Mitsotakis", "GR:mitsotakis", "GR"), office="prime-minister"
)  # fmt: skip


def names_of(*accounts):
    gist = gist_of([account(str(at), "happened", people=who) for at, who in enumerate(accounts)])
    return [person.name for person in (*gist.leads, *gist.present)]


def test_a_state_has_one_president_by_whatever_part_of_his_name():
    both = (president("Sisi", "EG:sisi"), president("Abdulfettah"), HOST)
    assert names_of(both, (president("Sisi", "EG:sisi"), HOST)) == ["Sisi", "Mitsotakis"]


def test_he_is_called_as_most_accounts_call_him():
    new, old = (president("Newman"), HOST), (president("Oldman", "EG:oldman"), HOST)
    assert set(names_of(old, new, new)) == {"Newman", "Mitsotakis"}


def test_two_known_holders_of_one_office_stay_two():
    two = (president("Newman", "EG:newman"), president("Oldman", "EG:oldman"))
    assert "Newman" in names_of(two)
