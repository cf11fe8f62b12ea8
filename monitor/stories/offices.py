"""Who holds which office, as the log teaches it: what outlets say is kept for a while, and what
several owners say against what was known becomes a decision.

Folding judges nothing: it keeps each outlet's last word on an office, and compares folded surnames
as they were logged. Whether a word is enough is decided once, and logged with its evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from monitor.errors import NotFoundError, RefusedError
from monitor.events.stories_and_feeds import Event, HolderDenied, HolderLearnt, OfficeWord
from monitor.model import Article, OfficeSaid, Reading, Rules
from monitor.names.known_holders import spelt
from monitor.names.matching import same_name
from monitor.names.transliteration import same_given
from monitor.stories.commands import Believed, DenyHolder, Learn
from monitor.stories.state import LearntHolder, Said, State
from monitor.text.normalize import fold_name

KEPT_DAYS = 92  # that a word on an office is kept, counted from the newest: a window is no longer
KEPT_OUTLETS = 60  # words kept of one office, the newest
_SAME_NAME = 0.85  # likeness of two whole names from which they are one person's


# --- folding ---


def hear(state: State, article: Article, reading: Reading | None) -> None:
    """Keep the article's words on who holds which office, each in place of its outlet's last."""
    outlet = outlet_of(article)
    for said in reading.offices if reading and outlet else ():
        one = Said(article=article, said=said)
        state.said[_office(said)] = _with(state.said.get(_office(said), {}), outlet, one)
        _confirm(state, one)


def outlet_of(article: Article) -> str:
    """Who speaks, as far as the article itself says; empty if it says nothing."""
    if article.provenance:
        return article.provenance.owner
    host = (article.url or "").partition("://")[2].partition("/")[0]
    return article.outlet or host


def _office(said: OfficeSaid) -> str:
    return f"{said.where}/{said.office}"


def _with(words: Mapping[str, Said], outlet: str, one: Said) -> dict[str, Said]:
    """The words with one more, the newest first; without those that are too old to count."""
    newer = {**words, outlet: max((words.get(outlet, one), one), key=lambda word: word.day)}
    kept = sorted(newer.items(), key=lambda item: item[1].day, reverse=True)[:KEPT_OUTLETS]
    oldest = _before(kept[0][1].day, KEPT_DAYS)
    return {name: word for name, word in kept if word.day >= oldest}


def _before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _confirm(state: State, one: Said) -> None:
    for learnt_ in state.learnt.values():
        event = learnt_.event
        named = (event.where, event.office) == (one.said.where, one.said.office)
        if named and one.said.key in event.keys:
            learnt_.until = max(learnt_.until, one.day)


def learn(state: State, event: HolderLearnt) -> None:
    state.corrections = event.correction
    state.learnt[event.correction] = LearntHolder(event=event, until=last_called(event))


def last_called(event: HolderLearnt) -> str:
    """The last day on which an account called him so, as far as it was known when he was learnt."""
    return max(word.published for word in event.evidence)


def deny(state: State, event: HolderDenied) -> None:
    state.corrections = event.correction
    state.learnt[event.learnt].denied_by = event.correction


def believe_again(state: State, denial: int) -> None:
    """A person's denial is taken back: what was learnt stands again."""
    for one in state.learnt.values():
        if one.denied_by == denial:
            one.denied_by = None


# --- deciding ---


def learnt(state: State, command: Learn, rules: Rules) -> list[Event]:
    """What the article's words on offices teach, together with those that came before it."""
    found: list[Event] = []
    for said in command.said:
        number = state.corrections + len(found) + 1
        found += _learnt(state, command, Said(article=command.article, said=said), rules, number)
    return found


