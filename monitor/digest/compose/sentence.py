"""What an entry begins with: its headline, the town where it was, and what was signed or agreed, as
one sentence of what is sure.

"Tokayev received Matviyenko in Astana; signed: agreement, plan". Languages whose cases we do not
spell name the town after a comma.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from monitor.digest.model import Run, Runs
from monitor.digest.wording.documents import NamedDocument
from monitor.digest.wording.locale import Words, table
from monitor.digest.wording.summary import Gist
from monitor.model import OFF

_PAPERS_NAMED = 2  # by their kinds; of more it is said that there are
_SAID_FIRST = ("signed", "agreed", "concluded")


class OpeningSentence(Struct, frozen=True, kw_only=True):
    runs: Runs
    says_where: bool


def sentence(
    made: Runs, gist: Gist, papers: Sequence[NamedDocument], words: Words
) -> OpeningSentence:
    """`made` is the headline; empty if there is none, and then nothing is added to it."""
    place = _place(gist, words) if made else ""
    done = _done(papers, words) if made else ""
    runs = made
    if place:
        runs = _around(runs, words.say("sentence.at", what="\0", place=place))
    if done:
        runs = _around(runs, words.say("sentence.with", what="\0", done=done))
    return OpeningSentence(runs=runs, says_where=bool(place))


def _around(runs: Runs, worded: str) -> Runs:
    before, _, after = worded.partition("\0")
    return tuple(run for run in (Run(text=before), *runs, Run(text=after)) if run.text or run.plain)


def _place(gist: Gist, words: Words) -> str:
    """The town, where people come together for such an act, and it was not called off."""
    is_town = gist.place is not None and gist.place.name != words.country(gist.place.country or "")
    if not is_town or gist.place is None or gist.stage in OFF:
        return ""
    return words.place(gist.place) if gist.act in table("house")["sentence"]["placed"] else ""


def _done(papers: Sequence[NamedDocument], words: Words) -> str:
    """As "signed: agreement, plan": of one kind of outcome alone, the firmest one."""
    fresh = [one for one in papers if not one.outcome.background]
    for kind in _SAID_FIRST:
        nouns = [one.noun for one in fresh if one.outcome.kind == kind and one.noun]
        known = [noun for noun in dict.fromkeys(nouns) if noun in table("en")["documents"]]
        if known:
            return _named(kind, known, words)
    return ""


def _named(kind: str, nouns: Sequence[str], words: Words) -> str:
    named = ", ".join(words.label("documents", noun) for noun in nouns[:_PAPERS_NAMED])
    if len(nouns) > _PAPERS_NAMED:
        named = words.say("sentence.more", named=named)
    return words.say("line.outcome", kind=words.label("outcomes", kind), what=named)
