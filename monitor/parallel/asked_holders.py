"""Whether another knowledge of office holders would have given the same reading.

Readings are made ahead of the decisions that may teach who holds which office. `AskedHolders` keeps
each question that a reading asks and its answer; `same_answers` asks them again. If nothing was
answered otherwise, the reading is what it would have been.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from monitor.names.known_holders import KnownHolders
from monitor.names.office_holders import Holder


class WhoHeld(Struct, frozen=True, tag=True, array_like=True):
    office: str
    where: str
    published: str | None

    def answer(self, known: KnownHolders) -> Holder | None:
        return known.holder_of(self.office, self.where, self.published)


class IsInOffice(Struct, frozen=True, tag=True, array_like=True):
    row: Holder
    published: str | None

    def answer(self, known: KnownHolders) -> bool:
        return known.is_in_office(self.row, self.published)


class WhichTerm(Struct, frozen=True, tag=True, array_like=True):
    person_id: str
    published: str | None

    def answer(self, known: KnownHolders) -> Holder:
        return known.row_at(self.person_id, self.published)


class WhoIsNamed(Struct, frozen=True, tag=True, array_like=True):
    key: str
    given: str | None
    name: str

    def answer(self, known: KnownHolders) -> Holder | None:
        return known.named(self.key, self.given, self.name)


Question = WhoHeld | IsInOffice | WhichTerm | WhoIsNamed
Answer = Holder | bool | None


class AskedHolders(KnownHolders):
    """Answers as `known` does; `asked` is what was asked since it was made, in msgpack."""

    def __init__(self, known: KnownHolders) -> None:
        super().__init__()
        self._known = known
        self._answers: dict[Question, Answer] = {}

    @property
    def asked(self) -> bytes:
        return _ENCODER.encode(list(self._answers.items()))

    def holder_of(self, office: str, where: str, published: str | None) -> Holder | None:
        question = WhoHeld(office, where, published)
        self._answers[question] = found = question.answer(self._known)
        return found

    def is_in_office(self, row: Holder, published: str | None) -> bool:
        question = IsInOffice(row, published)
        self._answers[question] = found = question.answer(self._known)
        return found

    def row_at(self, person_id: str, published: str | None) -> Holder:
        question = WhichTerm(person_id, published)
        self._answers[question] = found = question.answer(self._known)
        return found

    def named(self, key: str, given: str | None, name: str) -> Holder | None:
        question = WhoIsNamed(key, given, name)
        self._answers[question] = found = question.answer(self._known)
        return found


def same_answers(asked: bytes, known: KnownHolders) -> bool:
    """Whether `known` answers all that was asked as it was answered then."""
    return all(question.answer(known) == answer for question, answer in _DECODER.decode(asked))


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[tuple[Question, Answer]])
