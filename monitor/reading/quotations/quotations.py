"""Quotations as typed values: the whole words of a named speaker, closed in the text, or nothing.

Words between marks are speech if they stand as speech does: they open a sentence or follow a colon,
a comma or the verb of saying, begin with a capital, and end as a sentence ends or with the comma
before "he said". Titles in guillemets and scare quotes do not. The speaker is read from the words
right after ("…," said X), right before (X said: "…"), inside («…, – said X, – …») or, for a
quotation that directly continues an attributed one, from that. What is speech but has no certain
speaker is refused and counted: a wrong speaker is far worse than a missing quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct, structs

from monitor.datafiles import languages_with
from monitor.model import Person, Quotation
from monitor.reading.boilerplate import words_of
from monitor.reading.people.coreference import SOMEBODY, Subject, resolve
from monitor.reading.quotations import (
    attribution,
    dialogue,
    insertions,
    joins,
    office_alone,
    openers,
    partial,
    titles,
)
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.reading.quotations.zones import ZoneBeside, zone_in
from monitor.text.lexicon import Found
from monitor.text.quotation_marks import Quoted

WORDS_MIN = 4
_WORDS_OF_SAID_MIN = 3  # where who says it follows at once
# letters of words that titles write small; words of a title
_SMALL_LETTERS, _TITLE_WORDS_MIN = 3, 3
CHARS_MAX = 2_500
QUOTATIONS_MAX = 60
_SMALL_WORDS = 2  # between the marks and the verb
_WORDS_BEHIND_MAX = 2  # behind a verb without a subject: "dijo ayer."
ZONE_CHARS = 240  # looked at on either side for the speaker
_SHE_SAID_CHARS_MAX = 30
_BETWEEN_WORDS_MAX = 16  # between two halves of what is said
AFTER_WORDS_MAX = 6  # words that may follow the attribution where a full stop ended the speech

_TERMINAL = re.compile(r"[.!?…。！？։؟۔।][\"'”»’›」』)]*$")
_COMMA = re.compile(r"[,，،、][\"'”»’›」』)]*$")
_CUT = re.compile(
    r"\[?(?:…|\.\s?\.\s?\.)\]?$|\[(?:…|\.\s?\.\s?\.)\]|\((?:…|\.\s?\.\s?\.)\)|^(?:…|\.\s?\.\s?\.)"
)
_LEADS = re.compile(r"^[\s]*(?:[,，،]\s*[–—-]?|[–—―-]+\s|\.\s*[–—-])")
_I = re.compile(r"I(?:['’]\w+)?(?!\w)")  # a capital within a sentence
# before the marks of what the speaker quotes
_COMMA_WITHIN = re.compile(r"[,，،]\s?([\"'”»’›」』)]+)\s*$")
# behind a Japanese name and its office: with him, about him
_ABOUT = re.compile("[^はがも、。「」]{0,6}(?:との|について|をめぐ|に関し)")
_THAT = frozenset({"that", "что", "що", "че", "que", "dass", "che", "ki", "أن", "إن", "бұл", "деп"})


class Taken(Struct, frozen=True, kw_only=True):
    """A quotation with where it stands: paragraph and characters, marks included.

    One of several paragraphs stands in the first of them, goes on to the `last`, and ends there.
    """

    quotation: Quotation
    person: Person
    paragraph: int
    last: int
    start: int
    end: int


# first character, end, words, speaker
_Found = tuple[int, int, str, Person]

# by these sentences, their tokens and verbs are found: they stand in order and apart
_start, _end, _first = attrgetter("start"), attrgetter("end"), attrgetter("first")


class _QuotationGround(Struct, frozen=True, kw_only=True):
    """One paragraph, its sentences, and what was said so far."""

    text: str
    lines: Sequence[HeardLine]
    pairs: Sequence[Quoted]
    before: HeardLine | None  # the sentence before its first
    article: Sequence[HeardLine]  # all its sentences
    people: Sequence[Person]
    language: str


def quotations_in(  # noqa: PLR0913 - the article, taken apart
    paragraphs: Sequence[str],
    pairs: Sequence[Sequence[Quoted]],
    lines: Sequence[HeardLine],
    people: Sequence[Person],
    *,
    language: str,
    translated_by: str | None = None,
) -> tuple[list[Taken], int]:
    """The quotations taken, in order, and how many were refused although they are closed speech."""
    taken: list[Taken] = []
    refused = 0
    by_paragraph: dict[int, list[HeardLine]] = {}
    for line in lines:
        by_paragraph.setdefault(line.paragraph, []).append(line)
    for number, text in enumerate(paragraphs):
        if number not in by_paragraph or len(taken) >= QUOTATIONS_MAX:
            continue
        own = by_paragraph[number]
        ground = _QuotationGround(
            text=text,
            lines=own,
            pairs=pairs[number],
            before=lines[own[0].index - 1] if own[0].index else None,
            article=lines,
            people=people,
            language=language,
        )
        if _goes_on_from(taken, paragraphs, number, pairs[number]):
            taken[-1] = _with_paragraph(taken[-1], ground)
            ground = structs.replace(ground, pairs=pairs[number][1:])
        found, lost = _of_paragraph(ground)
        refused += lost
        for start, end, words, person in found or _spoken(ground):
            quotation = Quotation(
                text=words,
                speaker=person.name,
                speaker_key=person.key,
                language=language,
                translated_by=translated_by,
            )
            where = {"paragraph": number, "last": number, "start": start, "end": end}
            taken.append(Taken(quotation=quotation, person=person, **where))
    return taken[:QUOTATIONS_MAX], refused


def _goes_on_from(
    taken: Sequence[Taken], paragraphs: Sequence[str], number: int, pairs: Sequence[Quoted]
) -> bool:
    """The quotation taken last is not closed in the paragraph before, and goes on here."""
    if not taken or not pairs or taken[-1].last != number - 1:
        return False
    return taken[-1].end > len(paragraphs[number - 1]) and not paragraphs[number][: pairs[0].start]


def _with_paragraph(one: Taken, ground: _QuotationGround) -> Taken:
    """The quotation with this paragraph's words too, whole."""
    pair = ground.pairs[0]
    more = _finished(ground.text[pair.start + 1 : pair.end - 1], ground.language)
    text = f"{one.quotation.text} {more}"
    words = structs.replace(one.quotation, text=text) if len(text) <= CHARS_MAX else one.quotation
    return structs.replace(one, quotation=words, last=one.last + 1, end=pair.end)


