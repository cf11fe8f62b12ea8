"""What is new in a story that was told before: its stated facts, each with the outlet that states
it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from itertools import chain

from rapidfuzz import fuzz

from monitor.digest import sanitize
from monitor.digest.compose.entry_lines import EntryContext, figure_told, quoted, says_what
from monitor.digest.dates import days_of, last_day
from monitor.digest.model import Line, Run
from monitor.digest.wording import objects
from monitor.digest.wording.documents import noun_of, short
from monitor.digest.wording.locale import table
from monitor.events.stories_and_feeds import Member
from monitor.model import Fact, Figure, Quotation

FACTS_MAX = 5  # told in one entry, the weightiest first
_FACT_CHARS_MAX = 260
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TELLING_LETTERS = 4  # of a word that is more than grammar
_SHARED_MIN = 2  # words of two outcomes' keys, their kind among them
_HELD = {"under way", "happened", "signed", "ratified"}
# token_set_ratio above which two translations of one speaker are taken for one remark
_SAME_REMARK = 62.0


def key_of(fact: Fact) -> str:
    """By which a fact is known again: readers are not told it twice."""
    return sanitize.text(
        f"{fact.kind}:{fact.key or fact.text.casefold()}", chars_max=_FACT_CHARS_MAX
    )


def unknown_facts(
    members: Sequence[Member],
    known: frozenset[str],
    *,
    before: Sequence[Member] = (),
    language: str,
) -> list[tuple[Member, Fact]]:
    """The members' new facts that readers do not know yet and can be told in their `language`, each
    once, the weightiest first.
    """
    numbers = {number for member in before for number in _numbers_of(member)}
    found: dict[str, tuple[Member, Fact]] = {}
    for member in members:
        for fact in member.new_facts:
            old = key_of(fact) in known or (
                fact.kind == "outcome" and _only_numbers_known(fact, numbers)
            )
            if (
                not old
                and _can_be_told(fact, member)
                and (fact.kind != "outcome" or member.reading.language == language)
                and not _is_doubtful(fact, member, (*before, *members))
            ):
                found.setdefault(key_of(fact), (member, fact))
    weights = table("standing")["facts"]
    ordered = sorted(found.values(), key=lambda pair: -weights.get(pair[1].kind, 0))
    return _without_echoes(ordered)


def _numbers_of(member: Member) -> set[str]:
    """All numbers in what an account says was reached or counted."""
    reading = member.reading
    told = [
        *(outcome.what for outcome in reading.outcomes),
        *(figure.as_written for figure in reading.figures),
    ]
    return {number for words in told for number in _NUMBER.findall(words)}


def _only_numbers_known(fact: Fact, numbers: set[str]) -> bool:
    """Whether an outcome is told by its numbers, and earlier accounts have them all: "14 contracts
    for 2.2 billion".
    """
    named = set(_NUMBER.findall(fact.text))
    return len(named) > 1 and named <= numbers


def _can_be_told(fact: Fact, member: Member) -> bool:
    """Whether its words say something by themselves, and who somebody is can be said."""
    match fact.kind:
        case "person":
            return False  # accounts name people for many reasons: of those judged, few took part
        case "figure":
            figure = _figure(fact, member)
            return figure is None or says_what(figure)
        case "outcome":
            return bool(_outcome_words(fact, member.reading.language))
        case "stage":
            # what was held cannot be called or put off
            return fact.text not in ("cancelled", "postponed") or fact.was not in _HELD
        case "place":
            return bool(fact.was)  # that a place is named now is no news of the event
        case "date":
            return bool(fact.was) or not _is_own_day(fact, member) or _lies_ahead(member)
        case _:
            return True


def _is_own_day(fact: Fact, member: Member) -> bool:
    return member.reading.date is not None and member.reading.date.start == fact.key


def _signs_nothing(member: Member) -> bool:
    """As in "signs on to the accords": it joins them."""
    title = member.reading.title.casefold()
    idioms = table("telling")["idioms"].get(member.reading.language, ())
    return any(map(title.__contains__, idioms))


def _lies_ahead(member: Member) -> bool:
    """The event's day comes after the account of it."""
    return _days_ahead(last_day(member.reading.date), member) > 0


def _days_ahead(day: date | None, member: Member) -> float:
    """How long after the account of it a day comes; endlessly long before, where one is unknown."""
    published = days_of(member.article.published or "")[1]
    if day is None or published is None:
        return -math.inf
    return (day - published).days


