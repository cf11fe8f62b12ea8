"""Every page there is, in the order of the menu, and everything that a form may ask for. A page is
one handler and one template: a row here, a function from a PageRequest to a typed document, and a
file in templates/.
"""

from __future__ import annotations

from monitor.web.forms import WebAction
from monitor.web.pages.analysis.table import ANALYSIS
from monitor.web.pages.news import about, editions, outlets, people, story, today, why, wrong
from monitor.web.pages.operators import actions, corrections, health, unsure
from monitor.web.pages.page import WebPage

_NEWS: tuple[WebPage, ...] = (
    WebPage(
        path="/",
        name="today",
        title="titles.today",
        handler=today.today,
        template="today.html",
        filter=today.TodayFilter,
        menu="news",
    ),
    WebPage(
        path="/editions",
        name="editions",
        title="titles.editions",
        handler=editions.editions,
        template="editions.html",
        filter=editions.EditionsFilter,
        menu="news",
    ),
    WebPage(
        path="/editions/{mark}",
        name="edition",
        title="titles.edition",
        handler=editions.edition,
        template="edition.html",
        filter=today.EditionFilter,
    ),
    WebPage(
        path="/stories/{story}",
        name="story",
        title="titles.story",
        handler=story.story,
        template="story.html",
    ),
    WebPage(
        path="/stories/{story}/why",
        name="why",
        title="titles.why",
        handler=why.of_story,
        template="why.html",
        filter=why.WhyFilter,
    ),
    WebPage(
        path="/stories/{story}/wrong",
        name="wrong",
        title="titles.wrong",
        handler=wrong.wrong,
        template="wrong.html",
        form=True,
    ),
)

_OPERATORS: tuple[WebPage, ...] = (
    WebPage(
        path="/unsure",
        name="unsure",
        title="titles.unsure",
        handler=unsure.unsure,
        template="unsure.html",
        access="operator",
        filter=unsure.UnsureFilter,
        menu="operators",
    ),
    WebPage(
        path="/reports",
        name="reports",
        title="titles.reports",
        handler=corrections.reports,
        template="reports.html",
        access="operator",
        menu="operators",
    ),
    WebPage(
        path="/aside",
        name="aside",
        title="titles.aside",
        handler=corrections.aside,
        template="aside.html",
        access="operator",
        filter=corrections.AsideFilter,
        menu="operators",
    ),
    WebPage(
        path="/corrections",
        name="corrections",
        title="titles.corrections",
        handler=corrections.corrections,
        template="corrections.html",
        access="operator",
        filter=corrections.CorrectionsFilter,
        menu="operators",
    ),
    WebPage(
        path="/stories/{story}/correct",
        name="correct",
        title="titles.correct",
        handler=corrections.correct,
        template="correct.html",
        access="operator",
    ),
    WebPage(
        path="/articles/{article}/why",
        name="why-article",
        title="titles.why",
        handler=why.of_article,
        template="why_article.html",
        access="operator",
    ),
    WebPage(
        path="/feeds",
        name="feeds",
        title="titles.feeds",
        handler=health.feeds,
        template="feeds.html",
        access="operator",
        filter=health.FeedsFilter,
        menu="operators",
    ),
    WebPage(
        path="/log",
        name="log",
        title="titles.log",
        handler=health.log,
        template="log.html",
        access="operator",
        filter=health.LogFilter,
        menu="operators",
    ),
)

_ABOUT: tuple[WebPage, ...] = (
    WebPage(
        path="/people",
        name="people",
        title="titles.people",
        handler=people.people,
        template="people.html",
        filter=people.PeopleFilter,
        menu="about",
    ),
    WebPage(
        path="/outlets",
        name="outlets",
        title="titles.outlets",
        handler=outlets.outlets,
        template="outlets.html",
        filter=outlets.OutletsFilter,
        menu="about",
    ),
    WebPage(
        path="/about",
        name="about",
        title="titles.about",
        handler=about.about,
        template="about.html",
        menu="about",
    ),
)

PAGES: tuple[WebPage, ...] = (*_NEWS, *ANALYSIS, *_ABOUT, *_OPERATORS)
ACTIONS: tuple[WebAction, ...] = (wrong.REPORT, *actions.ACTIONS)
BY_NAME: dict[str, WebPage] = {page.name: page for page in PAGES}
