"""Serbian accounts: in both scripts."""

import pytest

from monitor.reading.events.annotate import scan

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Састанак министара у Београду",
        (
            "Министар спољних послова Србије Горан Радовић састао се 12. новембра у Београду "
            "са министром спољних послова Мађарске. Разговарали су о трговини."
        ),
        ("HU", "RS"),
        "Belgrade",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Telefonski razgovor",
        ("Predsednik Srbije razgovarao je 11. novembra telefonom sa predsednikom Francuske."),
        ("FR", "RS"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Посета Атини",
        (
            "Председник Србије ће 20. новембра боравити у званичној посети Атини, где ће га "
            "примити премијер Грчке."
        ),
        ("GR", "RS"),
        "Athens",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Potpisan sporazum",
        "Srbija i Rumunija potpisale su 10. novembra u Bukureštu sporazum o saobraćaju.",
        ("RO", "RS"),
        "Bucharest",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Протестна нота",
        (
            "Министарство спољних послова Србије уручило је 9. новембра амбасадору Хрватске "
            "протестну ноту."
        ),
        ("HR", "RS"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "Akreditivna pisma",
        "Ambasador Indije predao je 6. novembra akreditivna pisma predsedniku Srbije.",
        ("IN", "RS"),
        None,
        "2026-11-06",
        "credentials",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_serbian_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("sr", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Горан Радовић" in {person.name for person in people}


@pytest.mark.parametrize(
    "title", ["Потписан споразум Србије и Мађарске", "Potpisan sporazum Srbije i Mađarske"]
)
def test_both_scripts_say_the_same(title):
    found = scan(title, "sr")
    assert {act.value for act in found.acts} == {"signing", "agreement"}
    assert [country.code for country in found.countries] == ["RS", "HU"]
    assert found.stage == "signed"
