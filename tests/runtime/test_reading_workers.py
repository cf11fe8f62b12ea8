"""Where one round of feeds brings many articles, processes read them, and end with the round."""

import asyncio
from datetime import timedelta

from msgspec import structs

from monitor.events.stories_and_feeds import ArticleSetAside, ArticleTaken
from monitor.parallel.choice import ReadingWorkers
from tests.feeds.feed_servers import Server, feed, serves
from tests.runtime.service_house import NOW, SLOW, Play

BROUGHT = ArticleTaken | ArticleSetAside  # so many at once from one feed wait for a person
MANY = 75  # more than what is read without starting anything


class ManyHands(Play):
    def orders(self):
        return structs.replace(super().orders(), reading=ReadingWorkers(processes=2))


def test_a_round_of_feeds_that_brings_much_is_read_by_processes_that_end_with_it(tmp_path):
    handed, ended = [], []

    async def living():
        async with Server(serves(feed(1))) as server:
            play = ManyHands(tmp_path, feeds=[server.url], rhythm=SLOW)
            async with play.running() as running:
                pool = running.house.pool
                submit, stop = pool.submit, pool._stop
                pool.submit = lambda lot: handed.append(len(lot)) or submit(lot)
                pool._stop = lambda: ended.append(pool._executor) or stop()
                await running.ask_feeds()
                server._handler = serves(feed(MANY))
                play.clock.at = NOW + timedelta(hours=3)
                await running.ask_feeds()
                assert pool._executor is None
                events = await running.house.hand(lambda: list(running.house.engine.log.read()))
                return [one for one in events if isinstance(one.event, BROUGHT)]

    assert len(asyncio.run(living())) == MANY - 1
    assert handed
    assert any(ended)
