"""The week's threads: what they are, and where they are drawn."""

import base64
import hashlib
import re
from datetime import date, timedelta

import pytest
from msgspec import structs

from monitor.delivery.media.medium import Corrections
from monitor.delivery.media.messages import correcting, digest_in, without, written
from monitor.digest.compose.compose import compose
from monitor.digest.model import SeenMember, StoryForDigest, Week, WeekThread
from monitor.digest.render.html import render_html, render_mail_html
from monitor.digest.week.picture import week_png
from monitor.digest.week.threads import THREADS_MAX, week_of
from monitor.digest.workbench import Workbench
from monitor.events.deliveries import Message
from monitor.model import Interests, Topic
from tests.digest.digest_seeds import COUNCIL, DAY_2, IZVESTIA, SOURCES, TREND, both_days

NOW = DAY_2.replace(hour=20)
ALMATY = "Asia/Almaty"


def dated(member, days_ago=0):
    day = (NOW - timedelta(days=days_ago)).date().isoformat()
    reading = structs.replace(member.reading, date=structs.replace(member.reading.date, start=day))
    return structs.replace(member, reading=reading)


def a_story(number, *days_ago, member=TREND, links=(), outlets=True):
    """With an account for each of those days, each of an outlet of its own."""
    seen = tuple(
        SeenMember(
            member=structs.replace(
                dated(member),
                article=structs.replace(
                    member.article,
                    id=f"{number:08}{index:08}",
                    outlet=f"Outlet {index if outlets else 0}",
                ),
            ),
            at=NOW - timedelta(days=days, hours=1),
        )
        for index, days in enumerate(days_ago)
    )
    return StoryForDigest(id=f"s{number}", number=number, seen=seen, links=links)


def week_of_stories(*stories, **given):
    bench = Workbench(stories, until=NOW, sources=SOURCES)
    return week_of(bench, **({"language": "en", "zone": "UTC"} | given))


def test_each_day_counts_the_accounts_that_came_on_it():
    week = week_of_stories(a_story(1, 6, 2, 2, 0))
    assert week.first == date(2026, 11, 18)
    assert [thread.accounts for thread in week.threads] == [(1, 0, 0, 0, 2, 0, 1)]


def test_what_came_before_the_week_or_after_its_end_is_not_counted():
    week = week_of_stories(a_story(1, 9, 7, 1, 0, -1))
    assert sum(week.threads[0].accounts) == 2


def test_days_are_the_readers():
    """21:00 in UTC is the next day in Almaty."""
    late = a_story(1, 0, 0)
    at = NOW.replace(hour=19, minute=30)
    late = structs.replace(late, seen=tuple(structs.replace(one, at=at) for one in late.seen))
    there, here = week_of_stories(late, zone=ALMATY), week_of_stories(late)
    assert there.first - here.first == timedelta(days=1)
    assert there.threads[0].accounts == here.threads[0].accounts == (0, 0, 0, 0, 0, 0, 2)


def test_a_story_stands_with_those_that_recall_it_and_only_once():
    first = a_story(1, 3, 3, 2)
    second = a_story(2, 1, links=("s1",))
    week = week_of_stories(second, first)
    assert [(one.story_id, one.stories) for one in week.threads] == [("s1", 2)]
    assert sum(week.threads[0].accounts) == 4


def test_one_outlets_single_account_makes_no_thread():
    assert week_of_stories(a_story(1, 0)) is None
    assert week_of_stories() is None


def test_what_most_outlets_told_stands_first_and_no_more_than_fit():
    stories = [a_story(number, *[1] * (number + 1)) for number in range(1, THREADS_MAX + 4)]
    week = week_of_stories(*stories)
    numbers = [thread.story_number for thread in week.threads]
    assert numbers == list(range(THREADS_MAX + 3, 3, -1))


def test_what_is_of_long_ago_is_no_thread_of_this_week():
    old = a_story(1, 0, 0)
    seen = tuple(
        structs.replace(one, member=structs.replace(one.member, reading=TREND.reading))
        for one in old.seen
    )
    assert week_of_stories(structs.replace(old, seen=seen)) is None


def test_a_reader_of_topics_sees_their_threads():
    topic = Topic(id="none", name="None", include=Interests(countries=("BR",)))
    assert week_of_stories(a_story(1, 0, 0), topics=[topic]) is None
    topic = structs.replace(topic, include=Interests(countries=("KZ",)))
    assert week_of_stories(a_story(1, 0, 0), topics=[topic]).threads


@pytest.mark.parametrize("language", ["en", "fr", "ru", "kk"])
def test_its_heading_is_in_the_readers_language(language):
    assert week_of_stories(a_story(1, 0, 0), language=language).title


# --- where it is drawn ---

WEEK = Week(
    first=date(2026, 11, 18),
    title="The week’s threads",
    threads=(
        WeekThread(title="A & <b>", story_id="s1", story_number=1, accounts=(1, 0, 0, 0, 0, 0, 3)),
        WeekThread(title="B", story_id="s2", story_number=2, accounts=(0, 0, 2, 0, 0, 0, 0)),
    ),
)
PLAIN = compose(both_days(), until=DAY_2, sources=SOURCES)
DIGEST = structs.replace(PLAIN, week=WEEK)


def test_a_page_draws_it_and_its_policy_still_forbids_all_but_its_own_style():
    page = render_html(DIGEST)
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in page or f"'sha256-{digest}'" in page
    assert "<svg" in page
    assert "A &amp; &lt;b&gt;" in page
    assert "style=" not in page


def test_a_digest_without_it_is_the_page_that_it_was():
    assert "<svg" not in render_html(PLAIN)
    assert ".pic" not in render_html(PLAIN)


def test_a_mails_page_shows_the_picture_that_it_brings_or_none():
    shown = render_mail_html(DIGEST, week_at="cid:x")
    assert 'src="cid:x"' in shown
    assert 'alt="The week’s threads. A &amp; &lt;b&gt;: 4 articles. B: 2 articles."' in shown
    assert "<svg" not in shown
    assert "<img" not in render_mail_html(DIGEST)
    assert "<img" not in render_mail_html(PLAIN, week_at="cid:x")


def test_a_png_is_drawn_once_for_all_who_get_it():
    assert week_png(DIGEST) is week_png(structs.replace(DIGEST, summary="x"))
    assert week_png(PLAIN) is None


def test_a_story_that_a_reader_muted_is_no_thread_of_its_week():
    assert [one.story_id for one in without(DIGEST, ["s1"]).week.threads] == ["s2"]
    assert without(DIGEST, ["s1", "s2"]).week is None
    assert without(PLAIN, ["s1"]).week is None


def test_a_correction_repeats_no_picture():
    message = Message(text=written(DIGEST))
    notes = Corrections(notes=("S1 is part of S2.",), language="en", day="28 Nov 2026")
    assert digest_in(correcting(message, notes)).week is None


def test_a_digest_of_before_is_read_without_one():
    before = written(PLAIN).replace(',"week":null', "")
    assert "week" not in before
    assert digest_in(Message(text=before)) == PLAIN


def test_others_accounts_do_not_lend_their_outlets():
    """Accounts of one outlet alone rank below those of two."""
    one_outlet = a_story(1, 0, 0, 0, 0, outlets=False)
    two = a_story(2, 0, 0, member=IZVESTIA)
    other = a_story(3, 1, 0, member=COUNCIL)
    assert [one.story_number for one in week_of_stories(one_outlet, two, other).threads] == [
        2,
        3,
        1,
    ]
