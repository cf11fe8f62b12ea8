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

from msgspec import structs

from monitor.digest import sanitize
from monitor.digest.aside import listed_aside
from monitor.digest.compose.context import EditionContext
from monitor.digest.compose.entry import Draft, EntryPosition, entry_of, told_as
from monitor.digest.compose.headline import headline, plain
from monitor.digest.compose.rank import reasons_for
from monitor.digest.compose.threads import heads_of
from monitor.digest.compose.topics import wanted_by
from monitor.digest.compose.upcoming import coming_up
from monitor.digest.compose.updates import key_of, unknown_facts
from monitor.digest.dates import days_of, last_day
from monitor.digest.model import CorrectionNotice, Counts, Digest, Entry, Run, Runs, StoryForDigest
from monitor.digest.shares import Share, Shares, share_reason, shares_of
from monitor.digest.sure import sure_story
from monitor.digest.wording.locale import Words, words_for
from monitor.digest.wording.quote_budget import Room
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import Gist, Names, gist_of
from monitor.events.stories_and_feeds import Member
from monitor.model import Rules, Source, Topic

ENTRIES_MAX = 200  # told in one edition; the rest are counted
READOUTS_MAX = 25  # told as full readouts; those after them in one line where room is short
_RELATED_MAX = 2
_BENEATH_MAX = 3  # stories of a thread beneath its first that are told at length
_COUNTRIES_NAMED_MAX = 5
_SHARES_NAMED_MAX = 3


def compose(  # noqa: PLR0913 - what an edition depends on, all spoken by keyword
    stories: Sequence[StoryForDigest],
    *,
    until: datetime,
    since: datetime | None = None,
    topics: Sequence[Topic] = (),
    language: str = "en",
    zone: str = "UTC",
    sources: Iterable[Source] = (),
    rules: Rules | None = None,
    title: str = "",
    ledger: bool = False,
    set_aside: int = 0,
    held: int = 0,
    aside: Sequence[Member] = (),
    corrections: Sequence[CorrectionNotice] = (),
    entries_max: int = ENTRIES_MAX,
    readouts_max: int = READOUTS_MAX,
) -> Digest:
    """One edition: what was first seen after `since` and not after `until` (log times), in the
    frame's `language`.

    `zone` is an IANA name; `set_aside` counts the window's articles that belong to no story, `held`
    those of them that wait for a person; of `aside`, what the gate set aside, a topic that asks for
    everything lists what meets it. With `ledger`, a story was told before if its `told` says so;
    else if any of its articles was seen before the window.
    """
    edition = EditionContext(
        until=until,
        since=since,
        topics=tuple(topics),
        zone=zone,
        title=title,
        ledger=ledger,
        words=words_for(language),
        sources=Sources(sources),
        rules=rules or Rules(),
    )
    read = [story for story in stories if _moved(story, edition)]
    wanted = {story.id: met for story in read if (met := _topics_met(story, edition)) is not None}
    stories = [sure_story(story, edition.rules, edition.sources) for story in stories]
    moved = [story for story in stories if _moved(story, edition)]
    drafts = [_draft(story, wanted[story.id], edition) for story in moved if story.id in wanted]
    chosen = [draft for draft in drafts if draft is not None]
    shares = shares_of(chosen, edition.sources)
    ranked = _ranked(chosen, shares)
    entries = _entries(
        ranked[:entries_max], {story.id: story for story in stories}, edition, readouts_max
    )
    counts = structs.replace(
        _counts(moved, set(wanted), edition, set_aside),
        held=held,
        beyond_share=sum(share.beyond for share in shares.told),
    )
    digest = _framed(entries, ranked[entries_max:], counts, edition)
    said = _conservation(counts, shares.told, edition.words)
    corrected = tuple(_correction(correction, edition.words) for correction in corrections)
    return structs.replace(
        digest,
        conservation=said,
        corrections=corrected,
        coming=coming_up(stories, edition),
        aside=listed_aside(aside, edition),
    )


def _moved(story: StoryForDigest, edition: EditionContext) -> bool:
    """Whether an article of the story was first seen in the window; its members stand in log
    order.
    """
    if edition.since is not None and story.seen[-1].at <= edition.since:
        return False
    return story.seen[0].at <= edition.until and bool(_fresh(story, edition))


def _fresh(story: StoryForDigest, edition: EditionContext) -> tuple[Member, ...]:
    return tuple(seen.member for seen in story.seen if edition.holds(seen.at))


def _topics_met(story: StoryForDigest, edition: EditionContext) -> int | None:
    """How many of the reader's topics the story meets; None if it meets none of them."""
    members = [seen.member for seen in story.seen if seen.at <= edition.until]
    met = wanted_by(edition.topics, members)
    if met or not edition.topics:
        return met
    return None


def _draft(story: StoryForDigest, met: int, edition: EditionContext) -> Draft | None:
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
    reasons = reasons_for(gist, members, new_facts=stated, topics=met, edition=edition)
    return Draft(
        story=story,
        gist=gist,
        fresh=fresh,
        before=before,
        facts=tuple(facts),
        reasons=reasons,
        archive=archive,
        updated_at=max(seen.at for seen in story.seen if seen.at <= edition.until),
    )


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
        (
            structs.replace(one, reasons=one.reasons + share_reason(level[one.story.id]))
            for one in drafts
        ),
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
    stories: Mapping[str, StoryForDigest],
    edition: EditionContext,
    readouts_max: int,
) -> tuple[Entry, ...]:
    words = edition.words
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
            related=_related(draft, numbers, stories, edition),
        )
        entries.append(entry_of(draft, place, words=words, sources=edition.sources, room=room))
    return tuple(entries)


