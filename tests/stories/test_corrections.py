"""What a correction's event holds: its number, whom it binds, who made it and why, and what it
brings back first.
"""

import pytest

from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import (
    Alias,
    ArticleAttached,
    ArticleLetIn,
    ArticleSetAside,
    CorrectionUndone,
    StoriesKeptApart,
    StoriesMerged,
    StoryReopened,
    StorySetAside,
    TextRedacted,
)
from monitor.model import Binding, Fact, Verdict
from monitor.stories.commands import (
    ClosedStory,
    KeepApart,
    LetIn,
    Merge,
    Move,
    Redact,
    Regroup,
    Revise,
    SecondLook,
    SetAside,
    SetStoryAside,
    Split,
    Undo,
)
from monitor.stories.decide import PAIRS_MAX, story_id_of
from tests.stories.cases import (
    EVIDENCE,
    FACT,
    NOW,
    after,
    article,
    attached,
    decided,
    done,
    fold,
    ids,
    new,
    opened,
    reading,
    story,
    take,
)
from tests.stories.test_decide import closed_after

ASKED = {"by": "operator", "reason": "they are not"}
MACHINE = {"by": "machine", "reason": "looked again"}


def kept_apart(a, b, **more):
    return KeepApart(story_id=story(a), other_id=story(b), **more)


# --- what a verdict says is what the event says ---


def test_all_of_a_verdict_is_in_the_event():
    state = after(opened("a", 1))
    differ = (Fact(kind="visit", text="official"),)
    verdict = Verdict(
        kind="duplicate",
        evidence=EVIDENCE,
        story_id=story("a"),
        of=ids("a")[0],
        new_facts=(FACT,),
        differ=differ,
        links=("elsewhere",),
    )
    _, joined = decided(state, take("b", verdict))
    assert joined == ArticleAttached(
        story_id=story("a"),
        article_id=ids("b")[0],
        verdict="duplicate",
        evidence=EVIDENCE,
        of=ids("a")[0],
        new_facts=(FACT,),
        differ=differ,
        links=("elsewhere",),
    )


def test_a_new_story_keeps_its_links_and_no_doubt_that_nobody_had():
    _, event = decided(after(), take("a", new(links=("elsewhere",), maybe="some story")))
    assert (event.links, event.maybe) == (("elsewhere",), None)


def test_what_is_set_aside_keeps_what_was_read():
    command = SetAside(article=article("a"), reason="nothing to read", reading=reading("a"))
    assert decided(after(), command) == [
        ArticleSetAside(article=article("a"), reason="nothing to read", reading=reading("a"))
    ]


def test_what_a_person_lets_in_is_placed_by_the_event_after_it():
    state = after()
    let_in, opened_ = done(
        state,
        LetIn(article=article("a"), reading=reading("a"), verdict=new(), reason="it is news"),
    )
    assert let_in == ArticleLetIn(
        correction=1, article=article("a"), reading=reading("a"), by="operator", reason="it is news"
    )
    assert (opened_.story_id, opened_.number) == (story("a"), 1)
    assert (state.corrections, state.taken, list(state.stories)) == (1, {}, [story("a")])


def test_what_is_in_a_story_is_not_let_in_again():
    state = after(opened("a", 1))
    again = LetIn(article=article("a"), reading=reading("a"), verdict=new())
    assert decided(state, again) == []


def test_the_id_of_a_story_is_short_and_says_which_of_an_article_s_stories_it_is():
    assert len(story_id_of("a")) == 16
    assert story_id_of("a") == story_id_of("a", ordinal=0) != story_id_of("a", ordinal=1)


# --- keeping apart ---


def test_keeping_two_stories_apart_binds_each_article_of_one_against_each_of_the_other():
    state = after(opened("a", 1), attached("b", to="a"), opened("c", 2))
    (event,) = decided(state, kept_apart("a", "c", **ASKED))
    first, second, third = ids("a", "b", "c")
    assert event == StoriesKeptApart(
        correction=1,
        story_id=story("a"),
        other_id=story("c"),
        bindings=(
            Binding(a=first, b=third, together=False),
            Binding(a=second, b=third, together=False),
        ),
        **ASKED,
    )


def test_what_is_one_story_cannot_be_kept_apart():
    state = after(opened("a", 1), opened("b", 2))
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    with pytest.raises(RefusedError, match="one story"):
        decided(state, kept_apart("a", "b"))


def test_undoing_it_unbinds_them_and_moves_nothing():
    state = after(opened("a", 1), opened("b", 2))
    (kept,) = done(state, kept_apart("a", "b"))
    (undone,) = decided(state, Undo(done=kept))
    assert undone == CorrectionUndone(
        correction=2, undone=1, moves=(), emptied=(), unbound=kept.bindings
    )


# --- not diplomatic ---


def test_a_story_is_set_aside_as_it_is_with_who_and_why():
    state = after(opened("a", 1), attached("b", to="a"))
    aside = StorySetAside(correction=1, story_id=story("a"), **MACHINE)
    assert decided(state, SetStoryAside(story_id=story("a"), **MACHINE)) == [aside]
    assert decided(
        state, SetStoryAside(story_id=story("a"), article_ids=ids("a", "b"), **MACHINE)
    ) == [aside]


