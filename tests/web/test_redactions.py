"""What an old edition still shows once a text of it was erased."""

from datetime import UTC, datetime

from monitor.digest.model import Counts, Digest, Entry, Outlet, Run
from monitor.web.redactions import Redactions, unredacted_digest

AT = datetime(2026, 11, 27, tzinfo=UTC)


def entry(number, *articles):
    outlets = [Outlet(name=one, kind="state", language="en", article_id=one) for one in articles]
    return Entry(
        number=number,
        story_id=f"s{number}",
        story_number=number,
        version="1",
        title="Secret talks",
        headline=(Run(text="Secret talks"),),
        where="Secretville",
        tags=("secret",),
        outlets=tuple(outlets),
    )


def shown(*entries, title="What is left"):
    erased = Redactions(
        articles=frozenset({"a"}), stories=frozenset(), numbers=frozenset(), words=("Hidden",)
    )
    asked = []

    def title_of(story_id, articles):
        asked.append((story_id, set(articles)))
        return title

    digest = Digest(
        language="en",
        zone="UTC",
        until=AT,
        title="",
        dateline="",
        summary="",
        counts=Counts(),
        conservation="",
        closing="",
        entries=entries,
    )
    found, touched = unredacted_digest(digest, erased, title_of=title_of)
    return found.entries, touched, asked


def test_only_the_words_of_the_erased_account_go():
    entries, touched, asked = shown(entry(1, "a", "b"), entry(2, "c"))
    left, whole = entries
    assert asked == [("s1", {"b"})]
    assert touched == 1
    assert (left.title, [one.name for one in left.outlets]) == ("What is left", ["b"])
    assert "ecret" not in repr(left)
    assert whole == entry(2, "c")


def test_an_entry_of_which_nothing_is_left_goes_whole():
    assert shown(entry(1, "a"))[:2] == ((), 1)
    assert shown(entry(1, "a", "b"), title="")[:2] == ((), 1)
    assert shown(entry(1, "a", "b"), title="Hidden words")[:2] == ((), 1)
