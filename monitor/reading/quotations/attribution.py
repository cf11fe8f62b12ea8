"""Who speaks in a sentence: the subject of a verb of saying, named, by office or by pronoun, and
who that is in this article.

"He" and "the president" mean the one person who alone acts in the sentence right before; names that
no list knows count as people too. An office with its country may also mean the one person of the
article who holds it. A surname that two people bear, or a relative of its bearer, means somebody
only with the given name beside it. Else nobody.
"""

from __future__ import annotations

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
    HeardLine,
    acts_by_office,
    comma_between,
    is_parted,
    is_told_last,
    lines_heard,
    only_holder,
    owns,
    phrase_start,
    word_list,
)
from monitor.text.lexicon import Found
from monitor.text.quotation_marks import Quoted
from monitor.text.wordlists import pronouns

LEFT_WORDS_MAX = 3  # small words between a speaker and the verb after him
TITLE_WORDS_MAX = 6  # words behind a verb among which a title must end
RIGHT_WORDS_MAX = 12  # words of titles and offices between a verb and the speaker after it
SUBJECT_WORDS_MAX = 7  # words of a sentence before its subject
_TITLE_LETTERS_MAX = 3  # of a title that is cut short
_COURTESIES = frozenset(("mr", "mrs", "ms", "dr", "m", "mme", "herr", "frau", "dame", "sir"))
_THE = frozenset(("the",))
_SOURCE_WORDS = 3  # "a senior official"
_LED_BY = frozenset(("je", "su", "de"))  # elsewhere prepositions, not right behind a verb of saying
_COURTESY_WORDS = tuple([word] for word in sorted(_COURTESIES))
_CLAUSE_WORDS = 8  # before a verb of saying, in which "what" makes it another's report
ASIDE_WORDS_MAX = 12  # between two commas behind a name
WHEN_CHARS_MAX = 24  # of day and place between a name and its verb, without spaces
_CJK_PAUSES = frozenset("，、。；：对對向同与與和被的の话話")  # or another stands there
_OTHER_GENDER = {"he": "she", "she": "he"}


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
) -> list[HeardLine]:
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


def _follow(lines: Sequence[HeardLine], people: Sequence[Person], language: str) -> None:
    """Walks the article once, handing the subject to the next sentence, and no further: news
    paragraphs are often one sentence.
    """
    last: Person | None = None
    for line in lines:
        saying = _sayer(line, language)
        own = saying or _acting(line, language)
        person = resolve(own, last, people) if own is not None else None
        told_last = saying is not None and is_told_last(line, person)
        rivals = _has_rivals(line, person) and not told_last
        unclear = rivals or (line.verbs and saying is None)
        line.speaker = person if saying is not None else None
        line.subject = None if unclear else person
        line.holder = only_holder(line, person)
        last = line.subject


def _acting(line: HeardLine, language: str) -> Subject | None:
    if line.verbs and language not in languages_with("verb_last"):
        return None
    return _opening(line)


def meant_by(subject: Subject, line: HeardLine) -> Person | None:
    """Whom an office or a pronoun means that stands in the sentence behind this one."""
    if subject[0] == "office":
        return line.holder
    if line.subject is not None or subject[0] != "pronoun" or subject[1] not in _OTHER_GENDER:
        return line.subject
    if acts_by_office(line):
        return None
    named = line.named(0, len(line.scan.tokens))
    fitting = [person for person in named if resolve(subject, person, []) is not None]
    other: Subject = ("pronoun", _OTHER_GENDER[subject[1]])
    if len(fitting) == 1 and resolve(other, fitting[0], []) is None:
        return fitting[0]
    return None


def _has_rivals(line: HeardLine, person: Person | None) -> bool:
    """Whether "he" could mean another in the next sentence: not what only describes the subject
    between commas.
    """
    others = [(first, other) for first, _, other in line.heard if other is not person]
    mine = next((last for _, last, other in line.heard if other is person), None)
    if mine is None:
        return bool(others)
    aside = range(mine, _aside_end(line, mine))
    relative = bool(aside) and _is_relative(line, mine)
    return any(first not in aside or not (relative or who is SOMEBODY) for first, who in others)


def _is_relative(line: HeardLine, at: int) -> bool:
    return line.word(at) in word_list("small", "relative")


