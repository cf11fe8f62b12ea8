"""Days and months that a lead writes with their year beside the event's act, however long before
the published day they lie.

"Xi met Tokayev in Astana on July 3, 2024" is of that day in whatever year it is published: old news
is not told as today's. A day behind a word that belongs it to something else ("the treaty signed on
…", "since …", "had met on …"; data/recall.toml [written]) is not the event's; where the lead names
no other, the event's own day is not known, and neither is it the published one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, product
from typing import Literal

from msgspec import structs

from monitor.datafiles import table
from monitor.dates.spans import bounds, gap_days, has_day
from monitor.gazetteer.acts import stages
from monitor.model import PartialDate, Span
from monitor.reading.events import factuality
from monitor.reading.events.background import APART_DAYS, opens_with
from monitor.reading.events.event import Sentence, moved_to, set_aside

_LEAD_SENTENCES = 2  # behind the title
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|\d[./-]\d{1,2}[./-]\d\d")
_MARKS = re.compile(r"\W+$")
_SOON = 4  # sentences behind the lead
_REPORTS = frozenset({"said", "cites"})
_BESIDE_VERB = 24  # characters
_DAYS_BEFORE = 3
_LOOK_BACK, _LOOK_AHEAD = 40, 60  # characters beside a day
_ENDING = 4  # characters of a day's name: "27 Kasım'a"
_Group = Literal["anywhere", "between", "before", "after"]


def own_or_none(
    own: Span | None, sentences: Sequence[Sentence], language: str, dateline: Sequence[Span] = ()
) -> Span | None:
    """`own`, unless it is only the day of publishing (or of a dateline) and the lead writes an old
    one beside its act.

    Then that old day; None where the published day is all there is beside an old day of something
    recalled.
    """
    if own is None:
        return None
    if own.basis != "published" and (told := _of_the_act_itself(own, sentences)):
        return told
    is_of_dateline = own in dateline and not _is_told(own, sentences)
    if own.basis != "published" and not is_of_dateline:
        return own
    lead = [one for one in sentences if one.number < _LEAD_SENTENCES and one.own]
    acts = {act.value for one in lead if one.number < 1 for act in one.scan.acts}
    doubtful = False
    for one in lead:
        if one.number > 0 and acts.isdisjoint(act.value for act in one.scan.acts):
            continue
        old = list(_old(one, own))
        beside = (
            span for start, end, span in old if _is_beside_act(one, start, end, span, language)
        )
        if found := next(beside, None):
            return found
        doubtful |= bool(old) and one.number < 1
    return None if doubtful and own.basis == "published" else own


def mark_recalled(
    sentences: Sequence[Sentence], own: Span | None, published: PartialDate | None, language: str
) -> None:
    """What a sentence dates to a month or day long before the event's is none of its acts: "the
    pact that they signed in October last year".
    """
    told_on = own or (Span(start=published[:10]) if published else None)
    if told_on is None:
        return
    for one in sentences:
        lost = _dated_otherwise(one, told_on) if one.scan.acts and one.spans else set()
        if lost:
            set_aside(one, lost, language)


def _dated_otherwise(one: Sentence, told_on: Span) -> set[int]:
    """Tokens of the clauses that name an old day; of one that names others too, those that stand
    nearest to the old one.
    """
    old = {start for start, _, span in _old(one, told_on) if _is_apart(span, told_on)}
    lost: set[int] = set()
    for low, high in factuality.clauses_of(one.scan) if old else ():
        first, last = one.scan.tokens[low].start, one.scan.tokens[high - 1].end
        here = [start for start, *_ in one.spans if first <= start < last]
        if old.isdisjoint(here):
            continue
        places = ((at, one.scan.tokens[at].start) for at in range(low, high))
        lost |= {at for at, place in places if _nearest(place, here) in old}
    return lost


def _nearest(place: int, days: Sequence[int]) -> int:
    return min(days, key=lambda start: abs(start - place))


def _is_apart(span: Span, told_on: Span) -> bool:
    gap = gap_days(span, told_on)
    return gap is not None and (gap[0] > APART_DAYS or not has_day(span))


def unless_put_off(
    day: Span | None, sentences: Sequence[Sentence], language: str, published: PartialDate | None
) -> Span | None:
    """The day to which it was moved, if that is ahead; else the day of what was postponed, unless
    it is one counted from the published day on which it was planned: "the meeting planned for
    Saturday has been postponed".
    """
    new = next(iter(new_days(sentences, language, published)), None)
    return new or (None if day is not None and day.basis == "relative" else day)


def new_days(
    sentences: Sequence[Sentence], language: str, published: PartialDate | None
) -> list[Span]:
    """Days ahead to which it was moved: not those from which it was."""
    told = [
        _moved_from(one, start, span, language)
        for one in sentences
        for start, end, span in _new_in(one, language)
    ]
    return [day for day in told if published and day.start > published[:10]]


def _new_in(one: Sentence, language: str) -> Iterator[tuple[int, int, Span]]:
    moved = moved_to(one, language)
    for start, end, span in one.spans:
        before = one.text[max(0, start - _LOOK_BACK) : start]
        behind = one.text[max(start, end - _ENDING) : end + _LOOK_BACK]
        words = _moved_to(language).search(before) or _moved_to_behind(language).match(behind)
        if has_day(span) and (words or span in moved):
            yield start, end, span


def _moved_from(one: Sentence, start: int, span: Span, language: str) -> Span:
    """As in "moved from 20 to 27 November": of a range right behind such words, the last day."""
    words = table("recall.toml")["moved_from"]["words"]
    tokens = one.scan.tokens
    at = sum(token.start < start for token in tokens) - 1
    if span.end is None or at < 1 or tokens[at].text.casefold() not in words:
        return span
    put_off = [cue for cue in one.cues if cue.value == "moved"]
    put_off += [found for found in stages().find(tokens, language) if found.value == "postponed"]
    is_moved = any(found.first < at <= found.last for found in put_off)
    return structs.replace(span, start=span.end, end=None) if is_moved else span


@cache
def _moved_to(language: str) -> re.Pattern[str]:
    """Of every language where its own list is missing; never, where it is empty."""
    lists = table("recall.toml")["moved_to"]
    words = lists.get(language, list(chain.from_iterable(lists.values())))
    if language == "zh":
        return re.compile(rf"(?:{'|'.join(words)})$")
    between = r"(?:\W+\w+){0,2}\W*$"
    return re.compile(
        rf"(?<!\w)(?:{_any(words)})(?!\w){between}" if words else r"(?!)", re.IGNORECASE
    )


@cache
def _moved_to_behind(language: str) -> re.Pattern[str]:
    words = table("recall.toml")["moved_to_behind"].get(language, ())
    return re.compile(rf".{{0,{_ENDING}}}?(?:{_any(words)})" if words else r"(?!)", re.IGNORECASE)


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words)).replace(r"\*", r"\w*")


def _of_the_act_itself(own: Span, sentences: Sequence[Sentence]) -> Span | None:
    """As in "said on Thursday that they had spoken … The call was made on Wednesday night": the day
    of telling gives way to the one that a later sentence says of the same act alone.
    """
    told = [one for one in sentences if 0 <= one.number <= _SOON and one.own]
    act = next((_told_on(own, one) for one in told), None)
    alone = (
        one.spans[0][2]
        for one in told[1:]
        if len(one.spans) == 1 and {act} == {found.value for found in one.scan.acts}
    )
    day = next(alone, own)
    near, _ = gap_days(day, own) or (0, 0)
    is_before = day.start < own.start and 0 < near <= _DAYS_BEFORE
    return day if is_before else None


def _told_on(day: Span, lead: Sentence) -> str | None:
    """The act that is told behind the day and its telling verb, which stand side by side."""
    tokens = lead.scan.tokens
    verbs = [tokens[cue.first].start for cue in lead.cues if cue.value in _REPORTS]
    first = next(iter(lead.scan.acts), None)
    beside = [
        end
        for (start, end, span), verb in product(lead.spans, verbs)
        if span.start == day.start and abs(start - verb) <= _BESIDE_VERB
    ]
    if first is None or not beside:
        return None
    return first.value if max(beside) <= tokens[first.first].start else None


def _is_told(day: Span, sentences: Sequence[Sentence]) -> bool:
    """A sentence names it too, or "Tuesday" for it: not only the dateline."""
    return any(span.start == day.start for one in sentences for *_, span in one.spans)


def _old(one: Sentence, told_on: Span) -> Iterator[tuple[int, int, Span]]:
    """Days and months written with their year that were over before the one it was told on."""
    told = bounds(told_on)
    for start, end, span in one.spans:
        here = bounds(span)
        if here and told and here[1] < told[0] and _is_exact(span, told_on):
            yield start, end, span


def _is_exact(span: Span, told_on: Span) -> bool:
    """A month, or a day that is written with its year or is of another one than `told_on`."""
    if span.basis != "text" or len(span.start) <= len("2024"):
        return False
    if not has_day(span) or span.start[:4] != told_on.start[:4]:
        return True
    return _YEAR.search(span.as_written or "") is not None


def _is_beside_act(one: Sentence, start: int, end: int, span: Span, language: str) -> bool:
    """The sentence has an act, and no word between it and the day makes the day another's."""
    text, acts = one.text, [act for act in one.scan.acts if act.first not in one.quoted]
    if not acts or opens_with("opening", text, language) or _has("anywhere", text, language):
        return False
    before = _MARKS.sub("", text[max(0, start - _LOOK_BACK) : start])
    if not span.end and _has("before", before, language):
        return False
    main = next((act for act in acts if act.value != "statement"), acts[0])
    ended = one.scan.tokens[main.last - 1].end
    if ended <= start and _has("between", text[ended:start], language):
        return False
    return not _has("after", text[end : end + _LOOK_AHEAD], language)


@cache
def _words(group: _Group, language: str) -> re.Pattern[str] | None:
    """All phrases of a language; of every language where its own list is missing."""
    lists = table("recall.toml")["written"][group]
    words = lists.get(language, list(chain.from_iterable(lists.values())))
    if not words:
        return None
    longest_first = map(re.escape, sorted(words, key=len, reverse=True))
    ordered = "|".join(longest_first).replace(r"\*", r"\w*")
    if language in ("zh", "ja", "th"):
        end = "$" if group == "before" else ""
        return re.compile(f"(?:{ordered}){end}")
    # "after": within the two words behind the day
    edges = {"before": (r"(?<!\w)", r"$"), "after": (r"^\W*(?:\w+\W+){0,2}?", r"(?!\w)")}
    left, right = edges.get(group, (r"(?<!\w)", r"(?!\w)"))
    return re.compile(rf"{left}(?:{ordered}){right}", re.IGNORECASE)


def _has(group: _Group, text: str, language: str) -> bool:
    pattern = _words(group, language)
    return bool(pattern and pattern.search(text))


def parts(between: str, language: str) -> bool:
    """Whether these words, between an act and a time, make the time another's."""
    return _has("between", between, language)
