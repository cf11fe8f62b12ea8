"""What is never one on a full day: other two who lead, another place on another day, no party in
both, what was done beside a summit. Each beside a pair of its kind that may be one.
"""

import pytest
from msgspec import structs

from monitor.matching.guards import guard
from monitor.matching.traits import traits_of
from tests.matching.makers import article, people, reading

DAY = "2026-05-21"


def known(*names, role="lead"):
    """Holders of offices, of the country that their name begins with."""
    return tuple(
        structs.replace(person, known=f"{person.country}:{person.key}")
        for person in people(*names, role=role)
    )


def told(*leads, others=(), title="", name="a", acts=("meeting",), countries=None, **more):
    """An account led by these, who hold offices; `others` are named only."""
    named = (*known(*leads), *known(*others, role="mentioned"))
    states = tuple(one[:2].upper() for one in leads) if countries is None else countries
    read = reading(countries=states, acts=acts, **more)
    return traits_of(article(name, published=DAY, title=title), structs.replace(read, people=named))


def both_ways(a, b):
    assert guard(a, b) == guard(b, a)
    return guard(a, b)


# --- who leads ---

VISIT = told("Arno", "Belva", countries=("AR", "BE", "CH"), place="Bern", acts=("talks",))


def test_a_guest_received_by_another_of_his_hosts_is_another_meeting():
    received = told("Arno", "Belmont", others=["Belva"], countries=("AR", "BE", "CH"), place="Bern")
    assert "another who met" in both_ways(VISIT, received)


def test_one_meeting_may_be_spelt_in_two_ways():
    unlisted = structs.replace(VISIT, article_id="b", known=(VISIT.known[0], None))
    spelt = structs.replace(unlisted, names=(VISIT.names[0], "velva"))
    assert both_ways(VISIT, spelt) is None


def test_each_led_by_several_and_by_none_of_the_other():
    states = ("AR", "BE", "CH")
    commission = told("Arlund", "Belitz", others=["Belva"], countries=states, acts=("forum",))
    assert "none of them leads the other" in both_ways(VISIT, commission)


def test_several_may_come_to_one_summit():
    one = told("Arno", "Belva", multilateral=True, acts=("summit",), place="Bern")
    other = told("Ciro", "Dorn", multilateral=True, acts=("summit",), place="Bern")
    assert both_ways(one, other) is None


def test_who_speaks_for_a_minister_does_not_lead():
    speaker = structs.replace(known("Arlund")[0], office="spokesperson")
    read = structs.replace(reading(countries=("AR", "BE")), people=(speaker, *known("Belva")))
    assert traits_of(article(), read).leads == 1


# --- where, when, and whose ---


def test_one_pair_at_two_places_on_two_days():
    then = told("Arno", "Belva", place="Bern", day="2026-05-21")
    before = told("Arno", "Belva", place="Rome", day="2026-05-19")
    assert "on another day" in both_ways(then, before)
    assert both_ways(then, told("Arno", "Belva", place="Bern", day="2026-05-19")) is None


@pytest.mark.parametrize("sure", [0.4, 0.9])
def test_consultations_elsewhere_through_others(sure):
    two = ("AR", "BE")
    there = told("Arno", countries=two, place="Bern", acts=("consultations",))
    here = told("Belitz", countries=two, place="Rome", acts=("consultations",))
    barred = both_ways(there, structs.replace(here, sure_place=sure))
    assert (barred is not None) == (sure > 0.5)


def test_a_body_alone_in_both_at_another_place():
    accession = told("Arno", countries=("AR",), organisations=("EU",), place="Brussels")
    breakfast = told("Belva", countries=(), organisations=("EU",), place="Bern", acts=("talks",))
    assert "another place" in both_ways(accession, breakfast)


