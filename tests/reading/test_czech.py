"""Czech accounts: names and countries in their cases."""

import pytest

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Schůzka ministrů v Praze",
        (
            "Ministr zahraničí České republiky Karel Jedlinský se 12. listopadu v Praze "
            "setkal se svým polským protějškem. Hovořili o obchodu."
        ),
        ("CZ", "PL"),
        "Prague",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Telefonát prezidentů",
        "Český prezident 11. listopadu telefonoval s prezidentem Ukrajiny.",
        ("CZ", "UA"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Prezident pojede do Vídně",
        (
            "Prezident České republiky 20. listopadu navštíví Vídeň, kde ho přijme rakouský "
            "prezident."
        ),
        ("AT", "CZ"),
        "Vienna",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Podpis dohody",
        "Česko a Slovensko podepsaly 10. listopadu v Bratislavě dohodu o dopravě.",
        ("CZ", "SK"),
        "Bratislava",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Velvyslanec předvolán",
        (
            "České ministerstvo zahraničí 9. listopadu předvolalo ruského velvyslance a "
            "předalo mu protestní nótu."
        ),
        ("CZ", "RU"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "Diplomaté vyhoštěni",
        "Česko 6. listopadu vyhostilo dva zaměstnance íránského velvyslanectví.",
        ("CZ", "IR"),
        None,
        "2026-11-06",
        "expulsion",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_czech_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("cs", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Karel Jedlinský" in {person.name for person in people}
