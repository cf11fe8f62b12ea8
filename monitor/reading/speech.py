"""Who speaks in a sentence: the subject of a verb of saying, named, by office or by pronoun, and who that is in this article.

"He" and "the president" mean the one person who alone acts in the sentence right before; names that
no list knows count as people too. An office with its country may also mean the one person of the article who holds it. A
surname that two people bear, or a relative of its bearer, means somebody only with the given name beside it. Else nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from monitor.model import Person
from monitor.reading import holders
from monitor.reading.candidates import candidates
from monitor.reading.fold import fold_name
from monitor.reading.lexicon import Found
from monitor.reading.marks import Quoted
from monitor.reading.offices import OfficeMention
from monitor.reading.people import PersonMention
from monitor.reading.referents import SOMEBODY, Subject, resolve
from monitor.reading.resources import table
from monitor.reading.scan import Scan
from monitor.reading.spelling import is_given

LEFT_WORDS_MAX = 3  # small words between a speaker and the verb after him
RIGHT_WORDS_MAX = 12  # words of titles and offices between a verb and the speaker after it
SUBJECT_WORDS_MAX = 7  # words of a sentence before its subject
_TITLE_LETTERS_MAX = 3  # of a title that is cut short
_COURTESIES = frozenset(("mr", "mrs", "ms", "dr", "m", "mme", "herr", "frau"))
_CLAUSE_WORDS = 8  # before a verb of saying, in which "what" makes it another's report
_JUNIOR = frozenset(("jr", "sr"))
_STEM = 3  # letters by which a given name is known again in another case

_ALL_NOUNS = frozenset(("de", "lb"))  # have capitals, so a capital says nothing
VERB_LAST = frozenset({"kk", "ky", "uz", "az", "tr", "tk", "ja", "ko", "hi", "fa", "ur", "mn", "tg", "hu"})


class Line(Struct, kw_only=True):
    """One sentence: where it stands, what the lists found, who is named; and, once heard, who speaks."""

    index: int
    paragraph: int
    start: int  # in its paragraph's text
    scan: Scan
    quoted: frozenset[int] = frozenset()  # tokens inside quotations
    people: list[tuple[int, int, Person]]  # outside quotations: first token, end token, in order
    verbs: list[Found[str]]  # of saying, outside quotations
    everybody: list[tuple[int, int, Person]]  # people within quotations too
    every_verb: list[Found[str]]
    heard: list[tuple[int, int, Person]] = []  # as `people`, with SOMEBODY where a name is nobody's for certain
    every_heard: list[tuple[int, int, Person]] = []
    speaker: Person | None = None  # of the reported speech in this sentence
    holder: Person | None = (
        None  # whom a bare office means in the next: its subject, whose office nobody else there holds
    )
    subject: Person | None = None  # whom "he" means at its end


@cache
def _words(group: str, key: str) -> frozenset[str]:
    return frozenset(table("speech.toml")[group][key])


@cache
def _pronouns() -> dict[str, str]:
    return {word: gender for gender, words in table("speech.toml")["pronouns"].items() for word in words}


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
) -> list[Line]:
    """`scans` are (paragraph, start in it, scan, its cues), `quoted` what stands between marks in each paragraph.

    The result knows who speaks in each sentence; names and verbs inside quotations do not count for that.
    """
    named: dict[int, list[tuple[int, int, Person]]] = {}
    for mention in mentions:
        for index, first, last in mention.at:
            if 0 <= index < len(scans) and last <= len(scans[index][2].tokens):
                named.setdefault(index, []).append((first, last, mention.person))
    lines = [
        _line(index, entry, sorted(named.get(index, []), key=lambda one: one[:2]), quoted[entry[0]])
        for index, entry in enumerate(scans)
    ]
    people = [mention.person for mention in mentions]
    shared = _shared(lines, people)
    for line in lines:
        strangers = _strangers(line, language)
        line.every_heard = _by_place([_certain(line, entry, shared) for entry in line.everybody] + strangers)
        line.heard = _by_place([_certain(line, entry, shared) for entry in line.people] + strangers)
    _follow(lines, people, language)
    return lines


# --- names that mean nobody certain ---


def _by_place(named: list[tuple[int, int, Person]]) -> list[tuple[int, int, Person]]:
    return sorted(named, key=lambda entry: entry[:2])


def _shared(lines: Sequence[Line], people: Sequence[Person]) -> set[int]:
    """Ids of the people whose surname alone may mean somebody else of the article, or a known namesake."""
    bearers = Counter(person.key for person in people if person.key)
    by_surname = {(person.surname or person.name).casefold(): person for person in people}
    relatives = {key for line in lines for key in _relatives(line, by_surname)}
    offices = {
        id(person) for line in lines for first, _, person in line.everybody if _phrase_start(line, first) < first
    }
    shared = set()
    for person in people:
        row = holders.find([person.key], None, None) if person.key else None
        namesake = row is not None and bool(row.given) and not _is_own(row.given, person)
        by_surname_alone = person.known is not None and " " not in person.name and id(person) not in offices
        if bearers[person.key] > 1 or person.key in relatives or namesake or by_surname_alone:
            shared.add(id(person))
    return shared


def _relatives(line: Line, by_surname: Mapping[str, Person]) -> Iterator[str]:
    """Surnames of which the sentence tells that two bear them: "Trump's son", "the Clintons", another given name."""
    tokens = line.scan.tokens
    for at, token in enumerate(tokens):
        if not token.capital:
            continue
        word = token.text.casefold().replace("’", "'")
        bare = word.removesuffix("'s")
        person = by_surname.get(bare) or by_surname.get(bare.removesuffix("s"))
        if person is None:
            continue
        after = tokens[at + 1].text.casefold() if at + 1 < len(tokens) else ""
        before = tokens[at - 1] if at else None
        many = bare.removesuffix("s") in by_surname and bare not in by_surname
        kin = after in _words("small", "relatives") or after in _JUNIOR
        other = before is not None and before.capital and is_given(before.text) and not _is_own(before.text, person)
        if many or kin or other:
            yield person.key


def _is_own(word: str, person: Person) -> bool:
    """The word is among the person's names, whatever its ending."""
    small = fold_name(word)[:_STEM]
    return any(fold_name(part).startswith(small) for part in (*person.name.split(), person.given or "") if part)