def _aside_end(line: HeardLine, last: int) -> int:
    """Where a description right behind a name ends: its second comma; 0 if there is none."""
    if not comma_between(line, last - 1) or not line.scan.tokens[last].text.islower():
        return 0
    ends = range(last, min(last + ASIDE_WORDS_MAX, len(line.scan.tokens)))
    return next((at + 1 for at in ends if comma_between(line, at)), 0)


def _unclear(line: HeardLine) -> bool:
    """Somebody whom no list knows may open the sentence: two words with capitals that are nothing
    else stand early in it.
    """
    tokens = line.scan.tokens[:SUBJECT_WORDS_MAX]
    known = {at for first, last, _ in line.everybody for at in range(first, last)}.union(
        *line.listed
    )
    early = {at for at, token in enumerate(tokens) if token.capital and at not in known}
    if early and line.word(0) in word_list("small", "words"):
        early.discard(0)
    return any(at + 1 in early for at in early)


def _sayer(line: HeardLine, language: str) -> Subject | None:
    """Whose words the sentence reports: "according to X", or the subject of its verb of saying."""
    if cited := according(line, language):
        return cited
    if not line.verbs:
        return None
    # who says what stands first; a later verb is another clause's
    found = subject_of(line, line.verbs[0], 0, len(line.scan.tokens))
    return found or _only_one(line, language)


def _only_one(line: HeardLine, language: str) -> Subject | None:
    """The one person of a sentence whose verb comes last."""
    if language not in languages_with("verb_last"):
        return None
    if len(line.named(0, len(line.scan.tokens))) != 1:
        return None
    first, _, person = line.heard[0]
    return ("person", person) if first < SUBJECT_WORDS_MAX else None


def _opening(line: HeardLine) -> Subject | None:
    """Who opens the sentence: a pronoun, a person, or an office; None for two people or nobody."""
    if line.scan.tokens and (gender := pronouns().get(line.word(0))):
        return "pronoun", gender
    early = [entry for entry in line.heard if entry[0] < SUBJECT_WORDS_MAX]
    if not early or _unclear(line):
        return None
    first, last, person = early[0]
    if owns(line, last) or is_object(line, first):
        return None
    others = (at for at, _, other in line.heard if other is not person)
    if any(0 <= at - last <= 1 for at in others):
        return None
    return "person", person


def opens(line: HeardLine, first: int) -> bool:
    """The name that begins at `first`, its office included, stands early in the sentence."""
    return phrase_start(line, first) < SUBJECT_WORDS_MAX and not is_object(line, first)


def is_object(line: HeardLine, first: int) -> bool:
    """A preposition stands right before the name, "Visitors near Big Ben", or its ending says that
    it is no subject.
    """
    if first in line.oblique:
        return True
    start = phrase_start(line, first)
    skipped = _COURTESIES if start == first else _THE  # "under Mr. Perez"
    before = _word_before(line, start, skipped)
    return any(before in word_list("small", group) for group in ("prepositions", "on_behalf"))


def _behind_preposition(line: HeardLine, start: int) -> bool:
    """As in "commented on the president's words"; the article is the office's own."""
    return _word_before(line, start, _THE) in word_list("small", "prepositions")


def stands_behind(line: HeardLine, first: int, group: str) -> bool:
    """One of the group's small words stands right before the name and its office."""
    return _word_before(line, phrase_start(line, first), _THE) in word_list("small", group)


def _word_before(line: HeardLine, start: int, skipped: frozenset[str]) -> str:
    """The small letters of the word before `start`, or of the one before that; "" if none is."""
    words = line.words(max(0, start - 2), start)
    if words and words[-1] in skipped:
        words.pop()
    return words[-1] if words else ""


def _side(line: HeardLine, last: int) -> bool:
    """As in "said Trump spokesman Miller": the name only tells whose spokesman speaks."""
    is_office = any(office.start == office.first == last for office in line.scan.offices)
    return is_office and not _set_off(line, last, last)


def according(line: HeardLine, language: str) -> Subject | None:
    """X in "According to X" or "…, according to X"; the phrase must stand right beside the name or
    the office.
    """
    phrases = _according(language)
    if not phrases or not (line.heard or line.scan.offices):
        return None
    texts = line.words(0, len(line.scan.tokens))
    for words, behind in phrases:
        if words[0] in texts:
            found = _cited_person(line, texts, words, behind=behind)
            found = found or (None if behind else _cited_office(line, texts, words))
            if found:
                return found
    return None


