"""The pages' pictures, drawn from the pages' own documents when a template asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from monitor.digest.model import Week
from monitor.digest.week.picture import picture_of
from monitor.pictures import matrix, network, timeline, world
from monitor.pictures.svg import Picture
from monitor.views.facts import forms
from monitor.web.pages.analysis.overviews import NetworkPage
from monitor.web.pages.analysis.story_look import StoryLook
from monitor.web.words import PageWords

if TYPE_CHECKING:
    from monitor.web.making.render import Frame

MONTHS = 18
ACTS_MAX = 9
TIES_MAX = 60  # that are drawn
_HOUR, _DAY = len("2026-11-29T09"), len("2026-11-29")
NOON = time(12)


def headline(story: forms.StoryFacts, words: PageWords) -> str:
    """As a digest would head it, else an outlet's own words, with whose they are."""
    if made := story.headlines.get(words.language):
        return made
    if not story.title:
        return f"S{story.number}"
    said = {"outlet": story.title_outlet, "title": story.title}
    return words.frame.say("frame.headline_of", **said)


def moment_or_day(at: str, words: PageWords) -> str:
    """A time, or a partial date where no hour is known."""
    return words.moment(at) if len(at) > _HOUR else words.day(at)


def country_path(code: str) -> str:
    return f"/countries/{quote(code, safe='')}"


def person_path(key: str) -> str:
    return f"/people/{quote(key, safe='')}"


def body_path(name: str) -> str:
    return f"/bodies/{quote(name, safe='')}"


def _shown(picture: Picture) -> Markup:
    return Markup(picture.inline)  # noqa: S704 — every word in it was escaped where it was drawn


def timeline_picture(frame: Frame, look: StoryLook) -> Markup:
    words = frame.words
    marks = [
        timeline.AccountMark(
            at=told_at(one),
            day=day_told(one),
            owner=one.outlet,
            label=one.title,
            kind=one.kind,
            href=f"#a-{one.article_id}",
        )
        for one in look.accounts
    ]
    at = {one.article_id: told_at(one) for one in look.accounts}
    stages = [
        timeline.StageMark(
            at=at.get(one.article_id) or _instant(one.at), label=words.label("stages", one.stage)
        )
        for one in look.stages
    ]
    return _shown(
        timeline.timeline(
            marks,
            stages,
            zone=words.zone,
            language=words.language,
            heading=words.say("picture.timeline"),
            desc=_timeline_said(look, words),
            more=words.say("picture.more", count="{count}"),
        )
    )


def told_at(one: forms.FactAccount) -> datetime:
    """When its outlet told it: the instant; where only the day is known, noon of that day, UTC;
    without a day, when it was first seen.
    """
    if one.published_at:
        return _instant(one.published_at)
    if day := day_told(one):
        return datetime.combine(day, NOON, UTC)
    return _instant(one.seen_at)


def day_told(one: forms.FactAccount) -> date | None:
    """Where no more than the day is known."""
    if one.published_at or len(one.published or "") != _DAY:
        return None
    return date.fromisoformat(one.published or "")


def _instant(at: str) -> datetime:
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _timeline_said(look: StoryLook, words: PageWords) -> str:
    outlets = len({one.outlet for one in look.accounts})
    published = {one.article_id: one.published_at or one.published for one in look.accounts}
    stages = (
        f"{words.label('stages', one.stage)} "
        f"({moment_or_day(published.get(one.article_id) or one.at, words)})"
        for one in look.stages
    )
    counted = (
        words.count("line.articles", len(look.accounts)),
        words.count("line.outlets", outlets),
        *stages,
    )
    return ", ".join(counted)


def network_picture(frame: Frame, page: NetworkPage) -> Markup:
    """The most frequent ties: more of them hide each other; the table has the rest."""
    words, countries = frame.words, page.by == "countries"
    ties = page.network.ties[:TIES_MAX]
    nodes = [
        network.Node(
            key=one.key,
            name=words.frame.country(one.key) if countries else one.name,
            kind="country" if countries else "person",
            href=frame.url(country_path(one.key) if countries else person_path(one.key)),
        )
        for one in page.network.knots
    ]
    names = {node.key: node.name for node in nodes}
    edges = [
        network.Edge(
            one=tie.one,
            other=tie.other,
            weight=tie.meetings,
            said=f"{names[tie.one]} – {names[tie.other]}: {tie.meetings}",
        )
        for tie in ties
    ]
    first = sorted(edges, key=lambda edge: -edge.weight)[:10]
    return _shown(
        network.network(
            nodes,
            edges,
            heading=words.say("picture.network"),
            desc="; ".join(edge.said for edge in first),
        )
    )


