"""A sentence as it is heard: who is named in it, which verbs say something, and which names mean
nobody for certain.

Names that no list knows count as people too. A surname that two people bear, or a relative of its
bearer, means somebody only with the given name beside it. Whom the article names by office alone is
whoever our table knows: it may be out of date, so nobody is quoted by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from monitor.datafiles import languages_with, table
from monitor.model import Person
from monitor.names import office_holders
from monitor.names.transliteration import is_given, same_given
from monitor.reading.events.annotate import Scan
from monitor.reading.people.candidates import Candidate, candidates
from monitor.reading.people.coreference import SOMEBODY
from monitor.reading.people.persons import PersonMention
from monitor.text.lexicon import Found
from monitor.text.normalize import fold_name
from monitor.text.quotation_marks import Quoted
from monitor.text.tokens import within

_SAYING = frozenset(("said", "cites"))
_WORDING = frozenset(("said", "cites", "names"))
_MARKS_BEFORE = ",;:–—-\"'“”„«»‘’「」،"
_AUXILIARIES = frozenset(("a", "ont", "avait", "avaient", "ha", "hanno", "aveva", "avevano"))
_AUXILIARY_WORDS = 4  # before its participle
_JUNIOR = frozenset(("jr", "sr"))
_NAME_WORDS_MAX = 4
_STEM = 3  # letters by which a given name is known again in another case


class Line(Struct, kw_only=True):
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
    speaker: Person | None = None  # of the reported speech in this sentence
    holder: Person | None = (
        # whom a bare office means in the next: its subject, whose office nobody else there holds
        None
    )
    subject: Person | None = None  # whom "he" means at its end


@cache
def word_list(group: str, key: str) -> frozenset[str]:
    return frozenset(table("speech.toml")[group][key])


def lines_heard(
    scans: Sequence[tuple[int, int, Scan, Sequence[Found[str]]]],
    mentions: Sequence[PersonMention],
    quoted: Sequence[Sequence[Quoted]],
    language: str,
    runs: Sequence[Sequence[Candidate]] | None = None,
) -> list[Line]:
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
        _line(index, entry, sorted(named.get(index, []), key=lambda one: one[:2]), quoted[entry[0]])
        for index, entry in enumerate(scans)
    ]
    people = [mention.person for mention in mentions]
    shared = _shared(lines, people) | {
        id(mention.person) for mention in mentions if not mention.named
    }
    for line in lines:
        strangers = _strangers(
            line,
            language,
            candidates(line.scan, line.index, language) if runs is None else runs[line.index],
        )
        line.every_heard = _by_place(
            [_certain(line, entry, shared) for entry in line.everybody] + strangers
        )
        line.heard = _by_place([_certain(line, entry, shared) for entry in line.people] + strangers)
        if language in languages_with("cases_on_names"):
            line.oblique = frozenset(
                entry[0] for entry in line.everybody if _is_oblique(line, entry)
            )
    return lines


def _line(
    index: int,
    entry: tuple[int, int, Scan, Sequence[Found[str]]],
    people: list[tuple[int, int, Person]],
    quoted: Sequence[Quoted],
) -> Line:
    paragraph, start, one, cues = entry
    wording = [cue for cue in cues if cue.value in _WORDING and _is_verb(one, cue)]
    verbs = [cue for cue in wording if cue.value in _SAYING]
    end = start + len(one.text)
    near = [pair for pair in quoted if pair.start < end and pair.end > start]
    inside = frozenset(
        within(one.tokens, ((pair.start - start, pair.end - start) for pair in near))
    )
    return Line(
        index=index,
        paragraph=paragraph,
        start=start,
        scan=one,
        quoted=inside,
        people=[named for named in people if named[0] not in inside] if inside else people,
        verbs=[verb for verb in verbs if verb.first not in inside] if inside else verbs,
        everybody=people,
        every_verb=verbs,
        wording=[verb for verb in wording if verb.first not in inside],
    )


def _is_verb(one: Scan, cue: Found[str]) -> bool:
    """Not a name ("Saidova"), a noun ("her comments") or a passive ("X, quoted by the agency")."""
    token = one.tokens[cue.first]
    before = one.text[: token.start].rstrip()
    opens = not before or before[-1] in _MARKS_BEFORE
    word = token.text.casefold()
    if token.capital and not opens and word not in _exact_verbs():
        return False
    if word in word_list("passes", "inverted"):
        return opens
    if word in word_list("passes", "nouns") and cue.last == cue.first + 1:
        return opens or _may_act(one, cue.first - 1)
    if word in _participles() and cue.last == cue.first + 1:
        near = one.tokens[max(0, cue.first - _AUXILIARY_WORDS) : cue.first]
        return any(other.text.casefold() in _AUXILIARIES for other in near)
    following = one.tokens[cue.last : cue.last + 1]
    return cue.value != "cites" or not following or following[0].text.casefold() != "by"


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
        oblique=line.oblique,
        every_verb=line.every_verb,
    )


# --- names that mean nobody certain ---


def _by_place(named: list[tuple[int, int, Person]]) -> list[tuple[int, int, Person]]:
    return sorted(named, key=lambda entry: entry[:2])


def _shared(lines: Sequence[Line], people: Sequence[Person]) -> set[int]:
    """Ids of the people whose surname alone may mean somebody else of the article, or a known
    namesake.
    """
    names = {id(person): _surnames(person) for person in people}
    bearers = Counter(name for person in people for name in names[id(person)])
    by_surname = {(person.surname or person.name).casefold(): person for person in people}
    relatives = {key for line in lines for key in _relatives(line, by_surname)}
    offices = {
        id(person)
        for line in lines
        for first, _, person in line.everybody
        if phrase_start(line, first) < first
    }
    countries = {mention.code for line in lines for mention in line.scan.countries}
    shared = set()
    for person in people:
        row = office_holders.find([person.key], None, None) if person.key else None
        namesake = row is not None and bool(row.given) and not _is_own(row.given, person)
        namesake = namesake and not (
            id(person) in offices and row is not None and row.id == person.known
        )
        by_surname_alone = (
            person.known is not None
            and " " not in person.name
            and id(person) not in offices
            and person.country not in countries
        )
        if (
            any(bearers[name] > 1 for name in names[id(person)])
            or person.key in relatives
            or namesake
            or by_surname_alone
        ):
            shared.add(id(person))
    return shared


def _surnames(person: Person) -> set[str]:
    """What he may be called by alone: Kim Jong-un is a Kim too."""
    return set(
        filter(None, (person.key, office_holders.family_of(person.known) if person.known else ""))
    )


def _relatives(line: Line, by_surname: Mapping[str, Person]) -> Iterator[str]:
    """Surnames of which the sentence tells that two bear them: "Trump's son", "the Clintons",
    another given name.
    """
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
        kin = after in word_list("small", "relatives") or after in _JUNIOR
        other = (
            before is not None
            and before.capital
            and is_given(before.text)
            and before.text.casefold() not in _courtesies()
            and not _is_own(before.text, person)
        )
        if many or kin or other:
            yield person.key


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
    line: Line, entry: tuple[int, int, Person], shared: set[int]
) -> tuple[int, int, Person]:
    first, last, person = entry
    tokens = line.scan.tokens
    following = tokens[last].text.casefold() if last < len(tokens) else ""
    junior = following in _JUNIOR or tokens[last - 1].text.casefold() in _JUNIOR
    if junior and not _JUNIOR.intersection(person.name.casefold().replace(".", "").split()):
        return first, last, SOMEBODY
    surname = fold_name(person.surname or person.name)
    given = [token.text for token in tokens[first:last] if fold_name(token.text) != surname]
    if id(person) not in shared or (
        last - first > 1 and any(_is_own(word, person) for word in given)
    ):
        return entry
    return first, last, SOMEBODY


def _is_oblique(line: Line, entry: tuple[int, int, Person]) -> bool:
    """The surname stands there with an ending that its first form has not."""
    first, last, person = entry
    surname = _plain((person.surname or person.name).split(" ")[-1])
    words = [_plain(token.text) for token in line.scan.tokens[first:last]]
    return surname not in words and any(word[:_STEM] == surname[:_STEM] for word in words)


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _strangers(
    line: Line, language: str, runs: Iterable[Candidate]
) -> list[tuple[int, int, Person]]:
    """Names outside quotations that were not read as anybody's and do not merely lead on to one
    that was.
    """
    near = {at for first, last, _ in line.everybody for at in range(first - 1, last + 1)}
    return [
        (run.first, run.end, _who(run, line, language))
        for run in runs
        if near.isdisjoint(range(run.first, run.end))
        and not run.of_something
        and (
            run.given
            or (
                language not in languages_with("noun_capitals")
                and not (run.opens and len(run.words) == 1)
            )
        )
        and run.first not in line.quoted
        and not owns(line, run.end)
    ]


def _who(run: Candidate, line: Line, language: str) -> Person:
    """Whoever is named once, with a known given name in the form of a subject: he may speak; else
    nobody certain.
    """
    words = [token.text for token in line.scan.tokens[run.first : run.end]]
    whole = run.given and 1 < len(words) <= _NAME_WORDS_MAX and is_given(words[0])
    if not whole or (run.opens and language in languages_with("noun_capitals")):
        return SOMEBODY
    start, end = line.scan.tokens[run.first].start, line.scan.tokens[run.end - 1].end
    return Person(key=fold_name(words[-1]), name=line.scan.text[start:end], surname=words[-1])


def phrase_start(line: Line, first: int) -> int:
    return phrase_start_in(line.scan, first)


def phrase_start_in(scan: Scan, first: int) -> int:
    """Where a person's whole noun phrase begins: the office right before the name belongs to it; "a
    spokesman for X" does not.
    """
    for office in scan.offices:
        end = max(office.reach, office.last)
        if office.start < first and end >= first - 2 and not _is_parted(scan, end, first):
            return office.start
    return first


def is_parted(line: Line, end: int, first: int) -> bool:
    """As between an office and a name that are two people's."""
    return _is_parted(line.scan, end, first)


def _is_parted(scan: Scan, end: int, first: int) -> bool:
    """A preposition stands between an office that ends here and a name that begins there: it is
    somebody else's.
    """
    between = (token.text.casefold() for token in scan.tokens[end:first])
    return any(word in word_list("small", "prepositions") and word != "the" for word in between)


def owns(line: Line, end: int) -> bool:
    """As in "Trump's lawyer": the name before `end` is not who acts."""
    return line.scan.tokens[end - 1].text.endswith(("'s", "’s"))
