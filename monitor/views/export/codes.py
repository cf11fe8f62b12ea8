"""Names that others use: PLOVER's of acts, ISO's of countries; and times with their offsets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from babel.core import get_global

from monitor.datafiles import ids
from monitor.gazetteer.acts import plover_of
from monitor.model import CountryCode

# The modes that PLOVER has for consulting; its other events have none that an act here means.
_MODES = {"visit": "visit", "call": "phone", "mediation": "third-party"}
_MULTILATERAL = frozenset(("summit", "forum", "vote"))


def plover_event(act: str | None) -> str | None:
    """None for no act, and for one of another version that this one does not know."""
    return plover_of(act) if act in _known() else None


def plover_mode(act: str | None, *, multilateral: bool = False) -> str | None:
    if act is None or plover_event(act) != "CONSULT":
        return None
    if act not in _MODES and (multilateral or act in _MULTILATERAL):
        return "multilateral"
    return _MODES.get(act)


@cache
def _known() -> frozenset[str]:
    return frozenset(ids("acts.toml")["act"])


_FORMER = frozenset(("BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"))  # countries' codes of once


@cache
def _alpha3() -> dict[str, str]:
    """ISO's own, as CLDR carries them."""
    aliases = get_global("territory_aliases")
    return {
        names[0]: code
        for code, names in aliases.items()
        if len(code) == len("KAZ") and code.isalpha() and code not in _FORMER and len(names) == 1
    }


def alpha3(code: CountryCode | None) -> str | None:
    """Kosovo, which has no code of ISO's, is XKX; None for what is no country."""
    if not code:
        return None
    return "XKX" if code == "XK" else _alpha3().get(code)


# --- times ---


def day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def instant(written: str | None) -> datetime | None:
    """Of an aware ISO time, in UTC; None for a day alone or a time without a zone."""
    at = _aware(written)
    return at.astimezone(UTC) if at else None


def offset_minutes(written: str | None) -> int | None:
    """How far ahead of UTC its clock is: 300 of "+05:00"."""
    at = _aware(written)
    ahead = at.utcoffset() if at else None
    return None if ahead is None else int(ahead.total_seconds()) // 60


def _aware(written: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(written) if written else None
        # an instant outside of the calendar is none that anybody can be told
        return at if at and at.tzinfo and at.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return None
