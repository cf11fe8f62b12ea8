"""Who is believed to hold which office, since when, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from monitor.bot.context import home_of
from monitor.engine.holders import LONG_AGO, Learner
from monitor.model import PartialDate
from monitor.names.office_holders import Holder
from monitor.stories.state import LearntHolder, State
from monitor.web.pages.news.today import Limit
from monitor.web.redactions import Redactions
from monitor.web.requests import PageRequest, cursor_of, place_of

Whose = Literal["operator", "learnt", "file"]
_WHOSE: tuple[Whose, ...] = ("operator", "learnt", "file")


class PeopleFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`where` is a country's code or the short name of an organisation."""

    where: str = ""
    whose: Whose | None = None
    after: str = ""
    limit: Limit = 50


class HolderWord(Struct, frozen=True, kw_only=True):
    """An outlet that calls somebody the holder of an office, and its sentence."""

    article: str
    outlet: str
    published: PartialDate
    text: str


class HolderShown(Struct, frozen=True, kw_only=True):
    """`whose`: the operator's word, what the log taught, or a data file's row; `source` says where
    that stands. `learnt` is the number by which what was learnt can be said to be wrong.
    """

    where: str
    office: str
    name: str
    since: PartialDate | None
    until: PartialDate | None
    whose: Whose
    source: str
    learnt: int | None
    evidence: tuple[HolderWord, ...]


class HoldersPage(Struct, frozen=True, kw_only=True):
    """By country or organisation, then by office."""

    day: str
    people: tuple[HolderShown, ...]
    places: tuple[str, ...]
    home: str
    next: str | None


def people(ask: PageRequest) -> HoldersPage:
    wish, day = ask.filter(PeopleFilter), ask.now.date().isoformat()
    place = place_of(wish.after, tuple[str, str, str])
    learnt = ask.views.learnt()
    found = sorted(_believed(ask, learnt, day), key=lambda one: _place(one[1]))
    wanted = [
        (layer, one)
        for layer, one in found
        if wish.where in ("", _whose(one)) and wish.whose in (None, _WHOSE[layer])
    ]
    rest = [pair for pair in wanted if place is None or _place(pair[1]) > place]
    shown, redactions = rest[: wish.limit], Redactions.of(ask.views)
    return HoldersPage(
        day=day,
        people=tuple(_shown(layer, one, learnt, redactions) for layer, one in shown),
        places=tuple(dict.fromkeys(_whose(one) for _, one in found)),
        home=home_of(ask.log),
        next=cursor_of(*_place(shown[-1][1])) if len(rest) > wish.limit else None,
    )


def _place(one: Holder) -> tuple[str, str, str]:
    return _whose(one), one.office, one.name


def _whose(one: Holder) -> str:
    """A country's code or an organisation's name: AU is Australia, and the African Union's chair
    stands under it too.
    """
    return "African Union" if one.where == "AU" and one.country is None else one.where


def _believed(
    ask: PageRequest, learnt: Iterable[LearntHolder], day: str
) -> Iterator[tuple[int, Holder]]:
    state = State(learnt={one.event.correction: one for one in learnt})
    learner = Learner(people=ask.settings.people, owner_of=lambda article: article.outlet or "")
    return learner.holders(state).everyone(day)


def _shown(
    layer: int, one: Holder, learnt: Iterable[LearntHolder], redactions: Redactions
) -> HolderShown:
    taught = next((each for each in learnt if _taught(each, one)), None)
    words = taught.event.evidence if taught else ()
    return HolderShown(
        where=_whose(one),
        office=one.office,
        name=one.name,
        since=None if one.start == LONG_AGO else one.start,
        until=one.end or None,
        whose=_WHOSE[layer],
        source=one.source,
        learnt=taught.event.correction if taught else None,
        evidence=tuple(
            HolderWord(
                article=word.article_id,
                outlet=word.outlet,
                published=word.published,
                text=word.text,
            )
            for word in words
            if word.article_id not in redactions.articles
        ),
    )


def _taught(learnt: LearntHolder, one: Holder) -> bool:
    return one.source == f"learnt, correction {learnt.event.correction}"
