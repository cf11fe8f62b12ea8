"""Dates in words of languages that part them: months with their days and years, weekdays,
"yesterday".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from monitor.dates.calendars import (
    HEAD_LETTERS,
    JOINER,
    LETTERS,
    WORD,
    Calendar,
    calendar_of,
    patterns,
    small,
    words_of,
)
from monitor.dates.spans import Basis, Raw

_WRITTEN_ALIKE = str.maketrans({"’": "'", JOINER: None})
_EZAFE = "\u0654"  # above a final heh: "ژانویهٔ ۲۰۲۴"
_NAME = re.compile(r"(?<=\s)\w+")
WORDED_MAX = 20  # of one sentence: prose has a handful, and each costs several looks around it
_DIGIT = re.compile("[0-9]")
_TWIN = re.compile(rf"\s?[/(]\s?({LETTERS.pattern}(?:\s{LETTERS.pattern})?)\s?\)?")
_ALPHABETS_END = "\u0530"  # Latin, Greek and Cyrillic stand below
_TAIL = 12  # characters of a suffix behind an apostrophe
AROUND = 48  # characters looked at on either side of a month's name


def worded(text: str, language: str, basis: Basis | None) -> list[Raw]:
    calendar = calendar_of(language)
    found = []
    for letters in LETTERS.finditer(text):
        if not _has_head(letters[0], language):
            continue
        match = WORD.match(text, letters.start())
        if match is None:
            continue
        word = match[0].casefold()
        if raw := _word(text, match, word.translate(_WRITTEN_ALIKE), calendar, language, basis):
            found.append(raw)
            if len(found) > WORDED_MAX:
                break
    return found


@lru_cache(maxsize=8_192)
def _has_head(word: str, language: str) -> bool:
    """Whether it begins as a word of dates does."""
    calendar = calendar_of(language)
    heads, head = calendar.heads, word.replace(JOINER, "").casefold()[:HEAD_LETTERS]
    return head in heads or (calendar.short_heads and (head[:2] in heads or head[:1] in heads))


def may_date(language: str) -> Callable[[str], bool]:
    """Whether a word may be, or begin, a word of dates; of a script without spaces each letter is
    asked alone.
    """
    calendar = calendar_of(language)
    heads = calendar.heads
    beginnings = frozenset(head[:size] for head in heads for size in range(1, HEAD_LETTERS))

    def asked(word: str) -> bool:
        low = word.replace(JOINER, "").casefold()
        head = low[:HEAD_LETTERS]
        likely = head in heads or head in beginnings or head[:2] in heads or head[:1] in heads
        if not likely or not low.isalpha() or max(low) >= _ALPHABETS_END:
            return likely
        return low in calendar.long_starts or _kind(low, calendar) is not None

    return asked


def _word(  # noqa: PLR0913,PLR0917 - a word with all that stands around it
    text: str,
    match: re.Match[str],
    word: str,
    calendar: Calendar,
    language: str,
    basis: Basis | None,
) -> Raw | None:
    """What one word says, with what stands around it: a month, a weekday or a day counted from
    today.
    """
    start, end = match.span()
    end += text.startswith(_EZAFE, end)
    if word in calendar.long_starts:
        for count in (2, 1):
            long = " ".join([word, *_NAME.findall(text[end : end + 24].casefold())[:count]])
            if kind := _kind(long, calendar):
                end += len(long) - len(word)
                word = long
                break
        else:
            kind = _kind(word, calendar)
    else:
        kind = _kind(word, calendar)
    if kind is None:
        return None
    name, number, bare = kind
    if name == "month":
        return _month(text, start, end, number, calendar, bare=bare)
    if name == "short":
        return _month(text, start, end, number, calendar, bare=bare, short=True)
    if basis is None or basis.day is None:
        return None
    before = text[max(0, start - 10) : start].split()
    if before and before[-1].casefold() in calendar.not_after:
        return None  # "mwaka jana" (last year)
    return _on_day(text, (start, end), name, number, language, basis.day)


def _on_day(  # noqa: PLR0913,PLR0917 - as above
    text: str, span: tuple[int, int], name: str, number: int, language: str, today: date
) -> Raw | None:
    start, end = span
    if name != "day":
        return _on_weekday(text, start, end, number, language, today)
    if text[start - 1 : start] == "-":
        return None  # "avant-hier"
    return moment(start, end, today + timedelta(days=number))


def _kind(word: str, calendar: Calendar) -> tuple[str, int, bool] | None:
    """(kind, number, stands without an ending) of a word; endings and clitics are taken off."""
    tables = (
        ("month", calendar.months),
        ("day", calendar.days),
        ("weekday", calendar.weekdays),
        ("short", calendar.short_months),
    )
    for name, names in tables:
        if word in names:
            return name, names[word], True
    for prefix in calendar.prefixes:
        if word.startswith(prefix) and (kind := _kind_stripped(word[len(prefix) :], tables)):
            return kind
    stem, _, tail = word.partition("'")
    if tail and stem in calendar.months and tail in calendar.endings:
        return "month", calendar.months[stem], False
    for cut in range(1, min(len(word) - 2, 9)):
        if word[-cut:] in calendar.endings and (
            kind := _kind_stripped(word[:-cut], tables[:1] + tables[2:3])
        ):
            return kind
    return None


def _kind_stripped(
    word: str, tables: tuple[tuple[str, dict[str, int]], ...]
) -> tuple[str, int, bool] | None:
    return next(((name, names[word], False) for name, names in tables if word in names), None)


def _month(  # noqa: PLR0913 - as above
    text: str,
    start: int,
    end: int,
    month: int,
    calendar: Calendar,
    *,
    bare: bool,
    short: bool = False,
) -> Raw | None:
    """The month at `start`, with its day or days and its year, where they stand beside it."""
    capital = text[start].isupper()
    grammar = patterns()
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if (
        calendar.capital
        and text[start].islower()
        and text[start].lower() != text[start].upper()
        and not before.rstrip()[-1:].isdigit()
        and not _is_called_month(after, calendar)
        and not _tells_year(before)
    ):
        return None
    raw = Raw(at=start, end=end, month=month)
    if twin := _twin(after, month, calendar):
        raw.end, after = end + twin, after[twin:]
    if left := _DIGIT.search(before) and grammar["left"].search(before):
        raw.at = start - len(before) + left.start()
        _set_days(raw, left["a"], left["b"])
    elif calendar.month_day and (right := grammar["right"].match(after)):
        _set_days(raw, right["a"] if right["b"] else None, right["b"] or right["a"])
        raw.end += right.end()
        after = text[raw.end : raw.end + AROUND]
    before = text[max(0, raw.at - AROUND) : raw.at]
    _set_year(raw, before, after)
    alone = raw.day is None and raw.year is None and not (raw.relative or raw.gone or raw.unread)
    doubtful = (
        short
        or (capital and not calendar.capital)
        or (bare and not _stands_at_end("month_before", before, "month_before"))
    )
    if (alone and doubtful) or (short and raw.day is None):
        return None
    return raw


def _is_called_month(after: str, calendar: Calendar) -> bool:
    """As in "ekim ayında"."""
    following = _NAME.match(after, 1)
    return following is not None and following[0].casefold() in calendar.month_behind


def _tells_year(before: str) -> bool:
    """As in "geçen yıl ekimde": nothing but a month stands behind a year."""
    return _may_tell_year(before) and patterns()["relative_left"].search(before) is not None


def _twin(after: str, month: int, calendar: Calendar) -> int:
    """Characters of the same month's other name behind it: "كانون الأول/ديسمبر"."""
    match = _TWIN.match(after)
    if match is None:
        return 0
    name = match[1].casefold()
    if calendar.months.get(name) == month:
        return match.end()
    first = name.split()[0]
    if calendar.months.get(first) != month:
        return 0
    return match.start(1) + len(first)


