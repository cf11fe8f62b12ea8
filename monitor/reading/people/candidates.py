"""Where a text may name a person: runs of capitalised words with what speaks for their being a
name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import attrgetter

from msgspec import Struct, structs

from monitor.datafiles import languages_with, listed, table
from monitor.gazetteer.countries import CountryMention
from monitor.gazetteer.offices import TURKIC_BODY, OfficeMention, names_others
from monitor.names.transliteration import is_given
from monitor.reading.events.annotate import Scan
from monitor.text.declension import SURNAME, given_forms, surname_forms
from monitor.text.tokens import Token, covered

# "FederationTokayev", "YouTube": two words that lost what stood between them, or a mark; McConnell
# and DeSantis are names.
_GLUED = re.compile(r"[a-zа-я]{4}[A-ZА-Я]|^(?!Mc|Mac|De|Di|La|Le|Lo|Van|Fitz|Ap|O)[A-Z][a-z]+[A-Z]")
# "ШКУдагы", "NATOnun": an acronym with a case ending; IJsselmuiden is a name
_ACRONYM_IN_A_CASE = re.compile(r"^(?!IJ)[^\W\d_a-zа-яё]{2,}[a-zа-яёçğıöşüəқңғүұһәі]+$")
_POSSESSIVE = re.compile(r"['’]s?$")
_CHAIN_MAX = 25  # words between an office and its name, other offices of his among them
_PLACE_WORDS_MAX = 3  # "in New York"
_APPOSITION_MAX = 2  # small words before an office behind a name: "X, the new president"
_INITIAL = 2  # letters of an initial: "V.", "Dr.", "Yu."
_SHORT = 3  # letters: inside a name, Son and An are names, whatever they are elsewhere
_SHOUTED_MIN = 0.7  # share of capitalised long words above which capitals say nothing
_WORDS_MAX = 5
_FULL_NAME = 2  # words: a family name and a given one
_OF = ("of", "de", "di", "von", "du", "del", "da", "do")
_MONSIEUR = ("M", "MM")
_OF_THE = frozenset(("der", "den", "des"))  # German articles, where no "von" stands before
_MALAY = frozenset(("id", "ms"))  # in which "di" is "in"
# of a name, behind which another word begins: Şara'yı
_CASE = re.compile(r"['’][a-zçğıöşüə]{1,4}$")
_GENITIVE = re.compile(
    "(?:[нтрлскдмз]а|ля|ря|главы)$"
)  # of an office: президента, посла, председателя


_IN_OR_AT = re.compile("(?:b[ae]n?|[oeö]n|r[óő]l|b[óő]l|n[áé]l|t[óő]l)$")  # Hungarian
_TURKIC_IN = re.compile(r"(?<=\w{3})(?:['’]?[dt][aeə]|[дт][ае])$")
# Particles that begin a surname in small letters; "de", "da" and "la" before a name are
# prepositions and articles.
_LEADING = frozenset(
    listed("von der van den al el bin ibn bint abu аль эль фон ван бин ибн ас аш ад ар")
)


class Candidate(Struct, frozen=True, kw_only=True):
    """`tokens[first:end]` may be a name. `sentence` -1 is the title."""

    sentence: int
    first: int
    end: int
    words: tuple[str, ...]
    gaps: tuple[str, ...]  # what stands between the words
    office: OfficeMention | None = None
    given: bool = False  # its first word is a known given name
    beside_verb: bool = False  # stands beside "said", "met", "with"
    opens: bool = False  # begins the sentence, so its capital says nothing
    listed: bool = False  # one of "A, B and C"
    shouted: bool = False  # in a title where all words have capitals
    # one word behind "of" or "in": a place or a body, whatever office stands near
    of_something: bool = False


@cache
def _words(*path: str) -> frozenset[str]:
    file, *keys = path
    found = table(file)
    for key in keys:
        found = found[key]
    return frozenset(found)


def _accented() -> frozenset[str]:
    return _words("not_names.toml", "accented")


def _is_name_word(token: Token, *, after_given: bool = False) -> bool:
    return token.capital and _like_a_name(token.text, token.stems[0], after_given)


@lru_cache(maxsize=8_192)
def _like_a_name(word: str, stem: str, after_given: bool) -> bool:  # noqa: FBT001 - a key of the cache
    bare = _POSSESSIVE.sub("", word)
    if bare.isupper() and bare.lower() != bare and not after_given:
        return False  # an acronym; only after a given name a surname may be all capitals
    return (
        len(word) > 1
        and not _GLUED.search(bare)
        and not _is_acronym_in_a_case(bare)
        and not TURKIC_BODY.search(stem)
        and (stem not in _words("not_names.toml", "words") or bare in _accented())
    )


def _is_acronym_in_a_case(word: str) -> bool:
    return word[:2].isupper() and _ACRONYM_IN_A_CASE.match(word) is not None


def _joins(tokens: Sequence[Token], at: int, text: str) -> bool:
    """Only a space, a hyphen or a middle dot stands between this word and the one before it; a full
    stop after an initial.
    """
    before, gap = tokens[at - 1], text[tokens[at - 1].end : tokens[at].start]
    if before.text == tokens[at].text:
        return False  # "Trump Trump": a new sentence has lost its stop
    return gap in (" ", "-", "‑", "·", "\u00a0") or (
        gap in (".", ". ") and len(before.text) <= _INITIAL
    )


def _blocked(scan: Scan, language: str, *, shouted: bool) -> set[int]:
    states = [one for one in scan.countries if not _is_surname(scan, one, language)]
    blocked = covered(states, scan.places, scan.organisations)
    blocked |= {
        at for office in scan.offices for at in range(office.start, max(office.reach, office.last))
    }
    blocked |= _courtesies(scan)
    blocked |= {0} if any(found.first == 0 for found in (*scan.acts, *scan.themes)) else set()
    if shouted:  # where every word has a capital, verbs and themes are no names
        blocked |= covered(scan.acts, scan.themes)
        blocked |= {
            at
            for at, token in enumerate(scan.tokens)
            if token.stems[0] in _words("cues.toml", "say", "words")
        }
    return blocked


def _is_surname(scan: Scan, state: CountryMention, language: str) -> bool:
    """As "Magyar" beside "Péter": where nations are written small, a capital is a name's."""
    tokens, at = scan.tokens, state.first
    if language not in languages_with("family_first") or state.last != at + 1:
        return False
    beside = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
    return tokens[at].capital and any(is_given(token.text) for token in beside)


