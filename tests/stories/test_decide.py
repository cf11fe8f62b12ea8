from datetime import timedelta

import pytest

from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleMoved,
    ArticleRevised,
    ArticleSetAside,
    ArticleTaken,
    CorrectionUndone,
    StoriesMerged,
    StoryClosed,
    StoryOpened,
    StoryReopened,
    StorySplit,
    TextRedacted,
)
from monitor.model import Binding
from monitor.stories import queries
from monitor.stories.commands import (
    ClosedStory,
    Merge,
    Move,
    Redact,
    Regroup,
    Revise,
    SecondLook,
    SetAside,
    Split,
    Tick,
    Undo,
)
from tests.stories.cases import (
    EVIDENCE,
    FACT,
    NOW,
    after,
    article,
    attached,
    decided,
    done,
    groups,
    ids,
    joining,
    opened,
    reading,
    story,
    take,
    unsure,
)


def kinds(events):
    return [type(event).__name__ for event in events]


# --- taking ---


def test_a_new_article_opens_a_story_with_the_next_number():
    events = decided(after(opened("a", 1)), take("b"))
    assert kinds(events) == ["ArticleTaken", "StoryOpened"]
    assert events[1].number == 2
    assert events[1].story_id == story("b")


def test_an_article_joins_the_story_of_its_verdict():
    taken, joined = decided(after(opened("a", 1)), take("b", joining(story("a"))))
    assert isinstance(taken, ArticleTaken)
    assert isinstance(joined, ArticleAttached)
    assert (joined.story_id, joined.verdict, joined.new_facts) == (
        story("a"),
        "development",
        (FACT,),
    )


def test_an_unsure_article_opens_a_story_that_says_which_it_may_be():
    state = after(opened("a", 1))
    events = done(state, take("b", unsure(story("a"))))
    assert isinstance(events[1], StoryOpened)
    assert events[1].maybe == story("a")
    assert state.stories[story("b")].members[article("b").id].verdict == "unsure"
    assert [held.id for held in queries.unsure(state)] == [story("b")]


def test_an_article_judged_into_a_story_that_was_merged_since_joins_where_it_went():
    state = after(opened("a", 1), opened("b", 2))
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    assert decided(state, take("c", joining(story("b"))))[1].story_id == story("a")


def test_an_article_judged_into_a_closed_story_is_refused():
    state = after(opened("a", 1), [StoryClosed(story_id=story("a"))])
    with pytest.raises(RefusedError):
        decided(state, take("b", joining(story("a"))))


def test_taking_an_article_that_is_placed_already_brings_nothing():
    assert decided(after(opened("a", 1)), take("a")) == []


def test_an_article_without_anything_to_read_is_set_aside_with_its_reason():
    events = decided(after(), SetAside(article=article("a"), reason="nothing to read"))
    assert events == [ArticleSetAside(article=article("a"), reason="nothing to read")]


def test_what_was_set_aside_opens_a_story_once_there_is_something_to_read():
    state = after([ArticleSetAside(article=article("a"), reason="nothing to read")])
    command = take("a", text="at last a text")
    events = done(
        state,
        type(command)(
            article=command.article, reading=command.reading, verdict=command.verdict, again=True
        ),
    )
    assert kinds(events) == ["ArticleRevised", "StoryOpened"]
    assert groups(state) == {frozenset({"a"})}


# --- editing ---


def edit(name, **fields):
    return Revise(article=article(name, text="edited"), reading=reading("edited"), **fields)


def test_an_edit_that_brings_something_is_material_and_makes_a_duplicate_a_development():
    state = after(opened("a", 1))
    done(state, take("b", joining(story("a"), facts=(), kind="duplicate")))
    (event,) = done(state, edit("b", story_id=story("a"), new_facts=(FACT,)))
    assert event.material
    member = state.stories[story("a")].members[article("b").id]
    assert (member.verdict, member.new_facts, member.reading.title) == (
        "development",
        (FACT,),
        "edited",
    )


