"""The pages for looking closer, in the order of the menu."""

from __future__ import annotations

from monitor.web.pages.analysis import filters, overviews, profile, stories
from monitor.web.pages.page import WebPage

ANALYSIS: tuple[WebPage, ...] = (
    WebPage(
        path="/stories",
        name="stories",
        title="titles.stories",
        handler=stories.stories,
        template="stories.html",
        filter=stories.StoriesFilter,
        menu="analysis",
    ),
    WebPage(
        path="/people/{key}",
        name="person",
        title="titles.person",
        handler=profile.person,
        template="profile.html",
    ),
    WebPage(
        path="/countries/{code}",
        name="country",
        title="titles.country",
        handler=profile.country,
        template="profile.html",
    ),
    WebPage(
        path="/bodies/{name}",
        name="body",
        title="titles.body",
        handler=profile.body,
        template="profile.html",
    ),
    WebPage(
        path="/network",
        name="network",
        title="titles.network",
        handler=overviews.network,
        template="network.html",
        filter=overviews.NetworkFilter,
        menu="analysis",
    ),
    WebPage(
        path="/map",
        name="map",
        title="titles.map",
        handler=overviews.places,
        template="map.html",
        filter=filters.LookFilter,
        menu="analysis",
    ),
    WebPage(
        path="/calendar",
        name="calendar",
        title="titles.calendar",
        handler=overviews.calendar,
        template="calendar.html",
        filter=overviews.CalendarFilter,
        menu="analysis",
    ),
    WebPage(
        path="/compare",
        name="compare",
        title="titles.compare",
        handler=overviews.compare,
        template="compare.html",
        filter=overviews.CompareFilter,
        menu="analysis",
    ),
)
