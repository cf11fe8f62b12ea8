"""Who speaks in a sentence: the subject of a verb of saying, named, by office or by pronoun, and
who that is in this article.

"He" and "the president" mean the one person who alone acts in the sentence right before; names that
no list knows count as people too. An office with its country may also mean the one person of the
article who holds it. A surname that two people bear, or a relative of its bearer, means somebody
only with the given name beside it. Else nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from monitor.datafiles import languages_with, table
from monitor.gazetteer.offices import OfficeMention
from monitor.model import Person
from monitor.reading.events.annotate import Scan
from monitor.reading.people.candidates import Candidate
from monitor.reading.people.coreference import SOMEBODY, Subject, resolve
from monitor.reading.people.persons import PersonMention
from monitor.reading.quotations.sentence_roles import (
    Line,
    is_parted,
    lines_heard,
    owns,
    phrase_start,
    word_list,
)
from monitor.text.lexicon import Found
from monitor.text.quotation_marks import Quoted
from monitor.text.wordlists import is_pronoun, pronouns

LEFT_WORDS_MAX = 3  # small words between a speaker and the verb after him
TITLE_WORDS_MAX = 6  # words behind a verb among which a title must end
RIGHT_WORDS_MAX = 12  # words of titles and offices between a verb and the speaker after it
SUBJECT_WORDS_MAX = 7  # words of a sentence before its subject
_TITLE_LETTERS_MAX = 3  # of a title that is cut short
_COURTESIES = frozenset(("mr", "mrs", "ms", "dr", "m", "mme", "herr", "frau", "dame", "sir"))
_COURTESY_WORDS = tuple([word] for word in sorted(_COURTESIES))
_CLAUSE_WORDS = 8  # before a verb of saying, in which "what" makes it another's report
_CREDIT_WORDS_MIN, _CREDIT_WORDS_MAX = 3, 16
ASIDE_WORDS_MAX = 12  # between two commas behind a name
WHEN_CHARS_MAX = 24  # of day and place between a name and its verb, without spaces
_CJK_PAUSES = frozenset("，、。；：对對向同与與和被的の话話")  # or another stands there
_OTHER_GENDER = {"he": "she", "she": "he"}
_COMMAS = frozenset(",،，")
_CLAUSE_END = re.compile(r"[,;:](?!\d)|[()«»“”\"—–]|\.(?=\s|$)")


@cache
def _according(language: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """(words, they stand after the name) of "according to"."""
    phrases = table("speech.toml")["according"].get(language, [])
    return tuple((tuple(phrase.lstrip("+").split()), phrase.startswith("+")) for phrase in phrases)


def lines_of(
    scans: Sequence[tuple[int, int, Scan, Sequence[Found[str]]]],
    mentions: Sequence[PersonMention],
    quoted: Sequence[Sequence[Quoted]],
    language: str,
    runs: Sequence[Sequence[Candidate]] | None = None,
) -> list[Line]:
    """`scans` are (paragraph, start in it, scan, its cues), `quoted` what stands between marks in
    each paragraph.

    `runs` are the candidates for names in each of them, if somebody has them already.

    The result knows who speaks in each sentence; names and verbs inside quotations do not count for
    that.
    """
    lines = lines_heard(scans, mentions, quoted, language, runs)
    _follow(lines, [mention.person for mention in mentions], language)
    return lines


def small_words() -> frozenset[str]:
    return word_list("small", "words")


def drops_subjects(language: str) -> bool:
    return language in word_list("subjectless", "languages")


def _follow(lines: Sequence[Line], people: Sequence[Person], language: str) -> None:
    """Walks the article once, handing the subject to the next sentence, and no further: news
    paragraphs are often one sentence.
    """
    last: Person | None = None
    for line in lines:
        saying = _sayer(line, language)
        own = saying or (
            None if line.verbs and language not in languages_with("verb_last") else _opening(line)
        )
        person = resolve(own, last, people) if own is not None else None
        line.speaker = person if saying is not None else None
        alone = not _rivals(line, person)
        line.subject = person if alone and not (line.verbs and saying is None) else None
        rivals = {other.office for _, _, other in line.heard if other is not person}
        line.holder = (
            person if person is not None and person.office and person.office not in rivals else None
        )
        last = line.subject


def meant_by(subject: Subject, line: Line) -> Person | None:
    """Whom an office or a pronoun means that stands in the sentence behind this one."""
    if subject[0] == "office":
        return line.holder
    if line.subject is not None or subject[0] != "pronoun" or subject[1] not in _OTHER_GENDER:
        return line.subject
    named = {id(person): person for _, _, person in line.heard}
    fitting = [person for person in named.values() if resolve(subject, person, []) is not None]
    other: Subject = ("pronoun", _OTHER_GENDER[subject[1]])
    certain = [person for person in fitting if resolve(other, person, []) is None]
    if len(fitting) == len(certain) == 1:
        return certain[0]
    return None


def _rivals(line: Line, person: Person | None) -> list[Person]:
    """Whom else "he" could mean in the next sentence: not what only describes the subject between
    commas.
    """
    mine = next((last for _, last, other in line.heard if other is person), None)
    aside = _aside_end(line, mine) if mine is not None else 0
    relative = bool(aside) and _is_relative(line, mine or 0)
    return [
        other
        for first, _, other in line.heard
        if other is not person
        and not (mine and mine <= first < aside and (relative or other is SOMEBODY))
    ]


def _is_relative(line: Line, at: int) -> bool:
    return line.scan.tokens[at].text.casefold() in word_list("small", "relative")


def _aside_end(line: Line, last: int) -> int:
    """Where a description right behind a name ends: its second comma; 0 if there is none."""
    if not _comma_between(line, last - 1) or not line.scan.tokens[last].text.islower():
        return 0
    ends = range(last, min(last + ASIDE_WORDS_MAX, len(line.scan.tokens)))
    return next((at + 1 for at in ends if _comma_between(line, at)), 0)


def _unclear(line: Line) -> bool:
    """Somebody whom no list knows may open the sentence: two words with capitals that are nothing
    else stand early in it.
    """
    one = line.scan
    known = {at for first, last, _ in line.everybody for at in range(first, last)}
    for country in one.countries:
        known.update(range(country.first, country.last))
    for place in one.places:
        known.update(range(place.first, place.last))
    for body in one.organisations:
        known.update(range(body.first, body.last))
    for office in one.offices:
        known.update(range(office.start, max(office.last, office.reach)))
    early = [
        at
        for at, token in enumerate(one.tokens[:SUBJECT_WORDS_MAX])
        if token.capital
        and at not in known
        and not (at == 0 and token.text.casefold() in word_list("small", "words"))
    ]
    return any(at + 1 in early for at in early)


def _sayer(line: Line, language: str) -> Subject | None:
    """Whose words the sentence reports: "according to X", or the subject of its verb of saying."""
    if cited := according(line, language):
        return cited
    if line.verbs and (found := subject_of(line, line.verbs[0], 0, len(line.scan.tokens))):
        return found  # who says what stands first; a later verb is another clause's
    if (
        line.verbs
        and language in languages_with("verb_last")
        and len({id(person) for _, _, person in line.heard}) == 1
    ):
        first = line.heard[0]
        if first[0] >= SUBJECT_WORDS_MAX:
            return None
        return ("person", first[2])
    return None


def _opening(line: Line) -> Subject | None:
    """Who opens the sentence: a pronoun, a person, or an office; None for two people or nobody."""
    tokens = line.scan.tokens[:SUBJECT_WORDS_MAX]
    if tokens and (gender := pronouns().get(tokens[0].text.casefold())):
        return "pronoun", gender
    early = [entry for entry in line.heard if entry[0] < SUBJECT_WORDS_MAX]
    if not early or owns(line, early[0][1]) or _unclear(line) or is_object(line, early[0][0]):
        return None
    _, last, person = early[0]
    together = [
        entry for entry in line.heard if entry[2] is not person and 0 <= entry[0] - last <= 1
    ]
    return None if together else ("person", person)


def opens(line: Line, first: int) -> bool:
    """The name that begins at `first`, its office included, stands early in the sentence."""
    return phrase_start(line, first) < SUBJECT_WORDS_MAX and not is_object(line, first)


def is_object(line: Line, first: int) -> bool:
    """A preposition stands right before the name, "Visitors near Big Ben", or its ending says that
    it is no subject.
    """
    if first in line.oblique:
        return True
    start = phrase_start(line, first)
    if start < first:
        return _behind_preposition(line, start)
    words = [token.text.casefold() for token in line.scan.tokens[max(0, start - 2) : start]]
    if len(words) > 1 and words[-1] in _COURTESIES:
        words.pop()  # "under Mr. Perez"
    return bool(words) and words[-1] in word_list("small", "prepositions")


def _behind_preposition(line: Line, start: int) -> bool:
    """As in "commented on the president's words"; the article is the office's own."""
    words = [token.text.casefold() for token in line.scan.tokens[max(0, start - 2) : start]]
    if words[-1:] == ["the"]:
        words.pop()
    return bool(words) and words[-1] in word_list("small", "prepositions")


