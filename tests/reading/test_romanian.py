"""Romanian accounts: articles written behind the noun."""

import pytest

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Întâlnire la București",
        (
            "Ministrul de externe al României, Radu Pavelescu, s-a întâlnit pe 12 noiembrie "
            "la București cu omologul său bulgar. Cei doi au discutat despre energie."
        ),
        ("BG", "RO"),
        "Bucharest",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Convorbire telefonică",
        (
            "Președintele României a avut pe 11 noiembrie o convorbire telefonică cu "
            "președinta Republicii Moldova."
        ),
        ("MD", "RO"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Vizită la Varșovia",
        (
            "Președintele României va efectua pe 20 noiembrie o vizită oficială la Varșovia, "
            "unde va fi primit de președintele Poloniei."
        ),
        ("PL", "RO"),
        "Warsaw",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Acord semnat",
        (
            "România și Ungaria au semnat pe 10 noiembrie la Budapesta un acord privind "
            "transportul feroviar."
        ),
        ("HU", "RO"),
        "Budapest",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Ambasadorul, convocat",
        (
            "Ministerul Afacerilor Externe al României l-a convocat pe 9 noiembrie pe "
            "ambasadorul Rusiei și i-a înmânat o notă de protest."
        ),
        ("RO", "RU"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "Tratat ratificat",
        ("Parlamentul României a ratificat pe 6 noiembrie tratatul cu Franța privind apărarea."),
        ("FR", "RO"),
        None,
        "2026-11-06",
        "ratification",
        "ratified",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_romanian_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("ro", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Radu Pavelescu" in {person.name for person in people}