def _cited_person(
    line: HeardLine, texts: Sequence[str], words: tuple[str, ...], *, behind: bool
) -> Subject | None:
    for first, last, person in line.heard:
        start = first - (texts[first - 1 : first] in _COURTESY_WORDS)
        starts = (phrase_start(line, first) - len(words), start - len(words))
        if any(_stands(texts, words, at) for at in ((last,) if behind else starts)):
            return "person", person
    return None


def _cited_office(line: HeardLine, texts: Sequence[str], words: tuple[str, ...]) -> Subject | None:
    for office in line.scan.offices:
        before = office.start - (texts[office.start - 1 : office.start] == ["the"])
        if any(_stands(texts, words, start - len(words)) for start in (before, office.start)):
            return named_office(line, office)
    return None


def _stands(texts: Sequence[str], words: tuple[str, ...], start: int) -> bool:
    return start >= 0 and tuple(texts[start : start + len(words)]) == words


def subject_of(
    line: HeardLine, verb: Found[str], low: int, high: int, *, inverted: bool = False
) -> Subject | None:
    """Who does the saying, within tokens `low:high`: right before the verb, else right after it."""
    # whom it quotes stands behind; before it stands who passes the words on
    if verb.value == "cites":
        return only_person(line, verb.last, high)
    before = _before(line, verb.first, low)
    never_behind = line.scan.tokens[verb.first].script in ("han", "kana")
    if before or never_behind or line.word(verb.first) in word_list("passes", "objects"):
        return before
    return _after(line, verb.last, high, inverted=inverted)


def only_person(line: HeardLine, low: int, high: int) -> Subject | None:
    """The one person who is named within these tokens."""
    named = line.named(low, high)
    return ("person", named[0]) if len(named) == 1 else None


def passes_on(line: HeardLine, verb: Found[str], high: int) -> bool:
    """Somebody tells what another said: "revealed what X had said", "recalled X telling him"; whose
    words it is, is open.
    """
    words = line.words(0, len(line.scan.tokens))
    ahead = words[max(0, verb.first - _CLAUSE_WORDS) : verb.first]
    if not word_list("passes", "clauses").isdisjoint(ahead):
        return True
    if not word_list("passes", "quoting").isdisjoint(words[verb.last : high]):
        return True
    telling = word_list("passes", "telling")
    behind = range(verb.last + 1, min(high, len(words)))
    return any(words[at] in telling and not _paused(line, at - 1) for at in behind)


def is_second_hand(
    line: HeardLine, verb: Found[str], subject: Subject, low: int, language: str
) -> bool:
    """Somebody else says that he said it: "Lavrov said Rubio had told him", "По его словам, Путин
    сказал".
    """
    ahead = (words for words, behind in _according(language) if not behind)
    if any(_is_cited(line, words, low, verb.first) for words in ahead):
        return True
    tellings = (one for one in line.verbs if low <= one.first < verb.first and one.value == "said")
    tellers = (_before(line, one.first, low) for one in tellings)
    return any(teller != subject for teller in tellers)


def _is_cited(line: HeardLine, words: tuple[str, ...], low: int, high: int) -> bool:
    """A person is, by these words of "according to"."""
    texts = line.words(low, high)
    at = next((start for start in range(len(texts)) if _stands(texts, words, start)), None)
    return at is not None and not _cites_a_body(line, low + at, low + at + len(words))


def is_passed_on(line: HeardLine, low: int, high: int, language: str) -> bool:
    """Within these tokens somebody without a name is named as who heard it: "joked, according to a
    participant, X".
    """
    texts, sources = line.words(low, high), tuple(word_list("passes", "sources"))
    phrases = (words for words, behind in _according(language) if not behind)
    return any(
        any(text.startswith(sources) for text in texts[at + len(words) :][:_SOURCE_WORDS])
        for words in phrases
        for at in range(len(texts))
        if _stands(texts, words, at)
    )


def _cites_a_body(line: HeardLine, first: int, last: int) -> bool:
    """As in "according to the Chinese read-out": no person, no office and no pronoun is meant."""
    near = range(last, last + LEFT_WORDS_MAX + 1)
    starts = [at for at, _, _ in line.heard]
    for office in line.scan.offices:
        starts += (office.start, office.first)
    theirs = word_list("small", "their").intersection(line.words(first, last + 1))
    return not theirs and not any(at in near for at in starts)


