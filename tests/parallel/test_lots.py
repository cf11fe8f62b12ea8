"""The pure stage: bytes in, bytes out, and nothing lost on the way."""

import pytest

from monitor.claims import read
from monitor.names.known_holders import KnownHolders
from monitor.names.office_holders import holder
from monitor.parallel.lots import ReadingJob, packed_holders, packed_lot, read_lot, unpacked


def lot(articles, holders=b""):
    return packed_lot([ReadingJob(one.article, one.text) for one in articles], holders=holders)


def test_a_lot_gives_the_readings_of_reading_each_alone(articles):
    done = unpacked(read_lot(lot(articles)))

    assert [one.reading for one in done] == [read(one.article, one.text) for one in articles]


def test_a_lot_is_read_with_the_holders_it_brings(articles):
    known = KnownHolders(
        [holder(where="KZ", office="president", name="Erlan Sadykov", start="2020", end="")]
    )
    told = articles[0].article, "President of Kazakhstan Sadykov met the minister of Italy."

    (alone, with_holders) = (
        unpacked(read_lot(packed_lot([ReadingJob(*told)], holders=holders)))[0].reading
        for holders in (b"", packed_holders(known))
    )

    assert with_holders == read(*told, known)
    assert with_holders != alone


def test_text_that_is_no_unicode_is_refused_before_it_is_sent(articles):
    with pytest.raises(UnicodeEncodeError):
        packed_lot([ReadingJob(articles[0].article, "\ud800")])