def _certain(line: Line, entry: tuple[int, int, Person], shared: set[int]) -> tuple[int, int, Person]:
    first, last, person = entry
    tokens = line.scan.tokens
    following = tokens[last].text.casefold() if last < len(tokens) else ""
    junior = following in _JUNIOR or tokens[last - 1].text.casefold() in _JUNIOR
    if junior and not _JUNIOR.intersection(person.name.casefold().replace(".", "").split()):
        return first, last, SOMEBODY
    surname = fold_name(tokens[first].text) == fold_name(person.surname or person.name)
    if id(person) not in shared or (last - first > 1 and not surname and _is_own(tokens[first].text, person)):
        return entry
    return first, last, SOMEBODY


def _strangers(line: Line, language: str) -> list[tuple[int, int, Person]]:
    """Names outside quotations that were not read as anybody's and do not merely lead on to one that was."""
    near = {at for first, last, _ in line.everybody for at in range(first - 1, last + 1)}
    return [
        (run.first, run.end, SOMEBODY)
        for run in candidates(line.scan, line.index, language)
        if near.isdisjoint(range(run.first, run.end))
        and not run.of_something
        and (run.given or (language not in _ALL_NOUNS and not (run.opens and len(run.words) == 1)))
        and run.first not in line.quoted
        and not _owns(line, run.end)
    ]


def _line(
    index: int,
    entry: tuple[int, int, Scan, Sequence[Found[str]]],
    people: list[tuple[int, int, Person]],
    quoted: Sequence[Quoted],
) -> Line:
    paragraph, start, one, cues = entry
    verbs = [cue for cue in cues if cue.value in ("said", "cites")]
    end = start + len(one.text)
    near = [pair for pair in quoted if pair.start < end and pair.end > start]

    def outside(token: int) -> bool:
        at = start + one.tokens[token].start
        return not any(pair.start <= at < pair.end for pair in near)

    return Line(
        index=index,
        paragraph=paragraph,
        start=start,
        scan=one,
        quoted=frozenset(at for at in range(len(one.tokens)) if not outside(at)) if near else frozenset(),
        people=[named for named in people if outside(named[0])] if near else people,
        verbs=[verb for verb in verbs if outside(verb.first)] if near else verbs,
        everybody=people,
        every_verb=verbs,
    )


def unmasked(line: Line) -> Line:
    """The line with people and verbs inside quotations too."""
    return Line(
        index=line.index,
        paragraph=line.paragraph,
        start=line.start,
        scan=line.scan,
        people=line.everybody,
        heard=line.every_heard,
        verbs=line.every_verb,
        everybody=line.everybody,
        every_heard=line.every_heard,
        every_verb=line.every_verb,
    )


def small_words() -> frozenset[str]:
    return _words("small", "words")


def is_pronoun(word: str) -> bool:
    return word in _pronouns()


def drops_subjects(language: str) -> bool:
    return language in _words("subjectless", "languages")