def _before(line: HeardLine, place: int, low: int) -> Subject | None:
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


def _before_when(line: HeardLine, place: int, low: int) -> Subject | None:
    """In Chinese and Japanese day and place stand between somebody and his verb: nobody else does,
    and no comma.
    """
    if line.scan.tokens[place].script not in ("han", "kana"):
        return None
    near = [entry for entry in line.heard if low <= entry[0] and entry[1] <= place]
    if not near or is_object(line, near[-1][0]):
        return None
    _, last, person = near[-1]
    between = line.gap(last - 1, place)
    if len(between) > WHEN_CHARS_MAX or _CJK_PAUSES.intersection(between):
        return None
    offices = any(last <= office.first < place for office in line.scan.offices)
    return None if offices else ("person", person)


def _joined_verb(line: HeardLine, place: int, low: int) -> bool:
    """As in "He praised the talks and said": an "and" stands before the verb."""
    ahead = reversed(line.words(low + 1, place))
    before = next((word for word in ahead if word not in word_list("small", "also")), "")
    return before in word_list("small", "joins")


def _subject_of_both(line: HeardLine, place: int) -> Subject | None:
    """Who opens the sentence, where nobody else is set off by a comma before the later verb."""
    found = _opening(line)
    if found is None:
        return None
    if found[0] == "pronoun":
        return None if line.named(0, place) else found
    last = next(last for _, last, person in line.heard if person is found[1])
    is_parted_by_another = line.named(last, place) and "," in line.gap(last - 1, place)
    return None if is_parted_by_another else found


def _described(line: HeardLine, place: int, low: int, *, relative: bool) -> Subject | None:
    """X in "X, who led the talks, said" and "X, the host, said": the name before the first of two
    commas.

    `relative` asks for a "who" right behind the name; else nobody is named between the commas.
    """
    if place - 1 <= low or not comma_between(line, place - 1):
        return None
    for _, last, person in reversed(line.heard):
        if not low < last < place or not comma_between(line, last - 1):
            continue
        if _is_relative(line, last) == relative:
            clear = relative or _is_plain_aside(line, last, place)
            return _opener(line, last, person) if clear else None
    return None


def _is_plain_aside(line: HeardLine, first: int, end: int) -> bool:
    inside = range(first, end)
    if len(inside) > ASIDE_WORDS_MAX or not line.scan.tokens[first].text.islower():
        return False
    if any(verb.first in inside for verb in line.verbs):
        return False
    if any(comma_between(line, at) for at in inside[:-1]):
        return False
    named = ((at, person) for at, _, person in line.heard if at in inside)
    return all(person is SOMEBODY and is_object(line, at) for at, person in named)


def _opener(line: HeardLine, last: int, person: Person) -> Subject | None:
    """The name whose end is `last`, if it opens the sentence and is no object there."""
    first = next(first for first, end, _ in line.heard if end == last)
    return ("person", person) if opens(line, first) and not line.named(0, first) else None


def _beside(line: HeardLine, place: int, low: int) -> Subject | None:
    small = word_list("small", "words")
    for at in range(place - 1, max(low, place - 1 - LEFT_WORDS_MAX) - 1, -1):
        if entry := _heard_at(line, at, low):
            is_another = owns(line, entry[1]) or is_object(line, entry[0])
            return None if is_another else ("person", entry[2])
        if office := _office_at(line, at, low):
            return named_office(line, office)
        if gender := pronouns().get(line.word(at)):
            return "pronoun", gender
        if line.word(at) not in small or _stopped(line, at, at + 1):
            return None
    return None


def named_office(line: HeardLine, office: OfficeMention) -> Subject:
    """An office that stands beside a name is that person's: "Tokayev, President of Kazakhstan,
    said".

    Behind a name without a comma it is somebody else's, whose side the name only tells: "a Definers
    spokesman said".
    """
    for first, last, person in line.heard:
        if 0 <= first - office.end <= 1 and _joins(line, office.end, first):
            return "person", person
        is_behind = 0 <= office.start - last <= 1 and _set_off(line, last, office.start)
        if is_behind and not is_object(line, first):
            return "person", person
    if office.first in line.aided:
        return "person", SOMEBODY
    return "office", office