def _courtesies(scan: Scan) -> set[int]:
    """The tokens of "H.E." and "Ms."."""
    tokens, courtesy = scan.tokens, _words("cues.toml", "say", "courtesies")
    alone = {at for at, token in enumerate(tokens) if token.stems[0] in courtesy}
    if "H.E" not in scan.text:
        return alone
    return alone | {
        at + nth
        for at, token in enumerate(tokens[:-1])
        if scan.text[token.start : tokens[at + 1].end] == "H.E"
        for nth in (0, 1)
    }


def _end_of_run(scan: Scan, first: int, blocked: set[int], language: str, *, shouted: bool) -> int:
    tokens, end = scan.tokens, first + 1
    while (
        end < len(tokens)
        and end - first < _WORDS_MAX
        and end not in blocked
        and _joins(tokens, end, scan.text)
    ):
        if tokens[end - 1].text.endswith(("'s", "’s")) or (
            language in languages_with("apostrophe_endings") and _CASE.search(tokens[end - 1].text)
        ):
            break
        if _is_behind_a_whole_name(tokens, first, end, language):
            break
        if _is_name_word(tokens[end], after_given=_is_given_before(tokens, first, end)) or (
            tokens[end].capital
            and (len(tokens[end].text) == 1 or (len(tokens[end].text) <= _SHORT and not shouted))
        ):
            end += 1
        elif end - first > 1 and scan.text[tokens[end - 1].end : tokens[end].start] == "-":
            end += 1  # Lee Jae-myung
        elif tokens[end].stems[0] in _words("cues.toml", "particle", "words") and not (
            language in _MALAY and tokens[end].text == "di"
        ):
            ahead = end + 1
            while ahead < len(tokens) and tokens[ahead].stems[0] in _words(
                "cues.toml", "particle", "words"
            ):
                ahead += 1
            if ahead < len(tokens) and ahead not in blocked and _is_name_word(tokens[ahead]):
                end = ahead + 1
            else:
                break
        else:
            break
    return end