def _follow(lines: Sequence[Line], people: Sequence[Person], language: str) -> None:
    """Walks the article once, handing the subject to the next sentence, and no further: news paragraphs are often one sentence."""
    last: Person | None = None
    for line in lines:
        saying = _sayer(line, language)
        own = saying or (None if line.verbs and language not in VERB_LAST else _opening(line))
        person = resolve(own, last, people) if own is not None else None
        line.speaker = person if saying is not None else None
        alone = all(other is person for _, _, other in line.heard)
        line.subject = person if alone and not (line.verbs and saying is None) else None
        rivals = {other.office for _, _, other in line.heard if other is not person}
        line.holder = person if person is not None and person.office and person.office not in rivals else None
        last = line.subject


def _unclear(line: Line) -> bool:
    """Somebody whom no list knows may open the sentence: two words with capitals that are nothing else stand early in it."""
    one = line.scan
    known = {at for first, last, _ in line.everybody for at in range(first, last)}
    for country in one.countries:
        known.update(range(country.first, country.last))
    for place in one.places:
        known.update(range(place.first, place.last))
    for body in one.organisations:
        known.update(range(body.first, body.last))
    early = [at for at, token in enumerate(one.tokens[:SUBJECT_WORDS_MAX]) if token.capital and at not in known]
    return any(at + 1 in early for at in early)


def _sayer(line: Line, language: str) -> Subject | None:
    """Whose words the sentence reports: "according to X", or the subject of its verb of saying."""
    if cited := according(line, language):
        return "person", cited
    for verb in line.verbs:
        if found := subject_of(line, verb, 0, len(line.scan.tokens)):
            return found
    if line.verbs and language in VERB_LAST and len({id(person) for _, _, person in line.heard}) == 1:
        first = line.heard[0]
        return ("person", first[2]) if first[0] < SUBJECT_WORDS_MAX else None
    return None


def _opening(line: Line) -> Subject | None:
    """Who opens the sentence: a pronoun, a person, or an office; None for two people or nobody."""
    tokens = line.scan.tokens[:SUBJECT_WORDS_MAX]
    if tokens and (gender := _pronouns().get(tokens[0].text.casefold())):
        return "pronoun", gender
    early = [entry for entry in line.heard if entry[0] < SUBJECT_WORDS_MAX]
    if not early or _owns(line, early[0][1]) or _unclear(line) or _is_object(line, early[0][0]):
        return None
    _, last, person = early[0]
    together = [entry for entry in line.heard if entry[2] is not person and 0 <= entry[0] - last <= 1]
    return None if together else ("person", person)


def _is_object(line: Line, first: int) -> bool:
    """A preposition stands right before the name: "Visitors near Big Ben"."""
    start = _phrase_start(line, first)
    if start < first:
        return _behind_preposition(line, start)
    words = [token.text.casefold() for token in line.scan.tokens[max(0, start - 2) : start]]
    if len(words) > 1 and words[-1] in _COURTESIES:
        words.pop()  # "under Mr. Perez"
    return bool(words) and words[-1] in _words("small", "prepositions")


def _behind_preposition(line: Line, start: int) -> bool:
    """As in "commented on the president's words"; the article is the office's own."""
    words = [token.text.casefold() for token in line.scan.tokens[max(0, start - 2) : start]]
    if words[-1:] == ["the"]:
        words.pop()
    return bool(words) and words[-1] in _words("small", "prepositions")


def _side(line: Line, last: int) -> bool:
    """As in "said Trump spokesman Miller": the name only tells whose spokesman speaks."""
    return any(
        0 <= office.start - last <= 0 and not _set_off(line, last, office.start) and office.start == office.first
        for office in line.scan.offices
    )


def _owns(line: Line, end: int) -> bool:
    """As in "Trump's lawyer": the name before `end` is not who acts."""
    return line.scan.tokens[end - 1].text.endswith(("'s", "’s"))


def according(line: Line, language: str) -> Person | None:
    """X in "According to X"; the phrase must stand right beside the name or the office before it."""
    phrases = _according(language)
    if not line.heard or not phrases:
        return None
    texts = [token.text.casefold() for token in line.scan.tokens[:40]]
    for words, behind in phrases:
        if words[0] not in texts:
            continue
        for first, last, person in line.heard:
            starts = (last,) if behind else (_phrase_start(line, first) - len(words), first - len(words))
            if any(start >= 0 and tuple(texts[start : start + len(words)]) == words for start in starts):
                return person
    return None


def _phrase_start(line: Line, first: int) -> int:
    """Where a person's whole noun phrase begins: the office right before the name belongs to it."""
    for office in line.scan.offices:
        if office.start < first and max(office.reach, office.last) >= first - 2:
            return office.start
    return first