def test_a_signing_may_go_on_elsewhere_with_the_same_two_bodies():
    bodies = {"organisations": ("EU", "UN"), "acts": ("signing",)}
    one = told("Arno", countries=("AR",), place="Brussels", **bodies)
    other = told("Belva", countries=("BE",), place="Bern", **bodies)
    assert both_ways(one, structs.replace(other, sure_place=0.6)) is None


def test_no_party_in_both():
    one = told("Arno", countries=("AR", "BE"), place="Bern", acts=("talks",))
    other = told("Ciro", countries=("CI",), place="Bern", acts=("meeting",))
    assert "none of them nor anybody" in both_ways(one, other)


def test_no_party_in_both_but_the_place_and_several_names():
    said = {"place": "Bern", "words": "Bern Walik M23rebels"}
    one = told(countries=("AR", "BE"), acts=("ceasefire",), **said)
    other = told(countries=("CI",), acts=("signing",), **said)
    said_in_both = bytes(range(3))
    one, other = (
        structs.replace(
            traits, words=("bern", "walik", "m23re"), times=b"\1\1\1", said=said_in_both
        )
        for traits in (one, other)
    )
    assert both_ways(one, other) is None


def test_one_party_of_several_in_another_act():
    one = told(countries=("AR",), organisations=("EU",), acts=("protest",))
    other = {"countries": ("AR",), "organisations": ("UN",)}
    assert "one alone in both" in both_ways(one, told(acts=("vote",), **other))
    assert both_ways(one, told(acts=("protest",), **other)) is None


# --- beside a summit ---

ASIDE = told("Arno", "Belva", title="Arno and Belva meet", place="Bern", acts=("meeting", "summit"))


def test_two_who_met_are_no_part_of_what_names_one_of_their_states():
    text = told("Arno", countries=("AR",), place="Bern", multilateral=True, acts=("statement",))
    assert "both their countries" in both_ways(ASIDE, text)


def test_a_meeting_may_be_told_through_one_of_the_two():
    through_one = told("Arno", countries=("AR", "CI"), place="Bern", acts=("meeting",))
    assert both_ways(ASIDE, through_one) is None


def test_what_several_signed_is_no_part_of_the_summit_through_its_host():
    summit = told("Hosk", countries=("HO", "CI", "DO"), multilateral=True, acts=("summit",))
    signed = told(
        "Arno", "Hosk", countries=("AR", "HO", "CI"), multilateral=True, acts=("signing", "summit")
    )
    assert "the summit" in both_ways(summit, signed)


def test_a_summit_at_which_two_signed_may_be_told_through_a_witness():
    summit = told("Ciro", countries=("AR", "BE", "CI"), multilateral=True, acts=("summit",))
    signed = told("Arno", "Belva", multilateral=True, acts=("signing", "summit"))
    assert both_ways(summit, signed) is None


def test_two_who_met_are_no_part_of_a_wider_account_led_by_others():
    states = ("CI", "AR", "BE", "DO", "EL")
    wider = told("Ciro", countries=states, place="Bern", acts=("statement",))
    met = told("Arno", "Belva", place="Bern")
    assert "many states" in both_ways(met, wider)
    same_act = told("Ciro", countries=states, place="Bern", acts=("meeting",))
    assert both_ways(met, same_act) is None


def test_a_place_that_the_other_does_not_name_among_its_own():
    leaders = told(place="Samarkand", countries=("AR",), acts=("summit", "agreement"))
    package = told(countries=("AR", "BE", "CH"), acts=("sanctions", "agreement"))
    named = structs.replace(package, places=("Brussels",))
    assert "does not name" in both_ways(leaders, named)
    assert both_ways(leaders, structs.replace(package, places=("Brussels", "Samarkand"))) is None
    assert both_ways(leaders, package) is None


def test_who_received_the_guest_does_not_hide_whom_he_came_to():
    airport = told("Arno", "Belmont", "Belva", countries=("AR", "BE"), acts=("visit",))
    host = told("Arno", "Belva", countries=("AR", "BE"), acts=("talks",))
    assert both_ways(airport, host) is None
    other = told("Arno", "Belinda", countries=("AR", "BE"), acts=("talks",))
    assert "not the same two" in both_ways(airport, other)