def _spoken(ground: _QuotationGround) -> list[_Found]:
    """The speech that dashes open, with its speaker."""
    if ground.pairs:
        return []
    if ground.language not in languages_with("dash_speech"):
        speech = dialogue.dialogue_in(ground.text)
        return [] if speech is None else _of_dialogue(ground, speech, len(ground.text))
    found: list[_Found] = []
    for ways in dialogue.nordic_speeches(ground.text):
        read = [one for way in ways for one in _of_dialogue(ground, way, way.end + 1)]
        found += read if len(read) == 1 else []
    return found


def _of_dialogue(ground: _QuotationGround, speech: dialogue.Dialogue, end: int) -> list[_Found]:
    if words_of(speech.words) < WORDS_MIN or _CUT.search(speech.words):
        return []
    zone = _zone(ground, speech.start, speech.end)
    verb = next(iter(zone.verbs), None) if zone else None
    if zone is None or verb is None or not _is_clause_of(zone, verb, ground.language):
        return []
    inverted = verb.first == zone.low
    subject = attribution.subject_of(zone.line, verb, zone.low, zone.high, inverted=inverted)
    person = _meant(ground, subject, speech.opens) if subject else None
    if person is None:
        return []
    return [(speech.opens, end, _finished(speech.words, ground.language), person)]


def _is_clause_of(zone: ZoneBeside, verb: Found[str], language: str) -> bool:
    """The verb opens it, or in Finnish whoever says it, and nothing else is told there."""
    if language not in languages_with("dash_speech"):
        return verb.first == zone.low
    if not titles.says_nothing_else(zone.line, verb, zone.low, zone.high):
        return False
    return titles.only_titles(zone.line, zone.low, verb.first)


