"""What the questions about facts cost on a home of `bench.web_home`, in processor time.

    python -m bench.facts HOME [--rounds 20]

Each question is asked on a connection of its own, as a page would; the first round, which reads the
file, counts too. The 95th percentile stands against 50 ms.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from bench.web_home import settings_of
from monitor.stores import Stores
from monitor.views.facts.facts import Facts
from monitor.views.facts.forms import StoryFilter

LIMIT_MS = 50
Question = Callable[[Facts], object]


def questions(facts: Facts) -> dict[str, Question]:
    counts = facts.facets(kinds=("person", "country", "place", "body"), values_max=3)
    person, rare = counts["person"][0].value, counts["person"][-1].value
    country, place = counts["country"][0].value, counts["place"][0].value
    newest = facts.stories(limit=1).stories[0].number
    second = facts.stories().cursor
    deep = StoryFilter(acts=("meeting",), since="2025")
    return {
        "stories, all": lambda f: f.stories(),
        "stories, second page": lambda f: f.stories(cursor=second),
        "stories, one act": lambda f: f.stories(StoryFilter(acts=("meeting",))),
        "stories, act and year": lambda f: f.stories(deep),
        "stories, a person": lambda f: f.stories(StoryFilter(people=(rare,))),
        "stories, a country and words": lambda f: f.stories(
            StoryFilter(countries=(country,), words="energy")
        ),
        "stories, a common word": lambda f: f.stories(StoryFilter(words="plan")),
        "stories, a common prefix": lambda f: f.stories(StoryFilter(words="mee")),
        "people by name": lambda f: f.people("Adil"),
        "only one side's": lambda f: f.stories(
            StoryFilter(told_by_all=("RU",), told_by_none=("US",))
        ),
        "facets, all": lambda f: f.facets(),
        "facets, one act": lambda f: f.facets(StoryFilter(acts=("meeting",))),
        "facets, two years": lambda f: f.facets(StoryFilter(since="2024", until="2025")),
        "facets, a person": lambda f: f.facets(StoryFilter(people=(person,))),
        "person, most told": lambda f: f.person(person),
        "country, most told": lambda f: f.country(country),
        "body": lambda f: f.body(counts["body"][0].value),
        "network, all years": lambda f: f.network(since="2022", until="2027"),
        "network, all years, countries": lambda f: f.network(
            since="2022", until="2027", by="countries"
        ),
        "network, a month": lambda f: f.network(since="2025-03", until="2025-03"),
        "places, all": lambda f: f.places(),
        "places, one act": lambda f: f.places(StoryFilter(acts=("meeting",))),
        "stories, a place": lambda f: f.stories(StoryFilter(places=(place,))),
        "calendar, a year": lambda f: f.calendar("2025", "2025"),
        "compare, two years": lambda f: f.compare("KZ", "RU", since="2024", until="2025"),
        "compare, all": lambda f: f.compare("RU", "US"),
        "story": lambda f: f.story(newest),
        "accounts": lambda f: f.accounts(newest),
        "time line": lambda f: f.timeline(newest),
    }


def asked(home: Path, question: Question, rounds: int) -> list[float]:
    """Milliseconds of processor time, sorted."""
    settings, spent = settings_of(home), []
    for _ in range(rounds):
        with Facts.open(home / "state" / "views.db", settings) as facts:
            started = time.process_time()
            question(facts)
            spent.append((time.process_time() - started) * 1000)
    return sorted(spent)


def searching(home: Path, rounds: int) -> dict[str, list[float]]:
    """`monitor search`, which asks articles: milliseconds of processor time, sorted."""
    spent: dict[str, list[float]] = {}
    with Stores(home / "state").views() as views:
        for words in ("plan", "energy", "Putin", "Astana meeting", "Adil"):
            times = spent.setdefault(f"articles, “{words}”", [])
            for _ in range(rounds):
                started = time.process_time()
                views.search(words)
                times.append((time.process_time() - started) * 1000)
    return {name: sorted(times) for name, times in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with Facts.open(options.home / "state" / "views.db", settings_of(options.home)) as facts:
        every = questions(facts)
    spent_on = {name: asked(options.home, one, options.rounds) for name, one in every.items()}
    for name, spent in (spent_on | searching(options.home, options.rounds)).items():
        at_95 = spent[int(0.95 * (len(spent) - 1))]
        held = "" if at_95 <= LIMIT_MS else "  over"
        print(f"{name:32} median {spent[len(spent) // 2]:6.1f} ms  95 % {at_95:6.1f} ms{held}")


if __name__ == "__main__":
    main()
