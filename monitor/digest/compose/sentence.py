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
    """As "signed: agreement, plan": of one kind of outcome alone, the firmest one; else what the
    same visit brought before.
    """
    for kind in _SAID_FIRST:
        if named := _named(papers, kind, words, background=False):
            return words.say("line.outcome", kind=words.label("outcomes", kind), what=named)
    before = _named(papers, "signed", words, background=True)
    return words.say("sentence.earlier", named=before) if before else ""


def _named(papers: Sequence[NamedDocument], kind: str, words: Words, *, background: bool) -> str:
    found = [
        one.noun
        for one in papers
        if one.outcome.kind == kind and one.outcome.background == background
    ]
    nouns = [noun for noun in dict.fromkeys(found) if noun in table("en")["documents"]]
    named = ", ".join(words.label("documents", noun) for noun in nouns[:_PAPERS_NAMED])
    return words.say("sentence.more", named=named) if len(nouns) > _PAPERS_NAMED else named