def _of_paragraph(ground: _QuotationGround) -> tuple[list[_Found], int]:
    found: list[_Found] = []
    refused = 0
    for number, pair in enumerate(ground.pairs):
        content = ground.text[pair.start + 1 : pair.end - 1].strip()
        if found and _continues(ground, number) and found[-1][1] == ground.pairs[number - 1].end:
            start, _, begun, who = found.pop()
            before = ground.pairs[number - 1]
            begun = _with_second_half(ground, before, begun, content)
            found.append((start, pair.end, begun, who))
            continue
        told = _told_inside(ground, number, content, found)
        if not told and not _is_speech(ground, number, content):
            if whose := _partly_said(ground, pair, content):
                found.append((pair.start, pair.end, content.rstrip(",،，; "), whose))
            continue
        words, person = told or (content, _speaker(ground, number, found))
        if (
            person is None
            or _may_go_on(ground, number)
            or _CUT.search(words.rstrip(",، "))
            or len(words) > CHARS_MAX
        ):
            refused += 1
        else:
            found.append((pair.start, pair.end, _finished(words, ground.language), person))
    return found, refused


def _with_second_half(ground: _QuotationGround, before: Quoted, begun: str, content: str) -> str:
    """`begun` ends with what stands in the marks `before`, whose comma it has lost."""
    ended = _COMMA_WITHIN.sub(r"\1", ground.text[before.start + 1 : before.end - 1].strip())
    comma = "," if _COMMA.search(ended) else ""
    second = _finished(content, ground.language)
    return joins.joined(f"{begun.rstrip('.,，')}{comma}", second, ground.language)


def _partly_said(ground: _QuotationGround, pair: Quoted, content: str) -> Person | None:
    """The speaker of words that stand within another's sentence."""
    if words_of(content) < WORDS_MIN or not partial.may_be_partial(content):
        return None
    if partial.is_term(ground.text[pair.end :], ground.language):
        return None
    zone = _zone(ground, pair.start, pair.end)
    if zone is None or len(content) > CHARS_MAX:
        return None
    subject = partial.speaker_of(zone.line, zone.low, zone.high, ground.language)
    if not subject:
        return None
    return _meant(ground, subject, pair.start, alone=False)


def _finished(words: str, language: str) -> str:
    """The comma before "he said" is not the speaker's: a full stop stands for it, and where marks
    held none.
    """
    words = _COMMA_WITHIN.sub(r"\1", words.strip()).rstrip(",，،;")
    if language in ("zh", "ja", "th", "hy") or _TERMINAL.search(words):
        return words
    return f"{words}."


# --- is it speech? ---


def _is_speech(ground: _QuotationGround, number: int, content: str) -> bool:
    """Stands as speech stands; titles, names and scare quotes do not."""
    pair = ground.pairs[number]
    if words_of(content) < _words_min(ground, pair) and not _goes_on(ground, number):
        return False
    first = next(filter(str.isalnum, content), "")
    if (first.islower() and not _uncased(first)) or _is_title(content):
        return False
    before = ground.text[_sentence_start(ground, pair.start) : pair.start].rstrip()
    if before.endswith((":", "：")):
        return True
    verb_last = ground.language in languages_with("verb_last")
    verb_follows = verb_last and _verb_follows(ground, pair)
    if not verb_follows and not _is_ended(ground, pair, content):
        return False
    if verb_follows or not before or before.endswith(_LEADS_TO_SPEECH):
        return True
    if not _TERMINAL.search(content):
        return False
    return verb_last or before.endswith((".", "!", "?", "…")) or _verb_leads(ground, pair)


def _words_min(ground: _QuotationGround, pair: Quoted) -> int:
    """A term is shorter than speech; but nobody says "…," said X of one."""
    is_said = _led(ground, pair) and _verb_follows(ground, pair)
    if is_said:
        return _WORDS_OF_SAID_MIN
    return WORDS_MIN


_LEADS_TO_SPEECH = (",", "،", "，", "–", "—", "-", "»", "”", '"', "」")


