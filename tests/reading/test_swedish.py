"""Swedish accounts: articles written behind the noun."""

import pytest

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Utrikesministrarna möttes i Stockholm",
        (
            "Sveriges utrikesminister Lars Ekberg träffade den 12 november i Stockholm sin "
            "finländska kollega. De talade om handel."
        ),
        ("FI", "SE"),
        "Stockholm",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Telefonsamtal",
        (
            "Statsminister Anders Holmström hade den 11 november ett telefonsamtal med "
            "Frankrikes president, meddelar Sveriges regering."
        ),
        ("FR", "SE"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Besök i Oslo",
        ("Sveriges statsminister ska den 20 november besöka Oslo och träffa Norges statsminister."),
        ("NO", "SE"),
        "Oslo",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Avtal undertecknat",
        ("Sverige och Moldavien undertecknade den 10 november i Chisinau ett avtal om energi."),
        ("MD", "SE"),
        "Chișinău",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Ambassadören kallas hem",
        "Jordanien kallade den 9 november hem sin ambassadör i Sverige för samråd.",
        ("JO", "SE"),
        None,
        "2026-11-09",
        "consultations",
        "happened",
    ),
    Account(
        "Diplomater utvisas",
        "Sverige utvisade den 6 november två ryska diplomater.",
        ("RU", "SE"),
        None,
        "2026-11-06",
        "expulsion",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_swedish_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("sv", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Lars Ekberg" in {person.name for person in people}
