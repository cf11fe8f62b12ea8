import json
from pathlib import Path

import pytest

from monitor.intake.normalize import incoming
from monitor.parallel.ahead import LOT_ARTICLES
from monitor.parallel.pool import LOSSES_MAX
from tests.parallel.house import taken

DATA = Path(__file__).parents[2] / "bench" / "data" / "mixed.jsonl"


@pytest.fixture(scope="session")
def articles():
    """Of many languages, short and long."""
    with DATA.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file][:64]
    return [
        incoming(
            text=line["text"],
            title=line.get("title"),
            url=f"https://example.org/{number}",
            lang=line.get("lang"),
            published=line.get("published"),
        )
        for number, line in enumerate(lines)
    ]


@pytest.fixture(scope="session")
def few(articles):
    """Every second: of nearly as many languages, and a lot more than may be lost."""
    few = articles[::2]
    assert len(few) > LOT_ARTICLES * LOSSES_MAX
    return few


@pytest.fixture(scope="session")
def alone(few):
    """What becomes of these few where one process reads."""
    return taken(few)
