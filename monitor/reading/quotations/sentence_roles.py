"""A sentence as it is heard: who is named in it, which verbs say something, and which names mean
nobody for certain.

Names that no list knows count as people too. A surname that two people bear, or a relative of its
bearer, means somebody only with the given name beside it. Whom the article names by office alone is
whoever our table knows: it may be out of date, so nobody is quoted by it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter

from msgspec import Struct

from monitor.datafiles import languages_with, table
from monitor.model import Person
from monitor.names import office_holders
from monitor.names.transliteration import is_given, same_given
from monitor.reading.events.annotate import Scan
from monitor.reading.events.bystanders import is_behind_aide
from monitor.reading.people.candidates import Candidate, candidates
from monitor.reading.people.coreference import SOMEBODY
from monitor.reading.people.persons import PersonMention
from monitor.text.lexicon import Found
from monitor.text.normalize import fold_name
from monitor.text.quotation_marks import Quoted, overlapping
from monitor.text.tokens import within

_SAYING = frozenset(("said", "cites"))
_WORDING = frozenset(("said", "cites", "names"))
_MARKS_BEFORE = ",;:–—-\"'“”„«»‘’「」،"
_AUXILIARIES = frozenset(("a", "ont", "avait", "avaient", "ha", "hanno", "aveva", "avevano"))
_AUXILIARY_WORDS = 4  # before its participle
_JUNIOR = frozenset(("jr", "sr"))
_NAME_WORDS_MAX = 4
_BESIDE_WORDS = 3  # small words between an office and its verb
COMMAS = frozenset(",،，")
_ERGATIVE = re.compile("[\u10d0-\u10ff]მა?$")  # the case of a Georgian subject: კობახიძემ
_EAST_ASIAN = "\u3040"  # from kana on
_STEM = 3  # letters by which a given name is known again in another case


class HeardLine(Struct, kw_only=True):
    """One sentence: where it stands, what the lists found, who is named; and, once heard, who
    speaks.
    """

    index: int
    paragraph: int
    start: int  # in its paragraph's text
    scan: Scan
    quoted: frozenset[int] = frozenset()  # tokens inside quotations
    people: list[tuple[int, int, Person]]  # outside quotations: first token, end token, in order
    verbs: list[Found[str]]  # of saying, outside quotations
    everybody: list[tuple[int, int, Person]]  # people within quotations too
    every_verb: list[Found[str]]
    # verbs of saying and of naming ("called it …"), outside quotations, in order
    wording: list[Found[str]] = []
    # as `people`, with SOMEBODY where a name is nobody's for certain
    heard: list[tuple[int, int, Person]] = []
    every_heard: list[tuple[int, int, Person]] = []
    # first tokens of names in another case than a subject's: "сказал Лаврову"
    oblique: frozenset[int] = frozenset()
    # first tokens of offices of which another's are told: "пресс-секретарь президента"
    aided: frozenset[int] = frozenset()
    speaker: Person | None = None  # of the reported speech in this sentence
    holder: Person | None = (
        # whom a bare office means in the next: its subject, whose office nobody else there holds
        None
    )
    subject: Person | None = None  # whom "he" means at its end

    @property
    def end(self) -> int:
        """Of its text, in its paragraph's."""
        return self.start + len(self.scan.text)

    def word(self, at: int) -> str:
        """The word at this place, in small letters."""
        return self.scan.tokens[at].text.casefold()

    def words(self, first: int, end: int) -> list[str]:
        return [token.text.casefold() for token in self.scan.tokens[first:end]]

    def gap(self, one: int, other: int) -> str:
        """What stands between two tokens."""
        return self.scan.text[self.scan.tokens[one].end : self.scan.tokens[other].start]

    def named(self, low: int, high: int) -> list[Person]:
        """Who is named within these tokens, everybody once."""
        within = self.heard[
            bisect_left(self.heard, low, key=_place) : bisect_left(self.heard, high, key=_place)
        ]
        return list({id(who): who for _, _, who in within}.values())

    def saying(self, low: int, high: int) -> list[Found[str]]:
        """The verbs of saying within these tokens."""
        verbs = self.verbs
        return verbs[bisect_left(verbs, low, key=_first) : bisect_left(verbs, high, key=_first)]

    def covers(self, at: int) -> bool:
        """The token is part of a name, an office, a country, a place or a body."""
        if any(first <= at < last for first, last, _ in self.heard):
            return True
        return any(at in words for words in self.listed)

    @property
    def listed(self) -> Iterator[range]:
        """The words of everything that lists have found in the sentence, but for names."""
        one = self.scan
        yield from (range(office.start, office.end) for office in one.offices)
        for listed in (one.countries, one.places, one.organisations):
            yield from (range(named.first, named.last) for named in listed)