def _learnt(
    state: State, command: Learn, one: Said, rules: Rules, number: int
) -> Iterable[HolderLearnt]:
    outlet = outlet_of(one.article)
    believed = command.believed.get((one.said.where, one.said.office))
    if not outlet or (believed and _is_believed(one.said, believed)) or _is_denied(state, one.said):
        return
    words = _with(state.said.get(_office(one.said), {}), outlet, one)
    since = _before(max(word.day for word in words.values()), rules.office_window_days)
    recent = [word for word in words.values() if word.day >= since]
    ours = [word for word in recent if _is_same(word.said, one.said)]
    if _is_enough(ours, recent, command, rules):
        yield _decision(number, ours, command)


def _is_enough(ours: Sequence[Said], recent: Sequence[Said], command: Learn, rules: Rules) -> bool:
    """Enough owners say so, and more than name somebody else since the first of them did."""
    first = min((word.day for word in ours), default="")
    others = [word for word in recent if word not in ours and word.day >= first]
    rivals: Counter[str] = Counter()
    for _, key in {(command.owner_of(word.article), word.said.key) for word in others}:
        rivals[key] += 1
    owners = {command.owner_of(word.article) for word in ours}
    return len(owners) >= max(rules.office_owners, 1 + max(rivals.values(), default=0))


def _decision(number: int, ours: Sequence[Said], command: Learn) -> HolderLearnt:
    told = sorted(ours, key=lambda word: (word.day, outlet_of(word.article), word.article.id))
    said = told[-1].said
    name, other = spelt([word.said.name for word in told])
    owners = {command.owner_of(word.article) for word in told}
    return HolderLearnt(
        correction=number,
        where=said.where,
        office=said.office,
        name=name,
        keys=tuple(dict.fromkeys(word.said.key for word in told)),
        given=next((word.said.given for word in told if word.said.name == name), None),
        other=other,
        since=told[-1].day,
        evidence=tuple(map(_word, told)),
        reason=f"{len(owners)} owners call {name} so",
    )


def _word(word: Said) -> OfficeWord:
    return OfficeWord(
        article_id=word.article.id,
        outlet=word.article.outlet or outlet_of(word.article),
        published=word.day,
        name=word.said.name,
        text=word.said.text,
    )


def _is_same(one: OfficeSaid, other: OfficeSaid) -> bool:
    return _are_one((one.key,), one.given, one.name, other)


def _is_believed(said: OfficeSaid, believed: Believed) -> bool:
    if said.known is not None and said.known == believed.known:
        return True
    return _are_one(believed.keys, believed.given, believed.name, said)


def _are_one(keys: Sequence[str], given: str | None, name: str, said: OfficeSaid) -> bool:
    """By the folded surname, if the given names do not differ; or by two words of the whole name,
    in whatever order and script.
    """
    if said.key in keys and (not (given and said.given) or same_given(given, said.given)):
        return True
    if " " not in name or " " not in said.name:
        return False
    shared = set(map(fold_name, name.split())) & set(map(fold_name, said.name.split()))
    return len(shared) > 1 or same_name(name, said.name) >= _SAME_NAME


def _is_denied(state: State, said: OfficeSaid) -> bool:
    """Whether a person has said that it is not he."""
    return any(
        one.denied_by is not None
        and (one.event.where, one.event.office) == (said.where, said.office)
        and _are_one(one.event.keys, one.event.given, one.event.name, said)
        for one in state.learnt.values()
    )


def denied(state: State, command: DenyHolder) -> list[Event]:
    held = state.learnt.get(command.learnt)
    if held is None:
        raise NotFoundError(
            f"nothing was learnt under the number {command.learnt}",
            hint="`monitor people` shows what was learnt, with its number",
        )
    if held.denied_by is not None:
        raise RefusedError(
            f"{command.learnt} was said to be wrong already, by correction {held.denied_by}",
            hint=f"to believe it again: `monitor undo {held.denied_by}`",
        )
    return [
        HolderDenied(
            correction=state.corrections + 1,
            learnt=command.learnt,
            by=command.by,
            reason=command.reason,
        )
    ]