def test_an_edit_that_brings_nothing_changes_the_text_and_no_more():
    state = after(opened("a", 1), days_apart=1)
    (event,) = done(state, edit("a", story_id=story("a")), NOW + timedelta(days=9))
    assert not event.material
    assert state.stories[story("a")].updated_at == NOW
    assert (
        state.stories[story("a")].members[article("a").id].article.version
        == article("a", text="edited").version
    )


def test_an_edit_of_an_article_in_a_closed_story_reopens_it_only_if_it_brings_something():
    state, closed = closed_after(opened("a", 1))
    assert kinds(decided(state, edit("a", story_id=story("a"), closed=(closed,)))) == [
        "ArticleRevised"
    ]
    events = done(state, edit("a", story_id=story("a"), new_facts=(FACT,), closed=(closed,)))
    assert kinds(events) == ["StoryReopened", "ArticleRevised"]
    assert state.stories[story("a")].members[article("a").id].reading.title == "edited"


# --- closing ---


def closed_after(*past):
    """The State after the first story of `past` was closed, and what a command needs to bring it
    back.
    """
    state = after(*past)
    held = next(iter(state.stories.values()))
    closed = ClosedStory(
        story_id=held.id,
        number=held.number,
        members=tuple(held.members.values()),
        opened_at=held.opened_at,
        maybe=held.maybe,
        links=tuple(held.links),
        aliases=tuple(held.aliases),
        claims=tuple((number, claim.bindings) for number, claim in state.claims.items()),
    )
    return after(*past, [StoryClosed(story_id=held.id)]), closed


def test_a_tick_closes_what_was_quiet_for_longer_than_the_rules_allow():
    state = after(opened("a", 1), opened("b", 2), days_apart=1)
    assert decided(state, Tick(now=NOW + timedelta(days=45))) == []
    assert decided(state, Tick(now=NOW + timedelta(days=45, seconds=1))) == [
        StoryClosed(story_id=story("a"))
    ]
    assert len(decided(state, Tick(now=NOW + timedelta(days=99)))) == 2


def test_news_puts_the_closing_off():
    state = after(opened("a", 1), opened("b", 2), attached("c", to="a"), days_apart=10)
    assert decided(state, Tick(now=NOW + timedelta(days=56))) == [StoryClosed(story_id=story("b"))]


def test_a_closed_story_leaves_nothing_in_memory_but_its_mark_in_the_fingerprint():
    state = after(opened("a", 1), opened("b", 2))
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    before = queries.fingerprint(state)
    done(state, Tick(now=NOW + timedelta(days=99)))
    assert not any(
        (
            state.stories,
            state.where,
            state.numbers,
            state.aliases,
            state.claims,
            state.claimed,
            state.taken,
        )
    )
    assert queries.fingerprint(state) != before
    assert (state.next_number, state.corrections, state.let_go) == (3, 1, 1)


def test_a_reopened_story_is_as_it_was_with_its_number_its_aliases_and_what_binds_it():
    past = [opened("a", 1), opened("b", 2)]
    past.append(decided(after(*past), Merge(story_id=story("a"), merged_id=story("b"))))
    live = after(*past)
    state, closed = closed_after(*past)
    reopened, _ = done(state, Split(story_id=story("a"), article_ids=ids("b"), closed=(closed,)))
    assert isinstance(reopened, StoryReopened)
    assert queries.by_number(state, 2) == story("a")
    assert queries.bindings(live)[0] in state.claims[1].bindings
    assert state.stories[story("a")].opened_at == NOW


# --- merging ---


def test_merging_brings_all_articles_over_and_binds_them():
    state = after(opened("a", 1), opened("b", 2), attached("c", to="b"))
    (event,) = done(state, Merge(story_id=story("a"), merged_id=story("b"), reason="same"))
    assert isinstance(event, StoriesMerged)
    assert groups(state) == {frozenset("abc")}
    first, second, third = ids("a", "b", "c")
    assert queries.bindings(state) == (
        Binding(a=first, b=second, together=True),
        Binding(a=first, b=third, together=True),
    )


def test_a_merged_number_resolves_through_a_chain_of_merges():
    state = after(opened("a", 1), opened("b", 2), opened("c", 3))
    done(state, Merge(story_id=story("b"), merged_id=story("c")))
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    assert [queries.by_number(state, number) for number in (1, 2, 3)] == [story("a")] * 3
    done(state, take("d"))
    assert state.stories[story("d")].number == 4