_first, _place = attrgetter("first"), itemgetter(0)


@cache
def word_list(group: str, key: str) -> frozenset[str]:
    return frozenset(table("speech.toml")[group][key])


def lines_heard(
    scans: Sequence[tuple[int, int, Scan, Sequence[Found[str]]]],
    mentions: Sequence[PersonMention],
    quoted: Sequence[Sequence[Quoted]],
    language: str,
    runs: Sequence[Sequence[Candidate]] | None = None,
) -> list[HeardLine]:
    """`scans` are (paragraph, start in it, scan, its cues), `quoted` what stands between marks in
    each paragraph.

    `runs` are the candidates for names in each of them, if somebody has them already. Names and
    verbs inside quotations stand apart from the others; nobody is known to speak yet.
    """
    named: dict[int, list[tuple[int, int, Person]]] = {}
    for mention in mentions:
        for index, first, last in mention.at:
            if 0 <= index < len(scans) and last <= len(scans[index][2].tokens):
                named.setdefault(index, []).append((first, last, mention.person))
    lines = [
        _line(index, entry, _by_place(named.get(index, [])), quoted[entry[0]])
        for index, entry in enumerate(scans)
    ]
    unnamed = {id(mention.person) for mention in mentions if not mention.named}
    shared = _shared(lines, [mention.person for mention in mentions]) | unnamed
    for line in lines:
        found = candidates(line.scan, line.index, language) if runs is None else runs[line.index]
        _hear(line, _strangers(line, language, found), shared, language)
    return lines


def _hear(
    line: HeardLine, strangers: list[tuple[int, int, Person]], shared: set[int], language: str
) -> None:
    every = [_certain(line, entry, shared) for entry in line.everybody]
    outside = [_certain(line, entry, shared) for entry in line.people]
    line.every_heard = _by_place(every + strangers)
    line.heard = _by_place(outside + strangers)
    line.aided = frozenset(
        office.first
        for office in line.scan.offices
        if is_behind_aide(line.scan, office.start, language)
    )
    if language in languages_with("cases_on_names"):
        oblique = (entry for entry in line.everybody if _is_oblique(line, entry))
        line.oblique = frozenset(first for first, *_ in oblique)


def _line(
    index: int,
    entry: tuple[int, int, Scan, Sequence[Found[str]]],
    people: list[tuple[int, int, Person]],
    quoted: Sequence[Quoted],
) -> HeardLine:
    paragraph, start, one, cues = entry
    every = [cue for cue in cues if cue.value in _WORDING and _is_verb(one, cue)]
    inside = _quoted_tokens(one, start, quoted)
    wording = [verb for verb in every if verb.first not in inside]
    return HeardLine(
        index=index,
        paragraph=paragraph,
        start=start,
        scan=one,
        quoted=inside,
        people=[named for named in people if named[0] not in inside],
        verbs=_of_saying(wording),
        everybody=people,
        every_verb=_of_saying(every),
        wording=wording,
    )


def _of_saying(wording: Sequence[Found[str]]) -> list[Found[str]]:
    return [cue for cue in wording if cue.value in _SAYING]