def _goes_on(ground: _QuotationGround, number: int) -> bool:
    """The next stretch is the rest of its sentence."""
    return number + 1 < len(ground.pairs) and _continues(ground, number + 1)


def _is_ended(ground: _QuotationGround, pair: Quoted, content: str) -> bool:
    """The words end as speech does, or what follows leads on to the attribution."""
    if _TERMINAL.search(content) or _COMMA.search(content):
        return True
    return _LEADS.match(ground.text[pair.end : pair.end + 5]) is not None


def _is_title(content: str) -> bool:
    """Capitals throughout, though not capitals alone: "Campaign Statement on Dishonest Media"."""
    words = [word for word in re.findall(r"[^\W\d_]+", content) if len(word) > _SMALL_LETTERS]
    if len(words) < _TITLE_WORDS_MIN or all(map(str.isupper, words)):
        return False
    has_case = words[0][0].lower() != words[0][0]
    return has_case and all(word[0].isupper() for word in words)


def _verb_leads(ground: _QuotationGround, pair: Quoted) -> bool:
    """A verb of saying stands right before the marks: he said "We agree."; in: on CNN's "State of
    the Union." it does not.
    """
    zone = _zone(ground, _sentence_start(ground, pair.start), pair.start)
    if zone is None:
        return False
    led = zone.line.verbs[: bisect_left(zone.line.verbs, zone.high, key=_first)]
    return bool(led) and led[-1].last == zone.high


def _verb_follows(ground: _QuotationGround, pair: Quoted) -> bool:
    """A verb of saying stands right behind the marks."""
    zone = _zone(ground, pair.end, pair.end + ZONE_CHARS)
    if zone is None:
        return False
    lead = titles.quoting_words(zone.line, zone.low)
    return bool(zone.line.saying(zone.low, zone.low + lead + 1))


def _sentence_start(ground: _QuotationGround, at: int) -> int:
    begun = bisect_right(ground.lines, at, key=_start)
    return ground.lines[begun - 1].start if begun else 0


def _continues(ground: _QuotationGround, number: int) -> bool:
    """«"Our ties," Putin said, "are developing."»: the second stretch is the rest of the first
    one's sentence.
    """
    if not number or not _is_half(ground, number):
        return False
    return _only_attributes(ground, ground.pairs[number - 1].end, ground.pairs[number].start)


def _is_half(ground: _QuotationGround, number: int) -> bool:
    """The stretch begins as within a sentence, behind a comma, and the one before ends none."""
    previous, pair = ground.pairs[number - 1], ground.pairs[number]
    content = ground.text[pair.start + 1 : pair.end - 1].strip()
    between = ground.text[previous.end : pair.start].strip()
    if not between.endswith((",", "，")) or len(between) >= ZONE_CHARS:
        return False
    if words_of(content) < WORDS_MIN - 2 or not _begins_within(content, ground.language):
        return False
    if _TERMINAL.search(ground.text[previous.start + 1 : previous.end - 1].strip()):
        return False
    return not any(previous.end < line.start < pair.start for line in ground.lines)


def _may_go_on(ground: _QuotationGround, number: int) -> bool:
    """What is said may not end here: the next stretch begins within a sentence, and it is not
    clear what stands between.
    """
    following = ground.pairs[number + 1 : number + 2]
    if not following or _continues(ground, number + 1):
        return False
    if not _is_half(ground, number + 1):
        return False
    zone = _zone(ground, ground.pairs[number].end, following[0].start)
    return zone is None or not titles.tells_more(zone.line, zone.low, zone.high)


def _only_attributes(ground: _QuotationGround, start: int, end: int) -> bool:
    """One clause of saying, and of whoever says it: "…," the envoy, Coly Seck, told delegates."""
    zone = _zone(ground, start, end)
    if zone is None or not zone.verbs or zone.high - zone.low > _BETWEEN_WORDS_MAX:
        return False
    return titles.says_nothing_else(zone.line, zone.verbs[0], zone.low, zone.high)