def map_picture(frame: Frame, places: Sequence[forms.PlaceCount], *, linked: bool = True) -> Markup:
    words = frame.words
    spots = [
        world.Spot(
            name=words.frame.place_name(one.name),
            longitude=one.longitude,
            latitude=one.latitude,
            weight=one.stories,
            href=frame.url("/stories", place=one.name) if linked else "",
            said=f"{words.frame.place_name(one.name)}: {words.count('stories.count', one.stories)}",
        )
        for one in places
        if one.longitude is not None and one.latitude is not None
    ]
    return _shown(
        world.world(
            spots,
            heading=words.say("picture.map"),
            desc="; ".join(spot.said for spot in spots[:10]),
            contested_note=words.say("picture.contested"),
            base_maps=frame.base_maps,
        )
    )


def months_picture(frame: Frame, profile: forms.FactProfile) -> Markup | str:
    """Meetings and acts by month, up to the last month of which anything is told."""
    words = frame.words
    months = _last_months([*(one.month for one in profile.months), *_months_of(profile.acts)])
    if not months:
        return ""
    every = (_meetings(profile, months, words), *_acts(profile, months, words))
    rows = [row for row in every if any(row.counts)]
    if not rows:
        return ""
    said = (f"{row.name}: {sum(row.counts)}" for row in rows)
    return _shown(
        matrix.matrix(
            rows,
            months=months,
            language=words.language,
            heading=words.say("picture.months"),
            desc="; ".join(said),
        )
    )


def _months_of(acts: Sequence[forms.ActCount]) -> list[str]:
    return [one.month for one in acts]


def _last_months(named: Sequence[str]) -> list[date]:
    last = max(filter(None, named), default="")
    if not last:
        return []
    year, month = map(int, last.split("-"))
    serials = range(year * 12 + month - MONTHS, year * 12 + month)
    return [date(serial // 12, serial % 12 + 1, 1) for serial in serials]


def _meetings(
    profile: forms.FactProfile, months: Sequence[date], words: PageWords
) -> matrix.MatrixRow:
    counts = {one.month: one.meetings for one in profile.months}
    return matrix.MatrixRow(
        name=words.say("profile.all_meetings"), counts=_by_month(counts, months)
    )


def _acts(
    profile: forms.FactProfile, months: Sequence[date], words: PageWords
) -> list[matrix.MatrixRow]:
    by_act: dict[str, dict[str, int]] = {}
    for one in profile.acts:
        by_act.setdefault(one.act, {})[one.month] = one.stories
    most = sorted(by_act.items(), key=lambda found: (-sum(found[1].values()), found[0]))
    return [
        matrix.MatrixRow(name=words.frame.act(act) or act, counts=_by_month(counts, months))
        for act, counts in most[:ACTS_MAX]
    ]


def _by_month(counts: dict[str, int], months: Sequence[date]) -> tuple[int, ...]:
    return tuple(counts.get(f"{month:%Y-%m}", 0) for month in months)


def week_picture(frame: Frame, found: Week) -> Markup:
    return _shown(picture_of(found, frame.words.frame))


# --- addresses of filters ---


def toggled(frame: Frame, name: str, value: str) -> str:
    """The page with that value of a filter added, or taken away where it stands there."""
    now = [given for key, given in frame.query if key == name]
    kept = [one for one in now if one != value] if value in now else [*now, value]
    return frame.again(**{name: kept, "after": None})


def is_chosen(frame: Frame, name: str, value: str) -> bool:
    return (name, value) in frame.query


def value_of(frame: Frame, name: str) -> str:
    return next((value for key, value in frame.query if key == name), "")


GLOBALS = {
    "headline": headline,
    "moment_or_day": moment_or_day,
    "country_path": country_path,
    "person_path": person_path,
    "body_path": body_path,
    "timeline_picture": timeline_picture,
    "network_picture": network_picture,
    "map_picture": map_picture,
    "months_picture": months_picture,
    "week_picture": week_picture,
    "toggled": toggled,
    "is_chosen": is_chosen,
    "value_of": value_of,
}