def stands_behind(line: Line, first: int, group: str) -> bool:
    """One of the group's small words stands right before the name and its office."""
    start = phrase_start(line, first)
    words = [token.text.casefold() for token in line.scan.tokens[max(0, start - 2) : start]]
    if words[-1:] == ["the"]:
        words.pop()
    return bool(words) and words[-1] in word_list("small", group)


def _side(line: Line, last: int) -> bool:
    """As in "said Trump spokesman Miller": the name only tells whose spokesman speaks."""
    return any(
        0 <= office.start - last <= 0
        and not _set_off(line, last, office.start)
        and office.start == office.first
        for office in line.scan.offices
    )


def according(line: Line, language: str) -> Subject | None:
    """X in "According to X" or "…, according to X"; the phrase must stand right beside the name or
    the office.
    """
    phrases = _according(language)
    if not phrases or not (line.heard or line.scan.offices):
        return None
    texts = [token.text.casefold() for token in line.scan.tokens]
    for words, behind in phrases:
        if words[0] not in texts:
            continue
        for first, last, person in line.heard:
            start = first - (texts[first - 1 : first] in _COURTESY_WORDS)
            starts = (
                (last,) if behind else (phrase_start(line, first) - len(words), start - len(words))
            )
            if any(_stands(texts, words, start) for start in starts):
                return "person", person
        for office in () if behind else line.scan.offices:
            before = office.start - (texts[office.start - 1 : office.start] == ["the"])
            if any(_stands(texts, words, start - len(words)) for start in (before, office.start)):
                return named_office(line, office)
    return None


