"""What stands around the entries of a digest: its title and summary, what was left out, what was
told at once, corrections, and where the articles went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from monitor.digest import sanitize
from monitor.digest.compose.context import EditionContext
from monitor.digest.compose.entry import Draft
from monitor.digest.compose.headline import plain, sure_headline
from monitor.digest.model import CorrectionNotice, Counts, Digest, Entry, StoryForDigest
from monitor.digest.shares import Share
from monitor.digest.wording.locale import Words
from monitor.digest.wording.summary import Names, gist_of

_COUNTRIES_NAMED_MAX = 5
_SHARES_NAMED_MAX = 3
_AT_ONCE_NAMED_MAX = 8
_WAITED = {"bound": "frame.waited_bound", "quiet": "frame.waited_quiet"}


def framed(
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
    """Topics by name; a topic without one by its countries. What readers follow by name is theirs,
    and is not told here.
    """
    words = edition.words
    if edition.follows:
        return words.say("frame.followed")
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


def conservation(counts: Counts, shares: Sequence[Share], words: Words) -> str:
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


def correction_line(correction: CorrectionNotice, words: Words) -> str:
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


def at_once_line(stories: Sequence[StoryForDigest], waited: Mapping[str, int], words: Words) -> str:
    """As "Told at once since the last digest: Kazakhstan and Russia sign … (S12). 2 stories waited
    for this digest: more than you are told in an hour."
    """
    titles = [f"{title_of(one, words)} (S{one.number})" for one in stories[:_AT_ONCE_NAMED_MAX]]
    more = len(stories) - len(titles)
    titles += [words.say("frame.at_once_more", n=more)] if more else []
    told = [words.say("frame.at_once", what="; ".join(titles))] if titles else []
    told += [words.count(_WAITED[why], n) for why, n in sorted(waited.items())]
    return " ".join(told)


def title_of(story: StoryForDigest, words: Words) -> str:
    """Its headline where that is sure, else that of one of its outlets, in marks."""
    members = [seen.member for seen in story.seen]
    names = Names(members, words.language)
    if made := plain(sure_headline(gist_of(members), members, names, words)):
        return made
    own = [member for member in members if member.reading.language == words.language]
    titles = (member.reading.title or member.article.title or "" for member in (*own, *members))
    said = next(
        filter(None, (sanitize.text(one, chars_max=_TITLE_CHARS_MAX) for one in titles)), ""
    )
    return words.say("line.quote", text=said) if said else f"S{story.number}"


def when_of(story: StoryForDigest, words: Words) -> str:
    date = gist_of([seen.member for seen in story.seen]).date
    return f"{words.span(date)}, " if date else ""
