"""What was fetched is decided once, in its order, whoever read it and whoever was killed."""

import asyncio
import os
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from signal import SIGKILL

import msgspec
import psycopg
import pytest

from bench.made_up import made_up
from monitor import __version__
from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.engine.matcher import Matcher
from monitor.errors import LogLeaseLostError, LogUnreachableError
from monitor.events.deliveries import ReaderSubscribed
from monitor.events.stories_and_feeds import ArticleTaken
from monitor.executor import at_once
from monitor.log.engines import open_log
from monitor.workers import inbox, matching, reading
from monitor.workers.leading import Fenced
from tests.runtime.service_house import EVERYTHING, NOW, WISHES
from tests.workers.workshop import Workshop


@pytest.fixture
def shop(tmp_path, ready):
    with Workshop(tmp_path / "a", ready) as opened:
        yield opened


def taken_in(log):
    return [one.event.article.id for one in log.read() if isinstance(one.event, ArticleTaken)]


def test_the_same_articles_by_roles_make_the_same_log_as_one_process_on_a_file(tmp_path, shop):
    articles = [made_up(number) for number in range(60)]
    arrived = shop.put(*articles)
    for lot in (arrived[40:], arrived[:20], arrived[20:40]):  # by whichever reader comes first
        shop.reader.read_some(lot)
    shop.decide_all()
    shop.engine.look_at_waiting()
    with Engine.open(tmp_path / "b", rules=EVERYTHING, clock=SetClock(NOW)) as alone:
        alone.take_many(articles)
        assert alone.log.head().position > 100
        assert alone.log.head() == shop.engine.log.head()
        assert alone.replay().fingerprint == shop.engine.replay().fingerprint
    assert shop.read.here == 0  # each reading was made elsewhere, and was taken


def decided_alone(home, articles):
    """The log's head and the State, where one process takes them on a file."""
    with Engine.open(home, rules=EVERYTHING, clock=SetClock(NOW)) as alone:
        alone.take_many(articles)
        return alone.log.head(), alone.replay().fingerprint


def decided_here(shop):
    shop.decide_all()
    shop.engine.look_at_waiting()
    assert shop.rows("SELECT 1 FROM monitor_arrivals.arrivals") == []
    replay = shop.engine.replay()
    assert replay.same
    return shop.engine.log.head(), replay.fingerprint


def test_a_second_look_is_taken_when_what_it_looks_at_is_on_disk(shop, monkeypatch):
    """It may take seconds: who else appends does not wait for it."""
    monkeypatch.setattr("monitor.engine.engine.SECOND_LOOK_STORIES", 3)
    shop.matching.together_s = 60.0
    left, look = [], shop.engine.look_at_waiting

    def counted():
        left.append(shop.rows("SELECT count(*) FROM monitor_arrivals.arrivals")[0][0])
        return look()

    monkeypatch.setattr(shop.engine, "look_at_waiting", counted)
    shop.reader.read_some(shop.put(*(made_up(3 * number) for number in range(8))))
    shop.decide_all()
    assert left == [5, 2]


def subscribed(reader_id):
    return ReaderSubscribed(reader_id=reader_id, lane=reader_id, kind="private", wishes=WISHES)


@pytest.mark.parametrize("is_of_stories", [False, True])
def test_a_look_stands_whatever_others_write_meanwhile_that_is_not_about_stories(
    shop, tmp_path, monkeypatch, is_of_stories
):
    with Workshop(tmp_path / "b", shop.url) as other:
        looks = []

        def second_look(_story_ids):
            looks.append(None)
            if len(looks) > 1:
                return []
            if is_of_stories:
                other.engine.take(made_up(1))
            else:
                other.engine.record(lambda: [subscribed("other")])
            return [subscribed("ours")]

        monkeypatch.setattr(shop.engine, "_second_look", second_look)
        shop.engine.look_again([])
        shop.engine.catch_up()
        written = set() if is_of_stories else {"ours", "other"}
        assert shop.engine.state.readers.keys() == written


