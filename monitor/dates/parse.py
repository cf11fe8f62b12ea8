"""Days that a text names, as spans: written out, in figures, or counted from the day it was
published.

A date is a *partial date* and stays as precise as it was written: "12 December" with a known year
is "2024-12-12", "in March" "2024-03", "in 2019" "2019". A year that is not written is the one that
brings the day nearest to `published`; without a published date (or another year to go by) such a
day cannot be placed, and is left out rather than guessed. A span of years ("2025-2027"), a price
and a clock time are no days. `data/calendar.tsv` (from CLDR) has the names, `data/calendar.toml`
the rest.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from monitor.dates.calendars import WORD, likely_languages, patterns, week_words
from monitor.dates.cjk import unspaced
from monitor.dates.other_calendars import in_figures, other_days
from monitor.dates.spans import YEAR_MAX, YEAR_MIN, Basis, Raw, basis_of, iso, valid
from monitor.dates.written import worded
from monitor.model import PartialDate, Span

DATES_MAX = 200  # of one text
_WEEK_LAST = 6  # Sunday
_WEEK_WORDS = 40  # characters before a day that may say that its week is meant
_BESIDE = 8  # characters between a weekday and its date
_BESIDE_GAP = re.compile(r"[\s,.(\u060c]*(?:(?:the|le|el|il|den|dem|dia|día)\s)?", re.IGNORECASE)
_DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９০১২৩৪৫৬৭৮৯", "0123456789" * 5
)
_OTHER_DIGITS = re.compile("[٠-٩۰-۹०-९０-９০-৯]")
_DIGIT = re.compile(r"[0-9]")
_MARK = 6  # characters behind a day in figures that may name its calendar
_FIRST_DAY_CHARS = 16
_FIRST_DAY = re.compile(
    r"(?<![\d.,/:-])(\d{1,2})\s?(?:[–—]|\s(?:to|đến|bis|au|al|a|do|до|sampai|hingga|ile)\s)\s?$"
)
_CJK_ANY = re.compile(r"[月年日号號周週星曜今昨明월년일]")
_NUMERIC = re.compile(
    r"(?<![\d.,/:-])(?:(?P<iso>\d{4})(?P<s1>[-./])(?P<iso_m>\d{1,2})(?P=s1)(?P<iso_d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<s2>[./-])(?P<b>\d{1,2})(?P=s2)(?P<y>\d{4}|\d\d))(?![\d:/-]|[.,]\d)"
)


def dates_in(text: str, language: str, published: PartialDate | None = None) -> list[Span]:
    """All days that `text` names, in the order they stand; at most `DATES_MAX`."""
    return [span for *_, span in placed_dates(text, language, published)]


def placed_dates(
    text: str, language: str, published: PartialDate | None = None, *, in_words: bool = True
) -> list[tuple[int, int, Span]]:
    """As `dates_in`, each with the characters it stands in: (start, end, span). `in_words`: some
    word may be one of a date.
    """
    plain = text.isascii()
    if not plain and _OTHER_DIGITS.search(text):
        text = text.translate(_DIGITS)
    basis = basis_of(published)
    found = worded(text, language, basis) if in_words else []
    if not plain and _CJK_ANY.search(text):
        found += unspaced(text, language, basis)
    if _DIGIT.search(text) or language == "th":  # of last year, without a figure
        if not plain:
            found = other_days(text, language, basis) + found
        found += _numeric(text, basis, language) + _years(text, language)
    return [
        (raw.at, raw.end, span)
        for raw in _joined(_without_overlaps(found), text)[:DATES_MAX]
        if (span := _resolved(raw, text, basis))
    ]


def only_date(text: str) -> PartialDate | None:
    """The day, if `text` is a full date in whatever language (with its year) and next to nothing
    else.
    """
    for language in ("", "en", *likely_languages(text)):
        for raw in _numeric(text, None) + (
            worded(text, language, None) if language else unspaced(text, "zh", None)
        ):
            if (
                raw.year
                and raw.day
                and not raw.day_to
                and not WORD.search(text[: raw.at] + " " + text[raw.end :].strip("г.р ж日号"))
            ):
                return iso(raw.year, raw.month, raw.day)
    return None


def _numeric(text: str, basis: Basis | None, language: str = "") -> list[Raw]:
    found = []
    for match in _NUMERIC.finditer(text):
        year, month, day = _figures(match, basis)
        when = in_figures(year, month, day, language, text[match.end() : match.end() + _MARK])
        if when is not None:
            raw = Raw(at=match.start(), end=match.end(), year=when.year)
            raw.month, raw.day = when.month, when.day
            _from_day(raw, text)
            found.append(raw)
    return found


def _from_day(raw: Raw, text: str) -> None:
    """As in "21 to 22/12/2026": the day before it is the first of the two."""
    first = _FIRST_DAY.search(text[max(0, raw.at - _FIRST_DAY_CHARS) : raw.at])
    if first is not None and raw.day is not None and 0 < int(first[1]) < raw.day:
        raw.at -= len(first[0])
        raw.day, raw.day_to, raw.month_to = int(first[1]), raw.day, raw.month


def _figures(match: re.Match[str], basis: Basis | None) -> tuple[int, int, int]:
    """Year, month and day as they are written."""
    if match["iso"]:
        return int(match["iso"]), int(match["iso_m"]), int(match["iso_d"])
    day, month, year = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:  # noqa: PLR2004 - two digits of a year
        year += 2000
    ours = YEAR_MIN <= year <= YEAR_MAX
    if ours and (match["s2"] == "/" or month > 12):  # noqa: PLR2004 - months of a year
        day, month = _slashed(day, month, year, basis)
    return year, month, day


def _slashed(first: int, second: int, year: int, basis: Basis | None) -> tuple[int, int]:
    """Day and month of "3/4/2025": whichever can be, else whichever is nearer to the published
    date.
    """
    if not valid(year, second, first):
        return second, first
    if not valid(year, first, second) or basis is None:
        return first, second
    middle = basis.middle
    return min(
        (first, second),
        (second, first),
        key=lambda pair: abs((date(year, pair[1], pair[0]) - middle).days),
    )


def _years(text: str, language: str) -> list[Raw]:
    """Years that stand alone: "in 2019", "2019 жылы"."""
    grammar = patterns()
    found = []
    for match in grammar["year_only"].finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if grammar["year_before"].search(before) or (
            match["of"]
            and language in ("kk", "ky", "tr", "az", "uz", "mn", "lv", "lt", "hy", "ka", "tk", "tt")
        ):
            found.append(Raw(at=match.start(), end=match.end(), year=int(match["y"])))
    return found


def _without_overlaps(found: list[Raw]) -> list[Raw]:
    """In order of place; of two that overlap, the one found first (the more exact kind) stays."""
    kept: list[Raw] = []
    ordered = sorted(found, key=lambda raw: (raw.at, -raw.end))
    last = -1
    for raw in ordered:
        if raw.at >= last:
            kept.append(raw)
            last = raw.end
    return kept


def _joined(found: list[Raw], text: str) -> list[Raw]:
    """Neighbours with "–" or "to" between them are one range: "30 November – 2 December 2024",
    "May–June".
    """
    joined: list[Raw] = []
    between = patterns()["between"]
    for raw in found:
        last = joined[-1] if joined else None
        if last and _same_day(last, raw, text):
            joined[-1] = raw if last.relative else last
        elif (
            last
            and raw.at - last.end < 30  # noqa: PLR2004 — characters between
            and between.match(text[last.end : raw.at])
            and _joinable(last, raw)
        ):
            last.day_to, last.month_to, last.end = raw.day, raw.month, raw.end
            if last.year is None and raw.year is not None:
                last.year = raw.year - (1 if (last.month or 0) > (raw.month or 0) else 0)
            if raw.relative and raw.year is None:
                last.relative, last.year_to = True, raw.year_to
        else:
            joined.append(raw)
    return joined


def _same_day(one: Raw, other: Raw, text: str) -> bool:
    """As in "Friday 27 June" or "27 June (Friday)": the written day says which weekday is meant."""
    if one.relative == other.relative or other.at - one.end > _BESIDE:
        return False
    if not (_is_day(one) and _is_day(other)):
        return False
    return bool(_BESIDE_GAP.fullmatch(text[one.end : other.at]))


def _is_day(raw: Raw) -> bool:
    """A weekday beside a day that is not understood is that day's too, and not today's."""
    return raw.day is not None or raw.unread


def _joinable(first: Raw, second: Raw) -> bool:
    """Both days or both months, neither a range already, and not two days that only stand side by
    side.
    """
    if first.unread or second.unread or first.month_to or second.month_to:
        return False
    if first.month is None or second.month is None:
        return False
    return (first.day is None) == (second.day is None) and not (first.relative and first.day)


def _resolved(raw: Raw, text: str, basis: Basis | None) -> Span | None:
    if raw.unread:
        return None
    year = raw.year
    if year is None and raw.relative and basis:
        year = basis.year + (raw.year_to or 0)
    if year is None:
        year = _last_year(raw, basis) if raw.gone else _nearest_year(raw, basis)
    if year is None or not YEAR_MIN <= year <= YEAR_MAX:
        return None
    start = iso(year, raw.month, raw.day)
    end = _range_end(raw, year)
    if start is None:
        return None
    if (
        end is None
        and raw.month
        and raw.day
        and week_words().search(text[max(0, raw.at - _WEEK_WORDS) : raw.at])
    ):
        first = date(year, raw.month, raw.day)
        end = str(first + timedelta(days=_WEEK_LAST - first.weekday()))
    return Span(
        start=start,
        end=end,
        basis="relative" if raw.relative and raw.year_to is None else "text",
        as_written=" ".join(text[raw.at : raw.end].split())[:80].rstrip(" .,"),
    )


def _range_end(raw: Raw, year: int) -> PartialDate | None:
    if raw.month_to is None or raw.month is None:
        return None
    end_year = year + (1 if (raw.month_to, raw.day_to or 0) < (raw.month, raw.day or 0) else 0)
    return iso(end_year, raw.month_to, raw.day_to)


def _last_year(raw: Raw, basis: Basis | None) -> int | None:
    """That of the latest such month or day that was over when it was published."""
    if basis is None or basis.day is None or raw.month is None:
        return _nearest_year(raw, basis)
    published = (basis.day.month, basis.day.day if raw.day else 0)
    return basis.year - ((raw.month, raw.day or 0) >= published)


def _nearest_year(raw: Raw, basis: Basis | None) -> int | None:
    if basis is None or raw.month is None:
        return None
    options = [
        year
        for year in (basis.year - 1, basis.year, basis.year + 1)
        if valid(year, raw.month, raw.day or 15)
    ]
    if (
        basis.day is None
        and basis.middle.month == 7  # noqa: PLR2004 — the middle of a bare year
        and basis.year in options
        and basis.middle.day < 3  # noqa: PLR2004 — as above
    ):
        return basis.year
    return min(
        options,
        key=lambda year: abs((date(year, raw.month or 1, raw.day or 15) - basis.middle).days),
        default=None,
    )