def subject_of(line: Line, verb: Found[str], low: int, high: int) -> Subject | None:
    """Who does the saying, within tokens `low:high`: right before the verb, else right after it."""
    if verb.value == "cites":  # whom it quotes stands behind; before it stands who passes the words on
        named = {id(person): person for first, _, person in line.heard if verb.last <= first < high}
        return ("person", next(iter(named.values()))) if len(named) == 1 else None
    return _before(line, verb.first, low) or _after(line, verb.last, high)


def passes_on(line: Line, verb: Found[str], high: int) -> bool:
    """Somebody tells what another said: "revealed what X had said", "recalled X telling him"; whose words it is, is open."""
    words = [token.text.casefold() for token in line.scan.tokens]
    if _words("passes", "clauses").intersection(words[max(0, verb.first - _CLAUSE_WORDS) : verb.first]):
        return True
    behind = range(verb.last + 1, min(high, len(words)))
    return any(words[at] in _words("passes", "telling") and not _paused(line, at - 1) for at in behind)


def _before(line: Line, place: int, low: int) -> Subject | None:
    small = _words("small", "words")
    tokens = line.scan.tokens
    at = place - 1
    for _ in range(LEFT_WORDS_MAX + 1):
        if at < low:
            return None
        for first, last, person in line.heard:
            if first <= at < last and first >= low:
                return None if _owns(line, last) or _is_object(line, first) else ("person", person)
        for office in line.scan.offices:
            if office.start <= at < max(office.last, office.reach) and office.start >= low:
                return _named_office(line, office)
        word = tokens[at].text.casefold()
        if gender := _pronouns().get(word):
            return "pronoun", gender
        if word not in small or _stopped(line, at, at + 1):
            return None
        at -= 1
    return None


def _named_office(line: Line, office: OfficeMention) -> Subject:
    """An office that stands beside a name is that person's: "Tokayev, President of Kazakhstan, said".

    Behind a name without a comma it is somebody else's, whose side the name only tells: "a Definers spokesman said".
    """
    end = max(office.last, office.reach)
    for first, last, person in line.heard:
        if 0 <= first - end <= 1 or (0 <= office.start - last <= 1 and _set_off(line, last, office.start)):
            return "person", person
    return "office", office


def _set_off(line: Line, last: int, start: int) -> bool:
    """A comma, bracket or dash stands between a name and the office behind it; scripts without capitals need none."""
    tokens = line.scan.tokens
    between = line.scan.text[tokens[last - 1].end : tokens[start].start]
    return tokens[start].script in ("han", "kana", "hangul") or any(mark in between for mark in ",(–—-،")


def _after(line: Line, place: int, high: int) -> Subject | None:
    small = _words("small", "words")
    tokens = line.scan.tokens
    office: OfficeMention | None = None
    at = place
    while at < min(high, place + RIGHT_WORDS_MAX, len(tokens)):
        if at > place and _stopped(line, at - 1, at) and office is None:
            break
        entry = next((entry for entry in line.heard if entry[0] <= at < entry[1]), None)
        if entry is not None:
            if _owns(line, entry[1]) or _is_object(line, entry[0]):
                return None
            if not _side(line, entry[1]):
                return "person", SOMEBODY if _goes_on(line, entry[1]) else entry[2]
            at = entry[1]
            continue
        held = next((one for one in line.scan.offices if one.start <= at < max(one.last, one.reach)), None)
        word = tokens[at].text.casefold()
        if held is not None and (_owns(line, held.last) or _behind_preposition(line, held.start)):
            return None
        if held is not None:
            office, at = office or held, max(held.last, held.reach)
        elif (gender := _pronouns().get(word)) and at == place and not _article(line, at):
            return ("pronoun", gender) if _stopped(line, at, at + 1) or _paused(line, at) or at + 1 >= high else None
        elif _part_of_title(line, at) or word in small:
            at += 1
        else:
            break
    return ("office", office) if office else None


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
    """Italian and Spanish articles are other languages' pronouns: an office or a name right behind tells."""
    offices = {office.start for office in line.scan.offices} | {office.first for office in line.scan.offices}
    return at + 1 in offices or any(first == at + 1 for first, _, _ in line.heard)


def _part_of_title(line: Line, at: int) -> bool:
    """A country, an organisation or a capitalised word of an office's long name."""
    one = line.scan
    return any(m.first <= at < m.last for m in one.countries) or any(m.first <= at < m.last for m in one.organisations)


def _stopped(line: Line, one: int, other: int) -> bool:
    """Whether more than a space and a comma stands between two tokens."""
    tokens = line.scan.tokens
    if other >= len(tokens):
        return True
    between = line.scan.text[tokens[one].end : tokens[other].start]
    if tokens[one].capital and len(tokens[one].text) <= _TITLE_LETTERS_MAX:
        between = between.removeprefix(".")  # "M. Fouda", "Dr. Phiri"
    return any(mark in between for mark in '.;:!?“”«»"„()。；：！？')
