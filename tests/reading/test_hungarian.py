"""Hungarian accounts: the year first, the office behind the name."""

import pytest

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Miniszterek találkozója Budapesten",
        (
            "Magyarország külügyminisztere, Kelemen Gábor 2026. november 12-én Budapesten "
            "találkozott szlovák kollégájával. A felek a kereskedelemről tárgyaltak."
        ),
        ("HU", "SK"),
        "Budapest",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Telefonbeszélgetés",
        ("A magyar miniszterelnök 2026. november 11-én telefonon tárgyalt a török elnökkel."),
        ("HU", "TR"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Látogatás Bécsben",
        (
            "A magyar köztársasági elnök 2026. november 20-án Bécsbe látogat, és találkozni "
            "fog az osztrák államfővel."
        ),
        ("AT", "HU"),
        "Vienna",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Aláírták a megállapodást",
        (
            "Magyarország és Szerbia 2026. november 10-én Belgrádban energiaügyi "
            "megállapodást írt alá."
        ),
        ("HU", "RS"),
        "Belgrade",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Bekérették a nagykövetet",
        "A magyar külügyminisztérium 2026. november 9-én bekérette az ukrán nagykövetet.",
        ("HU", "UA"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "A kormányfő gratulált",
        ("A magyar miniszterelnök 2026. november 6-án levélben gratulált a lengyel kormányfőnek."),
        ("HU", "PL"),
        None,
        "2026-11-06",
        "congratulation",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_hungarian_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("hu", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Kelemen Gábor" in {person.name for person in people}