def _is_behind_a_whole_name(tokens: Sequence[Token], first: int, end: int, language: str) -> bool:
    """As "Luqanoda" behind "Ceyhun Bayramov"."""
    if language in languages_with("turkic") and end - first > 1:
        is_whole = is_given(tokens[first].text) and SURNAME.search(tokens[end - 1].text)
        return bool(is_whole) or _TURKIC_IN.search(tokens[end].text) is not None
    return language in languages_with("family_first") and _is_where(tokens, first, end)


def _is_where(tokens: Sequence[Token], first: int, end: int) -> bool:
    """As "Ungváron" behind "Orbán Anita": a name is whole once its given name was said."""
    whole = end - first > 1 and is_given(tokens[end - 1].text)
    return whole and _IN_OR_AT.search(tokens[end].text) is not None


def _is_given_before(tokens: Sequence[Token], first: int, end: int) -> bool:
    """A given name, or an initial behind one: "Theresa P. LAZARO"."""
    before = tokens[end - 1].text
    is_initial = len(before) == 1 and end - first > 1
    return is_given(tokens[end - 2].text if is_initial else before)


def _after_courtesy(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].stems[0] in _words("cues.toml", "say", "courtesies")


def _runs(scan: Scan, language: str, *, shouted: bool) -> Iterator[tuple[int, int]]:
    blocked, at = _blocked(scan, language, shouted=shouted), 0
    tokens = scan.tokens
    while at < len(tokens):
        if not tokens[at].capital:
            at += 1
            continue
        starts = _is_name_word(tokens[at], after_given=_after_courtesy(tokens, at)) or (
            tokens[at].capital
            and len(tokens[at].text) == 1
            and at + 1 < len(tokens)
            and scan.text[tokens[at].end : tokens[at].end + 1] == "."
        )
        if (
            at in blocked
            or not starts
            or _of_party(tokens, at, scan.text)
            or (language == "fr" and tokens[at].text in _MONSIEUR)
            or tokens[at].stems[0] in _words("cues.toml", "say", "titles")
        ):
            at += 1
            continue
        end = _end_of_run(scan, at, blocked, language, shouted=shouted)
        first = at
        while (
            first > 0
            and tokens[first - 1].stems[0] in _LEADING
            and not (
                language == "de" and tokens[first - 1].text in _OF_THE and not _von(tokens, first)
            )
            and first - 1 not in blocked
            and _joins(tokens, first, scan.text)
        ):
            first -= 1
        if any(len(token.text) > 1 for token in tokens[first:end]):
            yield first, end
        at = end


def _von(tokens: Sequence[Token], first: int) -> bool:
    """As in "von der Leyen"."""
    return first > 1 and tokens[first - 2].stems[0] in ("von", "van", "auf")


def _of_party(tokens: Sequence[Token], at: int, text: str) -> bool:
    """As in "D-Calif": a party and a state."""
    return (
        at > 0
        and len(tokens[at - 1].text) == 1
        and text[tokens[at - 1].end : tokens[at].start] in ("-", "‑", "–")
    )


def _in_brackets(scan: Scan, first: int, end: int) -> OfficeMention | None:
    """As in "new ambassadors: Spain (Martinez), Estonia (Ora)": the office of the sentence, of the
    country before the bracket.
    """
    tokens = scan.tokens
    if (
        first == 0
        or end >= len(tokens) + 1
        or scan.text[tokens[first - 1].end : tokens[first].start].strip() != "("
    ):
        return None
    country = next((mention for mention in scan.countries if mention.last == first), None)
    office = next((office for office in reversed(scan.offices) if office.first < first), None)
    if country is None or office is None:
        return None
    return OfficeMention(
        office.office,
        office.first,
        office.last,
        country.code,
        reach=office.reach,
        start=office.start,
    )


def _stays_there(scan: Scan, after: int, first: int) -> bool:
    """As in "ambassador in Moscow, X": only a place and its preposition stand between."""
    places = covered(scan.places)
    between = range(after, first)
    near = len(between) <= _PLACE_WORDS_MAX and any(at in places for at in between)
    return near and all(at in places or at + 1 in places for at in between)


def _near(offices: Sequence[OfficeMention], first: int, end: int) -> Sequence[OfficeMention]:
    """Those that can belong to a name there; `offices` stand in order."""
    low = bisect_left(offices, first - _OFFICE_WORDS_MAX, key=_first)
    return offices[low : bisect_left(offices, end + _OFFICE_WORDS_MAX, lo=low, key=_first)]


_OFFICE_WORDS_MAX = 48  # words of an office with all it is bound to, and of a chain behind it
_FEW = 4  # offices of a sentence that are looked at one by one
_first = attrgetter("first")