def test_merging_with_itself_is_refused_and_merging_what_is_merged_brings_nothing():
    state = after(opened("a", 1), opened("b", 2))
    with pytest.raises(RefusedError) as refused:
        decided(state, Merge(story_id=story("a"), merged_id=story("a")))
    assert refused.value.hint
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    assert decided(state, Merge(story_id=story("a"), merged_id=story("b"))) == []


def test_merging_an_unknown_story_is_not_found():
    with pytest.raises(NotFoundError):
        decided(after(opened("a", 1)), Merge(story_id=story("a"), merged_id="nowhere"))


def test_merging_a_story_with_the_one_it_may_be_settles_the_doubt():
    state = after(opened("a", 1), opened("b", 2, maybe=story("a")))
    assert len(queries.unsure(state)) == 1
    done(state, Merge(story_id=story("b"), merged_id=story("a")))
    assert queries.unsure(state) == []


# --- splitting and moving ---


def test_splitting_gives_a_new_number_and_keeps_the_two_apart():
    state = after(opened("a", 1), attached("b", to="a"))
    (event,) = done(state, Split(story_id=story("a"), article_ids=ids("b")))
    assert isinstance(event, StorySplit)
    assert (event.number, groups(state)) == (2, {frozenset("a"), frozenset("b")})
    assert queries.bindings(state) == (Binding(a=ids("b")[0], b=ids("a")[0], together=False),)


def test_a_split_that_leaves_nothing_or_takes_nothing_or_a_stranger_is_refused():
    state = after(opened("a", 1), attached("b", to="a"), opened("c", 2))
    with pytest.raises(RefusedError, match="all its articles"):
        decided(state, Split(story_id=story("a"), article_ids=ids("a", "b")))
    with pytest.raises(RefusedError, match="no article"):
        decided(state, Split(story_id=story("a"), article_ids=()))
    with pytest.raises(NotFoundError):
        decided(state, Split(story_id=story("a"), article_ids=ids("c")))


def test_the_bindings_of_a_large_split_stay_few():
    names = [f"n{i}" for i in range(100)]
    state = after(opened("a", 1), *(attached(name, to="a") for name in names))
    (event,) = decided(state, Split(story_id=story("a"), article_ids=ids(*names[:50])))
    assert len(event.bindings) == 100


def test_moving_binds_the_article_to_its_new_story_and_bars_it_from_the_old_one():
    state = after(opened("a", 1), attached("b", to="a"), opened("c", 2))
    (event,) = done(state, Move(article_id=ids("b")[0], to_story_id=story("c")))
    assert isinstance(event, ArticleMoved)
    assert groups(state) == {frozenset("a"), frozenset("bc")}
    assert {binding.together for binding in event.bindings} == {True, False}


def test_a_story_whose_last_article_moved_away_ends_and_its_number_still_leads_there():
    state = after(opened("a", 1), opened("b", 2))
    done(state, Move(article_id=ids("b")[0], to_story_id=story("a")))
    assert queries.by_number(state, 2) == story("a")
    assert groups(state) == {frozenset("ab")}


def test_moving_an_article_to_where_it_is_brings_nothing():
    assert (
        decided(after(opened("a", 1)), Move(article_id=ids("a")[0], to_story_id=story("a"))) == []
    )


def test_moving_an_unknown_article_is_not_found():
    with pytest.raises(NotFoundError):
        decided(after(opened("a", 1)), Move(article_id="nobody", to_story_id=story("a")))


def test_where_corrections_disagree_the_last_one_binds():
    state = after(opened("a", 1), opened("b", 2))
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    done(state, Split(story_id=story("a"), article_ids=ids("b")))
    assert [binding.together for binding in queries.bindings(state)] == [False]


# --- undoing ---


