"""Made-up articles, verdicts and pasts: `after(*past).decide(command)`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from monitor.events.stories_and_feeds import ArticleAttached, ArticleTaken, Event, StoryOpened
from monitor.model import Article, Evidence, Fact, Reading, Rules, Verdict
from monitor.stories.commands import TakeArticle
from monitor.stories.decide import decide, story_id_of
from monitor.stories.evolve import evolve
from monitor.stories.state import State

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
EVIDENCE = Evidence(rule="made up")
FACT = Fact(kind="sentence", text="something new")


def article(name: str, *, text: str = "text", published: str | None = "2026-11-21") -> Article:
    words = f"{name} {text}"
    return Article(
        id=sha256(name.encode()).hexdigest()[:16],
        version=sha256(words.encode()).hexdigest()[:12],
        text_hash=sha256(words.encode()).hexdigest(),
        text_bytes=len(words),
        given_id=name,
        published=published,
        title=name,
    )


def reading(title: str = "a title") -> Reading:
    return Reading(language="en", title=title, packed_words="meet:2 talk")


def new(**fields: object) -> Verdict:
    return Verdict(kind="new", evidence=EVIDENCE, **fields)


def unsure(maybe: str) -> Verdict:
    return Verdict(kind="unsure", evidence=EVIDENCE, maybe=maybe)


def joining(
    story_id: str, *, facts: tuple[Fact, ...] = (FACT,), kind: str = "development"
) -> Verdict:
    return Verdict(kind=kind, evidence=EVIDENCE, story_id=story_id, new_facts=facts)


def take(name: str, verdict: Verdict | None = None, *, text: str = "text") -> TakeArticle:
    return TakeArticle(
        article=article(name, text=text), reading=reading(name), verdict=verdict or new()
    )


def opened(name: str, number: int, **fields: object) -> list[Event]:
    taken = ArticleTaken(article=article(name), reading=reading(name))
    return [
        taken,
        StoryOpened(
            story_id=story(name),
            number=number,
            article_id=taken.article.id,
            evidence=EVIDENCE,
            **fields,
        ),
    ]


def attached(name: str, to: str) -> list[Event]:
    """`to` is the article that opened the story."""
    taken = ArticleTaken(article=article(name), reading=reading(name))
    return [
        taken,
        ArticleAttached(
            story_id=story(to),
            article_id=taken.article.id,
            verdict="development",
            evidence=EVIDENCE,
            new_facts=(FACT,),
        ),
    ]


def story(name: str) -> str:
    """The id of the story that the article of that name opened."""
    return story_id_of(article(name).id)


def ids(*names: str) -> tuple[str, ...]:
    return tuple(article(name).id for name in names)


def after(*past: Iterable[Event], days_apart: float = 0) -> State:
    """The State once these happened, each group `days_apart` after the one before, beginning at
    NOW.
    """
    state = State()
    for step, events in enumerate(past):
        fold(state, events, NOW + timedelta(days=step * days_apart))
    return state


def fold(state: State, events: Iterable[Event], at: datetime = NOW) -> State:
    for event in events:
        evolve(state, event, at)
    return state


def decided(state: State, command: object, *, rules: Rules | None = None) -> list[Event]:
    return decide(state, command, rules=rules or Rules())


def done(state: State, command: object, at: datetime = NOW) -> Sequence[Event]:
    """Decide, then know."""
    events = decided(state, command)
    fold(state, events, at)
    return events


def groups(state: State) -> set[frozenset[str]]:
    """The stories as sets of the names of their articles."""
    return {
        frozenset(member.article.given_id or "" for member in held.members.values())
        for held in state.stories.values()
    }