def _office_beside(
    scan: Scan, first: int, end: int, *, headline: bool, language: str
) -> OfficeMention | None:
    """The office right before a name ("President X", "Chairman of the Senate, X") or right after it
    ("X, president of Y").
    """
    tokens, offices = scan.tokens, scan.offices
    if not offices:
        return None
    if len(offices) > _FEW:
        offices = _near(offices, first, end)
    best: tuple[int, OfficeMention] | None = None
    for office in offices:
        before = first - max(office.reach, office.last)
        after = min(office.first, office.start) - end
        if (
            before >= 0
            and end - first == 1
            and names_others(tokens[max(office.reach, office.last) - 1], language)
        ):
            continue
        near = before == 0 or (
            before == 1 and tokens[first - 1].stems[0] in _words("cues.toml", "say", "titles")
        )
        if (
            near or (before > 1 and _stays_there(scan, max(office.reach, office.last), first))
        ) and not _is_anothers(scan, office, (first, end), language):
            best = (
                min(best, (before, office), key=lambda pair: pair[0]) if best else (before, office)
            )
        elif (
            0 <= after <= _APPOSITION_MAX
            and end < len(tokens)
            and scan.text[tokens[end - 1].end : tokens[end].start].strip()
            in (",", "،", "、", "(", "–", "—", "-")
            and not _named_next(scan, max(office.reach, office.last))
            and not (language == "en" and _is_next_in_list(scan, max(office.reach, office.last)))
        ):
            if (best is not None and best[0] <= after) or not all(
                tokens[at].stems[0] in _words("cues.toml", "of", "words")
                for at in range(end, end + after)
            ):
                continue
            best = (after, office)
    earlier = [office for office in offices if office.first < first and not headline]
    chain = next(
        (office for office in earlier if _chained(scan, max(office.reach, office.last), first)),
        None,
    )
    if chain is not None and best is not None and chain.first < best[1].first < first:
        return chain if best[1].country in (None, chain.country) else best[1]
    if best is None:
        return chain or _title_behind(scan, first, end, language) or _in_brackets(scan, first, end)
    return _of_country(
        scan,
        end,
        _aide(scan, first, end, best[1]) if language in languages_with("east_slavic") else best[1],
    )


def _is_anothers(scan: Scan, office: OfficeMention, name: tuple[int, int], language: str) -> bool:
    """Nothing ties them, or a comma parts an office in some case from a name in none: "о визите
    президента Финляндии, Серов сказал".
    """
    first, end = name
    behind = max(office.reach, office.last)
    if not _tied(scan, behind, first):
        return True
    parted = "," in scan.text[scan.tokens[behind - 1].end : scan.tokens[first].start]
    if not parted or language not in languages_with("east_slavic"):
        return False
    written = scan.tokens[end - 1].text
    is_genitive = _GENITIVE.search(scan.tokens[office.last - 1].text.lower()) is not None
    return is_genitive and surname_forms(written, language)[0] == written


def _title_behind(scan: Scan, first: int, end: int, language: str) -> OfficeMention | None:
    """As in "Szijjártó Péter külügyminiszter": no comma, and nobody else's name behind."""
    if language not in languages_with("title_behind_name"):
        return None
    names = (token.text for token in scan.tokens[first:end])
    office = next((one for one in scan.offices if one.start == one.first == end), None)
    if office is None or not any(map(is_given, names)) or _named_next(scan, office.end):
        return None
    is_beside = scan.text[scan.tokens[end - 1].end : scan.tokens[end].start] == " "
    if is_beside:
        return office
    return None


def _aide(scan: Scan, first: int, end: int, office: OfficeMention) -> OfficeMention:
    """In "помощник президента Юрий Ушаков" the president is in the genitive and the name is not: it
    is the aide's.
    """
    tokens = scan.tokens
    last, name = max(office.reach, office.last), tokens[end - 1].text
    if last != first or not _in_genitive(tokens, office) or surname_forms(name)[0] != name:
        return office
    own = next((one for one in scan.offices if one.last in (office.start, office.first)), None)
    return (
        structs.replace(own, country=own.country or office.country, reach=last)
        if own is not None
        else office
    )