def test_articles_of_a_story_are_set_aside_in_one_of_their_own():
    state = after(opened("a", 1), attached("b", to="a"), attached("c", to="a"))
    split, aside = decided(
        state, SetStoryAside(story_id=story("a"), article_ids=ids("b", "c"), **MACHINE)
    )
    own = story_id_of(ids("b")[0], ordinal=1)
    assert (split.correction, split.story_id, split.new_story_id) == (1, story("a"), own)
    assert (split.article_ids, split.by, split.reason) == (ids("b", "c"), "machine", "looked again")
    assert aside == StorySetAside(correction=2, story_id=own, **MACHINE)


def test_a_closed_story_stands_again_to_be_set_aside_whole_or_in_part():
    state, closed = closed_after(opened("a", 1), attached("b", to="a"))
    reopened, _ = decided(state, SetStoryAside(story_id=story("a"), closed=(closed,)))
    assert (type(reopened), reopened.reason) == (StoryReopened, "set aside by an operator")
    reopened, split, aside = decided(
        state, SetStoryAside(story_id=story("a"), article_ids=ids("b"), closed=(closed,))
    )
    assert isinstance(reopened, StoryReopened)
    assert aside.story_id == split.new_story_id == story_id_of(ids("b")[0], ordinal=1)


# --- closed stories ---


def test_a_closed_story_stands_again_before_it_is_corrected_and_it_says_why():
    state, closed = closed_after(opened("a", 1), attached("b", to="a"))
    done(state, take("c"))
    for command, why in (
        (
            Merge(story_id=story("c"), merged_id=story("a"), closed=(closed,)),
            "merged by an operator",
        ),
        (
            Split(story_id=story("a"), article_ids=ids("b"), closed=(closed,)),
            "split by an operator",
        ),
        (
            Move(article_id=ids("b")[0], to_story_id=story("c"), closed=(closed,)),
            "an operator moved an article",
        ),
        (kept_apart("c", "a", closed=(closed,)), "kept apart by an operator"),
        (edit_of("a", closed), "an article of it was edited at its source"),
    ):
        first, _ = decided(state, command)
        assert isinstance(first, StoryReopened)
        assert (first.story_id, first.reason) == (story("a"), why)


def edit_of(name, closed):
    edited = article(name, text="edited")
    return Revise(
        article=edited,
        reading=reading("edited"),
        story_id=closed.story_id,
        new_facts=(FACT,),
        closed=(closed,),
    )


def test_all_that_a_closed_story_was_comes_back_with_it():
    alias = Alias(story_id="gone", number=7, into=story("a"), correction=3, opened_at=NOW)
    claim = (3, (Binding(a="x", b="y", together=True),))
    closed = ClosedStory(
        story_id=story("a"),
        number=1,
        members=closed_after(opened("a", 1))[1].members,
        opened_at=NOW,
        maybe="some story",
        links=("elsewhere",),
        claims=(claim,),
        aliases=(alias,),
    )
    state = after(opened("b", 2))
    reopened, _ = decided(state, Merge(story_id=story("b"), merged_id=story("a"), closed=(closed,)))
    assert reopened == StoryReopened(
        story_id=story("a"),
        number=1,
        members=closed.members,
        reason="merged by an operator",
        maybe="some story",
        links=("elsewhere",),
        opened_at=NOW,
        claims=(claim,),
        aliases=(alias,),
    )
    merged = decided(state, Merge(story_id=story("b"), merged_id="gone", closed=(closed,)))[1]
    assert merged.merged_id == story("a")


def test_a_story_that_is_open_again_by_now_is_not_reopened():
    state, closed = closed_after(opened("a", 1), attached("b", to="a"))
    done(state, edit_of("a", closed))
    (split,) = decided(state, Split(story_id=story("a"), article_ids=ids("b"), closed=(closed,)))
    assert split.story_id == story("a")


def test_an_edit_in_a_story_that_stays_closed_names_no_story():
    state, closed = closed_after(opened("a", 1))
    command = Revise(
        article=article("a", text="edited"), reading=reading("edited"), story_id=closed.story_id
    )
    (event,) = decided(state, command)
    assert event.story_id is None


def test_an_article_is_looked_for_in_the_closed_story_that_holds_it():
    state, closed = closed_after(opened("a", 1), attached("b", to="a"))
    done(state, take("c"))
    other = ClosedStory(story_id="other", number=9, members=closed_after(opened("z", 1))[1].members)
    moved = decided(
        state, Move(article_id=ids("b")[0], to_story_id=story("c"), closed=(other, closed))
    )[-1]
    assert (moved.from_story_id, moved.to_story_id) == (story("a"), story("c"))
    with pytest.raises(NotFoundError, match="in no story"):
        decided(state, Move(article_id="nobody", to_story_id=story("c"), closed=(other, closed)))


