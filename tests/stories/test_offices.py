"""What outlets say of who holds an office: kept for a while, and enough or not."""

import msgspec
import pytest

from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import CorrectionUndone, HolderDenied, HolderLearnt
from monitor.model import Article, OfficeSaid, Provenance, Reading, Rules
from monitor.stories import offices, queries
from monitor.stories.commands import Believed, DenyHolder, Learn
from monitor.stories.decide import decide
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from tests.stories.cases import NOW

SAID = OfficeSaid(
    office="foreign-minister", where="SE", name="Anna Lindqvist", key="lindkvist", given="ana"
)
OLD = OfficeSaid(office="foreign-minister", where="SE", name="Eva Berg", key="berg", given="eva")


def article(outlet, *, day="2026-12-03", name=""):
    return Article(
        id=f"{outlet}{day}{name}", version="v", text_hash="t", text_bytes=1, outlet=outlet,
        published=day,
    )  # fmt: skip


def heard(*words):
    """A state that has heard these (outlet, day, what)."""
    state = State()
    for outlet, day, said in words:
        offices.hear(state, article(outlet, day=day), Reading(language="en", offices=(said,)))
    return state


def learn(state, outlet="gamma", *, day="2026-12-03", said=SAID, believed=None, **rules):
    command = Learn(
        article=article(outlet, day=day),
        said=(said,),
        believed={("SE", "foreign-minister"): believed} if believed else {},
        owner_of=lambda one: one.outlet or "",
    )
    return decide(state, command, rules=Rules(**rules))


def test_of_each_outlet_the_last_word_counts():
    state = heard(("alpha", "2026-12-01", OLD), ("alpha", "2026-12-02", SAID))
    assert [one.said.key for one in state.said["SE/foreign-minister"].values()] == ["lindkvist"]
    state = heard(("alpha", "2026-12-02", SAID), ("alpha", "2026-12-01", OLD))
    assert [one.said.key for one in state.said["SE/foreign-minister"].values()] == ["lindkvist"]


def test_words_are_let_go_when_they_are_old_or_too_many():
    state = heard(("alpha", "2026-06-01", SAID), ("beta", "2026-12-01", SAID))
    assert list(state.said["SE/foreign-minister"]) == ["beta"]
    many = heard(*((f"outlet {n}", "2026-12-01", SAID) for n in range(offices.KEPT_OUTLETS + 9)))
    assert len(many.said["SE/foreign-minister"]) == offices.KEPT_OUTLETS


def test_a_state_that_heard_nothing_has_the_fingerprint_that_it_always_had():
    before = queries.fingerprint(State())
    assert before == queries.fingerprint(heard())
    assert before != queries.fingerprint(heard(("alpha", "2026-12-01", SAID)))


def test_an_outlet_is_its_feed_s_else_its_name_else_its_host():
    known = Provenance(known_by="host", host="a.example", source="alpha")
    plain = article(None)
    assert offices.outlet_of(msgspec.structs.replace(plain, provenance=known)) == "alpha"
    assert offices.outlet_of(article("Beta")) == "Beta"
    at = msgspec.structs.replace(plain, url="https://c.example/1")
    assert offices.outlet_of(at) == "c.example"
    assert offices.outlet_of(plain) == ""


def test_enough_owners_within_the_window_make_a_decision_with_its_evidence():
    state = heard(("alpha", "2026-12-01", SAID), ("beta", "2026-12-02", SAID))
    (event,) = learn(state)
    assert isinstance(event, HolderLearnt)
    assert (event.correction, event.since, event.keys) == (1, "2026-12-03", ("lindkvist",))
    assert [word.outlet for word in event.evidence] == ["alpha", "beta", "gamma"]
    assert event.reason == "3 owners call Anna Lindqvist so"
    assert learn(state, office_owners=4) == []
    assert learn(state, office_window_days=1) == []


def test_whoever_is_believed_is_not_learnt():
    state = heard(("alpha", "2026-12-01", SAID), ("beta", "2026-12-02", SAID))
    by_key = Believed(keys=("lindkvist",), name="A. Lindqvist", given="ana")
    by_name = Believed(keys=("линдквист",), name="Анна Линдквист")
    by_id = Believed(keys=("x",), name="X", known="SE:lindkvist")
    said = msgspec.structs.replace(SAID, known="SE:lindkvist")
    for believed in (by_key, by_name, by_id):
        assert learn(state, said=said, believed=believed) == []
    titled = Believed(keys=("lindkvist",), name="Anna Maria Lindqvist", given="he")
    assert learn(state, said=said, believed=titled) == []
    brother = Believed(keys=("lindkvist",), name="Karl Lindqvist", given="karl")
    assert len(learn(state, said=said, believed=brother)) == 1


@pytest.mark.parametrize(("day", "learnt"), [("2026-11-30", 1), ("2026-12-01", 0)])
def test_those_who_name_another_count_from_the_first_day_of_the_new_one_on(day, learnt):
    rivals = [(f"rival {n}", day, OLD) for n in range(3)]
    state = heard(*rivals, ("alpha", "2026-12-01", SAID), ("beta", "2026-12-02", SAID))
    assert len(learn(state)) == learnt


def test_a_later_account_that_calls_him_so_keeps_it_known():
    state = heard(("alpha", "2026-12-01", SAID), ("beta", "2026-12-02", SAID))
    (event,) = learn(state)
    evolve(state, event, NOW)
    assert state.learnt[1].until == "2026-12-03"
    for day, said in (("2027-02-01", SAID), ("2027-03-01", OLD)):
        offices.hear(state, article("delta", day=day), Reading(language="en", offices=(said,)))
    assert state.learnt[1].until == "2027-02-01"


def test_what_a_person_denies_is_not_learnt_again_until_that_is_taken_back():
    state = heard(("alpha", "2026-12-01", SAID), ("beta", "2026-12-02", SAID))
    evolve(state, learn(state)[0], NOW)
    (denied,) = decide(state, DenyHolder(learnt=1, reason="a mistake"), rules=Rules())
    assert denied == HolderDenied(correction=2, learnt=1, reason="a mistake")
    evolve(state, denied, NOW)
    assert learn(state) == []
    with pytest.raises(RefusedError, match="said to be wrong already, by correction 2"):
        decide(state, DenyHolder(learnt=1), rules=Rules())
    evolve(state, CorrectionUndone(correction=3, undone=2, moves=()), NOW)
    assert (state.learnt[1].denied_by, state.corrections) == (None, 3)
    assert len(learn(state)) == 1


def test_only_what_was_learnt_can_be_denied():
    with pytest.raises(NotFoundError, match="nothing was learnt under the number 7"):
        decide(State(), DenyHolder(learnt=7), rules=Rules())
