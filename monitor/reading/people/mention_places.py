"""Where a person is named and what he does there: the value that `standing` makes."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Position = Literal[
    "subject", "with", "to", "of", "from", "owner", "former", "quoted", "bracket", "other"
]


class MentionPlace(Struct, frozen=True, kw_only=True):
    """One mention in a sentence that tells the event."""

    sentence: int  # -1 is the title
    position: Position
    under: bool  # behind "after", "while", "that" of its clause
    gap: int | None  # tokens to the nearest act outside quotations
    same_clause: bool  # no mark stands between it and that act
    act: str | None  # the nearest one
    joined: bool  # "A and B"
    office: bool  # an office stands beside it
    speaks: bool  # a verb of saying stands beside it
    others: int  # people named in that sentence beside him
    nth: int  # of those named in it


class Standing(Struct, frozen=True, kw_only=True):
    """`places` are those of title and first sentences."""

    places: tuple[MentionPlace, ...]
    own: int  # sentences of the article's own event that name him
    recalled: int  # sentences that recall another
    quoted_only: bool
    first: int  # the first sentence that names him
    compatriots_before: int  # people of his country whom the article names before him