def test_a_gathering_told_through_one_of_two_names_the_other_or_many_instead():
    met = told("Arno", "Belva", title="Arno met Belva")
    through_one = told("Arno", others=["Ciro"], countries=("AR", "CH"))
    assert both_ways(met, through_one) is None
    gathering = told("Arno", others=["Ciro", "Dorn", "Edna"], countries=("AR", "CH", "DO"))
    assert "in its title is not named" in both_ways(met, gathering)


# --- what nobody led, what is to be, what is done to another ---

MANY = {"multilateral": True, "place": "Bern", "acts": ("summit", "statement")}


def test_a_states_own_meeting_at_a_summit_told_through_nobody():
    summit = told("Hosk", countries=("HO", "CI"), **MANY)
    two_sides = told(countries=("DO", "HO"), place="Bern", acts=("summit", "agreement"))
    assert "own meeting" in both_ways(summit, two_sides)
    hosts = told(countries=("HO", "DO"), place="Bern", acts=("summit", "agreement"))
    assert both_ways(summit, hosts) is None


def test_talks_with_a_body_beside_a_summit_that_does_not_name_it():
    summit = told("Hosk", countries=("HO", "CI"), **MANY)
    beside = {"countries": ("DO",), "multilateral": True, "place": "Bern"}
    talks = told(organisations=("C5+1",), acts=("summit", "talks"), **beside)
    assert "own meeting" in both_ways(summit, talks)
    assert both_ways(summit, told(acts=("summit", "talks"), **beside)) is None


def test_a_visit_announced_elsewhere_is_not_what_came_about():
    talks = told("Arno", "Belva", place="Bern", day="2026-05-21", stage="happened")
    away = told("Arno", countries=("AR", "CI"), place="Rome", day="2026-05-27", stage="announced")
    named = structs.replace(talks, place=None)  # among its places, and not surely its own
    assert "announced at a place" in both_ways(named, away)
    assert both_ways(named, structs.replace(away, when=talks.when)) is None
    assert both_ways(structs.replace(named, places=("Bern", "Rome")), away) is None


def test_a_protest_is_no_part_of_talks_of_the_same_two_states():
    two = ("AR", "BE")
    summoned = told("Arno", countries=two, acts=("protest", "talks"))
    talks = told("Belva", countries=two, acts=("talks", "consultations"))
    assert "a protest, and talks" in both_ways(summoned, talks)
    assert both_ways(summoned, told("Arno", countries=two, acts=("talks",))) is None


def test_a_vote_on_a_treaty_is_not_the_meeting_of_who_else_is_named():
    said = {"countries": ("AR", "BE"), "organisations": ("EU",)}
    voted = told(acts=("vote", "agreement", "signing"), **said)
    met = told("Arno", "Belmont", acts=("meeting", "agreement"), **said)
    assert "a vote" in both_ways(voted, met)
    reaction = told("Arno", acts=("statement", "vote"), **said)
    assert both_ways(voted, reaction) is None


# --- who is one person ---


def known_of(*holders):
    read = structs.replace(reading(countries=("AR", "BE")), people=holders)
    return traits_of(article(published=DAY), read).known


def test_a_state_has_one_president_however_he_is_spelt():
    (arno,) = people("Arno")
    assert known_of(arno) == known_of(structs.replace(arno, key="rn", name="ارنو", surname="ارنو"))
    (minister,) = (structs.replace(arno, office="minister"),)
    assert known_of(minister) == (None,)


def test_one_name_of_one_country_is_one_person_in_an_account():
    (arno,) = known("Arno")
    again = structs.replace(arno, office="chair", known=None)
    assert known_of(arno, again) == (arno.known,)
