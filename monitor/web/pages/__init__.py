"""Every page there is, in the order of the menu. A page is one handler and one template: a row
here, a function from a PageRequest to a typed document, and a file in templates/.
"""

from __future__ import annotations

from monitor.web.pages.news import about, story, today
from monitor.web.pages.page import WebPage

PAGES: tuple[WebPage, ...] = (
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
        path="/stories/{story}",
        name="story",
        title="titles.story",
        handler=story.story,
        template="story.html",
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

BY_NAME: dict[str, WebPage] = {page.name: page for page in PAGES}