def credits_in(language: str) -> Sequence[str]:
    """The phrases of "according to" in small letters."""
    found: list[str] = table("speech.toml")["credited"].get(language, [])
    return found


def credited(line: Line, language: str) -> str:
    """As "according to the commerce ministry": the words that tell whose statement it is, where
    that is no person; else "".
    """
    text = line.scan.text
    for phrase in credits_in(language):
        at = text.casefold().find(phrase)
        if at >= 0 and (not at or not text[at - 1].isalnum()) and at + len(phrase) < len(text):
            words = _CLAUSE_END.split(text[at:])[0].split()
            if _CREDIT_WORDS_MIN <= len(words) <= _CREDIT_WORDS_MAX:
                return " ".join(words)
            return ""
    return _told_last(line)


def _told_last(line: Line) -> str:
    """As ", the ministry said" at the sentence's end, where the verb has no person's subject."""
    text = line.scan.text
    at = text.rfind(", ") + 2
    words = _CLAUSE_END.split(text[at:])[0].split()
    tokens = line.scan.tokens
    told = at > 1 and any(tokens[verb.first].start >= at for verb in line.verbs)
    unclear = any(is_pronoun(word.casefold()) for word in words)
    if told and not unclear and _CREDIT_WORDS_MIN <= len(words) <= _CREDIT_WORDS_MAX:
        return " ".join(words)
    return ""


def _stands(texts: Sequence[str], words: tuple[str, ...], start: int) -> bool:
    return start >= 0 and tuple(texts[start : start + len(words)]) == words


def subject_of(
    line: Line, verb: Found[str], low: int, high: int, *, inverted: bool = False
) -> Subject | None:
    """Who does the saying, within tokens `low:high`: right before the verb, else right after it."""
    # whom it quotes stands behind; before it stands who passes the words on
    if verb.value == "cites":
        named = {id(person): person for first, _, person in line.heard if verb.last <= first < high}
        if len(named) != 1:
            return None
        return ("person", next(iter(named.values())))
    before = _before(line, verb.first, low)
    told = line.scan.tokens[verb.first].text.casefold() in word_list("passes", "objects")
    return before or (None if told else _after(line, verb.last, high, inverted=inverted))


def passes_on(line: Line, verb: Found[str], high: int) -> bool:
    """Somebody tells what another said: "revealed what X had said", "recalled X telling him"; whose
    words it is, is open.
    """
    words = [token.text.casefold() for token in line.scan.tokens]
    if word_list("passes", "clauses").intersection(
        words[max(0, verb.first - _CLAUSE_WORDS) : verb.first]
    ):
        return True
    behind = range(verb.last + 1, min(high, len(words)))
    if word_list("passes", "quoting").intersection(words[verb.last : high]):
        return True
    return any(
        words[at] in word_list("passes", "telling") and not _paused(line, at - 1) for at in behind
    )


