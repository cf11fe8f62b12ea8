"""Bulgarian accounts: articles written behind the noun."""

import pytest

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Среща на министрите в София",
        (
            "Външният министър на България Петър Драганов се срещна на 12 ноември в София с "
            "колегата си от Гърция. Те обсъдиха търговията."
        ),
        ("BG", "GR"),
        "Sofia",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Телефонен разговор",
        (
            "Президентът на България проведе на 11 ноември телефонен разговор с президента на "
            "Украйна."
        ),
        ("BG", "UA"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Посещение в Анкара",
        (
            "Министър-председателят на България ще посети на 20 ноември Анкара, където ще "
            "разговаря с президента на Турция."
        ),
        ("BG", "TR"),
        "Ankara",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Подписано споразумение",
        "България и Румъния подписаха на 10 ноември в Букурещ споразумение за транспорта.",
        ("BG", "RO"),
        "Bucharest",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Ратификация отложена",
        (
            "Парламентът отложи на 9 ноември ратификацията на договора между България и "
            "Северна Македония."
        ),
        ("BG", "MK"),
        None,
        "2026-11-09",
        "ratification",
        "postponed",
    ),
    Account(
        "Посланикът е привикан",
        (
            "Външното министерство на България привика на 6 ноември посланика на Русия и му "
            "връчи протестна нота."
        ),
        ("BG", "RU"),
        None,
        "2026-11-06",
        "protest",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_bulgarian_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("bg", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Петър Драганов" in {person.name for person in people}
