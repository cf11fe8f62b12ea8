"""Plain scraped text → the article in it. Judges lines by their shape; `data/furniture.toml` knows
the words.

A page is menus, a headline, prose, and what the site wants read next. Where a text has no prose (a
headline, a feed's summary cut short) only what is certainly furniture goes: nothing of a short text
may be lost. Work is linear in the text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import takewhile

from msgspec import Struct

from monitor.datafiles import table
from monitor.dates import parse
from monitor.model import PartialDate
from monitor.reading.datelines import end_behind_place

PROSE_WORDS_MIN = 8  # a line that ends as a sentence does, and has this many words, is prose
PROSE_WORDS_OPEN = 14  # … and one that does not end so, this many
TITLE_WORDS_MAX = 40
FURNITURE_WORDS_MAX = 20
HEADING_WORDS_MAX = 6
SHORT_TEXT_LINES = 4  # a text of so few lines is a feed's: every line of it is the article's
LINE_CHARS_MAX = 20_000  # of one line looked at for its shape; the rest follows its beginning
DATELINE_CHARS_MAX = 110
BROKEN_LINES_MIN, BROKEN_LINE_CHARS, BROKEN_LINES_JOINED, BROKEN_SHARE = 60, 14, 30, 0.75
_TITLE = "repeated title"


class Dateline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """As in "ASTANA, Kazakhstan, December 12. TREND –": all as written."""

    place: str = ""
    date: str = ""
    agency: str = ""


class Cleaned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    title: str = ""
    dateline: Dateline = Dateline()
    paragraphs: tuple[str, ...] = ()
    dropped: dict[str, int] = {}  # reason → lines
    translated_by: str | None = None
    published: PartialDate | None = None  # the page's own statement, on a line of its own


_TERMINAL = re.compile(r"[.!?…。！？։؟۔।॥။።:;,，；：][\"'”»’›」』)\]]*$|[”»」』]$")
_BYLINE = re.compile(
    r"(?:By|Par|Von|Por|Di)(?: (?:de |van |von |al-|bin )?[A-ZÀ-Ý][\w'’.-]+){2,4}(?:, [\w ]{2,40})?"
)
# "»" opens a German quotation where "«" closes it
_BULLET = re.compile(r"^(?:(?:[•●▪■◦‣·►▶➤✓*→>|]|»(?![^«]*«))+|[-–—](?=\s))\s*")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>\n]{0,300}|!--[^<>\n]{0,300}--)>")
_BLOCK_TAG = re.compile(
    r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?tr|/?ul|/?ol|/?article|/?section)\b[^<>\n]{0,200}>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<(script|style|noscript)\b[^<>]{0,300}>[^<]{0,20000}</\1>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,24});")
# Joiners stay between the letters of scripts that spell with them: می‌خواهیم.
_INVISIBLE = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufffc\x00-\x08\x0e-\x1f\x7f]"
    r"|(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])"
)
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")  # all but a single plain one
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_CJK = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_RATES = re.compile(
    r"\b(?:usd|eur|rub|kzt|cny|gbp|uah|byn|uzs|kgs|azn|try|jpy|chf|btc|brent|"
    r"wti)\b\s*+[/:=–-]?\s*+(?:[a-z]{3}\b\s*+)?[:=]?\s*+[+-]?\d|"
    r"^[$€₽₸£¥₴₼₺]\s*+[:=]?\s*+\d+[.,]\d+(?:\s|$)",
    re.IGNORECASE,
)
_WEATHER = re.compile(r"[+\-−–]?\d{1,2}\s?(?:°|º|℃|℉)")
_PHONE = re.compile(r"(?:\+|\b00|\b8[ (-])\d?[\d ()\-.]{7,18}\d")
_URL_LINE = re.compile(r"^(?:https?://|www\.)\S+$|^\S+@\S+\.\S+$", re.IGNORECASE)
_CRUMB = re.compile(r"\s[>›»/|]\s|[>›»|]$|^[>›|]")
_CLOCK = re.compile(r"\b[0-2]?\d[:.][0-5]\d(?::[0-5]\d)?\b")
_WORD = re.compile(r"\w+")
_PUNCTUATION = re.compile(r"[^\w\s'’/]+")
_NUMBERED = re.compile(r"^\d{1,2}[.)]?\s+\S")
_SCRIPTS = tuple(
    re.compile(f"[{block}]")
    for block in (
        "A-Za-zÀ-ɏ",
        "\u0400-\u052f",
        "\u0600-\u06ff",
        "\u3040-\u9fff",
        "\u0530-\u058f",
        "\u10a0-\u10ff",
    )
)
_DATELINE_END = re.compile(
    r"\s?(?:[–—―]|--)\s?|\s-\s?|(?<![.\s][A-Z])[.:]\s+(?=[^\W\d_]+[^.\n]{12})|।\s*|/\.?\s+"
)
_UPPER_RUN = re.compile(r"^(?:[^\W\d_][^\W\d_.'’\-]*[\s\-'’]?){1,4}")
_DIGIT, _DAY_OR_AGENCY = re.compile(r"\d"), re.compile(r"[(\d]")
_DAY_BEHIND_PLACE = re.compile(r"(?<=[^\W\d_])\.?\s+(?=\d)")
_AGENCY = re.compile(r"[(/\[]\s*+([^()/\[\]\n]{2,40})\s*+[)/\]]")


def clean(text: str, title: str | None = None) -> Cleaned:
    """`title` is the one given beside the text, if any; lines that repeat it are dropped."""
    lines = _lines(text)
    given = plain(title or "")
    page = _Page(lines, given)
    kept = page.keep()
    dateline, kept = _take_dateline(kept)
    return Cleaned(
        title=page.title,
        dateline=dateline,
        paragraphs=tuple(kept),
        dropped=dict(page.dropped),
        translated_by=page.translated_by,
        published=page.published,
    )


def plain(text: str) -> str:
    """One line without markup, entities, invisible characters and doubled spaces."""
    return " ".join(_lines(text))


def _lines(text: str) -> list[str]:
    if "<" in text or "&" in text:
        text = _unmark(text)
    text = _NEWLINES.sub("\n", _INVISIBLE.sub("", text))
    stripped = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    lines = list(filter(None, stripped))
    if len(lines) <= BROKEN_LINES_MIN:
        return lines
    return _rejoined(lines)


def _rejoined(lines: list[str]) -> list[str]:
    """A text broken into a word or two a line is put together again, thirty lines at a time."""
    if sum(len(line) <= BROKEN_LINE_CHARS for line in lines) < len(lines) * BROKEN_SHARE:
        return lines
    return [
        " ".join(lines[at : at + BROKEN_LINES_JOINED])
        for at in range(0, len(lines), BROKEN_LINES_JOINED)
    ]


def _unmark(text: str) -> str:
    """Decode entities (twice escaped ones too) and take out tags; a block tag ends a line."""
    for _ in range(2):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = _SCRIPT.sub("\n", text)
    return _TAG.sub("", _BLOCK_TAG.sub("\n", text))


def words_of(line: str) -> int:
    """How long a line is: words, or for scripts without spaces half its characters."""
    head = line[:LINE_CHARS_MAX]
    return len(head.split()) + (0 if head.isascii() else len(_CJK.findall(head)) // 2)


def fold_line(line: str) -> str:
    """For comparing headings: no case, list marks, punctuation or doubled spaces."""
    folded = _PUNCTUATION.sub(" ", line[:400].replace("’", "'")).casefold()
    return " ".join(folded.replace("\u0307", "").split())  # the dot that case-folding leaves of İ


@cache
def _headings(group: str) -> frozenset[str]:
    groups = table("furniture.toml")[group].values()
    return frozenset(fold_line(phrase) for phrases in groups for phrase in phrases)


@cache
def _furniture_starts() -> tuple[str, ...]:
    return tuple(phrase.casefold() for phrase in table("furniture.toml")["furniture"]["starts"])


def _is_prose(line: str, words: int) -> bool:
    return words >= PROSE_WORDS_OPEN or (
        words >= PROSE_WORDS_MIN and bool(_TERMINAL.search(line[-8:]))
    )


def _translator(line: str, words: int) -> str | None:
    if words > FURNITURE_WORDS_MAX * 2:
        return None
    lower = line.casefold()
    data = table("furniture.toml")
    for row in data["translation"]:
        mark = next((mark for mark in row["marks"] if mark in lower), None)
        if mark and (
            words <= len(mark.split()) + 2
            or any(word in lower for word in data["translation_words"]["all"])
        ):
            return str(row["by"])
    return None


def _scripts(line: str) -> int:
    return sum(script.search(line) is not None for script in _SCRIPTS)


_SCRIPTS_IN_NAMES = 2


def _pattern_reason(line: str, words: int) -> str | None:
    """What certainly is page furniture, wherever it stands; None for anything else."""
    if words > FURNITURE_WORDS_MAX:
        return None
    if not any(map(str.isalpha, line)):
        return "phone" if _PHONE.search(line) else "no words"
    if _URL_LINE.match(line):
        return "address"
    is_short = words <= HEADING_WORDS_MAX * 2 and not _is_sentence(line, words)
    if is_short and (reason := _short_line_reason(line)):
        return reason
    return "furniture" if line.casefold().startswith(_furniture_starts()) else None


def _short_line_reason(line: str) -> str | None:
    return next((reason for reason, tells in _SHORT_LINES if tells(line)), None)


def _is_phone(line: str) -> bool:
    return _PHONE.search(line) is not None and len(_WORD.findall(line)) <= HEADING_WORDS_MAX * 2


def _is_switch(line: str) -> bool:
    """Two scripts meet in names, three only in a switch of languages."""
    return _scripts(line) > _SCRIPTS_IN_NAMES


_SHORT_LINES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("rates", _RATES.search),
    ("weather", _WEATHER.search),
    ("phone", _is_phone),
    ("languages", _is_switch),
    ("menu", _CRUMB.search),
)


def _is_sentence(line: str, words: int) -> bool:
    return words >= PROSE_WORDS_MIN - 3 and bool(_TERMINAL.search(line[-8:]))


def _page_time(line: str, words: int) -> PartialDate | None:
    """A line that is a date with or without a clock time, and nothing else, is the page's own
    published time.
    """
    if words > HEADING_WORDS_MAX + 2 or not any(map(str.isdigit, line)):
        return None
    return parse.only_date(_CLOCK.sub(" ", line))


class _Page:
    """Walks the lines once; `keep` returns the article's, and leaves title, reasons and notices
    beside them.
    """

    def __init__(self, lines: list[str], given: str) -> None:
        self.lines = lines
        self.title = given
        self.dropped: Counter[str] = Counter()
        self.translated_by: str | None = None
        self.published: PartialDate | None = None
        self.sizes = list(map(words_of, lines))
        self.prose = [_is_prose(line, size) for line, size in zip(lines, self.sizes, strict=True)]
        self.long = sum(self.prose) >= 2 or len(lines) > SHORT_TEXT_LINES  # noqa: PLR2004 - two paragraphs make an article
        self.folds = [
            fold_line(_BULLET.sub("", line)) if size <= TITLE_WORDS_MAX else ""
            for line, size in zip(lines, self.sizes, strict=True)
        ]

    def keep(self) -> list[str]:
        verdicts = self._furniture()
        self._find_title(verdicts)
        kept: list[str] = []
        titled = False
        first = next((i for i, p in enumerate(self.prose) if p and not verdicts[i]), None)
        last = max((i for i, p in enumerate(self.prose) if p and not verdicts[i]), default=None)
        for index, line in enumerate(self.lines):
            reason = verdicts[index] or self._shape_reason(index, first, last)
            if reason == _TITLE and not titled:
                titled = True
            elif reason:
                self.dropped[reason] += 1
            else:
                kept.append(_BULLET.sub("", line) if not line.startswith(("–", "—", "-")) else line)
        return kept

    def _furniture(self) -> list[str | None]:
        """The reason for each line that can be judged by itself or by a heading above it."""
        verdicts: list[str | None] = []
        started = ended = False
        aside = labelled = False
        for line, size, prose, fold in zip(
            self.lines, self.sizes, self.prose, self.folds, strict=True
        ):
            reason = "after the article" if ended else self._line_reason(line, size, fold)
            if reason is None and labelled and not prose:
                reason = "byline or tags"
            if reason is None and aside and not prose:
                reason = "other story"
            if started and not ended and size <= HEADING_WORDS_MAX and fold in _headings("end"):
                ended, reason = True, "after the article"
            elif not ended:
                aside = reason == "other story" or (aside and reason is not None)
                labelled = reason == "byline or tags" and fold in _headings("label")
            started = started or (prose and reason is None)
            verdicts.append(reason)
        return verdicts

    def _line_reason(self, line: str, size: int, fold: str) -> str | None:
        if by := _translator(line, size):
            self.translated_by = self.translated_by or by
            return "translation notice"
        if size > FURNITURE_WORDS_MAX * 2:
            return None
        if fold in _headings("aside") or _opens_with(line, "aside", size):
            return "other story"
        if _opens_with(line, "end", size) and not line.rstrip().endswith(_STOPS):
            return "other story"  # "More on this: one headline | another"
        if (
            _BYLINE.fullmatch(line.strip())
            or fold in _headings("label")
            or _opens_with(line, "label", size)
        ):
            return "byline or tags"
        if when := _page_time(line, size):
            self.published = self.published or when
            return "page time"
        if fold in _headings("menu"):
            return "menu"
        return _pattern_reason(_BULLET.sub("", line), size)

    def _find_title(self, verdicts: list[str | None]) -> None:
        """The given title, else a repeated line, else the last title-like line above the prose,
        else the only line.
        """
        if not self.title:
            self.title = self._title_in_text(verdicts)
        fold = fold_line(self.title)
        if not fold:
            return
        for index, other in enumerate(self.folds):
            if other == fold and not verdicts[index]:
                verdicts[index] = _TITLE

    def _title_in_text(self, verdicts: list[str | None]) -> str:
        first = next(
            (i for i, p in enumerate(self.prose) if p and not verdicts[i]), len(self.lines)
        )
        above = [i for i in range(first) if not verdicts[i] and self._like_title(i)]
        counts = Counter(self.folds[i] for i in above)
        repeated = [i for i in above if counts[self.folds[i]] > 1]
        if (
            not above
            and first < len(self.lines)
            and self._like_title(first)
            and len(self.lines) > first + 1
        ):
            above = [first]
        chosen = repeated[:1] or (above[-1:] if first < len(self.lines) else above[:1])
        if not chosen:
            return ""
        return _BULLET.sub("", self.lines[chosen[0]])

    def _like_title(self, index: int) -> bool:
        line, size = self.lines[index], self.sizes[index]
        ends = line.rstrip("\"'”»’")[-1:]
        return 1 < size <= TITLE_WORDS_MAX and ends not in (
            ".",
            ",",
            ";",
            ":",
            "。",
            "…",
            "։",
            "।",
            "۔",
        )

    def _shape_reason(self, index: int, first: int | None, last: int | None) -> str | None:
        if self.prose[index] or first is None or last is None or not self.long:
            return None
        if _is_sentence(self.lines[index], self.sizes[index]) and not _NUMBERED.match(
            self.lines[index]
        ):
            return None
        if index < first:
            return "menu"
        if index < last:
            return "heading or link"
        return "after the article"


_STOPS = (".", "!", "?", "…", "。", "؟", "।", "։", "።", "»", "”", '"')


def _opens_with(line: str, group: str, size: int) -> bool:
    """As in "Read also: …", "Author: …": a heading of `group` before a colon, with what it points
    to on the same line.
    """
    if size > FURNITURE_WORDS_MAX * 2 or not (":" in line[:60] or "：" in line[:60]):
        return False
    head = line[:60].replace("：", ":").split(":", 1)[0]
    return fold_line(head) in _headings(group)


def _take_dateline(paragraphs: list[str]) -> tuple[Dateline, list[str]]:
    """Cut the dateline off the first paragraph, if it has one."""
    if not paragraphs:
        return Dateline(), paragraphs
    first = paragraphs[0]
    end = _dateline_end(first)
    if not end:
        return Dateline(), paragraphs
    body = first[end:].lstrip(" –—-/.")
    return _parse_dateline(first[:end]), [body, *paragraphs[1:]]


def _dateline_end(line: str) -> int:
    """Where the text after the dateline begins; 0 without one. A dateline opens with a place in
    capitals, ends in a dash, or is a place that is known.
    """
    if match := re.match(
        (
            r"(?:新华社|中新社|新華社|"
            r"中新網)?[\u4e00-\u9fff]{2,12}\d{1,2}月\d{1,2}日[电電](?:\s*[（(][^）)]{2,20}[）)])?"
        ),
        line,
    ):
        return match.end()
    run = _UPPER_RUN.match(line[:DATELINE_CHARS_MAX])
    if not run:
        return 0
    word = line.split(maxsplit=1)[0].strip(",.:/()")
    capital = len(word) > 2 and word.isupper()  # noqa: PLR2004 - shorter ones are abbreviations
    marks = list(_DATELINE_END.finditer(line, 0, DATELINE_CHARS_MAX))
    written_so = takewhile(lambda mark: _ends_dateline(line, mark, capital=capital), marks)
    position = max((mark.end() for mark in written_so), default=0)
    return position or end_behind_place(line, marks)


def _ends_dateline(line: str, mark: re.Match[str], *, capital: bool) -> bool:
    dash = mark[0].strip()[:1] in ("–", "—", "―", "-")
    return _is_dateline(line[: mark.start()], capital=capital, dash=dash)


def _is_dateline(head: str, *, capital: bool, dash: bool) -> bool:
    parts = [part for part in re.split(r"[,.()/:\[\]–—-]+", head) if part.strip()]
    if not parts or not head[:1].isupper() or len(head.split()) > 10:  # noqa: PLR2004 - a place, a country, a date, an agency
        return False
    named = all(_is_named(part.strip()) for part in parts)
    if not named:
        return False
    return capital or (dash and len(parts) > 1 and _DAY_OR_AGENCY.search(head) is not None)


def _is_named(part: str) -> bool:
    """A name (each longer word with a capital) or a date."""
    if _DIGIT.search(part):
        return len(part.split()) <= (4 if re.search(r"\d{4}", part) else 3)
    return all(word[:1].isupper() or len(word) <= 3 for word in part.split())  # noqa: PLR2004 - particles


def _parse_dateline(head: str) -> Dateline:
    agency = ""
    if match := _AGENCY.search(head):
        agency = match[1].strip()
        head = head[: match.start()] + " . " + head[match.end() :]
    cjk = re.match(
        r"(新华社|中新社|新華社)?([\u4e00-\u9fff]{2,10}?)(\d{1,2}月\d{1,2}日)[电電]", head
    )
    if cjk:
        return Dateline(place=cjk[2], date=cjk[3], agency=cjk[1] or agency)
    if "," not in head:
        head = _DAY_BEHIND_PLACE.sub(", ", head, count=1)
    parts = [
        part.strip(" –—-.")
        for part in re.split(r"[,/:()।]|(?<!\d)\.(?=\s(?!\d)|$)|\s[–—-]+\s?|[–—]|--", head)
    ]
    parts = list(filter(None, parts))
    dated = next((part for part in parts[1:] if _DIGIT.search(part)), "")
    rest = [part for part in parts[1:] if part != dated]
    if not agency and rest and (rest[-1].isupper() or dated):
        after_date = bool(dated) and parts.index(rest[-1]) > parts.index(dated)
        agency = rest[-1] if rest[-1].isupper() or after_date else ""
    return Dateline(place=parts[0] if parts else "", date=dated, agency=agency)