def test_arrivals_go_in_the_transaction_that_decides_them(shop, tmp_path, monkeypatch):
    articles = [made_up(number) for number in range(12)]
    shop.reader.read_some(shop.put(*articles))
    before = shop.log.head()

    def killed(_db, _arrivals):
        raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr("monitor.workers.inbox.gone", killed)
    with pytest.raises(LogUnreachableError, match="the connection is lost"):
        shop.matching.some()
    assert shop.log.head() == before
    assert shop.inbox.counts().read == len(articles)
    monkeypatch.undo()
    assert decided_here(shop) == decided_alone(tmp_path / "b", articles)


def test_what_was_committed_before_its_answer_was_lost_is_not_decided_again(
    shop, tmp_path, monkeypatch
):
    articles = [made_up(number) for number in range(30)]
    shop.reader.read_some(shop.put(*articles))
    together = shop.engine.log.together

    @contextmanager
    def unanswered(*args, **kwargs):
        with together(*args, **kwargs):
            yield
        monkeypatch.undo()
        raise LogUnreachableError("the answer is lost")

    monkeypatch.setattr(shop.engine.log, "together", unanswered)
    with pytest.raises(LogUnreachableError):
        shop.matching.some()
    assert 0 < shop.inbox.counts().read < len(articles)
    assert decided_here(shop) == decided_alone(tmp_path / "b", articles)


def test_a_process_killed_while_it_decides_several_leaves_all_of_them_or_none(shop, tmp_path):
    articles = [made_up(number) for number in range(30)]
    shop.reader.read_some(shop.put(*articles))
    killed = get_context("fork").Process(target=_killed_at_the_second, args=(tmp_path, shop.url))
    killed.start()
    killed.join()
    assert killed.exitcode == -SIGKILL
    assert taken_in(shop.log) == [one.article.id for one in articles[:4]]
    assert shop.inbox.counts().read == 26
    assert decided_here(shop) == decided_alone(tmp_path / "b", articles)


def _killed_at_the_second(home, url):
    """Four are decided together and four more: their events are sent, and not committed."""
    gone, lots = inbox.gone, []

    def gone_or_killed(db, arrivals):
        lots.append(arrivals)
        if len(lots) > 1:
            os.kill(os.getpid(), SIGKILL)
        return gone(db, arrivals)

    inbox.gone = gone_or_killed
    matching.AT_ONCE = 4
    with Workshop(home / "killed", url) as shop:
        shop.matching.together_s = 60.0
        shop.decide_all()


def test_articles_that_come_again_are_decided_as_by_one_process(shop, tmp_path):
    """Their earlier text may be among those that are decided together, or of no story."""
    articles = []
    for number in range(6):
        articles += [made_up(number), made_up(number, text=f"The office says {number}.")]
    empty = msgspec.structs.replace(made_up(9), text="")
    articles += [empty, made_up(9), made_up(1), made_up(7)]
    shop.reader.read_some(shop.put(*articles))
    assert decided_here(shop) == decided_alone(tmp_path / "b", articles)


def test_one_that_fails_fails_alone_among_those_decided_together(shop, monkeypatch):
    shop.reader.read_some(shop.put(made_up(1), made_up(4), made_up(7)))
    verdict = Matcher.verdict

    def fails_on_one(self, article, *args, **kwargs):
        if article.id == made_up(4).article.id:
            raise ZeroDivisionError
        return verdict(self, article, *args, **kwargs)

    monkeypatch.setattr(Matcher, "verdict", fails_on_one)
    assert [one.kind for one in shop.matching.some()] == ["new", "failed", "new"]
    assert shop.matching.failed == 1
    assert shop.rows("SELECT 1 FROM monitor_arrivals.arrivals") == []


