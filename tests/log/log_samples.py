"""Events for tests: a filled one of every type, random ones of every type, and short made-up
histories.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleTaken,
    Event,
    StoryClosed,
    StoryOpened,
    TextRedacted,
    key_of,
)
from monitor.log.chain import text_hash
from monitor.log.codec import encode
from monitor.model import Article, Evidence, Reading

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EVENT_TYPES: tuple[type[msgspec.Struct], ...] = get_args(Event)


def filled(kind: Any, name: str = "value") -> Any:
    """A value of `kind` in which every field holds something other than nothing."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return args[-1]
    if origin in {Union, types.UnionType}:
        return filled(next(arg for arg in args if arg is not type(None)), name)
    if origin is tuple:
        return (
            (filled(args[0], name),)
            if args[1:] == (...,)
            else tuple(filled(arg, name) for arg in args)
        )
    if origin is dict:
        return {filled(args[0], name): filled(args[1], name)}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        named = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
        return kind(**{field: filled(hints[field], written) for field, written in named})
    plain = {str: f"{name} Қазақстан", int: 7, float: 1.5, bool: True, datetime: NOW}
    return plain[kind]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    datetime: st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    type(None): st.none(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Random values of `kind`."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(args)
    if origin in {Union, types.UnionType}:
        return st.one_of([anything(arg) for arg in args])
    if origin is tuple and args[1:] == (...,):
        return st.lists(anything(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(anything(arg) for arg in args))
    if origin is dict:
        return st.dictionaries(anything(args[0]), anything(args[1]), max_size=2)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        fields = {
            name: st.deferred(lambda hint=hints[name]: anything(hint))
            for name in kind.__struct_fields__
        }
        return st.builds(kind, **fields)
    return _PLAIN[kind]


any_event = st.sampled_from(EVENT_TYPES).flatmap(anything)


def keyed(*events: Event) -> list[tuple[str, Event]]:
    return [(key_of(event, ordinal=0), event) for event in events]


def article(name: str, *, text: str = "", **more: Any) -> Article:
    return Article(
        id=name, version="1" * 12, text_hash=text_hash(text), text_bytes=len(text.encode()), **more
    )


def reading(title: str = "A title", **more: Any) -> Reading:
    return Reading(language="en", title=title, **more)


EVIDENCE = Evidence(rule="because a test says so")


def taken(name: str, *, text: str = "", title: str = "A title", **more: Any) -> ArticleTaken:
    return ArticleTaken(article=article(name, text=text, **more), reading=reading(title))


def opened(story: str, name: str, number: int, *, maybe: str | None = None) -> StoryOpened:
    return StoryOpened(
        story_id=story, number=number, article_id=name, evidence=EVIDENCE, maybe=maybe
    )


def attached(
    story: str, name: str, verdict: Literal["development", "duplicate"] = "duplicate", **more: Any
) -> ArticleAttached:
    return ArticleAttached(
        story_id=story, article_id=name, verdict=verdict, evidence=EVIDENCE, **more
    )


def history(articles: int = 4) -> list[tuple[str, Event]]:
    """That many articles, each opening a story of its own, every third one closed."""
    events: list[Event] = []
    for number in range(1, articles + 1):
        name = f"a{number:03}"
        events += [taken(name, text=text_of(name)), opened(f"s{name}", name, number)]
        if number % 3 == 0:
            events.append(StoryClosed(story_id=f"s{name}"))
    return keyed(*events)


def text_of(name: str) -> str:
    return f"The kept text of {name}, в двух письменностях."


def texts_of(events: list[tuple[str, Event]]) -> dict[str, str]:
    return {
        event.article.text_hash: text_of(event.article.id)
        for _, event in events
        if isinstance(event, ArticleTaken)
    }


def redaction(name: str) -> TextRedacted:
    return TextRedacted(
        article_id=name, version="1" * 12, text_hash=text_hash(text_of(name)), reason="asked to"
    )


def times() -> Iterator[datetime]:
    at = NOW
    while True:
        yield at
        at += timedelta(minutes=1)


if __name__ == "__main__":  # prints the golden lines of today: `python tests/log/log_samples.py`
    for event_type in EVENT_TYPES:
        event_name, event_version, written = encode(filled(event_type))
        sys.stdout.write(
            f'{{"type":"{event_name}","version":{event_version},"payload":{written.decode()}}}\n'
        )
