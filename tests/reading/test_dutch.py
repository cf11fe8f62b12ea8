"""Dutch accounts: the participle at the end."""

import pytest

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Ministers ontmoeten elkaar in Den Haag",
        (
            "De Nederlandse minister van Buitenlandse Zaken Pieter Molenkamp heeft op 12 "
            "november in Den Haag zijn Duitse ambtgenoot ontmoet. Zij spraken over handel."
        ),
        ("DE", "NL"),
        "The Hague",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Telefoongesprek",
        (
            "De premier van Nederland voerde op 11 november een telefoongesprek met de "
            "president van Oekraïne."
        ),
        ("NL", "UA"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Bezoek aan Parijs",
        (
            "De Belgische premier brengt op 20 november een officieel bezoek aan Parijs en "
            "zal er de Franse president ontmoeten."
        ),
        ("BE", "FR"),
        "Paris",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Verdrag ondertekend",
        (
            "Nederland en Suriname hebben op 10 november in Paramaribo een verdrag over visa "
            "ondertekend."
        ),
        ("NL", "SR"),
        "Paramaribo",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Ambassadeur ontboden",
        (
            "Nederland heeft op 9 november de ambassadeur van Rusland ontboden en een "
            "protestnota overhandigd."
        ),
        ("NL", "RU"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "Top uitgesteld",
        (
            "De ontmoeting van de premiers van België en Nederland in Brussel is uitgesteld, "
            "meldde de Belgische regering op 6 november."
        ),
        ("BE", "NL"),
        "Brussels",
        "2026-11-06",
        "meeting",
        "postponed",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_dutch_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("nl", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Pieter Molenkamp" in {person.name for person in people}