def _first_told(draft: Draft, edition: EditionContext) -> str | None:
    if not draft.again:
        return None
    return told_as(
        draft.story.told, draft.story.seen[0].at, edition.until, edition.words, edition.zone
    )


def _related(
    draft: Draft,
    numbers: Mapping[str, int],
    stories: Mapping[str, StoryForDigest],
    edition: EditionContext,
) -> tuple[Runs, ...]:
    """Stories that this one recalls and that are not in this edition: "Putin visited Kazakhstan
    (27–28 Nov 2024, S3)".
    """
    linked = [
        stories[link]
        for link in dict.fromkeys(draft.story.links)
        if link in stories and link not in numbers
    ]
    words = edition.words
    known = [story for story in linked if story.seen[0].at <= edition.until][:_RELATED_MAX]
    return tuple(
        (Run(text=f"{_title(story, words)} ({_when(story, words)}S{story.number})"),)
        for story in known
    )


def _title(story: StoryForDigest, words: Words) -> str:
    members = [seen.member for seen in story.seen]
    return (
        plain(headline(gist_of(members), Names(members, words.language), words))
        or f"S{story.number}"
    )


def _when(story: StoryForDigest, words: Words) -> str:
    date = gist_of([seen.member for seen in story.seen]).date
    return f"{words.span(date)}, " if date else ""


def _counts(
    moved: Sequence[StoryForDigest], wanted: set[str], edition: EditionContext, set_aside: int
) -> Counts:
    verdicts: Counter[str] = Counter()
    for story in moved:
        for member in _fresh(story, edition):
            verdicts[member.verdict if story.id in wanted else "elsewhere"] += 1
    return Counts(
        taken=verdicts.total() + set_aside,
        new=verdicts["new"],
        updates=verdicts["development"],
        folded=verdicts["duplicate"],
        unsure=verdicts["unsure"],
        set_aside=set_aside,
        elsewhere=verdicts["elsewhere"],
    )


def _framed(
    entries: tuple[Entry, ...], rest: Sequence[Draft], counts: Counts, edition: EditionContext
) -> Digest:
    words = edition.words
    told = [entry for entry in entries if not entry.archive]
    return Digest(
        language=words.language,
        zone=edition.zone,
        since=edition.since,
        until=edition.until,
        title=edition.title or _topic_names(edition),
        dateline=words.moment(edition.until, edition.zone),
        summary=_summary(entries, counts, words),
        counts=counts,
        conservation="",
        closing=words.say("frame.closing"),
        mark=words.say("frame.mark") if len(told) < len(entries) else "",
        entries=entries,
        folded=len(rest),
        folded_line=_folded_line(rest, words),
        topics=tuple(topic.id for topic in edition.topics),
    )


def _topic_names(edition: EditionContext) -> str:
    """Topics by name; a topic without one by its countries."""
    words = edition.words
    names = [
        topic.name or "–".join(map(words.country, topic.include.countries))
        for topic in edition.topics
    ]
    return ", ".join(filter(None, names)) or words.say("frame.all_topics")


def _summary(entries: Sequence[Entry], counts: Counts, words: Words) -> str:
    if counts.taken == 0:
        return words.say("frame.no_articles")
    articles = words.count("frame.article", counts.taken)
    updates = sum(entry.first_told is not None for entry in entries)
    new = len(entries) - updates
    if not entries:
        return words.say("frame.nothing_new", articles=articles)
    if not updates:
        return words.say(
            "frame.all_new", articles=articles, stories=words.count("frame.story", new)
        )
    parts = [words.count("frame.story_new", new)] if new else []
    return words.say(
        "frame.mixed",
        articles=articles,
        stories=", ".join([*parts, words.count("frame.update", updates)]),
    )


def _conservation(counts: Counts, shares: Sequence[Share], words: Words) -> str:
    values = {name: getattr(counts, name) for name in counts.__struct_fields__}
    elsewhere = words.say("frame.conservation_elsewhere", **values) if counts.elsewhere else ""
    told = [f"{words.say('frame.conservation', **values)}{elsewhere}."]
    told += [words.count("frame.held", counts.held)] if counts.held else []
    told += [
        words.say("frame.share", outlet=one.name, n=one.stories, beyond=one.beyond)
        for one in shares[:_SHARES_NAMED_MAX]
    ]
    return " ".join(told)


def _folded_line(rest: Sequence[Draft], words: Words) -> str:
    """As "And 12 more stories: Kazakhstan 5, Türkiye 4, others 3."; each counted once, by its first
    country.
    """
    if not rest:
        return ""
    first = Counter(draft.gist.countries[0] for draft in rest if draft.gist.countries)
    named = first.most_common(_COUNTRIES_NAMED_MAX)
    parts = [words.say("frame.folded_part", name=words.country(code), n=n) for code, n in named]
    others = len(rest) - sum(dict(named).values())
    parts += [words.say("frame.folded_rest", n=others)] if others else []
    return words.count("frame.folded", len(rest), what=", ".join(parts))


def _correction(correction: CorrectionNotice, words: Words) -> str:
    titles = (*correction.titles, *("" for _ in correction.numbers))
    named = [_story_named(*pair, words) for pair in zip(correction.numbers, titles, strict=False)]
    return words.say(
        f"corrections.{correction.kind}", first=named[0], others=words.joined(named[1:])
    )


_TITLE_CHARS_MAX = 100


def _story_named(number: int, title: str, words: Words) -> str:
    """As "“Talks in Astana” (S4)": nobody knows a story by its number alone."""
    said = sanitize.text(title, chars_max=_TITLE_CHARS_MAX)
    if not said:
        return f"S{number}"
    return f"{words.say('line.quote', text=said)} (S{number})"