def test_undoing_a_merge_brings_the_story_back_and_unbinds():
    state = after(
        opened("a", 1), opened("b", 2, maybe="some story", links=("other",)), attached("c", to="b")
    )
    (merged,) = done(state, Merge(story_id=story("a"), merged_id=story("b")))
    (undone,) = done(state, Undo(done=merged))
    assert isinstance(undone, CorrectionUndone)
    assert groups(state) == {frozenset("a"), frozenset("bc")}
    assert queries.bindings(state) == ()
    assert queries.by_number(state, 2) == story("b")
    back = state.stories[story("b")]
    assert (back.number, back.maybe, back.links, back.opened_at) == (
        2,
        "some story",
        ["other"],
        NOW,
    )


def test_what_came_to_a_merged_story_since_stays_when_the_merge_is_undone():
    state = after(opened("a", 1), opened("b", 2))
    (merged,) = done(state, Merge(story_id=story("a"), merged_id=story("b")))
    done(state, take("c", joining(story("a"))))
    done(state, Undo(done=merged))
    assert groups(state) == {frozenset("ac"), frozenset("b")}


def test_undoing_the_inner_one_of_two_merges_takes_only_its_own_articles_and_names_back():
    state = after(opened("a", 1), opened("b", 2), opened("c", 3))
    (inner,) = done(state, Merge(story_id=story("b"), merged_id=story("c")))
    done(state, Merge(story_id=story("a"), merged_id=story("b")))
    done(state, Undo(done=inner))
    assert groups(state) == {frozenset("ab"), frozenset("c")}
    assert [queries.by_number(state, number) for number in (1, 2, 3)] == [
        story("a"),
        story("a"),
        story("c"),
    ]


def test_undoing_the_outer_one_of_two_merges_gives_the_inner_one_its_names_back():
    state = after(opened("a", 1), opened("b", 2), opened("c", 3))
    done(state, Merge(story_id=story("b"), merged_id=story("c")))
    (outer,) = done(state, Merge(story_id=story("a"), merged_id=story("b")))
    done(state, Undo(done=outer))
    assert groups(state) == {frozenset("a"), frozenset("bc")}
    assert [queries.by_number(state, number) for number in (1, 2, 3)] == [
        story("a"),
        story("b"),
        story("b"),
    ]


def test_undoing_a_split_ends_the_new_story_and_its_number_leads_back():
    state = after(opened("a", 1), attached("b", to="a"))
    (split,) = done(state, Split(story_id=story("a"), article_ids=ids("b")))
    done(state, Undo(done=split))
    assert groups(state) == {frozenset("ab")}
    assert queries.by_number(state, 2) == story("a")
    done(state, take("c"))
    assert state.stories[story("c")].number == 3


def test_a_split_off_story_that_grew_since_keeps_what_came_to_it():
    state = after(opened("a", 1), attached("b", to="a"))
    (split,) = done(state, Split(story_id=story("a"), article_ids=ids("b")))
    done(state, take("c", joining(split.new_story_id)))
    done(state, Undo(done=split))
    assert groups(state) == {frozenset("ab"), frozenset("c")}


def test_undoing_a_move_that_ended_a_story_brings_it_back():
    state = after(opened("a", 1), opened("b", 2))
    (moved,) = done(state, Move(article_id=ids("b")[0], to_story_id=story("a")))
    done(state, Undo(done=moved))
    assert groups(state) == {frozenset("a"), frozenset("b")}
    assert queries.by_number(state, 2) == story("b")


def test_undoing_a_split_after_the_two_were_merged_again_only_unbinds():
    state = after(opened("a", 1), attached("b", to="a"))
    (split,) = done(state, Split(story_id=story("a"), article_ids=ids("b")))
    done(state, Merge(story_id=split.new_story_id, merged_id=story("a")))
    (undone,) = done(state, Undo(done=split))
    assert undone.moves == ()
    assert groups(state) == {frozenset("ab")}
    assert [binding.together for binding in queries.bindings(state)] == [True]


def test_undoing_a_machines_move_whose_article_has_moved_on_is_refused():
    state = after(opened("a", 1), attached("b", to="a"), opened("c", 2), opened("d", 3))
    change = Regroup(
        from_story_id=story("a"), to_story_id=story("c"), article_ids=ids("b"), evidence=EVIDENCE
    )
    (moved,) = done(state, SecondLook(changes=(change,)))
    done(state, Move(article_id=ids("b")[0], to_story_id=story("d")))
    with pytest.raises(RefusedError, match="moved on"):
        decided(state, Undo(done=moved))


