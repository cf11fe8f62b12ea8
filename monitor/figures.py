"""Numbers with what they count and how sure the text is of them: "around 70% of the trade
turnover", "$20 billion", "175 joint projects".

Dates, clock times, ordinals, list and telephone numbers, and numbers that only name something
(article 5, Soyuz-5, C5+1) are no figures. Whose a figure is, is decided by the caller: it is the
speaker's of the sentence or quotation around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from msgspec import Struct, structs

from monitor.datafiles import languages_with, table
from monitor.model import Figure
from monitor.text.normalize import fold_word, plain

FIGURES_MAX = 20  # of one sentence
COUNTS_WORDS = 8
COUNTS_CHARS = 90
PHRASE_WORDS = 16
CLAUSE_WORDS_MAX = 10
BESIDE_WORDS_MIN = 3  # beside a number, without which it says nothing
PHRASE_CHARS = 160
EXCHANGE_WORDS_MAX = 3  # before "1,000 for 1,000"
_BEFORE_CHARS = 60
_SCALE_MAX = 1e12

_NUMBER = re.compile(
    r"(?<![\w.,:/+№#–—-])(?P<sign>(?:US|A|C|HK)?[$€£¥₽₸₴₼₺₹₩]\s?)?"
    r"(?P<num>\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?!\d)(?:[.,]\d{1,2})?|"
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:[.,]\d{1,4})?)"
    r"(?!\d|[:/]\d|[.,]\d|\s?°|\s?℃|\s?[hH](?:\d\d|\b))(?P<sign2>\s?[$€£₽₸₴₼₺₹])?(?:[-'’](?:дан|"
    r"ден|тан|тен|нан|нен|да|де|dan|den|tan|ten|dən|tən|тан)(?!\w))?"
)
_CJK_NUMBER = re.compile(
    r"(?<![\d.,:/A-Za-z-])(?P<num>\d[\d,]*(?:\.\d+)?)(?P<more>[余餘多])?(?P<scale>[万萬亿億兆千百十]{1,2})?(?P<more2>[余餘多])?(?P<unit>美元|美金|欧元|歐元|卢布|坚戈|人民币|元|ドル|円|ユーロ|[%％]|个百分点)?"
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|er|ère|ème|e|º|ª|ste|de)(?!\w)|[-‑](?:й|го|му|м|е|я|ю|х|ой|ий|ая|ші|шы|inchi|"
    r"nchi|ci|cı|cu|cü|инчи|чи|си|ма|та|ти|і|ий|ої|ро)(?!\w)|'?(?:nci|inci|ıncı|üncü|uncu|"
    r"ncı)(?!\w)|\.(?=\s[a-zäöüčšžőA-ZÄÖÜ][a-zäöü]*)"
)
# an anniversary, an age, a span of time: "80-летием", "a 30-day truce"
_SPAN_WORD = re.compile(
    r"[-‑](?:лет|річ|годов|днев|месяч|минут|часов|жыл|йил|year|month|week|day|hour|minute|jährig|"
    r"tägig)"
)
_NEXT = re.compile(r"[\s\u00a0-]{0,2}([^\W\d_]+(?:['’ʻ][^\W\d_]+)*|[%％])")
_ELIDED = re.compile(r"^[dl]['’]")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"^(?:1[6-9]|20|21)\d\d$")
_SENTENCE = re.compile(r"[.;!?]\s")
_CLAUSE = re.compile(r"[;:!?()«»“”\"—–]|[,.](?!\d)")
_CLAUSES = re.compile(rf"(?s).*(?:{_CLAUSE.pattern})")
_WORDS = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*%?")
_CJK = frozenset({"zh", "ja", "ko"})
_ADJECTIVE = {
    "ru": ("ых", "их", "ого", "его", "ым", "им", "ые", "ие"),
    "uk": ("их", "іх", "ого", "ими", "і"),
    "bg": ("ни", "ски"),
}


class Found(Struct, frozen=True, kw_only=True):
    """A figure without its owner, and the characters it stands in."""

    figure: Figure
    start: int
    end: int


class _Unit(Struct, frozen=True):
    scale: float
    unit: str
    end: int


@cache
def _lookup(language: str) -> tuple[dict[str, float], list[tuple[str, float]]]:
    """(exact scale words, beginnings) for a language."""
    data = table("figures.toml")
    exact: dict[str, float] = {}
    begins: list[tuple[str, float]] = []
    groups: list[tuple[str, float]] = [
        (w, v) for w, v in data["scale_in"].get(language, {}).items()
    ]
    groups += [(word, float(scale)) for scale, words in data["scale"].items() for word in words]
    for word, value in groups:
        if word.endswith("*"):
            begins.append((word[:-1], float(value)))
        else:
            exact.setdefault(word, float(value))
    return exact, begins


@cache
def _currencies() -> tuple[dict[str, str], list[tuple[str, str]]]:
    data: dict[str, list[str]] = table("figures.toml")["currency"]
    exact = {word: code for code, words in data.items() for word in words if not word.endswith("*")}
    begins = [
        (word[:-1], code) for code, words in data.items() for word in words if word.endswith("*")
    ]
    return exact, begins


@cache
def _percents() -> tuple[frozenset[str], tuple[str, ...]]:
    words = table("figures.toml")["percent"]["words"]
    return frozenset(w for w in words if not w.endswith("*")), tuple(
        w[:-1] for w in words if w.endswith("*")
    )


@cache
def _list(group: str, key: str) -> frozenset[str]:
    return frozenset(table("figures.toml")[group][key])


@cache
def _lists(*keys: str) -> frozenset[str]:
    """Several lists of words around nouns in one."""
    return frozenset().union(*(_list("nouns", key) for key in keys))


@cache
def _measures() -> tuple[str, ...]:
    return tuple(_list("nouns", "measured"))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    words: list[str] = sorted(table("figures.toml")["hedge"][key], key=len, reverse=True)
    parts = "|".join(
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) for word in words
    )
    if key == "words":
        return re.compile(
            (
                rf"(?:(?<!\w)|(?<=[\u4e00-\u9fff]))(?P<hedge>(?:{parts}))\s?(?:the\s|a\s|de\s|"
                r"d['’]|чем\s|ніж\s)?$"
            ),
            re.IGNORECASE,
        )
    if key == "after":
        return re.compile(rf"^\s?(?:{parts})(?!\w)", re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE)


@cache
def _durations() -> frozenset[str]:
    return frozenset(map(fold_word, _list("nouns", "time")))


@lru_cache(maxsize=8_192)
def _scale_of(word: str, language: str) -> float | None:
    exact, begins = _lookup(language)
    return exact.get(word) or next(
        (value for start, value in begins if word.startswith(start)), None
    )


@lru_cache(maxsize=8_192)
def _currency_of(word: str) -> str | None:
    exact, begins = _currencies()
    return exact.get(word) or next((code for start, code in begins if word.startswith(start)), None)


def _is_percent(word: str) -> bool:
    exact, begins = _percents()
    return word in exact or word.startswith(begins)


def figures_in(text: str, language: str, *, taken: Sequence[tuple[int, int]] = ()) -> list[Found]:
    """Figures of one sentence, in order; `taken` are stretches that are something else: dates."""
    if not _DIGIT.search(text):
        return []
    pattern = _CJK_NUMBER if language in _CJK else _NUMBER
    found: list[Found] = []
    others = sorted(taken, reverse=True)
    for match in pattern.finditer(text):
        while others and others[-1][1] <= match.start():
            others.pop()  # behind all that is still to come
        if others and others[-1][0] < match.end():
            continue
        figure = _cjk_figure(text, match) if language in _CJK else _figure(text, match, language)
        if figure is not None:
            found.append(figure)
            if len(found) >= FIGURES_MAX:
                break
    return _leaned(found, text)


def _leaned(found: list[Found], text: str) -> list[Found]:
    """As in "… reached $20 billion, with plans to increase it to $30 billion": the second says
    nothing without the first.
    """
    pronouns = _list("nouns", "pronouns")
    for nth, (before, one) in enumerate(pairwise(found)):
        first, last = text.find(before.figure.phrase), text.find(one.figure.phrase)
        leans = pronouns.intersection(one.figure.phrase.casefold().split())
        joined = text[first : last + len(one.figure.phrase)]
        if leans and before.figure.phrase and 0 <= first < last and len(joined) <= PHRASE_CHARS:
            for at in (nth, nth + 1):
                found[at] = structs.replace(
                    found[at], figure=structs.replace(found[at].figure, phrase=joined)
                )
    alone = _list("nouns", "pronouns_alone")
    told = [one.figure.phrase for one in found]
    for nth, phrase in enumerate(told):
        if told.count(phrase) == 1 and alone.intersection(phrase.casefold().split()):
            found[nth] = structs.replace(
                found[nth], figure=structs.replace(found[nth].figure, phrase="")
            )
    return found


_PAIRED = re.compile(r"\s?(?:на|за|for|-for-|por|pour|contre|gegen)\s?(?P<again>[\d.,]+)(?!\w)")


def _exchange(text: str, match: re.Match[str]) -> Found | None:
    """As in "an exchange of prisoners, 1,000 for 1,000": the same number twice."""
    paired = _PAIRED.match(text, match.end("num"))
    if paired is None or paired["again"].rstrip(".,") != match["num"]:
        return None
    before = _last_clause(text[max(0, match.start() - PHRASE_CHARS) : match.start()]).split()
    stop = _lists("opens", "stop")
    first = next((at for at in range(len(before), 0, -1) if before[at - 1].casefold() in stop), 0)
    lead = _clause(before) or before[first:][-EXCHANGE_WORDS_MAX:]
    end = paired.start("again") + len(match["num"])
    written = text[match.start() : end]
    if not lead:
        return None
    value = float(re.sub(r"\D", "", match["num"]))
    phrase = " ".join([*lead, written])
    figure = Figure(value=value, as_written=written, unit="exchange", counts="", phrase=phrase)
    return Found(figure=figure, start=match.start(), end=end)


def _figure(text: str, match: re.Match[str], language: str) -> Found | None:
    if (exchange := _exchange(text, match)) is not None:
        return exchange
    if _SPAN_WORD.match(text, match.end("num")) or _ORDINAL.match(text, match.end("num")):
        return None
    if _only_names(text, match.start()):
        return None
    unit = _unit(text, match, language)
    sign = (match["sign"] or match["sign2"] or "").strip().lower()
    currency = _currency_of(sign) or _currency_of(sign[-1:]) if sign else None
    bare = unit.scale == 1 and not unit.unit and not currency
    if bare and (
        _YEAR.match(match["num"]) or len(match["num"]) > 7 or match["num"].startswith("0")  # noqa: PLR2004 — a telephone number
    ):
        return None
    counted = currency or unit.unit or _noun(text, unit.end, language)
    if counted in _durations():
        return None
    if not counted or (
        not currency and not unit.unit and unit.scale == 1 and _YEAR.match(match["num"])
    ):
        return None
    value = _value(match["num"], language, scaled=unit.scale > 1) * unit.scale
    return _made(text, match.start(), unit.end, value, counted, known=bool(currency or unit.unit))


def _made(  # noqa: PLR0913 - a figure's parts
    text: str, start: int, end: int, value: float, unit: str, *, known: bool
) -> Found:
    before = text[max(0, start - _BEFORE_CHARS) : start]
    hedge = _pattern("words").search(before[-26:])
    first = start - (len(before[-26:]) - hedge.start("hedge")) if hedge else start
    planned = _pattern("planned").search(_last_clause(before))
    after = _pattern("after").match(text[end : end + 20])
    return Found(
        figure=Figure(
            value=round(value, 6),
            as_written=" ".join(text[first : end + (after.end() if after else 0)].split())[:60],
            unit=unit,
            counts=_counts(text, start if not hedge else first, end, known=known),
            phrase=_phrase(text, first, end + (after.end() if after else 0), known=known),
            hedged=bool(hedge or planned or after),
        ),
        start=first,
        end=end,
    )


def _only_names(text: str, start: int) -> bool:
    """As in "Article 5", "No. 7": the number is a name."""
    before = _WORDS.findall(text[max(0, start - 16) : start])
    glued = text[max(0, start - 3) : start].rstrip(" .")[-1:]
    return glued in ("№", "#", "§") or bool(
        before
        and before[-1].casefold() in _list("not_a_figure", "before")
        and not text[max(0, start - 16) : start].rstrip().endswith(",")
    )


def _unit(text: str, match: re.Match[str], language: str) -> _Unit:
    """Scale and unit words after the number: "billion dollars", "млрд рублей", "%"."""
    scale, unit, end = 1.0, "", match.end()
    while following := _NEXT.match(text, end):
        word = following[1].casefold()
        more = _scale_of(word, language)
        if more and scale < _SCALE_MAX and not (len(word) == 1 and text[end].isspace()):
            scale, end = scale * more, following.end()
            if text[end : end + 1] == "." and _money_next(text, end + 1):
                end += 1
            continue
        unit, end = _named_unit(text, following, end)
        break
    if not unit and (before := _WORDS.findall(text[max(0, match.start() - 20) : match.start()])):
        unit, scale = _unit_before([word.casefold() for word in before[-2:]], scale, language)
    return _Unit(scale, unit, end)


def _named_unit(text: str, following: re.Match[str], end: int) -> tuple[str, int]:
    """(unit, where it ends): a share or a currency, if the next words are one."""
    word = _ELIDED.sub("", following[1].casefold())
    if _is_percent(word):
        return "%", following.end()
    second = _NEXT.match(text, following.end())
    if second and _is_percent(f"{word} {second[1].casefold()}"):
        return "%", second.end()
    if len(word) > 1 and (code := _currency_of(word)):
        return code, following.end()
    if (
        second
        and word in _list("nouns", "of_money")
        and (code := _currency_of(second[1].casefold()))
    ):
        return code, second.end()
    return "", end


def _unit_before(words: Sequence[str], scale: float, language: str) -> tuple[str, float]:
    """Languages that put it first: "yüzde 15", "asilimia 40", "dola bilioni 5.6"."""
    if words[-1] in _list("percent", "before"):
        return "%", scale
    if language == "sw" and len(words) > 1 and (more := _scale_of(words[1], language)):
        return _currency_of(words[0]) or "", scale * more
    return "", scale


def _money_next(text: str, at: int) -> bool:
    following = _NEXT.match(text, at)
    return following is not None and _currency_of(following[1].casefold()) is not None


def _noun(text: str, at: int, language: str) -> str:
    """What is counted, folded: the first noun-like word after the number; "" if there is none."""
    words: list[str] = []
    if hedge := _pattern("after").match(text[at : at + 20]):
        at += hedge.end()
    for _ in range(4):
        following = _NEXT.match(text, at)
        if following is None or following[1].casefold() in _list("nouns", "stop"):
            break
        at = following.end()
        if following[1].casefold() not in _list("nouns", "skip"):
            words.append(following[1])
    many = tuple(_list("nouns", "many"))
    if language == "en" and not any(
        word.endswith("s") or word.casefold().startswith(many) for word in words
    ):
        return ""  # "Konvansyon 86 walked out"
    if not words:
        return ""
    return fold_word(_head(words, language))


def _head(words: Sequence[str], language: str) -> str:
    if language == "en":
        return next((word for word in words if word.endswith("s") and word.islower()), words[0])
    if language == "de":
        return next((word for word in words if word[0].isupper()), words[0])
    endings = _ADJECTIVE.get(language)
    if endings:
        return next((word for word in words if not word.endswith(endings)), words[0])
    return words[0]


def _value(text: str, language: str, *, scaled: bool) -> float:
    """The number's value under the language's separators; "60,000" is sixty thousand where no scale
    word follows.
    """
    digits = re.sub(r"[ \u00a0\u202f’']", "", text)
    if "." in digits and "," in digits:
        thousands = min(digits.index("."), digits.index(","))
        return float(digits.replace(digits[thousands], "").replace(",", "."))
    for mark in ".,":
        if mark in digits:
            head, *groups = digits.split(mark)
            grouped = all(len(group) == 3 for group in groups) and head != "0"  # noqa: PLR2004 - thousands
            decimal = (mark == ".") == (language in languages_with("point_decimal"))
            if (
                len(groups) > 1
                or (grouped and not decimal)
                or (grouped and not scaled and mark == ",")
            ):
                if not grouped:
                    return float(head)
                return float(digits.replace(mark, ""))
            return float(digits.replace(mark, "."))
    return float(digits)


def _counts(text: str, start: int, end: int, *, known: bool) -> str:
    """The words of the clause around the figure, without it: before it for money and shares, after
    it for things counted.
    """
    before = _last_clause(text[max(0, start - 120) : start]).split()
    after = _first_clause(text[end : end + 120]).split()
    if start > 120 and before:  # noqa: PLR2004 - a word may be cut
        before = before[1:]
    words = (before[-COUNTS_WORDS:] or after[:COUNTS_WORDS]) if known else after[:COUNTS_WORDS]
    if known and after[:1] and after[0] in ("of", "от", "du", "de", "der", "des", "del", "of the"):
        words = after[:COUNTS_WORDS]
    return " ".join(words)[:COUNTS_CHARS].strip()


def _phrase(text: str, start: int, end: int, *, known: bool) -> str:
    """The figure within its clause, from the noun that is measured on: "trade turnover reached $20
    billion in 2025".
    """
    looked_at = text[max(0, start - PHRASE_CHARS) : start]
    clause = _last_clause(looked_at)
    before = clause.split()
    after = _listed_out(text[end : end + PHRASE_CHARS])
    if start > PHRASE_CHARS and len(clause) == len(looked_at) and len(before) > 1:
        before = before[1:]  # a word may be cut
    lead = _measured(before) if known else []
    if (
        lead
        and before[: -len(lead)]
        and before[-len(lead) - 1].casefold() in _list("nouns", "relative")
    ):
        return ""  # "who met them and asked for $2 billion"
    if known and not lead and (not after or after[0].casefold() not in _list("nouns", "part_of")):
        lead = _clause(before)
        if before and not lead:
            return ""  # "19 percent last year": of what?
        if _is_bare(lead):
            return ""  # ", to 1.5 billion dollars"
    if len(lead) + len(after) < BESIDE_WORDS_MIN or len(lead) == 1:
        lead = _context(before, lead)
    glue = " " if text[end : end + 1].isspace() else ""
    tail = glue + " ".join(_ended(after, PHRASE_WORDS - len(lead))) if after else ""
    phrase = " ".join([*lead, " ".join(text[start:end].split())]) + tail
    if (lead or tail) and len(phrase) <= PHRASE_CHARS:
        return phrase
    return ""


def _first_clause(text: str) -> str:
    mark = _CLAUSE.search(text)
    return text[: mark.start()] if mark else text


def _last_clause(text: str) -> str:
    marks = _CLAUSES.match(text)
    return text[marks.end() :] if marks else text


def _clause(before: Sequence[str]) -> list[str]:
    """The clause before the number, if it is short and says by itself what it is about."""
    leaning = not before or before[0].casefold() in _list("nouns", "leaning")
    if leaning or len(before) > CLAUSE_WORDS_MAX:
        return []
    return list(before)


def _is_bare(lead: Sequence[str]) -> bool:
    """Nothing but prepositions and articles."""
    return bool(lead) and all(word.casefold() in _lists("opens", "stop") for word in lead)


def _context(before: Sequence[str], lead: list[str]) -> list[str]:
    """The short clause before a figure that says little alone: "Bangkok is to free 18 soldiers".

    Of a longer one, what stands behind its last "and", unless that joins two names.
    """
    joins = _list("nouns", "joins")
    words = list(before)
    while words and words[0].casefold() in joins:
        words.pop(0)
    last = max((at for at, word in enumerate(words) if word.casefold() in joins), default=-1)
    joined_names = last > 0 and words[last - 1][:1].isupper()
    if len(words) > CLAUSE_WORDS_MAX and not joined_names:
        words = words[last + 1 :] if last >= 0 else words
    clause = [] if joined_names and len(words) > last + 1 else _clause(words)
    if len(clause) > 1 and not _is_bare(clause):
        return clause
    return lead


def _listed_out(rest: str) -> list[str]:
    """The words up to the clause's end; "to Kazakh, Tajik and Uzbek airlines" is left out rather
    than cut in its list.
    """
    words = _first_clause(rest).split()
    joins, opens = _list("nouns", "joins"), _lists("opens", "stop")
    for at, (word, following) in enumerate(pairwise(words)):
        # "and that …": another clause
        if word.casefold() in joins and following.casefold() in opens:
            return words[:at]
    stop = _CLAUSE.search(rest)
    goes_on = stop is not None and stop[0] == "," and rest[stop.end() :].lstrip()[:1].isupper()
    if not goes_on or not words or not words[-1][:1].isupper():
        return words
    joints = _lists("opens", "stop")
    kept = words[:-1]
    while kept and kept[-1].casefold() in joints:
        kept.pop()
    return kept


def _ended(words: list[str], words_max: int) -> list[str]:
    """As many words as may be told, ending where a part of the sentence ends: before a word that
    joins or begins one.
    """
    if len(words) <= words_max:
        return words
    joints = _lists("opens", "stop", "joins")
    kept = words[:words_max]
    while kept and kept[-1].casefold() not in joints:
        kept.pop()
    while kept and kept[-1].casefold() in joints:
        kept.pop()
    return kept or words[:words_max]


def _measured(before: Sequence[str]) -> list[str]:
    """The clause from the first word for something that is measured in money or shares, with what
    describes it.
    """
    stems = _measures()
    first = next((at for at, word in enumerate(before) if word.casefold().startswith(stems)), None)
    if first is None:
        return []
    stop = _lists("opens", "stop") - _list("nouns", "joins")
    while first and before[first - 1].casefold() not in stop and before[first - 1][-1:].isalpha():
        if len(before) - first >= PHRASE_WORDS:
            break
        first -= 1
    return list(before[first:])


_CJK_SCALE = {
    "十": 10.0,
    "百": 100.0,
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "亿": 1e8,
    "億": 1e8,
    "兆": 1e12,
}


def _cjk_figure(text: str, match: re.Match[str]) -> Found | None:
    digits = match["num"].replace(",", "")
    if (
        digits.count(".") > 1
        or (not match["scale"] and not match["unit"] and _YEAR.match(digits))
        or text[max(0, match.start() - 1) : match.start()] == "第"
    ):
        return None
    scale = 1.0
    for char in match["scale"] or "":
        scale *= _CJK_SCALE[char]
    unit = match["unit"] or ""
    code = "%" if unit in ("%", "％", "个百分点") else _currency_of(unit) if unit else None
    noun = ""
    if not code:
        noun = plain(
            re.sub(r"[^\u3040-\u9fff\uac00-\ud7af]", "", text[match.end() : match.end() + 1])
        )
    if not code and (not noun or noun[0] in "月日年时時点點分秒届屆期号號歳岁日시월일년"):
        return None
    return _made(
        text, match.start(), match.end(), float(digits) * scale, code or noun, known=bool(code)
    )


def owned(figure: Figure, *, owner: str, key: str) -> Figure:
    """The figure as somebody's statement."""
    return structs.replace(figure, owner=owner, owner_key=key)


def credited(found: Found, *, credit: str, at: int, text: str) -> Figure:
    """The figure with the words that say whose it is: "…, according to the ministry"; as it is
    where that gets too long.

    Where they stand before it, the phrase is the sentence from its beginning, or from them, to the
    end of the figure's words.
    """
    figure = found.figure
    end = at + len(credit)
    if not figure.phrase:
        return figure
    if end <= found.start and _SENTENCE.search(text[end : found.start]):
        return figure
    if end <= found.start:
        last = text.find(figure.phrase)
        whole = text[: last + len(figure.phrase)] if last >= end else ""
        phrase = whole if len(whole) <= PHRASE_CHARS else f"{credit}, {figure.phrase}"
    elif at <= found.start:
        phrase = credit  # one clause: "According to the government 20,000 people are displaced"
    else:
        phrase = f"{figure.phrase}, {credit}"
    if len(phrase) > PHRASE_CHARS:
        return figure
    return structs.replace(figure, phrase=phrase)


def is_credited(figure: Figure, phrases: Sequence[str]) -> bool:
    """Its own words say whose it is, whoever the sentence's speaker is: "which according to Indian
    figures reached …".
    """
    return any(phrase in figure.phrase.casefold() for phrase in phrases)
