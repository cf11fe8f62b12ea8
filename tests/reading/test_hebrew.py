"""Hebrew accounts: small words written with the word."""

import pytest

from monitor.reading.events.annotate import scan

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "פגישת השרים בירושלים",
        "שר החוץ של ישראל נפגש ב-12 בנובמבר בירושלים עם שר החוץ של יוון. הם דנו בסחר.",
        ("GR", "IL"),
        "Jerusalem",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "שיחת טלפון",
        "ראש ממשלת ישראל שוחח טלפונית ב-11 בנובמבר עם נשיא צרפת.",
        ("FR", "IL"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "ביקור בקהיר",
        "שר החוץ של ירדן יבקר ב-20 בנובמבר בקהיר וייפגש עם נשיא מצרים.",
        ("EG", "JO"),
        "Cairo",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "הסכם נחתם",
        "ישראל וקפריסין חתמו ב-10 בנובמבר בניקוסיה על הסכם אנרגיה.",
        ("CY", "IL"),
        "Nicosia",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "השגריר זומן",
        "שגריר רוסיה זומן ב-9 בנובמבר לשיחת הבהרה במשרד החוץ של ישראל.",
        ("IL", "RU"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "כתב האמנה",
        "שגריר הודו הגיש ב-6 בנובמבר את כתב האמנתו לנשיא ישראל.",
        ("IL", "IN"),
        None,
        "2026-11-06",
        "credentials",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_hebrew_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("he", ())
    assert said_of(reading, account) == account


@pytest.mark.parametrize("written", ["גרמניה", "בגרמניה", "ובגרמניה", "שמגרמניה"])
def test_small_words_written_with_a_country_are_cut(written):
    assert [country.code for country in scan(written, "he").countries] == ["DE"]