def test_what_the_log_knows_already_leaves_without_an_event(shop):
    shop.engine.take(made_up(1))
    shop.reader.read_some(shop.put(made_up(1)))
    before = shop.log.head()
    assert [one.kind for one in shop.decide_all()] == ["known"]
    assert shop.log.head() == before
    assert shop.inbox.counts().read == 0


def test_an_article_waits_once_however_often_it_is_fetched(shop):
    assert len(shop.put(made_up(1), made_up(2))) == 2
    assert shop.put(made_up(2)) == []
    assert shop.inbox.counts().unread == 2


def test_articles_are_decided_in_the_order_of_their_arrival(shop):
    first, second, third = shop.put(made_up(1), made_up(4), made_up(7))
    shop.reader.read_some([third, second])
    assert shop.matching.some() == []  # the first is still to be read
    shop.reader.read_some([first])
    shop.decide_all()
    assert taken_in(shop.log) == [made_up(n).article.id for n in (1, 4, 7)]


def test_one_that_is_not_read_for_long_holds_nobody_up(shop):
    first, second = shop.put(made_up(1), made_up(4))
    shop.reader.read_some([second])
    assert shop.inbox.ready(10) == []
    assert [one.id for one in shop.inbox.ready(10, patience_s=0.0)] == [second]
    shop.inbox.tried([first], most=0)  # it ended whoever read it
    assert [one.id for one in shop.inbox.ready(10)] == [second]
    assert shop.inbox.left_out() == [made_up(1).article.id]


def test_a_reading_of_another_version_is_made_anew_by_who_decides(shop, monkeypatch):
    """Also where only what reading uses was changed, and not the release."""
    first, second = shop.put(made_up(1), made_up(4))
    with monkeypatch.context() as other:
        other.setattr(reading, "version", lambda: f"{__version__} (00000000, Python 3.12)")
        shop.reader.read_some([first])
    shop.reader.read_some([second])
    assert [one.kind for one in shop.decide_all()] == ["new", "new"]
    assert shop.read.here == 1


def test_text_that_is_no_unicode_fails_alone_and_leaves(shop):
    broken = msgspec.structs.replace(made_up(1), text="half \ud800 a sign")
    with pytest.raises(UnicodeEncodeError):
        shop.put(broken)
    shop.reader.read_some(shop.put(made_up(4)))
    assert [one.kind for one in shop.decide_all()] == ["new"]


def test_who_was_paused_until_another_took_over_decides_nothing(shop, tmp_path, ready):
    ours = shop.lease()
    assert ours.take()
    shop.reader.read_some(shop.put(made_up(1)))
    with Workshop(tmp_path / "b", ready) as other:
        with psycopg.connect(other.log.server.conninfo, autocommit=True) as owner:
            owner.execute("UPDATE monitor.leases SET ends = clock_timestamp()")
        assert other.lease(holder="match in another").take()
        before = shop.log.head()
        with shop.engine.log.fenced(ours.fence), pytest.raises(LogLeaseLostError):
            shop.matching.some()  # it does not know yet
        assert shop.log.head() == before
        assert shop.inbox.counts().read == 1
        assert [one.kind for one in other.decide_all()] == ["new"]


async def _under(fenced, work):
    return await fenced(work)


def test_nothing_is_begun_once_a_lease_may_be_over(shop):
    lease = shop.lease()
    assert lease.take()
    fenced = Fenced(at_once, lease, shop.engine.log)
    assert asyncio.run(_under(fenced, lambda: "done")) == "done"
    lease._ours_until = 0.0  # it slept
    with pytest.raises(LogLeaseLostError, match="is over"):
        asyncio.run(_under(fenced, partial(pytest.fail, "it was begun")))


def test_readings_are_made_with_what_the_decider_has_learnt(shop):
    shop.matching.some()
    known = shop.inbox.holders("")
    assert known is not None
    assert shop.inbox.holders(known[0]) is None  # nothing new
    with open_log(shop.url) as log:
        assert log.head().position == 0