def _is_doubtful(fact: Fact, member: Member, members: Sequence[Member]) -> bool:
    """A stage that others told already by what was signed, or that one account alone tells before
    its day is over.
    """
    if fact.kind != "stage":
        return False
    if fact.text == "signed":
        return _is_signing_known(member, members) or _signs_nothing(member)
    return fact.text == "happened" and _is_told_early(member, members)


def _is_signing_known(member: Member, members: Sequence[Member]) -> bool:
    others = (other.reading.outcomes for other in members if other is not member)
    return any(one.kind == "signed" and not one.background for one in chain.from_iterable(others))


def _is_told_early(member: Member, members: Sequence[Member]) -> bool:
    """By one account alone, on or before the last day that any of them names."""
    if sum(other.reading.stage == "happened" for other in members) > 1:
        return False
    dates = [other.reading.date for other in members]
    named = [last_day(one) for one in dates if one and one.basis != "published"]
    return _days_ahead(max(filter(None, named), default=None), member) >= 0


def _outcome_words(fact: Fact, language: str) -> str:
    """The part of its phrase that may be told; its key begins with the kind of outcome."""
    return objects.told(fact.text, fact.key.partition(" ")[0], language)


def _figure(fact: Fact, member: Member) -> Figure | None:
    return next((one for one in member.reading.figures if one.as_written in fact.text), None)


def _without_echoes(facts: Sequence[tuple[Member, Fact]]) -> list[tuple[Member, Fact]]:
    """Without what a fact before says as well: a document worded twice, the signing of one, a
    number that it names.
    """
    kept: list[tuple[Member, Fact]] = []
    signed = any(_is_signing(fact) for _, fact in facts)
    for member, fact in facts:
        known = signed and (fact.kind, fact.text) == ("stage", "signed")
        if not known and not any(_echoes(fact, member, other) for _, other in kept):
            kept.append((member, fact))
    return kept


def _is_signing(fact: Fact) -> bool:
    return fact.kind == "outcome" and fact.key.startswith("signed")


def _echoes(fact: Fact, member: Member, other: Fact) -> bool:
    if fact.kind == "figure":
        figure = _figure(fact, member)
        return fact.text == other.text or (figure is not None and figure.as_written in other.text)
    if fact.kind == other.kind == "outcome":
        return _is_in_headline(fact, other, member) or _share_words(fact, other)
    return False


def _is_in_headline(fact: Fact, other: Fact, member: Member) -> bool:
    """Whether one is the headline's words for what the text names in full."""
    title, language = member.reading.title, member.reading.language
    kinds = {one.key.partition(" ")[0] for one in (fact, other)}
    nouns = {noun_of(one.text, language) for one in (fact, other)}
    one_document = len(kinds) == len(nouns) == 1 and "" not in nouns
    return one_document and (fact.text in title or other.text in title)


def _share_words(fact: Fact, other: Fact) -> bool:
    mine, theirs = set(fact.key.split()), set(other.key.split())
    shared, least = len(mine & theirs), min(len(mine), len(theirs))
    return shared * 2 >= least > 0 and shared > _SHARED_MIN


def new_lines(
    facts: Sequence[tuple[Member, Fact]],
    members: Sequence[Member],
    today: date,
    desk: EntryContext,
    *,
    headed: bool,
) -> list[Line]:
    """`members` are all accounts of the story: what one outlet says alone of its course is told as
    that outlet's. `headed` by what all of them tell, and not by the newest account's own headline.
    """
    items = [
        runs
        for member, fact in facts[:FACTS_MAX]
        for runs in [_told(fact, member, members, today, desk)]
        if runs
    ]
    # nothing could be quoted whole: name the account that brings it
    if not items and facts and headed:
        items = [desk.around("line.new_account", desk.outlet(facts[0][0]), hole="outlet")]
    return desk.line("new", items)


def _told(
    fact: Fact, member: Member, members: Sequence[Member], today: date, desk: EntryContext
) -> list[Run]:
    match fact.kind:
        case "quotation":
            quotation = _quotation(fact, member)
            if not quotation:
                return []
            return list(quoted(quotation, member, desk, about=fact.text))
        case "sentence":
            return _sentence(fact, member, desk)
        case "stage" | "denial":
            return _stage(fact, member, members, desk)
        case "visit" | "act":
            section = {"visit": "visits", "act": "act_nouns"}[fact.kind]
            return _change(fact, member, desk, section)
        case "outcome":
            return _outcome(fact, member, desk)
        case _:
            return _stated(fact, member, today, desk)


