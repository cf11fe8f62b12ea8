"""Editions of one moment share what they can, and none of them reads otherwise for it."""

from datetime import timedelta

import pytest
from digest_seeds import COUNCIL, DAY_1, IZVESTIA, KAZINFORM, SILKWAY, SOURCES, TREND
from msgspec import structs

from monitor.digest.compose.compose import compose
from monitor.digest.model import SeenMember, StoryForDigest, ToldBefore
from monitor.digest.render.telegram import render_telegram
from monitor.digest.workbench import Workbench
from monitor.model import Follow, Interests, Rules, Topic

UNTIL = DAY_1 + timedelta(hours=2)
SINCE = DAY_1 - timedelta(hours=1)
MEMBERS = (TREND, IZVESTIA, COUNCIL, KAZINFORM, SILKWAY)
ALL = (
    Follow(id="kz", kind="country", of="KZ"),
    Follow(id="tr", kind="country", of="TR"),
    Follow(id="meeting", kind="act", of="meeting"),
    Follow(id="signing", kind="act", of="signing"),
    Follow(id="matvienko", kind="name", of="Валентина Матвиенко"),
    Follow(id="s3", kind="story", of="s3"),
    Follow(id="word", kind="word", of="парламент"),
)
SETS = [(), ALL[:1], ALL[2:4], ALL[4:5], ALL[5:], ALL]
RUSSIA = Topic(id="ru", name="Russia", include=Interests(countries=("RU",)))


def stories():
    """Twenty that few outlets tell, so that there is not room for all they say."""
    made = []
    for number in range(1, 21):
        one, other = MEMBERS[number % 5], MEMBERS[number * 3 % 5]
        seen = (
            SeenMember(member=one, at=DAY_1 - timedelta(hours=number % 3)),
            SeenMember(member=structs.replace(other, verdict="development"), at=DAY_1),
        )
        links = (f"s{number // 2}",) if number % 4 == 0 else ()
        made.append(StoryForDigest(id=f"s{number}", number=number, seen=seen, links=links))
    return made


def edition(source, follows, **fields):
    told = {"s2": ToldBefore(at=SINCE, number=1), "s5": ToldBefore(at=SINCE, number=0)}
    shown = {"since": SINCE, "until": UNTIL, "zone": "Asia/Almaty", "ledger": True, "told": told}
    return compose(source, follows=follows, sources=SOURCES, **(shown | fields))


@pytest.mark.no_cover  # some hundred digests, which others compose too
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("words_max", [15, 60, 1000])
def test_a_shared_edition_is_word_for_word_the_one_made_alone(language, words_max):
    rules = Rules(outlet_words_max=words_max)
    bench = Workbench(stories(), until=UNTIL, rules=rules, sources=SOURCES)
    for follows in (*SETS, *reversed(SETS)):
        for topics in ((), (RUSSIA,)):
            fields = {"topics": topics, "language": language, "readouts_max": 9}
            alone = edition(stories(), follows, rules=rules, **fields)
            assert edition(bench, follows, **fields) == alone
            assert render_telegram(edition(bench, follows, **fields)) == render_telegram(alone)


def test_a_digest_of_follows_has_what_meets_any_of_them_and_of_the_topics():
    kazakh, brazil = ALL[:1], (Follow(id="br", kind="country", of="BR"),)
    assert edition(stories(), kazakh).entries
    assert edition(stories(), brazil).entries == ()
    both = edition(stories(), brazil, topics=(RUSSIA,))
    assert len(both.entries) == len(edition(stories(), (), topics=(RUSSIA,)).entries) > 0


def test_what_is_followed_is_not_named_in_the_digest():
    follows = (Follow(id="w", kind="word", of="парламент", name="unmistakableword"),)
    assert edition(stories(), follows).title == "What you follow"


def test_what_was_told_at_once_is_named_and_not_told():
    digest = edition(stories(), (), at_once=("s5",), waited={"bound": 2, "quiet": 1})
    assert "(S5)" in digest.told_at_once
    assert "2 stories waited for this digest: more than" in digest.told_at_once
    assert "1 story waited for this digest: it came in your quiet hours" in digest.told_at_once
    assert digest.told_at_once in "".join(render_telegram(digest))


def test_what_is_let_go_goes_story_by_story():
    """A day's stories at once would let no other thread run meanwhile."""
    left = []

    class Going(str):
        __slots__ = ()

        def __del__(self):
            left.append(len(bench.stories))

    told = (structs.replace(one, id=Going(one.id)) for one in stories())
    bench = Workbench(told, until=UNTIL, sources=SOURCES)
    edition(bench, ALL)
    bench.clear()
    assert left == [*range(19, -1, -1)]
