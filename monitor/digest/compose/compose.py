"""The stories of a window → one `Digest`: what is new or has a stated new fact, ranked, grouped,
worded, counted.

Rules: one entry a story. A story that was told before (or, where no ledger of editions is kept, was
seen before the window) returns only with a fact that its readers do not know, as an update. What
was older than `rules.fresh_days` when first seen is told after today's news, as from the archive.
Stories of one thread (`threads`) stand together under the highest ranked of them. Every article of
the window is counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from msgspec import structs

from monitor.digest.aside import listed_aside
from monitor.digest.compose.context import EditionContext
from monitor.digest.compose.entry import Draft, EntryPosition, entry_of, told_as
from monitor.digest.compose.rank import reasons_for, topics_met
from monitor.digest.compose.threads import heads_of
from monitor.digest.compose.upcoming import coming_up, dates_ahead
from monitor.digest.compose.updates import key_of, unknown_facts
from monitor.digest.dates import days_of, last_day
from monitor.digest.model import (
    Coming,
    CorrectionNotice,
    Counts,
    Digest,
    Entry,
    Run,
    Runs,
    StoryForDigest,
    ToldBefore,
)
from monitor.digest.shares import Shares, share_reason, shares_of
from monitor.digest.wording.frame import (
    at_once_line,
    conservation,
    correction_line,
    framed,
    title_of,
    when_of,
)
from monitor.digest.wording.locale import words_for
from monitor.digest.wording.quote_budget import Room
from monitor.digest.wording.summary import Gist, gist_of
from monitor.digest.workbench import Workbench
from monitor.events.stories_and_feeds import Member
from monitor.model import Follow, Rules, Source, Topic

ENTRIES_MAX = 200  # told in one edition; the rest are counted
READOUTS_MAX = 25  # told as full readouts; those after them in one line where room is short
_RELATED_MAX = 2
_BENEATH_MAX = 3  # stories of a thread beneath its first that are told at length


def compose(  # noqa: PLR0913 - what an edition depends on, all spoken by keyword
    stories: Sequence[StoryForDigest] | Workbench,
    *,
    until: datetime,
    since: datetime | None = None,
    topics: Sequence[Topic] = (),
    follows: Sequence[Follow] = (),
    language: str = "en",
    zone: str = "UTC",
    sources: Iterable[Source] = (),
    rules: Rules | None = None,
    title: str = "",
    ledger: bool = False,
    told: Mapping[str, ToldBefore] | None = None,
    at_once: Sequence[str] = (),
    waited: Mapping[str, int] | None = None,
    set_aside: int = 0,
    held: int = 0,
    aside: Sequence[Member] = (),
    corrections: Sequence[CorrectionNotice] = (),
    entries_max: int = ENTRIES_MAX,
    readouts_max: int = READOUTS_MAX,
) -> Digest:
    """One edition: what was first seen after `since` and not after `until` (log times), in the
    frame's `language`; of the stories that meet any of the topics and follows, of all if there are
    none.

    `zone` is an IANA name; `set_aside` counts the window's articles that belong to no story, `held`
    those of them that wait for a person; of `aside`, what the gate set aside, a topic that asks for
    everything lists what meets it. `at_once` are stories that its readers were told of since
    the last edition, and `waited` how many were not, by the reason. With `ledger`, a story was told
    before if its `told` says so, or the one of that id in `told`; else if any of its articles was
    seen before the window. A workbench has its own sources and rules.
    """
    bench = (
        stories
        if isinstance(stories, Workbench)
        else Workbench(stories, until=until, rules=rules, sources=sources)
    )
    edition = EditionContext(
        until=until,
        since=since,
        topics=tuple(topics),
        follows=tuple(follows),
        zone=zone,
        title=title,
        ledger=ledger,
        words=words_for(language),
        sources=bench.sources,
        rules=bench.rules,
    )
    met = bench.met(edition.topics, edition.follows)
    fresh = bench.once(("moved", since), lambda: _all_moved(bench, edition))
    everything = bench.once(
        ("taken", since), lambda: sum(verdicts.total() for verdicts in fresh.values())
    )
    wanted = [one for one in fresh if met is None or one in met]
    chosen = [
        draft
        for story_id in wanted
        if (draft := _drafted(story_id, met, told or {}, bench, edition)) is not None
    ]
    shares = shares_of(chosen, edition.sources)
    ranked = _ranked(chosen, shares)
    entries = _entries(ranked[:entries_max], bench, edition, readouts_max)
    counts = structs.replace(
        _counts(fresh, wanted, everything, set_aside),
        held=held,
        beyond_share=sum(share.beyond for share in shares.told),
    )
    digest = framed(entries, ranked[entries_max:], counts, edition)
    said = conservation(counts, shares.told, edition.words)
    corrected = tuple(correction_line(correction, edition.words) for correction in corrections)
    return structs.replace(
        digest,
        conservation=said,
        corrections=corrected,
        coming=_coming(met, bench, edition),
        told_at_once=at_once_line(
            _told_apart(at_once, entries, bench), waited or {}, edition.words
        ),
        aside=listed_aside(aside, edition),
    )


def _told_apart(
    story_ids: Sequence[str], entries: Sequence[Entry], bench: Workbench
) -> list[StoryForDigest]:
    """Those of which there is nothing more to tell."""
    told = {entry.story_id for entry in entries}
    known = (one for one in story_ids if one in bench.stories and one not in told)
    return [bench.sure(bench.stories[one]) for one in known]


def _all_moved(bench: Workbench, edition: EditionContext) -> dict[str, Counter[str]]:
    """Stories of which an article was first seen in the window, each with the verdicts on what is
    fresh of it.
    """
    return {
        story.id: Counter(member.verdict for member in _fresh(story, edition))
        for story in bench.stories.values()
        if _moved(story, edition)
    }


def _coming(
    met: Counter[str] | None, bench: Workbench, edition: EditionContext
) -> tuple[Coming, ...]:
    language = edition.words.language
    planned = bench.once(
        ("ahead", language, edition.today),
        lambda: dates_ahead(list(map(bench.sure, bench.stories.values())), edition),
    )
    wanted = (some for story_id, some in planned if met is None or story_id in met)
    return coming_up(list(chain.from_iterable(wanted)), language)


def _moved(story: StoryForDigest, edition: EditionContext) -> bool:
    """Whether an article of the story was first seen in the window; its members stand in log
    order.
    """
    if edition.since is not None and story.seen[-1].at <= edition.since:
        return False
    return story.seen[0].at <= edition.until and bool(_fresh(story, edition))


def _fresh(story: StoryForDigest, edition: EditionContext) -> tuple[Member, ...]:
    return tuple(seen.member for seen in story.seen if edition.holds(seen.at))


def _drafted(
    story_id: str,
    met: Counter[str] | None,
    told: Mapping[str, ToldBefore],
    bench: Workbench,
    edition: EditionContext,
) -> Draft | None:
    """The story's draft, ranked by how many topics it meets. One that nobody here was told before
    is drafted once for all.
    """
    story = bench.sure(bench.stories[story_id])
    before = told.get(story_id, story.told)
    if before is not None:
        draft = _draft(structs.replace(story, told=before), edition)
    else:
        key = ("draft", story_id, edition.since, edition.today, edition.ledger)
        draft = bench.once((*key, edition.words.language), lambda: _draft(story, edition))
    if draft is None or not met:
        return draft
    return draft.ranked((*draft.reasons[:-1], topics_met(met[story_id])))


def _draft(story: StoryForDigest, edition: EditionContext) -> Draft | None:
    """The story as this edition would tell it; None if its readers know all of it."""
    fresh = _fresh(story, edition)
    before = tuple(
        seen.member for seen in story.seen if edition.since is not None and seen.at <= edition.since
    )
    again = story.told is not None or (bool(before) and not edition.ledger)
    members = (*before, *fresh)
    gist = gist_of(members)
    facts = (
        unknown_facts(
            fresh,
            _known_facts(story, before),
            before=before,
            language=edition.words.language,
        )
        if again
        else []
    )
    if again and not facts:
        return None
    archive = _from_archive(story, gist, edition, again=again)
    stated = [fact for _, fact in facts]
    reasons = reasons_for(gist, members, new_facts=stated, topics=0, edition=edition)
    draft = Draft(
        story=story,
        gist=gist,
        fresh=fresh,
        before=before,
        facts=tuple(facts),
        reasons=(),
        archive=archive,
        updated_at=max(seen.at for seen in story.seen if seen.at <= edition.until),
    )
    return draft.ranked(reasons)


def _known_facts(story: StoryForDigest, before: Sequence[Member]) -> frozenset[str]:
    told = story.told.facts if story.told else ()
    return frozenset((*told, *(key_of(fact) for member in before for fact in member.new_facts)))


def _from_archive(
    story: StoryForDigest, gist: Gist, edition: EditionContext, *, again: bool
) -> bool:
    """Older than `fresh_days` when first seen: by the event's own date, else by the published one.

    An update is as young as the youngest account that brings it: a treaty of last month, ratified
    today, is today's.
    """
    fresh = [seen for seen in story.seen if edition.holds(seen.at)]
    last_days = (days_of(seen.member.article.published or "")[1] for seen in fresh)
    published, event = list(filter(None, last_days)), last_day(gist.date)
    if again:
        day = max(filter(None, (event, *published)), default=None)
    else:
        day = event or min(published, default=None)
    fresh_days = timedelta(days=edition.rules.fresh_days)
    return day is not None and day < fresh[0].at.date() - fresh_days


def _ranked(drafts: Sequence[Draft], shares: Shares) -> list[Draft]:
    """Today's first, then the archive; what stands among the others first; by score, with each
    thread's stories behind the highest ranked of them, if both stand as far in front.
    """
    level = shares.level
    by_score = sorted(
        (one.ranked(one.reasons + share_reason(level[one.story.id])) for one in drafts),
        key=lambda draft: (
            draft.archive,
            level[draft.story.id],
            -draft.score,
            draft.story.number,
        ),
    )
    heads = heads_of(by_score)
    place = {draft.story.id: index for index, draft in enumerate(by_score)}

    def standing(draft: Draft) -> tuple[int, int]:
        own, head = draft.story.id, heads[draft.story.id]
        return place[head if level[head] == level[own] else own], place[own]

    return sorted(by_score, key=standing)


def _entries(
    drafts: Sequence[Draft],
    bench: Workbench,
    edition: EditionContext,
    readouts_max: int,
) -> tuple[Entry, ...]:
    room = Room(edition.rules.outlet_words_max)
    numbers = {draft.story.id: index for index, draft in enumerate(drafts, start=1)}
    heads = heads_of(drafts)
    entries = []
    beneath: Counter[int] = Counter()  # a head's number → how many stand beneath it so far
    for number, draft in enumerate(drafts, start=1):
        head = numbers[heads[draft.story.id]]
        beneath[head] += head != number
        one_line = number > readouts_max or beneath[head] > _BENEATH_MAX
        place = EntryPosition(
            number=number,
            today=edition.today,
            under=head if head != number else None,
            brief=one_line and not draft.again,  # what is new must be stated
            first_told=_first_told(draft, edition),
            related=_related(draft, numbers, bench, edition),
        )
        entries.append(_worded(draft, place, room, bench, edition))
    return tuple(entries)


def _worded(
    draft: Draft, place: EntryPosition, room: Room, bench: Workbench, edition: EditionContext
) -> Entry:
    """The entry; one that another edition of this moment has in the same words is made once."""
    alone = structs.replace(place, number=0, under=None)
    make = partial(entry_of, draft, alone, words=edition.words, sources=edition.sources)
    if draft.again:
        return _placed(make(room=room), draft, place, edition)
    key = (draft.story.id, edition.since, edition.words.language, edition.ledger)
    context = (place.today, place.brief, place.related)
    entry = bench.worded((*key, *context), room, lambda counting: make(room=counting))
    return _placed(entry, draft, place, edition)


def _placed(entry: Entry, draft: Draft, place: EntryPosition, edition: EditionContext) -> Entry:
    under = (edition.words.say("entry.belongs", number=place.under),) if place.under else ()
    return structs.replace(
        entry,
        number=place.number,
        under=place.under,
        tags=entry.tags + under,
        score=draft.score,
        reasons=draft.reasons,
    )


def _first_told(draft: Draft, edition: EditionContext) -> str | None:
    if not draft.again:
        return None
    return told_as(
        draft.story.told, draft.story.seen[0].at, edition.until, edition.words, edition.zone
    )


def _related(
    draft: Draft,
    numbers: Mapping[str, int],
    bench: Workbench,
    edition: EditionContext,
) -> tuple[Runs, ...]:
    """Stories that this one recalls and that are not in this edition: "Putin visited Kazakhstan
    (27–28 Nov 2024, S3)".
    """
    linked = [
        bench.sure(bench.stories[link])
        for link in dict.fromkeys(draft.story.links)
        if link in bench.stories and link not in numbers
    ]
    words = edition.words
    known = [story for story in linked if story.seen[0].at <= edition.until][:_RELATED_MAX]
    return tuple(
        (Run(text=f"{title_of(story, words)} ({when_of(story, words)}S{story.number})"),)
        for story in known
    )


def _counts(
    moved: Mapping[str, Counter[str]], wanted: Iterable[str], everything: int, set_aside: int
) -> Counts:
    """`everything` is how many articles of the window belong to a story."""
    verdicts: Counter[str] = Counter()
    for story_id in wanted:
        verdicts.update(moved[story_id])
    elsewhere = everything - verdicts.total()
    return Counts(
        taken=everything + set_aside,
        new=verdicts["new"],
        updates=verdicts["development"],
        folded=verdicts["duplicate"],
        unsure=verdicts["unsure"],
        set_aside=set_aside,
        elsewhere=elsewhere,
    )