def _stage(fact: Fact, member: Member, members: Sequence[Member], desk: EntryContext) -> list[Run]:
    """As "announced → signed (Kazinform)"; what neither a party nor two owners say is told as
    "according to X".
    """
    saying = [other for other in members if other.reading.stage == fact.text]
    if desk.sources.vouch(saying or [member]):
        return _change(fact, member, desk, "stages")
    now, was = (_label(value, desk, "stages") for value in (fact.text, fact.was or ""))
    change = desk.words.say("line.stage_change", was=was, now=now) if was else now
    return desk.around("line.according", desk.outlet(member), hole="outlet", what=change)


def _outcome(fact: Fact, member: Member, desk: EntryContext) -> list[Run]:
    """As "Signed: a declaration …"; its key begins with the kind of outcome."""
    kind = fact.key.partition(" ")[0]
    if kind not in desk.words.table["outcomes"]:
        return _change(fact, member, desk, None)
    language = member.reading.language
    words = desk.foreign(short(_outcome_words(fact, language), language), language)
    told = desk.around("line.outcome", words, kind=desk.words.label("outcomes", kind))
    return [*told, *desk.source(member, language)]


def _quotation(fact: Fact, member: Member) -> Quotation | None:
    """The whole quotation that the fact names; None if the reading has none: then it is not
    quoted.
    """
    for quotation in member.reading.quotations:
        if fact.text in quotation.text or quotation.text in fact.text:
            return quotation
    return None


def _sentence(fact: Fact, member: Member, desk: EntryContext) -> list[Run]:
    """A sentence of the article, as the outlet's own words."""
    language = member.reading.language
    text = desk.room.quoted(fact.text, desk.sources.name(member.article), language=language)
    if not text:
        return []
    words = desk.marked(text, language)
    return [*desk.around("line.quote", words, hole="text"), *desk.source(member, language)]


def _change(fact: Fact, member: Member, desk: EntryContext, section: str | None) -> list[Run]:
    now, was = _label(fact.text, desk, section), _label(fact.was or "", desk, section)
    text = desk.words.say("line.stage_change", was=was, now=now) if was else now
    # our own labels are in the frame's language
    language = member.reading.language if section is None else None
    return [desk.foreign(text, language or desk.words.language), *desk.source(member, language)]


def _stated(fact: Fact, member: Member, today: date, desk: EntryContext) -> list[Run]:
    """A date or a place in the frame's words, a figure in its text's order, anything else as the
    fact has it.
    """
    reading, words = member.reading, desk.words
    if fact.kind == "date" and reading.date and not fact.was and _is_own_day(fact, member):
        return [Run(text=words.span(reading.date)), *desk.source(member)]
    if fact.kind == "place" and reading.place and not fact.was:
        return [Run(text=words.place(reading.place)), *desk.source(member)]
    figure = _figure(fact, member)
    if fact.kind == "figure" and figure and not fact.was:
        return list(figure_told(figure, member, today, desk))
    return _change(fact, member, desk, None)


def _label(value: str, desk: EntryContext, section: str | None) -> str:
    if section == "act_nouns":
        return desk.words.act(value) or value
    known = desk.words.table.get(section or "", {})
    if section and value in known:
        return desk.words.label(section, value)
    return sanitize.text(value, chars_max=_FACT_CHARS_MAX)


def not_new(fresh: Sequence[Member], before: Sequence[Member], desk: EntryContext) -> list[Line]:
    """Remarks that an earlier account gave in other words: one remark, two wordings."""
    items: list[list[Run]] = []
    for member in fresh:
        for quotation in member.reading.quotations:
            earlier = _same_remark(quotation, before)
            if earlier and len(items) < FACTS_MAX // 2:
                items.append(_remark(quotation, member, earlier, desk))
    return desk.line("not_new", items)


def _same_remark(quotation: Quotation, before: Sequence[Member]) -> Member | None:
    for member in before:
        for other in member.reading.quotations:
            same = (
                other.speaker_key == quotation.speaker_key and other.language == quotation.language
            )
            if same and fuzz.token_set_ratio(other.text, quotation.text) >= _SAME_REMARK:
                return member
    return None


def _remark(quotation: Quotation, member: Member, earlier: Member, desk: EntryContext) -> list[Run]:
    name = desk.names.of_speaker(quotation) or quotation.speaker
    outlets = {"a": desk.sources.name(earlier.article), "b": desk.sources.name(member.article)}
    translated = earlier.reading.translated_by or member.reading.translated_by
    return [
        Run(
            text=desk.words.say(
                "line.same_translated" if translated else "line.same_remark", name=name, **outlets
            )
        )
    ]
