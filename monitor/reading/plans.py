"""What an article says is to come: sentences that look ahead to a day or a place that is not the
event's own, and say by themselves who will do what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from monitor.datafiles import table
from monitor.dates.spans import is_after
from monitor.model import Span, Upcoming
from monitor.reading.events import clauses, outcomes
from monitor.reading.events.event import Sentence
from monitor.reading.people.persons import PersonMention
from monitor.reading.people.roles import LEAD_SENTENCES
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text.wordlists import Wordlist

UPCOMING_MAX = 6
WHAT_CHARS = 300
_NEAR = 4  # words of a sentence, in which its subject stands where nobody is named before
_WITHOUT_ENDINGS = frozenset({"zh", "ja", "ko", "vi", "id", "ms", "th", "lo"})  # a verb or a noun
_QUESTION = ("?", "？", "؟")


def plans_in(
    body: Sequence[Sentence],
    lines: Sequence[HeardLine],
    people: Sequence[PersonMention],
    own: Span | None,
    language: str,
) -> tuple[Upcoming, ...]:
    """`own` is the event's day; `lines` say who is heard in each sentence."""
    found = []
    for one in body:
        if not _is_plan(one) or _is_unclear(one, people, language):
            continue
        kinds = {cue.value for cue in one.cues}
        later = next((span for _, _, span in one.spans if own is None or is_after(span, own)), None)
        place = next(
            (mention.place for mention in one.scan.places if mention.cue in ("in", "to")), None
        )
        if later is None and (
            place is None or "planned" not in kinds or one.number < LEAD_SENTENCES
        ):
            continue
        line = lines[one.number]
        speaker = (line.speaker or line.subject) if "proposed" in kinds else None
        found.append(
            Upcoming(
                what=short(one.text),
                when=later,
                place=place,
                proposed_by=speaker.name if speaker else None,
            )
        )
    return tuple(found[:UPCOMING_MAX])


def _is_plan(one: Sentence) -> bool:
    looks_ahead = any(cue.value in ("proposed", "planned") for cue in one.cues)
    is_fact = not (one.said.imagined or one.said.undone or _is_denied(one))
    is_asked = one.text.rstrip(' »”"').endswith(_QUESTION)
    return looks_ahead and one.own and is_fact and not is_asked


def _is_denied(one: Sentence) -> bool:
    """As in "will host no foreign bases": what is said of the plan is that there is none."""
    plans = [cue.last for cue in one.cues if cue.value == "planned"]
    behind = (one.scan.tokens[at].text.casefold() for at in plans if at < len(one.scan.tokens))
    return not outcomes.words_of_none().isdisjoint(behind)


def _is_unclear(one: Sentence, people: Sequence[PersonMention], language: str) -> bool:
    """As in "he will travel there on Friday": another sentence says who, or where. Or it names
    nobody who does it, as in "will visit Paris on Friday".
    """
    tokens = one.scan.tokens
    named = min(_named(one, people), default=len(tokens))
    who = _words("who").find(tokens[: min(named, _NEAR)], language)
    placed = min((mention.first for mention in one.scan.places), default=len(tokens))
    there = _words("there").find(tokens, language)
    if who or any(word.first < placed for word in there):
        return True
    return named == len(tokens) and _begins_with_verb(one, language)


def _named(one: Sentence, people: Sequence[PersonMention]) -> Iterator[int]:
    """First tokens of whoever may do something: people, offices, states and bodies."""
    yield from (
        first for one_of in people for number, first, _ in one_of.at if number == one.number
    )
    yield from (office.first for office in one.scan.offices)
    yield from (mention.first for mention in one.scan.countries)
    yield from (found.first for found in one.scan.organisations)


@cache
def _words(group: Literal["who", "there"]) -> Wordlist:
    return Wordlist({group: table("recall.toml")["unclear"][group]}, own_lists=True)


def _begins_with_verb(one: Sentence, language: str) -> bool:
    """The first word is a verb that tells, or says that something is to come."""
    if language in _WITHOUT_ENDINGS:
        return False
    auxiliary = one.scan.tokens[0].text.casefold() in table("deeds.toml")["passive"]["all"]
    return auxiliary or 0 in clauses.verbs_in(one.scan, language)


def short(text: str) -> str:
    return text if len(text) <= WHAT_CHARS else text[:WHAT_CHARS].rsplit(" ", 1)[0] + "…"