def _joins(line: HeardLine, end: int, first: int) -> bool:
    """Nothing but a small word stands between an office and the name behind it: "the chancellor
    told Macron" names two.
    """
    are_small = word_list("small", "words").issuperset(line.words(end, first))
    return are_small and not is_parted(line, end, first)


def _set_off(line: HeardLine, last: int, start: int) -> bool:
    """A comma, bracket or dash stands between a name and the office behind it; scripts without
    capitals need none.
    """
    between = set(line.gap(last - 1, start))
    if line.scan.tokens[start].script in ("han", "kana", "hangul"):
        return between.isdisjoint("，、。")
    return not between.isdisjoint(",(–—-،")


def _after(line: HeardLine, place: int, high: int, *, inverted: bool = False) -> Subject | None:
    """`inverted`: the verb stands right behind the words, so that its subject must follow, whatever
    title comes first.
    """
    office: OfficeMention | None = None
    at = place
    while at < min(high, place + RIGHT_WORDS_MAX, len(line.scan.tokens)):
        if at > place and office is None and _stopped(line, at - 1, at):
            break
        if entry := _heard_at(line, at):
            led = _is_led(line, phrase_start(line, entry[0]), place, inverted=inverted)
            if owns(line, entry[1]) or (is_object(line, entry[0]) and not led):
                return None
            if not _side(line, entry[1]):
                return "person", _alone(line, entry, high)
            at = entry[1]
        elif held := _office_at(line, at):
            if owns(line, held.last) or _is_governed(line, held.start, place, inverted=inverted):
                return None
            office, at = office or held, held.end
        elif at == place and (gender := _pronoun_at(line, at)):
            is_subject = (inverted and _is_clear(line, at)) or _ends_here(line, at, high)
            return ("pronoun", gender) if is_subject else None
        elif _is_passed(line, at) or (inverted and _leads_on(line, at, place, high)):
            at += 1
        else:
            break
    return _of_office(line, office, place)


def _is_governed(line: HeardLine, start: int, place: int, *, inverted: bool) -> bool:
    """A preposition stands before the office that begins at `start`."""
    is_led = _is_led(line, start, place, inverted=inverted)
    return not is_led and _behind_preposition(line, start)


def _is_led(line: HeardLine, start: int, place: int, *, inverted: bool) -> bool:
    """Dutch "de" and Serbian "je" between a verb and its subject are no prepositions."""
    return inverted and start == place + 1 and line.word(place) in _LED_BY


def _of_office(line: HeardLine, office: OfficeMention | None, place: int) -> Subject | None:
    """The office, unless a word with a capital stands before it and nobody knows whose name it
    is.
    """
    if office is None:
        return None
    between = enumerate(line.scan.tokens[place : office.start], place)
    if any(token.capital and not _part_of_title(line, at) for at, token in between):
        return None
    return "office", office


def _heard_at(line: HeardLine, at: int, low: int = 0) -> tuple[int, int, Person] | None:
    here = (entry for entry in line.heard if entry[0] <= at < entry[1])
    return next((entry for entry in here if entry[0] >= low), None)


def _alone(line: HeardLine, entry: tuple[int, int, Person], high: int) -> Person:
    """He, or somebody of those who are named with him."""
    goes_on = _goes_on(line, _phrase_end(line, entry)) or _is_joined(line, entry[1], high)
    return SOMEBODY if goes_on else entry[2]


def _office_at(line: HeardLine, at: int, low: int = 0) -> OfficeMention | None:
    here = (office for office in line.scan.offices if office.start <= at < office.end)
    return next((office for office in here if office.start >= low), None)


def _pronoun_at(line: HeardLine, at: int) -> str | None:
    return None if _article(line, at) else pronouns().get(line.word(at))


def _is_clear(line: HeardLine, at: int) -> bool:
    """No article, preposition or object of another language: "ha detto il cardinale"."""
    return line.word(at) not in word_list("small", "articles")


def _ends_here(line: HeardLine, at: int, high: int) -> bool:
    return _stopped(line, at, at + 1) or _paused(line, at) or at + 1 >= high


def _is_passed(line: HeardLine, at: int) -> bool:
    return _part_of_title(line, at) or line.word(at) in word_list("small", "words")


def _leads_on(line: HeardLine, at: int, place: int, high: int) -> bool:
    """Serbian "je" behind its verb, or a word of a title."""
    is_led = at == place and line.word(at) in _LED_BY
    return is_led or _may_be_title(line, at, place, high)


