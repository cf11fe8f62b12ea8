"""Georgian accounts: cases and postpositions written with the word, no capitals, the verb often
last.
"""

import pytest

from monitor.claims import read
from monitor.model import Article
from monitor.reading.events.annotate import scan
from monitor.text.declension import surname_forms
from monitor.text.tokens import tokenize

ACCOUNTS = [
    (
        "მინისტრების შეხვედრა თბილისში",
        (
            "საქართველოს საგარეო საქმეთა მინისტრი მაკა ბოჭორიშვილი 12 ნოემბერს თბილისში თურქეთის "
            "საგარეო საქმეთა მინისტრს ჰაკან ფიდანს შეხვდა. მხარეებმა ვაჭრობა განიხილეს."
        ),
        ("GE", "TR"),
        "Tbilisi",
        "2026-11-12",
        "meeting",
    ),
    (
        "საუბარი ტელეფონით",
        (
            "საქართველოს საგარეო საქმეთა მინისტრმა 11 ნოემბერს უკრაინის საგარეო საქმეთა მინისტრთან "
            "სატელეფონო საუბარი გამართა."
        ),
        ("GE", "UA"),
        None,
        "2026-11-11",
        "call",
    ),
    (
        "პრემიერი ბაქოს ეწვევა",
        (
            "საქართველოს პრემიერ-მინისტრი ირაკლი კობახიძე 20 ნოემბერს ბაქოში აზერბაიჯანის "
            "პრეზიდენტ ილჰამ ალიევს შეხვდება."
        ),
        ("AZ", "GE"),
        "Baku",
        "2026-11-20",
        "meeting",
    ),
    (
        "ხელშეკრულებას ხელი მოაწერეს",
        (
            "საქართველომ და ყაზახეთმა 10 ნოემბერს ასტანაში ტრანსპორტის სფეროში თანამშრომლობის "
            "შეთანხმებას ხელი მოაწერეს."
        ),
        ("GE", "KZ"),
        "Astana",
        "2026-11-10",
        "signing",
    ),
    (
        "საქართველოს პრეზიდენტი ერევანში",
        (
            "საქართველოს პრეზიდენტი ოფიციალური ვიზიტით ერევანში ჩავიდა და 9 ნოემბერს სომხეთის "
            "პრემიერ-მინისტრს შეხვდა."
        ),
        ("AM", "GE"),
        "Yerevan",
        "2026-11-09",
        "visit",
    ),
    (
        "კონსულტაციები ვარშავაში",
        (
            "საქართველოს საგარეო საქმეთა მინისტრის მოადგილემ 2026 წლის 6 ნოემბერს ვარშავაში "
            "პოლონეთის საგარეო საქმეთა მინისტრის მოადგილესთან პოლიტიკური კონსულტაციები გამართა."
        ),
        ("GE", "PL"),
        "Warsaw",
        "2026-11-06",
        "consultations",
    ),
    (
        "შეხვედრა ბათუმში",
        "იაპონიის ელჩი გუშინ ბათუმში საქართველოს თავდაცვის მინისტრს შეხვდა.",
        ("GE", "JP"),
        "Batumi",
        "2026-11-12",
        "meeting",
    ),
]


def reading_of(title, text):
    article = Article(
        id="a", version="", text_hash="", text_bytes=1, published="2026-11-13", title=title
    )
    return read(article, text)


@pytest.mark.parametrize(("title", "text", "countries", "place", "day", "act"), ACCOUNTS)
def test_a_georgian_account_is_read(title, text, countries, place, day, act):  # noqa: PLR0913, PLR0917 - an account
    reading = reading_of(title, text)
    assert reading.language == "ka"
    assert reading.notes == ()
    assert tuple(sorted(reading.countries)) == countries
    assert (reading.place and reading.place.name) == place
    assert reading.date.start == day
    assert act in {found.value for found in scan(text, "ka").acts}


def test_people_stand_in_the_nominative():
    names = {person.name for person in reading_of(*ACCOUNTS[0][:2]).people}
    assert "Hakan Fidan" in names
    title, text = (
        "რწმუნებათა სიგელები",
        "საქართველოს პრეზიდენტმა მიხეილ ყაველაშვილმა იაპონიის ელჩი მიიღო.",
    )
    assert [person.name for person in reading_of(title, text).people] == ["მიხეილ ყაველაშვილი"]


def test_several_who_hold_an_office_are_nobody():
    found = scan("საქართველოსა და აზერბაიჯანის პრემიერები ბაქოში შეხვდებიან", "ka")
    assert not found.offices
    assert found.stage == "announced"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ყაველაშვილმა", "ყაველაშვილი"),
        ("ყაველაშვილთან", "ყაველაშვილი"),
        ("კობახიძემ", "კობახიძე"),
        ("კობახიძის", "კობახიძე"),
        ("გვარამიას", "გვარამია"),
        ("ლავროვს", "ლავროვი"),
        ("ბოჭორიშვილი", "ბოჭორიშვილი"),
    ],
)
def test_case_endings_of_names_are_cut(written, name):
    assert surname_forms(written, "ka")[0] == name


@pytest.mark.parametrize(
    ("written", "stem"),
    [
        ("უკრაინის", "უკრაინა"),
        ("თურქეთის", "თურქეთი"),
        ("საქართველოს", "საქართველო"),
        ("ბაქოდან", "ბაქო"),
        ("მინისტრთან", "მინისტრი"),
    ],
)
def test_case_endings_of_words_are_cut(written, stem):
    assert stem in tokenize(written)[0].stems


def test_postpositions_say_whether_a_place_is_where_it_happened():
    cues = [scan(f"დელეგაცია {place} იყო", "ka").places[0].cue for place in ("ბაქოში", "ბაქოდან")]
    assert cues == ["in", "from"]