def _in_genitive(tokens: Sequence[Token], office: OfficeMention) -> bool:
    """By its first word or its last: "главы государства", "министра иностранных дел"."""
    ends = (tokens[office.first].text.lower(), tokens[office.last - 1].text.lower())
    return any(_GENITIVE.search(word) for word in ends)


def _is_next_in_list(scan: Scan, behind: int) -> bool:
    """As in "Misri, Bangladesh envoy agree": no comma closes it, and the verb of both follows."""
    if behind >= len(scan.tokens):
        return False
    gap = scan.text[scan.tokens[behind - 1].end : scan.tokens[behind].start]
    word = scan.tokens[behind]
    return (
        gap == " "
        and not word.capital
        and word.stems[0] not in _words("cues.toml", "behind", "words")
    )


def _named_next(scan: Scan, after: int) -> bool:
    """Another name follows the office at once: in "X, Emir Y" it is Y's."""
    if (
        after >= len(scan.tokens)
        or scan.text[scan.tokens[after - 1].end : scan.tokens[after].start] != " "
    ):
        return False
    named = covered(scan.places, scan.organisations, scan.countries)
    return after not in named and _is_name_word(scan.tokens[after])


def _of_country(scan: Scan, end: int, office: OfficeMention) -> OfficeMention:
    """As in "President X of Kenya"."""
    if (
        office.country
        or office.organisation
        or end >= len(scan.tokens)
        or scan.tokens[end].stems[0] not in _OF
    ):
        return office
    country = next(
        (mention.code for mention in scan.countries if mention.first in (end + 1, end + 2)), None
    )
    return structs.replace(office, country=country) if country else office


def _chained(scan: Scan, after: int, first: int) -> bool:
    """As in "First Deputy Speaker of A and Co-Chair of the Commission on B between C and D, X":
    capitals and small words only.
    """
    small = (
        _words("cues.toml", "of", "words")
        | _words("cues.toml", "and", "words")
        | {"on", "between", "по", "между"}
    )
    if not 0 < first - after <= _CHAIN_MAX or not any(
        tok.capital for tok in scan.tokens[after:first]
    ):
        return False
    if _named_next(scan, after):
        return False
    gap = scan.text[scan.tokens[after - 1].end : scan.tokens[first].start]
    return not any(mark in gap for mark in ",.;:!?»”") and all(
        tok.capital or tok.stems[0] in small for tok in scan.tokens[after:first]
    )


def _tied(scan: Scan, after: int, first: int) -> bool:
    gap = scan.text[scan.tokens[after - 1].end : scan.tokens[first].start] if after else ""
    return not any(mark in gap for mark in '.;:!?»”"')


def _is_shouted(tokens: Sequence[Token]) -> bool:
    long = [
        token
        for token in tokens
        if len(token.text) > _SHORT and token.script in ("latin", "cyrillic")
    ]
    return len(long) > _SHORT and sum(token.capital for token in long) > _SHOUTED_MIN * len(long)


def _listed(scan: Scan, last_end: int, first: int) -> bool:
    """Only a comma or "and" stands between this run and the one before it."""
    if last_end < 0 or first - last_end > 1:
        return False
    between = scan.text[scan.tokens[last_end - 1].end : scan.tokens[first].start].strip()
    if first == last_end:
        return between == ","
    return (
        scan.tokens[last_end].stems[0] in _words("cues.toml", "and", "words")
        and len(between) <= len(scan.tokens[last_end].text) + 2
    )


def _like_a_surname(token: Token) -> bool:
    return any(SURNAME.search(form) for form in surname_forms(token.text))


def _without_opener(scan: Scan, first: int, end: int, language: str) -> int:
    """Where the name begins, if the run opens its sentence with a word that is none: "Echoing
    Donald Trump".
    """
    if language in languages_with("family_first"):
        while _opens_with_where(scan.tokens, first, end):
            first += 1
    if first or end - first < 3 or scan.text[scan.tokens[0].end : scan.tokens[1].start] != " ":  # noqa: PLR2004 - a word before a given name and a surname
        return first
    given = [
        any(is_given(form) for form in given_forms(scan.tokens[at].text, language)) for at in (0, 1)
    ]
    return 1 if given == [False, True] else 0


def _opens_with_where(tokens: Sequence[Token], first: int, end: int) -> bool:
    """As "Debrecenben" before "Kovács Péter"."""
    is_whole = end - first > _FULL_NAME and is_given(tokens[end - 1].text)
    return is_whole and _IN_OR_AT.search(tokens[first].text) is not None


