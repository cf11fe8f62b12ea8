"""Whoever reads, and whatever goes wrong with it: the same articles, the same readings, in the same
order.
"""

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import pytest
from msgspec import structs

from monitor.claims import read
from monitor.intake.normalize import incoming
from monitor.names.known_holders import WRITTEN, KnownHolders
from monitor.names.office_holders import holder
from monitor.parallel import ahead as ahead_module
from monitor.parallel.ahead import LOT_ARTICLES, LOTS_EACH, ReadAhead
from monitor.parallel.asked_holders import AskedHolders, same_answers
from monitor.parallel.pool import LOSSES_MAX, START_LOTS, LotWorkers, ReadingPool
from tests.parallel.house import engine, taken

SHORT = "The foreign ministers of Italy and Norway met in Rome on Thursday."
SADYKOV = holder(where="KZ", office="president", name="Erlan Sadykov", start="2020", end="")


def threads(size=2, **changes):
    return LotWorkers(start=partial(ThreadPoolExecutor, size), size=size, **changes)


def short(number):
    return incoming(text=f"{SHORT} {number}", url=f"https://example.org/{number}", lang="en")


class Failing(Executor):
    """Reads as many lots as it is told, and fails with the rest."""

    def __init__(self, *, good, error):
        self._left, self._error = good, error

    def submit(self, work, /, *given):
        future = Future()
        self._left -= 1
        if self._left >= 0:
            future.set_result(work(*given))
        else:
            future.set_exception(self._error)
        return future


def test_articles_read_elsewhere_give_the_log_of_one_process(few, alone):
    with ReadingPool(threads(start_lots=1)) as pool:
        assert taken(few, pool=pool) == alone


def test_a_little_starts_nothing():
    def start():
        raise AssertionError("started for a few articles")

    little = [short(number) for number in range(LOT_ARTICLES * (START_LOTS - 1))]
    pool = ReadingPool(LotWorkers(start=start, size=2))
    assert taken(little, pool=pool) == taken(little)


def test_what_is_on_its_way_is_bounded_however_long_the_input_is():
    drawn = []

    def endless():
        for number in range(10**9):
            drawn.append(number)
            yield short(number)

    with ReadingPool(threads(start_lots=1)) as pool:
        reading = ReadAhead(pool)
        for number, one in enumerate(reading.articles(endless())):
            reading(one.article, one.text)
            assert len(drawn) - number <= LOT_ARTICLES * (LOTS_EACH * 2 + 2)
            if number > 400:
                break


@pytest.mark.parametrize("error", [BrokenProcessPool("killed"), OSError("away")], ids=type)
@pytest.mark.parametrize("good", [0, 3])
def test_what_a_lost_worker_had_in_hand_is_read_again_and_one_line_says_so(few, alone, error, good):
    lines = []
    starts = iter([Failing(good=good, error=error), ThreadPoolExecutor(2)])
    workers = LotWorkers(start=lambda: next(starts), size=2, start_lots=1)
    with ReadingPool(workers, notice=lines.append) as pool:
        assert taken(few, pool=pool) == alone
    assert type(error).__name__ in lines[0]
    if isinstance(error, BrokenProcessPool):
        assert len(lines) == 1


def test_after_some_losses_one_process_reads_on_alone(few, alone):
    lines = []
    started = []

    def start():
        started.append(1)
        return Failing(good=0, error=BrokenProcessPool("no memory"))

    with ReadingPool(LotWorkers(start=start, size=2, start_lots=1), notice=lines.append) as pool:
        assert taken(few, pool=pool) == alone
    assert len(lines) == len(started) == LOSSES_MAX
    assert "all else is read by this one process" in lines[-1]


def test_an_executor_that_takes_nothing_is_no_reason_to_stop(few, alone):
    class Closed(Executor):
        def submit(self, _work, /, *_given):
            raise RuntimeError("closed")

    with ReadingPool(LotWorkers(start=Closed, size=2, start_lots=1)) as pool:
        assert taken(few, pool=pool) == alone


def test_an_article_that_is_no_unicode_fails_alone(articles):
    broken = structs.replace(articles[5], text="\ud800")
    several = [*articles[:5], broken, *articles[6:20]]
    with ReadingPool(threads(start_lots=1)) as pool:
        said = taken(several, pool=pool)
    assert said == taken(several)
    assert [kind == "failed" for kind in said.kinds].index(True) == 5


def test_an_article_that_reading_fails_on_fails_where_it_is_taken(articles, monkeypatch):
    def fails(article, text, holders):
        if article.url.endswith("/3"):
            raise RecursionError("too deep")
        return read(article, text, holders)

    monkeypatch.setattr("monitor.parallel.lots.read", fails)
    monkeypatch.setattr(ahead_module, "read", fails)
    with ReadingPool(threads(start_lots=1)) as pool, engine() as house:
        house.read_on(pool)
        outcomes = house.take_many(house.ahead(articles[:20]))
    assert [one.kind == "failed" for one in outcomes].index(True) == 3
    assert "reading failed: RecursionError" in outcomes[3].reason


def test_what_the_log_has_already_is_not_read_again(articles):
    lots = []

    class Counting(ThreadPoolExecutor):
        def submit(self, work, /, *given):
            lots.append(given)
            return super().submit(work, *given)

    workers = LotWorkers(start=partial(Counting, 2), size=2, start_lots=1)
    with ReadingPool(workers) as pool, engine() as house:
        house.read_on(pool)
        house.take_many(house.ahead(articles[:30]))
        first = len(lots)
        again = house.take_many(house.ahead(articles[:30]))
    assert {one.kind for one in again} == {"known"}
    assert len(lots) == first


def test_a_reading_is_made_anew_only_if_what_was_learnt_meanwhile_answers_otherwise():
    named = incoming(
        text="President of Kazakhstan Sadykov met the minister of Italy.",
        url="https://example.org/named",
        published="2026-11-01",
    )
    other = incoming(text=SHORT, url="https://example.org/other", published="2026-11-01")
    learnt = KnownHolders([SADYKOV])
    with ReadingPool(threads(start_lots=1)) as pool:
        reading = ReadAhead(pool)
        for one in reading.articles([named, other]):
            found, there_s = reading.read(one.article, one.text, learnt)
            assert found == read(one.article, one.text, learnt)
            assert (there_s is None) == (one is named)


def test_a_reading_is_that_of_the_article_as_it_is_taken():
    """Between handing over and taking, a date may be found not to be believed."""
    with ReadingPool(threads(start_lots=1)) as pool:
        reading = ReadAhead(pool)
        for one in reading.articles([short(1)]):
            undated = structs.replace(one.article, published="2031")
            found, there_s = reading.read(undated, one.text)
    assert there_s is None
    assert found == read(undated, one.text)


def test_questions_keep_their_answers():
    asked = AskedHolders(KnownHolders([SADYKOV]))
    row = asked.holder_of("president", "KZ", "2026-11-01")
    asked.is_in_office(row, "2026-11-01")
    asked.named("sadykov", None, "Sadykov")
    asked.row_at(row.id, "2026-11-01")
    assert row.name == "Erlan Sadykov"
    assert same_answers(asked.asked, KnownHolders([SADYKOV]))
    assert not same_answers(asked.asked, WRITTEN)