def _quoted_tokens(one: Scan, start: int, quoted: Sequence[Quoted]) -> frozenset[int]:
    near = overlapping(quoted, start, start + len(one.text))
    return frozenset(within(one.tokens, ((pair.start - start, pair.end - start) for pair in near)))


def _is_verb(one: Scan, cue: Found[str]) -> bool:
    """Not a name ("Saidova"), a noun ("her comments") or a passive ("X, quoted by the agency")."""
    token = one.tokens[cue.first]
    behind = one.tokens[cue.first - 1].start if cue.first else 0
    opens = one.text[behind : token.start].rstrip()[-1:] in _MARKS_BEFORE  # or nothing stands there
    word = token.text.casefold()
    if token.capital and not opens and word not in _exact_verbs():
        return False
    if word in word_list("passes", "inverted"):
        return opens
    alone = cue.last == cue.first + 1
    if alone and word in word_list("passes", "nouns"):
        return opens or _may_act(one, cue.first - 1)
    if alone and word in _participles():
        near = one.tokens[max(0, cue.first - _AUXILIARY_WORDS) : cue.first]
        return any(other.text.casefold() in _AUXILIARIES for other in near)
    following = [other.text.casefold() for other in one.tokens[cue.last : cue.last + 1]]
    return cue.value != "cites" or following != ["by"]


@cache
def _participles() -> frozenset[str]:
    """Those of French and Italian, which stand apart from their auxiliary: "a également dit"."""
    lists = table("speech.toml")["verb"]["said"]
    pairs = [term.split(" ") for language in ("fr", "it") for term in lists[language]]
    return frozenset(pair[1] for pair in pairs if len(pair) == 2 and pair[0] in _AUXILIARIES)  # noqa: PLR2004 — pairs


@cache
def _exact_verbs() -> frozenset[str]:
    """Verbs of one word as they are listed, without their other forms."""
    lists = table("speech.toml")["verb"]["said"].values()
    return frozenset(word for words in lists for word in words)


def _may_act(one: Scan, at: int) -> bool:
    """A name or a pronoun stands there."""
    word = one.tokens[at].text
    by_name = one.tokens[at].capital and not word.endswith(("'s", "’s"))
    return by_name or word.casefold() in _subjects()


@cache
def _subjects() -> frozenset[str]:
    return frozenset(word for words in table("speech.toml")["pronouns"].values() for word in words)


def unmasked(line: HeardLine) -> HeardLine:
    """The line with people and verbs inside quotations too."""
    return HeardLine(
        index=line.index,
        paragraph=line.paragraph,
        start=line.start,
        scan=line.scan,
        people=line.everybody,
        heard=line.every_heard,
        verbs=line.every_verb,
        everybody=line.everybody,
        every_heard=line.every_heard,
        oblique=line.oblique,
        aided=line.aided,
        every_verb=line.every_verb,
    )


# --- names that mean nobody certain ---


def _by_place(named: list[tuple[int, int, Person]]) -> list[tuple[int, int, Person]]:
    return sorted(named, key=lambda entry: entry[:2])


def _shared(lines: Sequence[HeardLine], people: Sequence[Person]) -> set[int]:
    """Ids of the people whose surname alone may mean somebody else of the article, or a known
    namesake.
    """
    bearers = Counter(name for person in people for name in _surnames(person))
    by_surname = {(person.surname or person.name).casefold(): person for person in people}
    relatives = {key for line in lines for key in _relatives(line, by_surname)}
    with_office = {id(person) for line in lines for person in _with_office(line)}
    countries = {mention.code for line in lines for mention in line.scan.countries}
    shared = set()
    for person in people:
        has_office = id(person) in with_office
        by_name = person.key in relatives or any(bearers[name] > 1 for name in _surnames(person))
        is_known_alone = not has_office and person.country not in countries
        if (
            by_name
            or (is_known_alone and _is_by_surname(person))
            or _has_namesake(person, has_office=has_office)
        ):
            shared.add(id(person))
    return shared