def _begins_within(content: str, language: str) -> bool:
    """A small letter, as within a sentence, or one of a script that has none; in English "I" may
    stand there too.
    """
    first = next(filter(str.isalpha, content), "")
    return first.lower() == first or (language == "en" and _I.match(content) is not None)


# --- whose is it? ---


def _speaker(ground: _QuotationGround, number: int, found: Sequence[_Found]) -> Person | None:
    pair = ground.pairs[number]
    introduced = _is_introduced(ground, number)  # then what follows tells of the next
    behind = None if introduced else _after(ground, number)
    subject = behind or _before(ground, number)
    if subject is None and not introduced:
        subject = _around(ground, number)
    if subject is not None:
        same = None if behind else _same_speaker(ground, number, subject, found)
        return same or _meant(ground, subject, pair.start)
    content = ground.text[pair.start + 1 : pair.end - 1].strip()
    # a comma leads on to whoever says it
    if introduced or _told_by_another(ground, number) or _COMMA.search(content):
        return None
    return _going_on(ground, number, found)


def _same_speaker(
    ground: _QuotationGround, number: int, subject: Subject, found: Sequence[_Found]
) -> Person | None:
    """Whom "she said" means that stands alone between two quotations: “…。”她说，“…”"""
    if subject[0] != "pronoun" or not _is_behind_last(ground, number, found):
        return None
    between = ground.text[found[-1][1] : ground.pairs[number].start].strip()
    if len(between) > _SHE_SAID_CHARS_MAX or not _TERMINAL.search(found[-1][2]):
        return None
    return resolve(subject, found[-1][3], ground.people)


def _is_behind_last(ground: _QuotationGround, number: int, found: Sequence[_Found]) -> bool:
    """The quotation before this one was taken."""
    return bool(found) and found[-1][1] == ground.pairs[number - 1].end


def _going_on(ground: _QuotationGround, number: int, found: Sequence[_Found]) -> Person | None:
    """Who said the quotation before, where nothing but its attribution stands between."""
    if not _is_behind_last(ground, number, found):
        return None
    speaker = found[-1][3]
    zone = _zone(ground, found[-1][1], ground.pairs[number].start)
    named = zone.named if zone else []
    is_alone = all(person is speaker for person in named)
    if is_alone and _follows(ground, number):
        return speaker
    return None


def _is_introduced(ground: _QuotationGround, number: int) -> bool:
    """A colon leads on to the words, in the sentence in which they stand."""
    start, end = _lead(ground, number)
    return ground.text[start:end].rstrip().endswith((":", "："))


def _lead(ground: _QuotationGround, number: int) -> tuple[int, int]:
    """What stands before the quotation in its sentence, behind the quotation before it."""
    at = ground.pairs[number].start
    previous = ground.pairs[number - 1].end if number else 0
    return max(_sentence_start(ground, at), previous), at


def _zone_behind(ground: _QuotationGround, number: int) -> ZoneBeside | None:
    """What stands behind the quotation, up to the next."""
    pair, following = ground.pairs[number], ground.pairs[number + 1 : number + 2]
    limit = following[0].start if following else len(ground.text)
    return _zone(ground, pair.end, min(limit, pair.end + ZONE_CHARS))


def _told_by_another(ground: _QuotationGround, number: int) -> bool:
    """Some verb of saying leads on from the quotation, whoever says it."""
    zone = _zone_behind(ground, number)
    return zone is not None and bool(zone.verbs) and _led(ground, ground.pairs[number])


def _meant(
    ground: _QuotationGround, subject: Subject, at: int, *, alone: bool = True
) -> Person | None:
    """Whom the subject means: "he" and bare offices nobody, if somebody else is named between or
    earlier in the sentence.

    `alone`: an office may mean whoever alone holds it in the article.
    """
    ended = bisect_right(ground.lines, at, key=_end)
    last = ground.lines[ended - 1] if ended else ground.before
    meant = attribution.meant_by(subject, last) if last is not None else None
    only = None
    if alone and subject[0] == "office":
        only = office_alone.holder_of(
            subject[1], ground.article, ground.people, last, ground.language
        )
    ahead = _named_ahead(ground, at)
    if any(person is not meant for person in ahead):
        meant = None
    if ahead:
        only = None
    return resolve(subject, meant, ground.people) or only


