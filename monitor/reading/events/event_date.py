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
from itertools import chain
from typing import Literal

from monitor.datafiles import table
from monitor.dates.spans import bounds
from monitor.model import Span
from monitor.reading.events.background import opens_with
from monitor.reading.events.event import Sentence

_LEAD_SENTENCES = 2  # behind the title
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|\d[./-]\d{1,2}[./-]\d\d")
_MARKS = re.compile(r"\W+$")
_SOON = 4  # sentences behind the lead
_REPORTS = frozenset({"said", "cites"})
_BESIDE_VERB = 24  # characters
_DAYS_BEFORE = 3
_LOOK_BACK, _LOOK_AHEAD = 40, 60  # characters beside a day
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


def _of_the_act_itself(own: Span, sentences: Sequence[Sentence]) -> Span | None:
    """As in "said on Thursday that they had spoken … The call was made on Wednesday night": the day
    of telling gives way to the one that a later sentence says of the same act alone.
    """
    lead = next((one for one in sentences if one.number == 0), None)
    if lead is None or not _is_by_a_telling_verb(own, lead):
        return None
    acts = [act.value for act in lead.scan.acts if act.first not in lead.quoted]
    for one in sentences:
        days = [span for *_, span in one.spans]
        is_of_it = {act.value for act in one.scan.acts} == set(acts[:1])
        if 0 < one.number <= _SOON and one.own and is_of_it and len(days) == 1:
            return days[0] if _is_just_before(days[0], own) else None
    return None


def _is_by_a_telling_verb(day: Span, lead: Sentence) -> bool:
    """The verb and the day stand side by side, before every act."""
    told = [lead.scan.tokens[cue.first].start for cue in lead.cues if cue.value in _REPORTS]
    acts = [lead.scan.tokens[act.first].start for act in lead.scan.acts]
    return any(
        span.start == day.start
        and any(abs(start - verb) <= _BESIDE_VERB for verb in told)
        and all(end <= act for act in acts)
        for start, end, span in lead.spans
    )


def _is_just_before(day: Span, other: Span) -> bool:
    here, there = bounds(day), bounds(other)
    if here is None or there is None or here[0] != here[1]:
        return False
    return 0 < (there[0] - here[0]).days <= _DAYS_BEFORE


def _is_told(day: Span, sentences: Sequence[Sentence]) -> bool:
    """A sentence names it too, or "Tuesday" for it: not only the dateline."""
    return any(span.start == day.start for one in sentences for *_, span in one.spans)


def _old(one: Sentence, told_on: Span) -> Iterator[tuple[int, int, Span]]:
    """Days and months written with their year that were over before the one it was told on."""
    told = bounds(told_on)
    for start, end, span in one.spans:
        here = bounds(span)
        if here and told and here[1] < told[0] and _is_exact(span):
            yield start, end, span


def _is_exact(span: Span) -> bool:
    """A month or a day, written with its year."""
    if span.basis != "text" or len(span.start) <= len("2024"):
        return False
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