def _with_office(line: HeardLine) -> Iterator[Person]:
    """Who is named with an office."""
    return (who for first, _, who in line.everybody if phrase_start(line, first) < first)


def _has_namesake(person: Person, *, has_office: bool) -> bool:
    """Somebody else whom our table knows by this surname."""
    row = office_holders.find([person.key], None, None) if person.key else None
    if row is None or not row.given or (has_office and row.id == person.known):
        return False
    return not _is_own(row.given, person)


def _is_by_surname(person: Person) -> bool:
    """Our table knows him, but the article has no more than his surname; East Asian names are
    whole without a space.
    """
    is_whole = person.name[:1] >= _EAST_ASIAN and len(person.name) > 1
    return person.known is not None and " " not in person.name and not is_whole


def _surnames(person: Person) -> set[str]:
    """What he may be called by alone: Kim Jong-un is a Kim too."""
    family = office_holders.family_of(person.known) if person.known else ""
    return set(filter(None, (person.key, family)))


def _relatives(line: HeardLine, by_surname: Mapping[str, Person]) -> Iterator[str]:
    """Surnames of which the sentence tells that two bear them: "Trump's son", "the Clintons",
    another given name.
    """
    for at, token in enumerate(line.scan.tokens):
        if token.capital:
            word = token.text.casefold().replace("’", "'")
            bare = word.removesuffix("'s")
            single = bare.removesuffix("s")
            person = by_surname.get(bare) or by_surname.get(single)
            many = single in by_surname and bare not in by_surname
            if person and (many or _is_kin(line, at) or _is_called_otherwise(line, at, person)):
                yield person.key


def _is_kin(line: HeardLine, at: int) -> bool:
    """As in "Trump's son", "Trump Jr."."""
    behind = line.words(at + 1, at + 2)
    return any(word in word_list("small", "relatives") or word in _JUNIOR for word in behind)


def _is_called_otherwise(line: HeardLine, at: int, person: Person) -> bool:
    """Another given name stands before his surname."""
    before = line.scan.tokens[at - 1] if at else None
    if before is None or not before.capital or not is_given(before.text):
        return False
    return line.word(at - 1) not in _courtesies() and not _is_own(before.text, person)


@cache
def _courtesies() -> frozenset[str]:
    """As "Mr": it stands before a surname and is no given name."""
    return word_list("small", "words") | frozenset(table("cues.toml")["say"]["titles"])


def _is_own(word: str, person: Person) -> bool:
    """The word is among the person's names, whatever its ending and spelling."""
    folded = fold_name(word)
    parts = list(map(fold_name, filter(None, (*person.name.split(), person.given or ""))))
    return any(part.startswith(folded[:_STEM]) or same_given(folded, part) for part in parts)


def _certain(
    line: HeardLine, entry: tuple[int, int, Person], shared: set[int]
) -> tuple[int, int, Person]:
    first, last, person = entry
    if _JUNIOR.intersection(line.words(last - 1, last + 1)):
        names = person.name.casefold().replace(".", "").split()
        if _JUNIOR.isdisjoint(names):
            return first, last, SOMEBODY
    if id(person) not in shared:
        return entry
    surname = fold_name(person.surname or person.name)
    words = [token.text for token in line.scan.tokens[first:last]]
    given = (word for word in words if fold_name(word) != surname)
    has_given = len(words) > 1 and any(_is_own(word, person) for word in given)
    if has_given:
        return entry
    return (first, last, SOMEBODY)


def _is_oblique(line: HeardLine, entry: tuple[int, int, Person]) -> bool:
    """The surname stands there with an ending that its first form has not."""
    first, last, person = entry
    surname = _plain((person.surname or person.name).split(" ")[-1])
    words = [_plain(token.text) for token in line.scan.tokens[first:last]]
    if surname in words or _ERGATIVE.search(words[-1]):
        return False
    return any(word[:_STEM] == surname[:_STEM] for word in words)


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _strangers(
    line: HeardLine, language: str, runs: Iterable[Candidate]
) -> list[tuple[int, int, Person]]:
    """Names outside quotations that were not read as anybody's and do not merely lead on to one
    that was.
    """
    near = {at for first, last, _ in line.everybody for at in range(first - 1, last + 1)}
    apart = (run for run in runs if near.isdisjoint(range(run.first, run.end)))
    return [
        (run.first, run.end, _who(run, line, language))
        for run in apart
        if _is_name(run, language) and run.first not in line.quoted and not owns(line, run.end)
    ]


