"""Articles and Readings by hand, for rules that need no text."""

from collections.abc import Iterable

from monitor.model import Article, Figure, Person, Place, Reading, Span


def article(name="a", *, published="2024-12-12", title=None):
    return Article(
        id=name, version="", text_hash=name, text_bytes=1, published=published, title=title
    )


def people(*names, role="lead", known=None):
    return tuple(
        Person(
            key=name.lower(),
            name=name,
            surname=name,
            office="president",
            country=name[:2].upper(),
            role=role,
            known=known,
        )
        for name in names
    )


def reading(  # noqa: PLR0913 — one keyword for each trait
    *names,
    day=None,
    place=None,
    countries=(),
    words="",
    language="en",
    figures: Iterable[float] = (),
    **more,
):
    """`names` are leads; `day` is written in the text; `words` are the telling ones."""
    spans = (Span(start=day),) if day else ()
    return Reading(
        language=language,
        people=people(*names),
        date=spans[0] if spans else None,
        dates=spans,
        place=Place(name=place) if place else None,
        places=(Place(name=place),) if place else (),
        countries=tuple(countries),
        packed_words=words,
        figures=tuple(Figure(value=value, as_written=f"{value:g}") for value in figures),
        **more,
    )