def is_second_hand(line: Line, verb: Found[str], subject: Subject, low: int, language: str) -> bool:
    """Somebody else says that he said it: "Lavrov said Rubio had told him", "По его словам, Путин
    сказал".
    """
    texts = [token.text.casefold() for token in line.scan.tokens[low : verb.first]]
    for words, behind in _according(language):
        at = [start for start in range(len(texts)) if not behind and _stands(texts, words, start)]
        if at and not _cites_a_body(line, low + at[0], low + at[0] + len(words)):
            return True
    for other in line.verbs:
        if low <= other.first < verb.first and other.value == "said":
            teller = _before(line, other.first, low)
            if teller is not None and teller != subject:
                return True
    return False


def _cites_a_body(line: Line, first: int, last: int) -> bool:
    """As in "according to the Chinese read-out": no person, no office and no pronoun is meant."""
    near = range(last, last + LEFT_WORDS_MAX + 1)
    people = any(at in near for at, _, _ in line.heard)
    offices = any(office.start in near or office.first in near for office in line.scan.offices)
    words = line.scan.tokens[first : last + 1]
    theirs = any(token.text.casefold() in word_list("small", "their") for token in words)
    return not (people or offices or theirs)


def _before(line: Line, place: int, low: int) -> Subject | None:
    """Who stands before the verb: described between commas, joined to an earlier verb, or right
    beside it.
    """
    if _joined_verb(line, place, low):
        return _subject_of_both(line, place)
    return (
        _described(line, place, low, relative=True)
        or _beside(line, place, low)
        or _described(line, place, low, relative=False)
        or _before_when(line, place, low)
    )


def _before_when(line: Line, place: int, low: int) -> Subject | None:
    """In Chinese and Japanese day and place stand between somebody and his verb: nobody else does,
    and no comma.
    """
    tokens = line.scan.tokens
    if tokens[place].script not in ("han", "kana"):
        return None
    near = [entry for entry in line.heard if low <= entry[0] and entry[1] <= place]
    if not near:
        return None
    _, last, person = near[-1]
    between = line.scan.text[tokens[last - 1].end : tokens[place].start]
    offices = any(last <= office.first < place for office in line.scan.offices)
    clear = len(between) <= WHEN_CHARS_MAX and not offices and not _CJK_PAUSES.intersection(between)
    if clear and not is_object(line, near[-1][0]):
        return ("person", person)
    return None


def _joined_verb(line: Line, place: int, low: int) -> bool:
    """As in "He praised the talks and said": an "and" stands before the verb."""
    at = place - 1
    also = word_list("small", "also")
    while at > low and line.scan.tokens[at].text.casefold() in also:
        at -= 1
    return at > low and line.scan.tokens[at].text.casefold() in word_list("small", "joins")


def _subject_of_both(line: Line, place: int) -> Subject | None:
    """Who opens the sentence, where nobody else is set off by a comma before the later verb."""
    found = _opening(line)
    if found is None:
        return None
    if found[0] == "pronoun":
        alone = not any(first < place for first, _, _ in line.heard)
        return found if alone else None
    last = next(last for _, last, person in line.heard if person is found[1])
    tokens = line.scan.tokens
    between = line.scan.text[tokens[last - 1].end : tokens[place].start]
    others = any(last <= first < place for first, _, _ in line.heard)
    return found if not (others and "," in between) else None


def _described(line: Line, place: int, low: int, *, relative: bool) -> Subject | None:
    """X in "X, who led the talks, said" and "X, the host, said": the name before the first of two
    commas.

    `relative` asks for a "who" right behind the name; else nobody is named between the commas.
    """
    if place - 1 <= low or not _comma_between(line, place - 1):
        return None
    for _, last, person in reversed(line.heard):
        if not low < last < place or not _comma_between(line, last - 1):
            continue
        word = line.scan.tokens[last].text
        if (word.casefold() in word_list("small", "relative")) == relative:
            clear = relative or (word.islower() and _is_plain_aside(line, last, place))
            return _opener(line, last, person) if clear else None
    return None


