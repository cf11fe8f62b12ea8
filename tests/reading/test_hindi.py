"""Hindi accounts: the verb last, the country before its office."""

import pytest

from monitor.reading.events.annotate import scan

from .accounts import Account, reading_of, said_of

ACCOUNTS = [
    Account(
        "विदेश मंत्रियों की मुलाक़ात",
        (
            "भारत के विदेश मंत्री एस. वर्मन ने 12 नवंबर को नई दिल्ली में जापान के विदेश "
            "मंत्री से मुलाकात की। दोनों ने व्यापार पर चर्चा की।"
        ),
        ("IN", "JP"),
        "New Delhi",
        "2026-11-12",
        "meeting",
        "happened",
    ),
    Account(
        "फ़ोन पर बातचीत",
        "भारत के प्रधानमंत्री ने 11 नवंबर को फ़्रांस के राष्ट्रपति से फ़ोन पर बात की।",
        ("FR", "IN"),
        None,
        "2026-11-11",
        "call",
        "happened",
    ),
    Account(
        "प्रधानमंत्री की यात्रा",
        ("भारत के प्रधानमंत्री 20 नवंबर को काठमांडू पहुंचेंगे और नेपाल के प्रधानमंत्री से मिलेंगे।"),
        ("IN", "NP"),
        "Kathmandu",
        "2026-11-20",
        "visit",
        "announced",
    ),
    Account(
        "समझौते पर हस्ताक्षर",
        "भारत और रूस ने 10 नवंबर को मॉस्को में ऊर्जा पर एक समझौते पर हस्ताक्षर किए।",
        ("IN", "RU"),
        "Moscow",
        "2026-11-10",
        "signing",
        "signed",
    ),
    Account(
        "राजदूत तलब",
        ("भारत के विदेश मंत्रालय ने 9 नवंबर को पाकिस्तान के राजदूत को तलब कर विरोध दर्ज कराया।"),
        ("IN", "PK"),
        None,
        "2026-11-09",
        "protest",
        "happened",
    ),
    Account(
        "यात्रा स्थगित",
        (
            "ईरान के राष्ट्रपति की भारत की राजकीय यात्रा स्थगित कर दी गई है, विदेश मंत्रालय "
            "ने 6 नवंबर को बताया।"
        ),
        ("IN", "IR"),
        None,
        "2026-11-06",
        "visit",
        "postponed",
    ),
]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_hindi_account_is_read(account):
    reading = reading_of(account.title, account.text)
    assert (reading.language, reading.notes) == ("hi", ())
    assert said_of(reading, account) == account


@pytest.mark.parametrize("written", ["मुलाक़ात", "मुलाकात", "मुला\u0958ात"])
def test_a_word_is_the_same_with_and_without_a_nukta(written):
    assert [act.value for act in scan(written, "hi").acts] == ["meeting"]
