"""What stands behind a page's question mark, as a value of the page's own filter; what it cannot
mean is told in one line, with an example.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, inspect

from monitor.errors import UsageError

_Filter = TypeVar("_Filter", bound=Struct)
# not of a page's own filters: the language of its frame, and what a form said
_BESIDE = frozenset({"lang", "said"})
_SHOWN_CHARS = 60
_PLACE = re.compile(r"\$\.(\w+)(?:\[(\d+)\])?")  # in the error of a value that does not fit


def filter_of(query: Sequence[tuple[str, str]], kind: type[_Filter]) -> _Filter:
    """Raises UsageError for what `kind` does not know or allow."""
    fields = _fields(kind)
    given: dict[str, Any] = {}
    for name, value in query:
        if name in _BESIDE or not value:
            continue
        if name not in fields:
            raise _unknown(name, fields)
        if fields[name].many:
            given.setdefault(name, []).append(value)
        elif name in given:
            raise UsageError(f"?{name} stands there twice", hint="give it once")
        else:
            given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _unfit(str(error), given, fields) from error


class _FilterField(Struct, frozen=True, kw_only=True):
    """`takes` says what it takes, `example` is a value of it, if there is any that says more."""

    many: bool
    takes: str
    example: str


@functools.cache
def _fields(kind: type[Struct]) -> Mapping[str, _FilterField]:
    info = inspect.type_info(kind)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return {one.name: _field(one) for one in fields}


def _field(field: inspect.Field) -> _FilterField:
    kind, said = _bare(field.type)
    most = None
    if many := isinstance(kind, inspect.VarTupleType):
        kind, most, said = _item(kind)
    takes = said.get("description") or _takes(kind)
    default = field.default if type(field.default) in (str, int) else ""
    example, *_ = said.get("examples") or [default or _first(kind)]
    return _FilterField(
        many=many,
        takes=f"{takes}, at most {most} times" if most else takes,
        example=str(example),
    )


def _bare(kind: inspect.Type) -> tuple[inspect.Type, dict[str, Any]]:
    """Without what is said of it for people, and that."""
    if isinstance(kind, inspect.Metadata):
        return kind.type, kind.extra_json_schema or {}
    if isinstance(kind, inspect.UnionType):
        return _bare(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
    return kind, {}


def _item(kind: inspect.VarTupleType) -> tuple[inspect.Type, int | None, dict[str, Any]]:
    item, said = _bare(kind.item_type)
    return item, kind.max_length, said


def _first(kind: inspect.Type) -> str:
    match kind:
        case inspect.LiteralType(values=values):
            return str(values[0])
        case inspect.BoolType():
            return "true"
        case _:
            return ""


def _takes(kind: inspect.Type) -> str:
    match kind:
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType(ge=least, le=most):
            return f"a whole number from {least} to {most}"
        case inspect.StrType(max_length=int(most)):
            return f"at most {most} characters"
        case _:
            return "words"


def _unknown(name: str, fields: Mapping[str, _FilterField]) -> UsageError:
    examples = (f", as ?{one}={field.example}" for one, field in fields.items() if field.example)
    hint = f"it has {', '.join(fields)}{next(examples, '')}"
    return UsageError(f"this page has no ?{name[:_SHOWN_CHARS]}", hint=hint)


def _unfit(said: str, given: Mapping[str, Any], fields: Mapping[str, _FilterField]) -> UsageError:
    place = _PLACE.search(said)
    if place is None or place[1] not in fields:
        return UsageError(f"the query cannot be read: {said}")
    name, nth = place[1], place[2]
    field, value = fields[name], given.get(name, "")
    if field.many:
        value = value[int(nth)] if nth else f"{len(value)} values"
    return unfit(name, str(value), takes=field.takes, example=field.example)


def unfit(name: str, value: str, *, takes: str, example: str) -> UsageError:
    """What to say to a value that a filter cannot mean."""
    hint = f"it takes {takes}" + (f", as ?{name}={example}" if example else "")
    return UsageError(f"“{value[:_SHOWN_CHARS]}” is nothing for ?{name}", hint=hint)
