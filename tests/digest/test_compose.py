from datetime import timedelta

from digest_seeds import DAY_1, DAY_2, SOURCES, both_days

from monitor.digest.compose import compose
from monitor.digest.headline import plain
from monitor.model import Interests, Topic

KAZAKHSTAN_RUSSIA = Topic(id="kz-ru", include=Interests(countries=("KZ", "RU")), together=True)
HOUR = timedelta(hours=1)


def digest_of(stories, *, since=None, until, **options):
    options.setdefault("topics", (KAZAKHSTAN_RUSSIA,))
    return compose(stories, since=since, until=until, zone="Asia/Almaty", sources=SOURCES, **options)


def lines_of(entry):
    return {line.id: [plain(item) for item in line.items] for line in entry.lines}


def test_each_story_of_the_window_is_one_entry():
    digest = digest_of(both_days(), until=DAY_1 + HOUR)
    assert sorted(entry.story_number for entry in digest.entries) == [1, 2, 3]
    assert digest.summary == "3 articles → 3 stories, all new."
    assert digest.mark == "From the archive: mind the years."


def test_a_told_story_returns_only_as_an_update_with_its_new_fact():
    second = digest_of(both_days(), since=DAY_1, until=DAY_2 + HOUR)
    update = next(entry for entry in second.entries if entry.story_number == 1)
    assert update.first_told == "first seen yesterday"
    assert "unprecedented level" in lines_of(update)["new"][0]
    assert second.summary == "2 articles → 1 new story, 1 update."


def test_a_story_without_a_new_fact_is_not_told_again():
    third = digest_of(both_days(), since=DAY_2, until=DAY_2 + HOUR)
    assert third.entries == ()
    assert third.summary == "No articles came in."
