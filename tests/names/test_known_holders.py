"""Layers of holders: who goes before whom, to the day."""

import pytest

from monitor.names import office_holders
from monitor.names.known_holders import WRITTEN, KnownHolders, covers, spelt
from monitor.names.office_holders import Holder, holder


def term(name: str, *, start: str = "2026-11-20", where: str = "SE", **more: str) -> Holder:
    fields = {"where": where, "office": "foreign-minister", "start": start, "end": ""} | more
    return holder(name=name, **fields)


def test_without_layers_the_rows_of_the_files_decide() -> None:
    row = WRITTEN.holder_of("foreign-minister", "SE", "2026-03-01")
    assert row is not None
    assert row.name == "Maria Malmer Stenergard"


def test_a_row_that_was_last_known_half_a_year_ago_names_nobody() -> None:
    open_in_2022 = next(
        one for one in office_holders.holders() if one.known_until.startswith("2022")
    )
    known = {"office": open_in_2022.office, "where": open_in_2022.where}
    assert not WRITTEN.is_in_office(open_in_2022, "2024-01-01")
    assert WRITTEN.is_in_office(open_in_2022, open_in_2022.known_until)
    assert WRITTEN.holder_of(**known, published="2024-01-01") != open_in_2022


def test_of_what_bears_no_date_only_a_row_that_is_still_known_is_in_office() -> None:
    stale = next(one for one in office_holders.holders() if one.known_until.startswith("2022"))
    assert not office_holders.is_in_office(stale, None)


@pytest.mark.parametrize(
    ("day", "held"), [("2018", False), ("2019-01", False), ("2019-12", True), ("2022-01", True)]
)
def test_a_year_alone_is_only_as_sure_as_it_can_be(day: str, *, held: bool) -> None:
    assert office_holders.is_in_office(term("Anna Berg", start="2019", end="2022"), day) is held


def test_whoever_stands_above_ends_the_term_below_from_that_day_on() -> None:
    known = KnownHolders([], [term("Anna Lindqvist")])
    before = known.holder_of("foreign-minister", "SE", "2026-11-19")
    after = known.holder_of("foreign-minister", "SE", "2026-11-20")
    assert (before and before.name, after and after.name) == (
        "Maria Malmer Stenergard",
        "Anna Lindqvist",
    )
    assert before is not None
    assert not known.is_in_office(before, "2026-11-20")
    assert known.is_in_office(before, "2026-11-19")


def test_the_first_layer_goes_before_the_next_and_the_later_term_before_the_earlier() -> None:
    learnt = [term("Anna Lindqvist"), term("Karin Olsson", start="2026-11-25")]
    known = KnownHolders([term("Eva Berg", start="2026-11-28")], learnt)
    days = ("2026-11-24", "2026-11-25", "2026-11-28")
    found = [known.holder_of("foreign-minister", "SE", day) for day in days]
    assert [one and one.key for one in found] == ["lindkvist", "olson", "berg"]


def test_an_end_that_a_layer_knows_ends_the_row_of_the_same_person() -> None:
    known = KnownHolders([term("Maria Malmer Stenergard", start="2024-09", end="2026-10-15")])
    assert known.holder_of("foreign-minister", "SE", "2026-10-15") is not None
    assert known.holder_of("foreign-minister", "SE", "2026-10-16") is None


def test_what_was_learnt_is_trusted_for_half_a_year_after_the_last_account() -> None:
    one = term("Anna Lindqvist", known_until="2026-12-24")
    assert covers(one, "2027-06-30")
    assert not covers(one, "2027-07-01")
    assert covers(one, None)
    assert not covers(term("Anna Lindqvist", end="2026-12"), None)


def test_a_month_or_a_day_is_the_last_one_of_a_term() -> None:
    assert covers(term("Anna Lindqvist", end="2026-12"), "2026-12-31")
    assert not covers(term("Anna Lindqvist", end="2026-12-24"), "2026-12-25")


def test_a_person_of_the_files_keeps_his_id_and_a_namesake_gets_another() -> None:
    tokaev, namesake = (
        next(KnownHolders([term(name, where="KZ")]).everyone("2026-11-21"))[1]
        for name in ("Kassym-Jomart Tokayev", "Aigerim Tokayev")
    )
    assert (tokaev.id, namesake.id) == ("KZ:tokaev", "KZ:tokaev-aigerim")


def test_a_known_person_in_a_new_office_is_told_with_the_new_one() -> None:
    known = KnownHolders([term("Yerlan Koshanov", where="KZ")])
    row = known.row_at("KZ:koshanov", "2026-11-21")
    assert row.office == "foreign-minister"
    assert known.row_at("KZ:koshanov", "2026-11-19").office == "speaker-lower"


def test_whom_only_a_layer_knows_has_his_row_before_it_begins_too() -> None:
    assert KnownHolders([term("Anna Lindqvist")]).row_at("SE:lindkvist", "2020").where == "SE"


def test_a_name_means_whom_a_layer_knows_unless_the_given_name_is_another() -> None:
    known = KnownHolders([term("Anna Lindqvist"), term("Kim Ji-ho", where="KR")])
    assert known.named("lindkvist", "ana", "Anna Lindqvist") is not None
    assert known.named("lindkvist", None, "Lindqvist") is not None
    assert known.named("lindkvist", "boris", "Boris Lindqvist") is None
    assert known.named("kim", None, "Kim Ji-ho") is not None
    assert known.named("berg", None, "Berg") is None


def test_a_surname_of_two_whom_layers_know_means_neither() -> None:
    known = KnownHolders([term("Anna Lindqvist"), term("Karl Lindqvist", where="FI")])
    assert known.named("lindkvist", None, "Lindqvist") is None


def test_everyone_in_office_is_told_once_with_the_layer_that_says_so() -> None:
    known = KnownHolders(
        [], [term("Anna Lindqvist"), term("Maria Malmer Stenergard", start="2026")]
    )
    found = [
        (layer, one.name)
        for layer, one in known.everyone("2026-11-29")
        if (one.where, one.office) == ("SE", "foreign-minister")
    ]
    assert found == [(1, "Anna Lindqvist")]
    kept = [one for _, one in known.everyone("2026-11-29")]
    assert len({(one.where, one.office, one.id) for one in kept}) == len(kept)


def test_the_fullest_name_in_latin_letters_is_shown() -> None:
    assert spelt(["Анна Линдквист", "Lindqvist", "Anna Lindqvist"]) == (
        "Anna Lindqvist",
        ("Lindqvist", "Линдквист"),
    )
