"""The running service tells at once what a reader wants to know at once."""

import asyncio
from pathlib import Path

from msgspec import structs

from tests.publishing.newsrooms import article
from tests.runtime.service_house import QUICK, WISHES, Play, subscribe, until

RHYTHM = structs.replace(QUICK, at_once_s=0.1, feeds_s=3600.0, slots_s=3600.0)


def account(outlet):
    """The same news by another outlet."""
    came = article("alpha")
    told = structs.replace(
        came.article,
        id=(outlet.lower() * 16)[:16],
        outlet=outlet,
        url=f"https://{outlet.lower()}.example/news",
    )
    return structs.replace(came, article=told)


def test_a_story_that_a_second_owner_confirms_is_told_by_the_service(tmp_path):
    async def story():
        play = Play(tmp_path, rhythm=RHYTHM)
        async with play.serving() as running:
            house = running.house
            follow = await house.hand(
                lambda: house.readers.follow("act", "meeting", "meeting", at=play.clock.now())
            )
            wishes = structs.replace(WISHES, topics=(), follows=(follow.id,), alerts=(follow.id,))
            await house.hand(lambda: subscribe(house, 1, wishes))
            play.clock.at = play.clock.at.replace(minute=1)
            await house.hand(lambda: house.engine.take(account("Gazette")))
            await house.hand(lambda: house.engine.take(account("Courier")))
            folder = Path(house.state / "digests1")
            await until(lambda: any(folder.rglob("*")) and not house.engine.state.owed_in)
            return folder

    folder = asyncio.run(story())
    told = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    assert any("Told at once" in words for words in told)