def _is_plain_aside(line: Line, first: int, end: int) -> bool:
    if end - first > ASIDE_WORDS_MAX or any(first <= verb.first < end for verb in line.verbs):
        return False
    inside = [(at, person) for at, _, person in line.heard if first <= at < end]
    unnamed = all(person is SOMEBODY and is_object(line, at) for at, person in inside)
    return unnamed and not any(_comma_between(line, at) for at in range(first, end - 1))


def _opener(line: Line, last: int, person: Person) -> Subject | None:
    """The name whose end is `last`, if it opens the sentence and is no object there."""
    first = next(first for first, end, _ in line.heard if end == last)
    early = phrase_start(line, first) < SUBJECT_WORDS_MAX
    alone = not any(other < first for other, _, _ in line.heard)
    if early and alone and not is_object(line, first):
        return ("person", person)
    return None


def _comma_between(line: Line, at: int) -> bool:
    """A comma stands right behind token `at`."""
    tokens = line.scan.tokens
    return at + 1 < len(tokens) and bool(
        _COMMAS.intersection(line.scan.text[tokens[at].end : tokens[at + 1].start])
    )


def _beside(line: Line, place: int, low: int) -> Subject | None:
    small = word_list("small", "words")
    tokens = line.scan.tokens
    at = place - 1
    for _ in range(LEFT_WORDS_MAX + 1):
        if at < low:
            return None
        for first, last, person in line.heard:
            if first <= at < last and first >= low:
                if owns(line, last) or is_object(line, first):
                    return None
                return ("person", person)
        for office in line.scan.offices:
            if office.start <= at < max(office.last, office.reach) and office.start >= low:
                return named_office(line, office)
        word = tokens[at].text.casefold()
        if gender := pronouns().get(word):
            return "pronoun", gender
        if word not in small or _stopped(line, at, at + 1):
            return None
        at -= 1
    return None


def named_office(line: Line, office: OfficeMention) -> Subject:
    """An office that stands beside a name is that person's: "Tokayev, President of Kazakhstan,
    said".

    Behind a name without a comma it is somebody else's, whose side the name only tells: "a Definers
    spokesman said".
    """
    end = max(office.last, office.reach)
    for first, last, person in line.heard:
        if (0 <= first - end <= 1 and _joins(line, end, first)) or (
            0 <= office.start - last <= 1 and _set_off(line, last, office.start)
        ):
            return "person", person
    return "office", office


def _joins(line: Line, end: int, first: int) -> bool:
    """Nothing but a small word stands between an office and the name behind it: "the chancellor
    told Macron" names two.
    """
    between = (token.text.casefold() for token in line.scan.tokens[end:first])
    return all(word in word_list("small", "words") for word in between) and not is_parted(
        line, end, first
    )


def _set_off(line: Line, last: int, start: int) -> bool:
    """A comma, bracket or dash stands between a name and the office behind it; scripts without
    capitals need none.
    """
    tokens = line.scan.tokens
    between = line.scan.text[tokens[last - 1].end : tokens[start].start]
    if tokens[start].script in ("han", "kana", "hangul"):
        return not any(mark in between for mark in "，、。")
    return any(mark in between for mark in ",(–—-،")


def _after(line: Line, place: int, high: int, *, inverted: bool = False) -> Subject | None:
    """`inverted`: the verb stands right behind the words, so that its subject must follow, whatever
    title comes first.
    """
    office: OfficeMention | None = None
    at = place
    while at < min(high, place + RIGHT_WORDS_MAX, len(line.scan.tokens)):
        if at > place and office is None and _stopped(line, at - 1, at):
            break
        if entry := _heard_at(line, at):
            if owns(line, entry[1]) or is_object(line, entry[0]):
                return None
            if not _side(line, entry[1]):
                return "person", _alone(line, entry, high)
            at = entry[1]
        elif held := _office_at(line, at):
            if owns(line, held.last) or _behind_preposition(line, held.start):
                return None
            office, at = office or held, max(held.last, held.reach)
        elif at == place and (gender := _pronoun_at(line, at)):
            return ("pronoun", gender) if _ends_here(line, at, high) else None
        elif _is_passed(line, at) or (inverted and _may_be_title(line, at, place, high)):
            at += 1
        else:
            break
    return ("office", office) if office else None


def _heard_at(line: Line, at: int) -> tuple[int, int, Person] | None:
    return next((entry for entry in line.heard if entry[0] <= at < entry[1]), None)