def _stands_at_end(pattern: str, before: str, words: str) -> bool:
    """Whether the pattern of these words does; a look for them spares most texts the pattern's."""
    lean = small(before.rstrip())
    may = lean.endswith(words_of(words)) or any(mark in lean[-_TAIL:] for mark in "'’-")
    return may and patterns()[pattern].search(before) is not None


def _set_days(raw: Raw, first: str | None, last: str) -> None:
    """As in "27 and 28" → a range; days that cannot be are left out."""
    start, end = int(first) if first else None, int(last)
    if not 1 <= end <= 31:  # noqa: PLR2004 - days of a month
        return
    if start and 1 <= start < end:
        raw.day, raw.day_to, raw.month_to = start, end, raw.month
    else:
        raw.day = end


def _set_year(raw: Raw, before: str, after: str) -> None:
    grammar = patterns()
    if match := grammar["year_right"].match(after):
        raw.year, raw.end = int(match["y"]), raw.end + match.end()
    elif match := grammar["relative_right"].match(after):
        raw.year_to, raw.relative = _year_shift(match), True
        raw.end += match.end()
    elif _DIGIT.search(before) and (match := grammar["year_left"].search(before)):
        raw.year, raw.at = int(match["y"]), raw.at - (len(before) - match.start())
    elif _may_tell_year(before) and (match := grammar["relative_left"].search(before)):
        raw.year_to, raw.relative = _year_shift(match), True
    elif match := grammar["last_after"].match(after):
        raw.gone, raw.end = True, raw.end + match.end()
    elif _stands_at_end("last", before, "last_words"):
        raw.gone = True
    else:
        _set_odd_year(raw, before, after)