# --- numbers, makers, reasons ---


def test_corrections_are_numbered_in_a_row_and_say_who_and_why():
    state = after(
        opened("a", 1), attached("b", to="a"), opened("c", 2), attached("d", to="c"), opened("e", 3)
    )
    (merged,) = done(state, Merge(story_id=story("a"), merged_id=story("e"), **MACHINE))
    (split,) = done(state, Split(story_id=story("a"), article_ids=ids("b"), **MACHINE))
    (moved,) = done(state, Move(article_id=ids("d")[0], to_story_id=story("a"), **MACHINE))
    (kept,) = done(state, kept_apart("a", "c", **MACHINE))
    (undone,) = done(state, Undo(done=kept))
    numbers = [event.correction for event in (merged, split, moved, kept, undone)]
    assert numbers == [1, 2, 3, 4, 5]
    assert {(event.by, event.reason) for event in (merged, split, moved, kept)} == {
        ("machine", "looked again")
    }
    assert split.new_story_id == story_id_of(ids("b")[0], ordinal=2)


def test_a_second_look_keeps_its_evidence():
    state = after(opened("a", 1), opened("b", 2), attached("c", to="b"), opened("d", 3))
    changes = (
        Regroup(from_story_id=story("a"), to_story_id=story("d"), evidence=EVIDENCE),
        Regroup(
            from_story_id=story("b"),
            to_story_id=story("d"),
            article_ids=ids("c"),
            evidence=EVIDENCE,
        ),
    )
    events = decided(state, SecondLook(changes=changes))
    assert [event.evidence for event in events] == [EVIDENCE, EVIDENCE]
    assert [event.correction for event in events] == [1, 2]


def test_erasing_says_who_asked_for_it():
    (event,) = decided(
        after(opened("a", 1)),
        Redact(article_id="a", texts=(("v", "h"),), reason="asked for", by="machine"),
    )
    assert event == TextRedacted(
        article_id="a", version="v", text_hash="h", reason="asked for", by="machine"
    )


# --- bindings ---


def test_a_merge_binds_what_came_over_to_the_first_article_that_was_there():
    state = after(opened("a", 1), attached("b", to="a"), opened("c", 2), attached("d", to="c"))
    (event,) = decided(state, Merge(story_id=story("a"), merged_id=story("c")))
    first, _, third, fourth = ids("a", "b", "c", "d")
    assert isinstance(event, StoriesMerged)
    assert event.bindings == (
        Binding(a=first, b=third, together=True),
        Binding(a=first, b=fourth, together=True),
    )


def test_a_move_bars_the_article_from_those_it_left_and_binds_it_to_the_first_of_its_new_story():
    state = after(opened("a", 1), attached("b", to="a"), opened("c", 2), attached("d", to="c"))
    (event,) = decided(state, Move(article_id=ids("b")[0], to_story_id=story("c")))
    first, moved, third, _ = ids("a", "b", "c", "d")
    assert event.bindings == (
        Binding(a=moved, b=first, together=False),
        Binding(a=moved, b=third, together=True),
    )


def test_up_to_a_thousand_pairs_are_bound_each_and_above_it_the_first_of_each_side_stands_for_it():
    assert PAIRS_MAX == 1_000
    left, right = [f"l{n}" for n in range(25)], [f"r{n}" for n in range(40)]
    state = after(opened("l0", 1), *(attached(name, to="l0") for name in left[1:]))
    for events in (opened("r0", 2), *(attached(name, to="r0") for name in right[1:])):
        fold(state, events)
    (all_pairs,) = decided(state, kept_apart("l0", "r0"))
    assert len(all_pairs.bindings) == PAIRS_MAX
    fold(state, attached("l25", to="l0"))
    (few,) = decided(state, kept_apart("l0", "r0"))
    mine, theirs = ids(*left, "l25"), ids(*right)
    assert [(one.a, one.b) for one in few.bindings] == [
        *((mine[0], other) for other in theirs),
        *((one, theirs[0]) for one in mine[1:]),
    ]


# --- undoing ---


def test_undoing_names_what_it_unbinds():
    state = after(opened("a", 1), opened("b", 2))
    (merged,) = done(state, Merge(story_id=story("a"), merged_id=story("b")))
    (undone,) = decided(state, Undo(done=merged))
    assert (undone.undone, undone.unbound) == (1, merged.bindings)


def test_undoing_brings_back_the_name_of_its_own_story_only():
    """Another closed story that is handed over with it has ended a story by a correction of the
    same number's look.
    """
    past = [opened("a", 1), opened("b", 2)]
    past.append(decided(after(*past), Merge(story_id=story("a"), merged_id=story("b"))))
    state, closed = closed_after(*past)
    stray = Alias(story_id="stray", number=8, into="other", correction=1, opened_at=NOW)
    other = ClosedStory(story_id="other", number=9, members=(), aliases=(stray,))
    undone = decided(state, Undo(done=past[2][0], closed=(other, closed)))[-1]
    assert [move[2] for move in undone.moves] == [story("b")]