def _is_name(run: Candidate, language: str) -> bool:
    if run.of_something:
        return False
    if run.given:
        return True
    is_one_word = run.opens and len(run.words) == 1
    return not is_one_word and language not in languages_with("noun_capitals")


def _who(run: Candidate, line: HeardLine, language: str) -> Person:
    """Whoever is named once, with a known given name in the form of a subject: he may speak; else
    nobody certain.
    """
    words = [token.text for token in line.scan.tokens[run.first : run.end]]
    whole = run.given and 1 < len(words) <= _NAME_WORDS_MAX and is_given(words[0])
    if not whole or (run.opens and language in languages_with("noun_capitals")):
        return SOMEBODY
    start, end = line.scan.tokens[run.first].start, line.scan.tokens[run.end - 1].end
    return Person(key=fold_name(words[-1]), name=line.scan.text[start:end], surname=words[-1])


def phrase_start(line: HeardLine, first: int) -> int:
    return phrase_start_in(line.scan, first)


def phrase_start_in(scan: Scan, first: int) -> int:
    """Where a person's whole noun phrase begins: the office right before the name belongs to it; "a
    spokesman for X" does not.
    """
    for office in scan.offices_by_place.near(first - 2, first):
        end = office.end
        if office.start < first and end >= first - 2 and not _is_parted(scan, end, first):
            return office.start
    return first


def is_parted(line: HeardLine, end: int, first: int) -> bool:
    """As between an office and a name that are two people's."""
    return _is_parted(line.scan, end, first)


def _is_parted(scan: Scan, end: int, first: int) -> bool:
    """A preposition stands between an office that ends here and a name that begins there: it is
    somebody else's.
    """
    between = (token.text.casefold() for token in scan.tokens[end:first])
    parting = word_list("small", "prepositions") | word_list("small", "on_behalf")
    return any(word in parting and word != "the" for word in between)


def owns(line: HeardLine, end: int) -> bool:
    """As in "Trump's lawyer": the name before `end` is not who acts."""
    return line.scan.tokens[end - 1].text.endswith(("'s", "’s"))


def comma_between(line: HeardLine, at: int) -> bool:
    """A comma stands right behind token `at`."""
    if at + 1 >= len(line.scan.tokens):
        return False
    return not COMMAS.isdisjoint(line.gap(at, at + 1))


def is_told_last(line: HeardLine, person: Person | None) -> bool:
    """As in "… is not planned, said X.": whoever said it closes the sentence."""
    if len(line.verbs) != 1 or not line.heard:
        return False
    verb, (first, last, named) = line.verbs[0], line.heard[-1]
    closes = last == len(line.scan.tokens) and named is person and first >= verb.last
    return closes and len(line.named(verb.last, last)) == 1 and comma_between(line, verb.first - 1)


def acts_by_office(line: HeardLine) -> bool:
    """An office without a name acts in the sentence, and may be who is meant: "In talks with
    Ambassador X, the President spoke of …".
    """
    starts = {phrase_start(line, first) for first, *_ in line.heard}
    bare = (office for office in line.scan.offices if office.start not in starts)
    return any(
        verb.first - office.end in range(_BESIDE_WORDS) for office in bare for verb in line.verbs
    )


def only_holder(line: HeardLine, person: Person | None) -> Person | None:
    """He, if nobody else in the sentence holds his office."""
    if person is None or not person.office:
        return None
    others = (other.office for _, _, other in line.heard if other is not person)
    if person.office in others:
        return None
    return person