def _may_tell_year(before: str) -> bool:
    """A look that spares most words the pattern's."""
    told = words_of("this_year", "last_year", "next_year")
    return any(map(small(before).__contains__, told))


def _set_odd_year(raw: Raw, before: str, after: str) -> None:
    """A year that is written and not understood: it is not replaced by the running one."""
    grammar = patterns()
    if match := grammar["odd_right"].match(after):
        raw.unread, raw.end = True, raw.end + match.end()
    elif _DIGIT.search(before) and (match := grammar["odd_left"].search(before)):
        raw.unread, raw.at = True, raw.at - (len(before) - match.start())


def _year_shift(match: re.Match[str]) -> int:
    if match["this"]:
        return 0
    return -1 if match["last"] else 1


def moment(start: int, end: int, when: date) -> Raw:
    return Raw(at=start, end=end, year=when.year, month=when.month, day=when.day, relative=True)


def _on_weekday(  # noqa: PLR0913,PLR0917 - as above
    text: str, start: int, end: int, number: int, language: str, today: date
) -> Raw:
    """A weekday is the last one up to the published day, unless the sentence looks ahead or a word
    says which.
    """
    grammar = patterns()
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if _stands_at_end("last", before, "last_words") or grammar["last_after"].match(after):
        return moment(start, end, weekday(today - timedelta(days=1), number, ahead=False))
    if _stands_at_end("next", before, "next_words") or grammar["next_after"].match(after):
        return moment(start, end, weekday(today + timedelta(days=1), number, ahead=True))
    if grammar["until"].search(before) or _is_found(
        calendar_of(language).was_ahead, text, start, end
    ):
        return moment(start, end, nearest(today, number))
    return moment(start, end, weekday(today, number, ahead=is_ahead(text, start, end, language)))


def is_ahead(text: str, start: int, end: int, language: str) -> bool:
    return _is_found(calendar_of(language).future, text, start, end)


def _is_found(words: re.Pattern[str] | None, text: str, start: int, end: int) -> bool:
    """Whether one of them stands near those characters."""
    return words is not None and words.search(text, max(0, start - 90), end + 90) is not None


def nearest(today: date, number: int) -> date:
    """The weekday that is fewer days away, before or behind."""
    behind = (number - today.weekday()) % 7
    return today + timedelta(days=behind if behind <= 7 // 2 else behind - 7)


def weekday(today: date, number: int, *, ahead: bool) -> date:
    days = (number - today.weekday()) % 7
    return today + timedelta(days=days if ahead or not days else days - 7)