def _named_ahead(ground: _QuotationGround, at: int) -> list[Person]:
    """Who is named before the place, in its sentence."""
    begun = bisect_right(ground.lines, at, key=_start)
    if not begun or at >= ground.lines[begun - 1].end:
        return []
    own = ground.lines[begun - 1]
    return own.named(0, bisect_left(own.scan.tokens, at - own.start, key=_start))


def _follows(ground: _QuotationGround, number: int) -> bool:
    """Nothing but the attribution of the quotation before stands between the two, and that has
    ended its sentence.
    """
    start, end = ground.pairs[number - 1].end, ground.pairs[number].start
    between = ground.text[start:end].strip()
    if not between:
        return True
    if len(between) >= ZONE_CHARS // 2 or between[-1] not in ".!?。" or between.count(". ") > 0:
        return False
    zone = _zone(ground, start, end)
    return zone is not None and bool(zone.verbs)


def _zone(ground: _QuotationGround, start: int, end: int) -> ZoneBeside | None:
    return zone_in(ground.lines, start, end)


def _after(ground: _QuotationGround, number: int) -> Subject | None:
    """As in "…," said X / "…," X said / "…." X said."""
    pair, zone = ground.pairs[number], _zone_behind(ground, number)
    if zone is None or not zone.verbs:
        return None
    line, low, high, verb = zone.line, zone.low, zone.high, zone.verbs[0]
    if not titles.only_titles(line, low, verb.first):
        return None
    if not _led(ground, pair) and not _short_ending(line, verb.last, high):
        return None
    unknown = any(titles.unknown(line, at) for at in range(low, verb.first))
    passed_on = attribution.passes_on(line, verb, high) or attribution.is_passed_on(
        line, low, high, ground.language
    )
    if unknown or passed_on:
        return "person", SOMEBODY
    subject = attribution.subject_of(line, verb, low, high, inverted=verb.first == low)
    if subject is None and verb.first == low and _may_lack_subject(ground, line, verb.last):
        return _around(ground, number) or ("pronoun", "either")
    return subject


def _led(ground: _QuotationGround, pair: Quoted) -> bool:
    """A comma or a dash, or a small letter after the mark, leads on to the attribution."""
    content = ground.text[pair.start + 1 : pair.end - 1].strip()
    after = ground.text[pair.end : pair.end + 6]
    if _LEADS.match(after) or _COMMA.search(content):
        return True
    first = after.lstrip()[:1]
    return first.islower() or _uncased(first)


def _uncased(char: str) -> bool:
    """Its script has no capitals; Georgian ones are for headlines alone."""
    is_georgian = "\u10d0" <= char <= "\u10ff"
    return is_georgian or (char.isalpha() and char.lower() == char.upper())


def _short_ending(line: HeardLine, after: int, high: int) -> bool:
    """After a full stop, "Tokayev said." belongs to the quotation before; "Tokayev said that …" and
    "Tokayev said:" do not.
    """
    tokens = line.scan.tokens
    rest = line.words(after, len(tokens))
    if high != len(tokens) or len(rest) > AFTER_WORDS_MAX:
        return False
    return _THAT.isdisjoint(rest) and not line.scan.text.rstrip().endswith(":")


def _may_lack_subject(ground: _QuotationGround, line: HeardLine, after: int) -> bool:
    """As in "…", dijo. / "…" dedi.: the verb ends its clause, in a language that needs no "he"."""
    if not attribution.drops_subjects(ground.language):
        return False
    if any(office.first >= after for office in line.scan.offices):
        return False  # "said the minister": somebody is meant, whoever that is
    left = len(line.scan.tokens) - after
    uncased = _uncased(
        line.scan.tokens[after - 1].text[:1]
    )  # a name behind the verb looks like none
    if left <= (0 if uncased else _WORDS_BEHIND_MAX):
        return True
    return not set(line.gap(after - 1, after)).isdisjoint(".,;。，")


