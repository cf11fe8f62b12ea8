"""Log values as short lines for an operator's eyes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from monitor.cli.output import printable
from monitor.log.protocol import Recorded
from monitor.model import Article, Fact

_VALUE_CHARS_MAX = 60
_ID_DIGITS_SHOWN = 8


def event_line(recorded: Recorded, *, zone: str) -> str:
    """One event: position, time in `zone`, type, and its short fields."""
    fields = msgspec.structs.asdict(recorded.event)
    told = [worded for name, value in fields.items() if (worded := _field(name, value))]
    return (
        f"{recorded.position:>6}  {moment(recorded.at, zone)}  "
        f"{type(recorded.event).__name__:<16}  {' '.join(told)}"
    )


def counted(number: int, what: str) -> str:
    """How many, in words that take an s: "1 article", "2 articles"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def sized(size_bytes: int) -> str:
    """Bytes as people say them: 3 KB, 1.2 MB, 45 GB."""
    size = float(size_bytes)
    for unit in ("B", "KB", "MB"):
        if size < _A_THOUSAND:
            if unit == "B" or size >= _TEN:
                return f"{size:.0f} {unit}"
            return f"{size:.1f} {unit}"
        size /= _A_THOUSAND
    if size < _A_THOUSAND:
        return f"{size:.1f} GB"
    return f"{size / _A_THOUSAND:.1f} TB"


_TEN, _A_THOUSAND = 10, 1000


def moment(at: datetime | str, zone: str) -> str:
    """A log time in the reader's zone, to the second."""
    time = datetime.fromisoformat(at) if isinstance(at, str) else at
    return time.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def _field(name: str, value: object) -> str | None:
    match value:
        case Article():
            return f"article={name_of(value)}"
        case bool():
            return name if value else None
        case int() | float():
            return f"{name}={value}"
        case str() if value:
            return f"{name}={_short(name, value)}"
        case tuple() if value and name.endswith("_ids"):
            return f"{name}={','.join(str(part)[:_ID_DIGITS_SHOWN] for part in value)}"
        case tuple() if value and name == "new_facts":
            return f"new_facts={len(value)}"
        case _:
            return None


def _short(name: str, value: str) -> str:
    if name.endswith(("_id", "_hash", "of", "maybe")):
        return value[:_ID_DIGITS_SHOWN]
    line = printable(" ".join(value.split()))
    line = line if len(line) <= _VALUE_CHARS_MAX else line[: _VALUE_CHARS_MAX - 1] + "…"
    return f"“{line}”" if " " in line else line


def name_of(article: Article) -> str:
    """What an operator calls an article: the id its file gave it, else the first digits of its
    own.
    """
    if article.given_id:
        return printable(article.given_id)
    return article.id[:_ID_DIGITS_SHOWN]


def date_words(date: str | None) -> str:
    """A partial date for a table: "12 Dec 2024", "Dec 2024", "2024"; a dash if unknown."""
    if not date:
        return "–"
    year, *rest = date[:10].split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    return f"{int(rest[1])} {month} {year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def fact_words(fact: Fact) -> str:
    """A fact as a line: its kind, whose words, what, and what it was before."""
    whose = f"{fact.speaker}: " if fact.speaker else ""
    before = f" (was: {fact.was})" if fact.was else ""
    return printable(f"{fact.kind} · {whose}{fact.text}{before}")


def outlet_words(article: Article) -> str:
    """Who speaks in it; "via" whom it came, where it stands on another host."""
    outlet = article.outlet or "unnamed outlet"
    return f"via {outlet}" if article.provenance and article.provenance.via else outlet