def _may_be_title(line: HeardLine, at: int, place: int, high: int) -> bool:
    """A word of a title that no list knows, a single name behind: "a dit la facilitatrice X"."""
    word = line.scan.tokens[at].text
    if (
        word in _leading_on()
        or _is_of_aside(line, place, at, high)
        or at - place >= TITLE_WORDS_MAX
        or len(line.named(at + 1, high)) != 1
    ):
        return False
    return _is_title_noun(word) if word[0].isupper() else _is_title_word(word)


def _is_of_aside(line: HeardLine, place: int, at: int, high: int) -> bool:
    """A comma stands behind the verb, and no second one before the name: "said, asked about Prime
    Minister X".
    """
    if not _paused(line, place - 1):
        return False
    first = next((first for first, *_ in line.heard if at < first < high), None)
    return first is None or not comma_between(line, phrase_start(line, first) - 1)


@cache
def _leading_on() -> frozenset[str]:
    """Words behind which another clause or somebody else stands."""
    small = (word_list("small", group) for group in ("prepositions", "relative", "joins"))
    return word_list("passes", "clauses").union(*small)


def _is_title_noun(word: str) -> bool:
    return word.casefold().endswith(tuple(word_list("titles", "endings_de")))


def is_title_word(word: str) -> bool:
    """May be among the words before a name; a preposition, "who" or "and" leads on to another."""
    return _is_title_word(word) and word not in _leading_on()


def _is_title_word(word: str) -> bool:
    is_other = word.isascii() and word.endswith(tuple(word_list("titles", "no_title_en")))
    return word.isalpha() and not is_other


def _phrase_end(line: HeardLine, entry: tuple[int, int, Person]) -> int:
    """Where the name ends; of a person meant by an office alone, where the whole office does:
    "президент Казахстана".
    """
    ends = (office.end for office in line.scan.offices if office.start == entry[0])
    return max(entry[1], *ends, 0)


def _is_joined(line: HeardLine, end: int, high: int) -> bool:
    """Another says it with him: "wrote Senator X, D-Los Angeles, and Assembly Speaker Y"."""
    starts = (phrase_start(line, first) for first, *_ in line.heard if end < first < high)
    joins = word_list("small", "joins")
    return any(line.word(_title_start(line, start, end) - 1) in joins for start in starts)


def _title_start(line: HeardLine, start: int, end: int) -> int:
    """Where the words with capitals begin that lead on to an office: "California Assembly"."""
    while start > end and line.scan.tokens[start - 1].capital:
        start -= 1
    return start


def _goes_on(line: HeardLine, end: int) -> bool:
    """As in "said Butte County Sheriff X": what was taken for the name leads on to another."""
    tokens = line.scan.tokens
    if end >= len(tokens) or not tokens[end].text[0].isupper():
        return False
    return line.gap(end - 1, end) == " "


def _paused(line: HeardLine, at: int) -> bool:
    """As in "…," said he, …; in "she said she liked X" another clause begins."""
    if at + 1 >= len(line.scan.tokens):
        return False
    return not set(line.gap(at, at + 1)).isdisjoint(",–—،，")


def _article(line: HeardLine, at: int) -> bool:
    """Italian and Spanish articles are other languages' pronouns: an office or a name right behind
    tells.
    """
    if any(first == at + 1 for first, _, _ in line.heard):
        return True
    return any(at + 1 in (office.start, office.first) for office in line.scan.offices)


def _part_of_title(line: HeardLine, at: int) -> bool:
    """A country, an organisation or a capitalised word of an office's long name."""
    lists = (line.scan.countries, line.scan.organisations)
    return any(named.first <= at < named.last for listed in lists for named in listed)


def _stopped(line: HeardLine, one: int, other: int) -> bool:
    """Whether more than a space and a comma stands between two tokens."""
    tokens = line.scan.tokens
    if other >= len(tokens):
        return True
    between = line.gap(one, other)
    short = len(tokens[one].text) <= _TITLE_LETTERS_MAX
    if short and (tokens[one].capital or line.word(one) in small_words()):
        between = between.removeprefix(".")  # "M. Fouda", "Dr. Phiri", "ο κ. Φιντάν"
    return not set(between).isdisjoint('.;:!?“”«»"„()。；：！？')