def candidates(scan: Scan, sentence: int, language: str) -> Iterator[Candidate]:
    """All runs of the sentence, in order."""
    tokens, shouted = scan.tokens, _is_shouted(scan.tokens)
    last_end = -9
    things = _words("not_names.toml", "things")
    saying = {found.first for found in scan.cues if found.value == "said"}
    for begins, end in _runs(scan, language, shouted=shouted):
        named_at = begins + (begins in saying)  # "the president Tweeted", "Replied Shultz"
        if named_at == end or (
            end - named_at == 1 and end < len(tokens) and tokens[end].text in things
        ):
            continue
        first = _without_opener(scan, named_at, end, language)
        yield _candidate(scan, sentence, (first, end), last_end, language, shouted=shouted)
        last_end = end


def candidate_at(scan: Scan, sentence: int, first: int, end: int, language: str) -> Candidate:
    """These tokens as a candidate, whatever letters they begin with; without "H.E." before them."""
    courtesies = _courtesies(scan)
    while first < end - 1 and first in courtesies:
        first += 1
    if language in languages_with("family_first") and _is_where(scan.tokens, first, end - 1):
        end -= 1
    shouted = _is_shouted(scan.tokens)
    return _candidate(scan, sentence, (first, end), -9, language, shouted=shouted)


def _candidate(  # noqa: PLR0913 - a run, and the sentence that it stands in
    scan: Scan,
    sentence: int,
    span: tuple[int, int],
    last_end: int,
    language: str,
    *,
    shouted: bool,
) -> Candidate:
    tokens = scan.tokens
    say, before = _words("cues.toml", "say", "words"), _words("cues.toml", "say", "before")
    first, end = span
    left = _word_before(tokens, first)
    right = tokens[end].stems[0] if end < len(tokens) else ""
    beside = right in say or (
        (left in say or left in before) and (end - first > 1 or _like_a_surname(tokens[first]))
    )
    words = tuple(token.text for token in tokens[first:end])
    return Candidate(
        sentence=sentence,
        first=first,
        end=end,
        words=_surname_last(words, shouted=shouted),
        gaps=tuple(
            scan.text[tokens[at].end : tokens[at + 1].start] for at in range(first, end - 1)
        ),
        office=_office_beside(
            scan, first, end, headline=shouted and sentence < 0, language=language
        ),
        given=end - first > 1
        and left != "the"
        and any(is_given(form) for form in given_forms(tokens[first].text, language)),
        beside_verb=beside
        and all(office.first != end for office in scan.offices)
        and left != "the",
        of_something=_is_of_something(scan, first, end, left, language),
        listed=_listed(scan, last_end, first),
        opens=_opens(scan, first),
        shouted=shouted or (language in languages_with("noun_capitals")),
    )


def _is_of_something(scan: Scan, first: int, end: int, left: str, language: str) -> bool:
    if end - first != 1:
        return False
    if language == "de" and left in _OF_THE and any(one.end == first - 1 for one in scan.offices):
        return True  # "eine Abgeordnete der Grünen"
    return left in _words("cues.toml", "of", "linking")


def _surname_last(words: tuple[str, ...], *, shouted: bool) -> tuple[str, ...]:
    """Protocol writes a surname in capitals, wherever it stands: "MOTEGI Toshimitsu"."""
    if shouted and not any(map(is_given, words)):
        return words
    capitals = [len(word) > _SHORT and word.isupper() for word in words]
    if all(capitals) or not any(capitals):
        return words
    given = (word for word, is_surname in zip(words, capitals, strict=True) if not is_surname)
    surname = (word for word, is_surname in zip(words, capitals, strict=True) if is_surname)
    return (*given, *(word.title() for word in surname))


def _word_before(tokens: Sequence[Token], first: int) -> str:
    """The word before a name, and before the courtesies in front of it."""
    titles = _words("cues.toml", "say", "titles")
    near = (token.stems[0] for token in tokens[max(0, first - 3) : first][::-1])
    return next((word for word in near if word not in titles), "")


def _opens(scan: Scan, first: int) -> bool:
    """The name begins a sentence or a quotation, so that a capital says nothing."""
    if first == 0:
        return True
    gap = scan.text[scan.tokens[first - 1].end : scan.tokens[first].start]
    return gap.strip()[-1:] in (".", "!", "?", ":", "«", "“", '"')