def _before(ground: _QuotationGround, number: int) -> Subject | None:
    """X said: "…" / According to X, "…" / X: "…"."""
    start, end = _lead(ground, number)
    start = max(start, end - ZONE_CHARS)
    zone = _zone(ground, start, end)
    if zone is None:
        return None
    line, low, high = zone.line, zone.low, zone.high
    lead = ground.text[start:end].rstrip()
    colon = lead.endswith((":", "："))
    verbs = [verb for verb in zone.verbs if colon or verb.last >= high - 2]
    if verbs:
        return _told_by(zone, verbs[-1], ground.language, colon=colon)
    if colon and titles.only_titles(line, low, high):
        return attribution.only_person(line, low, high)
    if not lead.endswith((",", "،", "，")):
        return None
    return attribution.according(line, ground.language)


def _told_by(zone: ZoneBeside, verb: Found[str], language: str, *, colon: bool) -> Subject | None:
    if attribution.passes_on(zone.line, verb, zone.high):
        return "person", SOMEBODY
    leads = colon and language == "ar" and verb.first == zone.low  # then its subject must follow
    subject = attribution.subject_of(zone.line, verb, zone.low, zone.high, inverted=leads)
    if subject is None and colon and verb == zone.verbs[0]:
        last = language in (*languages_with("verb_last"), "zh")
        subject = openers.opener_alone(zone.line, zone.low, verb.first, verb_last=last)
    if subject is None:
        return None
    if attribution.is_second_hand(zone.line, verb, subject, zone.low, language):
        return "person", SOMEBODY
    return subject


def _around(ground: _QuotationGround, number: int) -> Subject | None:
    """Languages whose verb comes last: Erdoğan, "…" dedi. Somebody alone stands before, the verb
    right after.
    """
    if ground.language not in languages_with("verb_last"):
        return None
    end = ground.pairs[number].end
    after = _zone(ground, end, end + ZONE_CHARS)
    if after is None or not any(
        0 <= verb.first - after.low <= _SMALL_WORDS for verb in after.line.verbs
    ):
        return None
    before = _zone(ground, *_lead(ground, number))
    if not before:
        return None
    return _subject_alone(before.line, before.low, before.high)


def _subject_alone(line: HeardLine, low: int, high: int) -> Subject | None:
    """The one person before the words, in the subject's own case; an office of somebody else
    between leaves it open.
    """
    found = attribution.only_person(line, low, high)
    offices = [office for office in line.scan.offices if low <= office.start < high]
    if offices and (subject := attribution.named_office(line, offices[-1]))[0] == "office":
        return subject
    inflected = any(low <= first < high and first in line.oblique for first, *_ in line.heard)
    if not inflected and not _is_only_told_of(line, low, high):
        return found
    return ("person", SOMEBODY)


def _is_only_told_of(line: HeardLine, low: int, high: int) -> bool:
    """As in Japanese "Xとの接触については「…」と述べた": the words are about him."""
    behind = (
        line.scan.text[line.scan.tokens[last - 1].end :]
        for first, last, _ in line.heard
        if low <= first < high
    )
    return any(_ABOUT.match(text) for text in behind)


def _told_inside(
    ground: _QuotationGround, number: int, content: str, found: Sequence[_Found]
) -> tuple[str, Person | None] | None:
    """«Мы готовы, – сказал Путин, – работать»: the attribution stands between dashes inside the
    marks; nobody's words where it is not certain whose, None where there is none.
    """
    pair = ground.pairs[number]
    if insertions.is_turned(content, ground.language):
        return content, None
    offset = ground.text.index(content, pair.start)
    clauses_ = insertions.insertions_in(content, offset, ground.lines)
    if not clauses_:
        return None
    if len(clauses_) > 1:
        return content, None
    one = clauses_[0]
    subject = one.subject
    if subject is not None:
        return one.words, _meant(ground, subject, pair.start)
    if not one.is_subjectless or not attribution.drops_subjects(ground.language):
        return content, None
    same = _going_on(ground, number, found)
    return one.words, same or _meant(ground, ("pronoun", "either"), pair.start)
