"""Greek accounts: accents and endings."""

import pytest

from monitor.reading.events.annotate import scan

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "Συνάντηση υπουργών στην Αθήνα",
        (
            "Ο υπουργός Εξωτερικών της Ελλάδας Νίκος Λαμπρίδης συναντήθηκε στις 12 Νοεμβρίου "
            "στην Αθήνα με τον Σλοβένο ομόλογό του Άντρεϊ Κόβατς. Συζήτησαν για το εμπόριο."
        ),
        ("GR", "SI"),
        "Athens",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "Τηλεφωνική επικοινωνία",
        (
            "Ο πρωθυπουργός της Ελλάδας είχε στις 11 Νοεμβρίου τηλεφωνική επικοινωνία με τον "
            "πρόεδρο της Αιγύπτου."
        ),
        ("EG", "GR"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "Επίσκεψη στη Λευκωσία",
        (
            "Ο πρόεδρος της Ελλάδας θα πραγματοποιήσει στις 20 Νοεμβρίου επίσημη επίσκεψη στη "
            "Λευκωσία, όπου θα δει τον πρόεδρο της Κύπρου."
        ),
        ("CY", "GR"),
        "Nicosia",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "Υπογραφή συμφωνίας",
        ("Η Ελλάδα και η Ιταλία υπέγραψαν στις 10 Νοεμβρίου στη Ρώμη συμφωνία για την ενέργεια."),
        ("GR", "IT"),
        "Rome",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "Κύρωση συμφωνίας",
        (
            "Η Βουλή της Κύπρου κύρωσε στις 9 Νοεμβρίου τη συμφωνία με τον Λίβανο για τα "
            "θαλάσσια σύνορα."
        ),
        ("CY", "LB"),
        None,
        "2026-11-09",
        "ratification",
        "ratified",
    ),
    Account(
        "Διάβημα προς τον πρέσβη",
        (
            "Το υπουργείο Εξωτερικών της Ελλάδας κάλεσε τον πρέσβη της Τουρκίας στις 6 "
            "Νοεμβρίου και του επέδωσε διάβημα."
        ),
        ("GR", "TR"),
        None,
        "2026-11-06",
        "protest",
        "happened",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_greek_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("el", ())
    assert said_of(reading, account) == account


def test_who_acts_is_named():
    people = reading_of(*ACCOUNTS[0][:2]).people
    assert "Νίκος Λαμπρίδης" in {person.name for person in people}


@pytest.mark.parametrize("written", ["ΣΥΝΆΝΤΗΣΗ", "Συνάντηση", "συναντηση"])
def test_a_word_is_the_same_with_and_without_accents(written):
    assert [act.value for act in scan(written, "el").acts] == ["meeting"]


@pytest.mark.parametrize("written", ["Ισπανία", "Ισπανίας", "ΙΣΠΑΝΙΑΣ"])
def test_endings_of_countries_are_cut(written):
    assert [country.code for country in scan(f"της {written}", "el").countries] == ["ES"]