def _alone(line: Line, entry: tuple[int, int, Person], high: int) -> Person:
    """He, or somebody of those who are named with him."""
    goes_on = _goes_on(line, _phrase_end(line, entry)) or _is_joined(line, entry[1], high)
    return SOMEBODY if goes_on else entry[2]


def _office_at(line: Line, at: int) -> OfficeMention | None:
    offices = line.scan.offices
    return next((one for one in offices if one.start <= at < max(one.last, one.reach)), None)


def _pronoun_at(line: Line, at: int) -> str | None:
    gender = pronouns().get(line.scan.tokens[at].text.casefold())
    return None if _article(line, at) else gender


def _ends_here(line: Line, at: int, high: int) -> bool:
    return _stopped(line, at, at + 1) or _paused(line, at) or at + 1 >= high


def _is_passed(line: Line, at: int) -> bool:
    word = line.scan.tokens[at].text.casefold()
    return _part_of_title(line, at) or word in word_list("small", "words")


def _may_be_title(line: Line, at: int, place: int, high: int) -> bool:
    """A word of a title that no list knows, a single name behind: "a dit la facilitatrice X"."""
    word = line.scan.tokens[at].text
    if word in word_list("small", "prepositions") or word in word_list("small", "relative"):
        return False
    if word in word_list("small", "joins") or word in word_list("passes", "clauses"):
        return False
    named = {id(person) for first, _, person in line.heard if at < first < high}
    short = at - place < TITLE_WORDS_MAX and len(named) == 1
    return short and (_is_title_noun(word) if word[0].isupper() else _is_title_word(word))


def _is_title_noun(word: str) -> bool:
    return word.casefold().endswith(tuple(word_list("titles", "endings_de")))


def _is_title_word(word: str) -> bool:
    return word.isalpha() and not (
        word.isascii() and word.endswith(tuple(word_list("titles", "no_title_en")))
    )


def _phrase_end(line: Line, entry: tuple[int, int, Person]) -> int:
    """Where the name ends; of a person meant by an office alone, where the whole office does:
    "президент Казахстана".
    """
    ends = (
        max(office.last, office.reach) for office in line.scan.offices if office.start == entry[0]
    )
    return max(entry[1], *ends, 0)


def _is_joined(line: Line, end: int, high: int) -> bool:
    """Another says it with him: "wrote Senator X, D-Los Angeles, and Assembly Speaker Y"."""
    texts = [token.text.casefold() for token in line.scan.tokens]
    for first, *_ in line.heard:
        start = phrase_start(line, first)
        while start > end and line.scan.tokens[start - 1].capital:
            start -= 1  # "California Assembly Speaker"
        if end < first < high and texts[start - 1] in word_list("small", "joins"):
            return True
    return False


def _goes_on(line: Line, end: int) -> bool:
    """As in "said Butte County Sheriff X": what was taken for the name leads on to another."""
    tokens = line.scan.tokens
    return (
        end < len(tokens)
        and tokens[end].text[0].isupper()
        and line.scan.text[tokens[end - 1].end : tokens[end].start] == " "
    )


def _paused(line: Line, at: int) -> bool:
    """As in "…," said he, …; in "she said she liked X" another clause begins."""
    tokens = line.scan.tokens
    between = line.scan.text[tokens[at].end : tokens[at + 1].start] if at + 1 < len(tokens) else "."
    return any(mark in between for mark in ",–—،，")


def _article(line: Line, at: int) -> bool:
    """Italian and Spanish articles are other languages' pronouns: an office or a name right behind
    tells.
    """
    offices = {office.start for office in line.scan.offices} | {
        office.first for office in line.scan.offices
    }
    return at + 1 in offices or any(first == at + 1 for first, _, _ in line.heard)


def _part_of_title(line: Line, at: int) -> bool:
    """A country, an organisation or a capitalised word of an office's long name."""
    one = line.scan
    return any(m.first <= at < m.last for m in one.countries) or any(
        m.first <= at < m.last for m in one.organisations
    )


def _stopped(line: Line, one: int, other: int) -> bool:
    """Whether more than a space and a comma stands between two tokens."""
    tokens = line.scan.tokens
    if other >= len(tokens):
        return True
    between = line.scan.text[tokens[one].end : tokens[other].start]
    if tokens[one].capital and len(tokens[one].text) <= _TITLE_LETTERS_MAX:
        between = between.removeprefix(".")  # "M. Fouda", "Dr. Phiri"
    return any(mark in between for mark in '.;:!?“”«»"„()。；：！？')
