"""A home of made-up news for pages: people who meet often, a story in a script that runs from the
right, one whose outlet means harm, two that may be one, the seeds and a digest as readers got it.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from bench.web_home import account, happening, people, write
from bench.web_home import lay_out as made
from monitor.cli.root import run
from monitor.config import load
from monitor.events.stories_and_feeds import ArticleSetAside, ArticleTaken, StoryOpened, key_of
from monitor.log.chain import text_hash
from monitor.log.sqlite import SqliteLog
from monitor.model import Evidence
from tests.house import HOUSE

STORIES, ACCOUNTS, SEED_STORIES = 60, 240, 4
RTL_TITLE = "وزير الخارجية يلتقي نظيره (Astana) – 12"
HOSTILE_TITLE = '"><script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(2)>'
LONG_TITLE = "Verhandlungen" * 24
ODD = (RTL_TITLE, HOSTILE_TITLE, LONG_TITLE)
# two that may be one; each test that presses something has two of its own
PAIRS = 6
PAIRED = tuple(title for n in range(PAIRS) for title in (f"Talks {n}", f"The same talks {n}?"))
FIRST_ODD = STORIES + SEED_STORIES + 1  # in the home of the tests


def story_of(title):
    """The address of the story that has it."""
    return f"/stories/S{FIRST_ODD + (*ODD, *PAIRED).index(title)}"


def lay_out(home: Path, *, stories: int = STORIES, accounts: int = ACCOUNTS) -> Path:
    """Writes it; a home that the pages' process then has for itself."""
    write(home, stories=stories, accounts=accounts)
    (home / "config" / "monitor.toml").write_text(CONFIG)
    secrets = home / "config" / "secrets.toml"
    secrets.write_text(f'channel = "file:{home / "digest.jsonl"}"\n')
    secrets.chmod(0o600)
    assert run(["--home", str(home), "ingest", "-q", str(HOUSE / "seeds")]) == 0
    assert run(["--home", str(home), "digest", "--send"]) == 0
    with SqliteLog.open(home / "state" / "log.db") as log:
        first = stories + SEED_STORIES + 1
        _add_odd_stories(log, list(load(home, {}).sources), first, at=datetime.now(UTC))
    # what operators find listed, whichever test comes first
    assert run(["--home", str(home), "apart", f"S{stories + 1}", f"S{stories + 2}"]) == 0
    made(home)
    return home


CONFIG = """
zone = "UTC"
language = "en"

[rules]
sure_diplomatic = 0

[web]
requests_per_minute = 100000
"""


def _add_odd_stories(log, sources, first, *, at):
    chance = random.Random(7)
    everybody = people(chance)
    before = ""
    for number, title in enumerate((*ODD, *PAIRED), first):
        of = structs.replace(happening(number, everybody, chance), day=at - timedelta(days=3))
        source = structs.replace(sources[number % len(sources)], language="en")
        if title == RTL_TITLE:
            source = structs.replace(source, name="صحيفة الخليج", language="ar")
        article, read, text = account(of, 0, source, chance)
        taken = ArticleTaken(
            article=structs.replace(article, title=title),
            reading=structs.replace(read, title=title, people=(), claims=(), acts=()),
        )
        story = text_hash(f"odd {number}")[:16]
        maybe = before if title.startswith("The same") else None
        opened = StoryOpened(
            story_id=story,
            number=number,
            article_id=article.id,
            evidence=Evidence(rule="made up"),
            maybe=maybe,
        )
        _append(log, [taken, opened], {article.text_hash: text}, at=at)
        before = story
    article, read, text = account(of, 1, sources[0], chance)
    aside = ArticleSetAside(article=article, reading=read, reason="nothing diplomatic was read")
    _append(log, [aside], {article.text_hash: text}, at=at)


def _append(log, events, texts, *, at):
    keyed = [(key_of(event, ordinal=0), event) for event in events]
    log.append(keyed, at=at, expected=log.head().position, texts=texts)