def test_undoing_a_correction_of_a_closed_story_reopens_it():
    past = [opened("a", 1), opened("b", 2)]
    past.append(decided(after(*past), Merge(story_id=story("a"), merged_id=story("b"))))
    state, closed = closed_after(*past)
    events = done(state, Undo(done=past[2][0], closed=(closed,)))
    assert kinds(events) == ["StoryReopened", "CorrectionUndone"]
    assert groups(state) == {frozenset("a"), frozenset("b")}
    assert queries.bindings(state) == ()


# --- the machine's second look, redaction ---


def test_the_machines_own_corrections_are_numbered_in_a_row_give_their_reason_and_bind_nothing():
    state = after(
        opened("a", 1), attached("b", to="a"), opened("c", 2), opened("d", 3), opened("e", 4)
    )
    move = Regroup(
        from_story_id=story("a"), to_story_id=story("c"), article_ids=ids("b"), evidence=EVIDENCE
    )
    merge = Regroup(from_story_id=story("d"), to_story_id=story("e"), evidence=EVIDENCE)
    moved, merged = done(state, SecondLook(changes=(move, merge)))
    assert (moved.correction, merged.correction) == (1, 2)
    assert (moved.by, merged.by, moved.reason, moved.bindings) == (
        "machine",
        "machine",
        EVIDENCE.rule,
        (),
    )
    assert groups(state) == {frozenset("a"), frozenset("bc"), frozenset("de")}


def test_the_machine_parts_a_story_and_says_why():
    state = after(opened("a", 1), attached("b", to="a"), attached("c", to="a"), opened("d", 2))
    parts = tuple(
        Regroup(from_story_id=story("a"), article_ids=ids(name), evidence=EVIDENCE)
        for name in ("b", "c")
    )
    first, second = done(state, SecondLook(changes=parts))
    assert (first.number, second.number, second.correction) == (3, 4, 2)
    assert (first.by, first.reason, first.bindings) == ("machine", EVIDENCE.rule, ())
    assert groups(state) == {frozenset("a"), frozenset("b"), frozenset("c"), frozenset("d")}


def test_several_articles_that_move_are_several_corrections():
    state = after(opened("a", 1), attached("b", to="a"), attached("c", to="a"), opened("d", 2))
    move = Regroup(
        from_story_id=story("a"),
        to_story_id=story("d"),
        article_ids=ids("b", "c"),
        evidence=EVIDENCE,
    )
    events = done(state, SecondLook(changes=(move,)))
    assert [event.correction for event in events] == [1, 2]
    assert groups(state) == {frozenset("a"), frozenset("bcd")}


def test_a_whole_story_is_not_parted_from_itself():
    state = after(opened("a", 1), attached("b", to="a"))
    change = Regroup(from_story_id=story("a"), article_ids=ids("a", "b"), evidence=EVIDENCE)
    assert decided(state, SecondLook(changes=(change,))) == []


def test_a_change_that_no_longer_fits_is_left_out():
    state = after(opened("a", 1), opened("c", 2))
    gone = Regroup(
        from_story_id=story("a"), to_story_id=story("c"), article_ids=ids("b"), evidence=EVIDENCE
    )
    unknown = Regroup(from_story_id="closed by now", to_story_id=story("c"), evidence=EVIDENCE)
    assert decided(state, SecondLook(changes=(gone, unknown))) == []


def test_redacting_names_each_text_and_its_reason():
    events = decided(
        after(opened("a", 1)),
        Redact(article_id="x", texts=(("v1", "h1"), ("v2", "h2")), reason="asked"),
    )
    assert [(event.text_hash, event.reason) for event in events] == [
        ("h1", "asked"),
        ("h2", "asked"),
    ]
    assert all(isinstance(event, TextRedacted) for event in events)


def test_an_edit_of_what_was_set_aside_and_still_says_nothing_is_noted():
    (event,) = decided(after(), edit("a", story_id=None))
    assert isinstance(event, ArticleRevised)
    assert (event.story_id, event.material) == (None, False)
