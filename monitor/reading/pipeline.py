"""`read_so_far`: the way from a text to its Reading. Each step is another module's; here they meet.

clean the page → tell its language → split sentences → scan each for the world's words → set
background apart → decide whose event it is, when and where → take quotations, figures, outcomes,
what is to come.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from msgspec import Struct, structs

from monitor.datafiles import languages_with
from monitor.dates import parse
from monitor.dates.spans import bounds
from monitor.gazetteer import acts
from monitor.model import (
    AHEAD,
    OFF,
    TEXT_BYTES_MAX,
    Article,
    Mention,
    Outcome,
    PartialDate,
    Person,
    Place,
    Reading,
    Span,
    Stage,
)
from monitor.names.known_holders import WRITTEN, KnownHolders
from monitor.reading import boilerplate, done_before, plans
from monitor.reading.events import (
    clauses,
    event_date,
    factuality,
    keywords,
    outcomes,
    source_errors,
)
from monitor.reading.events import event as facts
from monitor.reading.events.annotate import Scan, scan
from monitor.reading.events.background import opens_with
from monitor.reading.events.event import Sentence
from monitor.reading.evidence import ReadSoFar
from monitor.reading.figure_owners import EARLY_SENTENCES, owned_figures
from monitor.reading.offices_said import offices_said
from monitor.reading.people.candidates import candidates
from monitor.reading.people.persons import PersonMention, people_in
from monitor.reading.people.roles import LEAD_SENTENCES, Named, roles
from monitor.reading.people.standing import with_standing
from monitor.reading.quotations import attribution, quotations
from monitor.reading.quotations.sentence_roles import HeardLine
from monitor.text import coverage, language_id, quotation_marks, sentences
from monitor.text.lexicon import Found
from monitor.text.tokens import Token, covered, within

SENTENCES_READ = 300
CRUMBS_MIN, CRUMB_CHARS = 12, 16  # more sentences than this, shorter than that on average
SENTENCE_CHARS_MAX = 3_000  # of one sentence looked at
MENTIONS_MAX = 12
OUTCOMES_MAX = 20
PEOPLE_MAX = 40
_TWO = 2
_DISCUSSING = frozenset(("talks", "consultations"))


class _Text(Struct, kw_only=True):
    """An article on its way: cleaned, split, scanned."""

    page: boilerplate.Cleaned
    language: str
    published: PartialDate | None
    sentences: list[Sentence]  # the title first, if there is one
    pairs: list[list[quotation_marks.Quoted]]
    unclosed: int
    people: list[PersonMention]
    lines: list[HeardLine]


def read_so_far(article: Article, text: str, holders: KnownHolders = WRITTEN) -> ReadSoFar:
    """What the rules make of it, before it is judged how sure each part is. Never raises; linear in
    the text, of which at most the kept bytes are passed. `article` hints: title, lang, published;
    `holders` is who was known to hold which office when it came.
    """
    text_read = _prepare(article, text, holders)
    page, every = text_read.page, text_read.sentences
    body = [sentence for sentence in every if sentence.number >= 0]
    facts.mark_background(body, text_read.language)
    done_before.mark_earlier(every, text_read.language, text_read.published)
    facts.mark_moved(every, text_read.language)
    dateline = (
        parse.dates_in(page.dateline.date, text_read.language, text_read.published)
        if page.dateline.date
        else []
    )
    own = facts.own_date(every, dateline, text_read.published, text_read.language)
    day = event_date.own_or_none(own, every, text_read.language, dateline)
    own = day or own
    facts.mark_elsewhen(body, own)
    event_date.mark_recalled(every, own, text_read.published, text_read.language)
    turned = source_errors.office_slips(every)
    named = _named(text_read)
    persons = _of_the_two(source_errors.mended(roles(named), turned), every)
    taken, refused = quotations.quotations_in(
        page.paragraphs,
        text_read.pairs,
        text_read.lines,
        [mention.person for mention in text_read.people],
        language=text_read.language,
        translated_by=page.translated_by,
    )
    place_scan = scan(page.dateline.place, text_read.language) if page.dateline.place else None
    stage = facts.stage_of(every, over=_is_over(own, text_read.published))
    done = _acts(every, text_read.people, stage if stage in OFF else None)
    if done[:1] == ("call",) and stage in AHEAD and not facts.call_is_ahead(every):
        ahead = _is_ahead(own, text_read.published)  # the day of what they spoke about
        own, stage = facts.own_date([], dateline, text_read.published) if ahead else own, "happened"
        day = own if ahead else day
    if stage == "postponed":
        day = event_date.unless_put_off(day, every, text_read.language, text_read.published)
    # a call is nowhere
    place = None if done[:1] == ("call",) else facts.own_place(every, place_scan)
    leads = [person for person in persons if person.role == "lead"]
    reading = Reading(
        language=text_read.language,
        title=page.title,
        people=tuple(persons[:PEOPLE_MAX]),
        countries=facts.countries_of(every, leads),
        organisations=_organisations(every),
        place=place,
        places=_places(every, place),
        date=day,
        dates=_dates(every, dateline, own),
        acts=done,
        stage=stage,
        visit=next(
            (
                visit
                for one in every
                if one.own and not _is_next(one)
                for visit in outcomes.visits_in(one.told)
            ),
            None,
        ),
        multilateral=_is_multilateral(every, leads),
        ordinals=tuple(
            dict.fromkeys(
                found
                for one in every
                if one.own
                for found in outcomes.ordinals_in(one.scan, text_read.language)
            )
        )[:8],
        themes=tuple(
            dict.fromkeys(found.value for one in every if one.own for found in one.scan.themes)
        ),
        discussed=_discussed(every, text_read.language),
        outcomes=_outcomes(every, text_read.language, own, place),
        upcoming=plans.plans_in(body, text_read.lines, text_read.people, own, text_read.language),
        figures=owned_figures(
            every, text_read.pairs, text_read.lines, taken, language=text_read.language, own=own
        ),
        quotations=tuple(one.quotation for one in taken),
        background=_mentions(body, text_read),
        slips=(
            *(slip for slip, *_ in turned),
            *source_errors.name_slips(persons, text_read.published, text, holders),
        ),
        packed_words=keywords.words_of(every, text_read.language).packed,
        credit=facts.credit_of(body),
        translated_by=page.translated_by,
        offices=offices_said(body, text_read.people, text_read.published, text_read.language),
        lines_kept=len(page.paragraphs) + bool(page.title),
        lines_dropped=page.dropped,
        quotes_refused=refused + text_read.unclosed,
        quotes_unclosed=text_read.unclosed,
        notes=_notes(article, text_read.language),
    )
    return ReadSoFar(
        reading=reading,
        sentences=every,
        people=with_standing(named),
        published=text_read.published,
        dateline_places=_names_of(place_scan),
        dateline_days=tuple(dateline),
    )


def _names_of(dateline: Scan | None) -> tuple[str, ...]:
    return tuple(mention.place.name for mention in dateline.places) if dateline else ()


def _notes(article: Article, language: str) -> tuple[str, ...]:
    cut = (f"only the first {TEXT_BYTES_MAX} bytes were read",) if article.cut else ()
    return (*cut, *coverage.notes_on(language))


# --- from text to sentences ---


def _named(text_read: _Text) -> Named:
    return Named(
        sentences=text_read.sentences,
        people=text_read.people,
        lines=text_read.lines,
        language=text_read.language,
    )


def _prepare(article: Article, text: str, holders: KnownHolders) -> _Text:
    page = boilerplate.clean(_whole(text), _whole(article.title) if article.title else None)
    spoken = language_id.language_of("\n".join([page.title, *page.paragraphs]), article.lang)
    published = article.published or page.published
    found, pairs, unclosed = _sentences(page, spoken, published)
    scans = [one.scan for one in found if one.number >= 0]
    title = found[0].scan if found and found[0].number < 0 else None
    runs = [list(candidates(one, number, spoken)) for number, one in enumerate(scans)]
    people = people_in(
        scans, language=spoken, published=published, title=title, runs=runs, holders=holders
    )
    body = [one for one in found if one.number >= 0]
    placed = [(one.paragraph, one.start, one.scan, one.cues) for one in body]
    lines = attribution.lines_of(placed, people, pairs, spoken, runs)
    return _Text(
        page=page,
        language=spoken,
        published=published,
        sentences=found,
        pairs=pairs,
        unclosed=unclosed,
        people=people,
        lines=lines,
    )


def _whole(text: str) -> str:
    """Halves of surrogate pairs, which no encoding can write, become one letter again or a question
    mark; two single quotation marks become one double.
    """
    text = text.replace("‘‘", "“").replace("’’", "”")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _sentences(
    page: boilerplate.Cleaned, spoken: str, published: PartialDate | None
) -> tuple[list[Sentence], list[list[quotation_marks.Quoted]], int]:
    found = [_sentence(-1, -1, 0, page.title, spoken, published, [])] if page.title else []
    pairs: list[list[quotation_marks.Quoted]] = []
    unclosed = number = 0
    marked = quotation_marks.of_paragraphs(page.paragraphs)
    for index, (paragraph, (quoted, lost)) in enumerate(zip(page.paragraphs, marked, strict=True)):
        pairs.append(quoted)
        unclosed += lost
        for start, end in _not_crumbs(sentences.spans(paragraph, spoken, quoted)):
            if number >= SENTENCES_READ:
                return found, pairs + [[] for _ in page.paragraphs[index + 1 :]], unclosed
            inside = [
                (pair.start - start, pair.end - start)
                for pair in quotation_marks.overlapping(quoted, start, end)
            ]
            found.append(
                _sentence(number, index, start, paragraph[start:end], spoken, published, inside)
            )
            number += 1
    return found, pairs, unclosed


def _not_crumbs(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Many sentences of a word each are no sentences: they are read together, so that they cost no
    more than prose.
    """
    if (
        len(spans) <= CRUMBS_MIN
        or sum(end - start for start, end in spans) > len(spans) * CRUMB_CHARS
    ):
        return spans
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and end - joined[-1][0] <= CRUMB_CHARS * 8:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _sentence(  # noqa: PLR0913,PLR0917 - the parts of one value
    number: int,
    paragraph: int,
    start: int,
    text: str,
    spoken: str,
    published: PartialDate | None,
    quoted: Sequence[tuple[int, int]],
) -> Sentence:
    text = text[:SENTENCE_CHARS_MAX]
    one = scan(text, spoken, headline=number < 0)
    spans = parse.placed_dates(text, spoken, published, in_words=one.dated)
    inside = within(one.tokens, quoted) if quoted else ()
    return Sentence(
        number=number,
        paragraph=paragraph,
        start=start,
        text=text,
        scan=one,
        cues=one.cues,
        quoted=inside,
        said=factuality.told(one, inside, spoken),
        spans=[entry for entry in spans if not _is_within(entry[0], quoted)] if quoted else spans,
    )


def _is_within(at: int, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the stretches, which are in order and apart, holds this place."""
    nth = bisect_right(stretches, at, key=itemgetter(0))
    return nth > 0 and at < stretches[nth - 1][1]


def _is_next(one: Sentence) -> bool:
    """A later sentence of what is prepared or to come: "they discussed preparations for the state
    visit".
    """
    return one.number > 0 and (one.ahead or one.prepares)


def _of_the_two(persons: list[Person], every: Sequence[Sentence]) -> list[Person]:
    """Where the title names two states, of whose one of two holders of offices is, the other is the
    other's: "Chile and Bolivia sign", by "the foreign minister" and "his Bolivian counterpart".
    """
    title = next((one for one in every if one.number < 0), None)
    states = {country.code for country in title.scan.countries} if title else set[str]()
    leads = [person for person in persons if person.role == "lead"]
    if len(states) != _TWO or len(leads) != _TWO or not all(person.office for person in leads):
        return persons
    rest = states - {person.country for person in leads}
    homeless = [person for person in leads if person.country is None and not person.organisation]
    if len(rest) != 1 or len(homeless) != 1:
        return persons
    told = structs.replace(homeless[0], country=rest.pop())
    return [told if person is homeless[0] else person for person in persons]


def _is_multilateral(every: Sequence[Sentence], leads: Sequence[Person]) -> bool:
    early = [one for one in every if one.number < LEAD_SENTENCES and one.own]
    countries = {person.country for person in leads if person.country}
    return len(countries) > 2 or any(outcomes.is_multilateral(one.scan) for one in early)  # noqa: PLR2004 - two make it bilateral


# --- what, where, when ---


def _discussed(every: Sequence[Sentence], language: str) -> tuple[str, ...]:
    """The themes of sentences that tell of talks: not those of an office's or a body's name, nor of
    any other.
    """
    found = (
        theme.value
        for one in every
        if one.own and not one.ahead
        for theme in _governed(one, language)
    )
    return tuple(dict.fromkeys(found))


def _governed(one: Sentence, language: str) -> Iterator[Found[str]]:
    """The themes behind the verb that tells of talks; before it, where verbs stand last.

    None of which it is said that they were not talked about.
    """
    acts = one.scan.acts
    if not one.scan.themes or all(act.value not in _DISCUSSING for act in acts):
        return
    verbs = [
        act
        for act, role in zip(acts, clauses.roles(one.scan, language), strict=True)
        if act.value in _DISCUSSING and role in clauses.TOLD and act in one.said.acts
    ]
    if not verbs:
        return
    last = language in languages_with("verb_last")
    for theme in _common_themes(one, language):
        if factuality.is_left_out(one.scan, theme, verbs, one.said, language):
            continue
        if theme.first < verbs[-1].first if last else theme.first >= verbs[0].last:
            yield theme


def _joins_on(token: Token) -> bool:
    """As in وزير الخارجية والهجرة, where "and" is written on the word."""
    return token.script == "arabic" and token.text.startswith("و")


def _common_themes(one: Sentence, language: str) -> Iterator[Found[str]]:
    """Outside quotations and names."""
    scan, says_name = one.scan, one.number >= 0 and language not in languages_with("noun_capitals")
    taken = covered(scan.offices, scan.organisations) | set(one.quoted)
    offices = {office.first for office in scan.offices}  # "Energy Minister"
    behind = {office.end for office in scan.offices}  # "minister of foreign affairs and migration"
    taken |= {at for at in behind if at < len(scan.tokens) and _joins_on(scan.tokens[at])}
    for found in scan.themes:
        is_name = says_name and found.first > 0 and scan.tokens[found.first].capital
        if not is_name and found.first not in taken and found.last not in offices:
            yield found


def _organisations(every: Sequence[Sentence]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(found.value for one in every if one.own for found in one.scan.organisations)
    )


def _places(every: Sequence[Sentence], own: Place | None) -> tuple[Place, ...]:
    named = (mention.place for one in every if one.own for mention in one.scan.places)
    return tuple(dict.fromkeys([*([own] if own else []), *named]))[:20]


def _dates(
    every: Sequence[Sentence], dateline: Sequence[Span], own: Span | None
) -> tuple[Span, ...]:
    named = [span for one in every if one.own for _, _, span in one.spans]
    first: dict[tuple[str, str | None], Span] = {}
    for span in [*([own] if own else []), *dateline, *named]:
        first.setdefault((span.start, span.end), span)
    return tuple(first.values())[:20]


def _acts(
    every: Sequence[Sentence], people: Sequence[PersonMention], off: Stage | None
) -> tuple[str, ...]:
    """Main one first. Of an event that did not come about (`off`), the acts that title and lead
    undo count too.
    """
    if facts.is_imagined(every):
        return ()
    told = {
        one.number: [*one.said.acts, *(one.said.undone if off and one.number <= 0 else ())]
        for one in every
    }
    own = [one for one in every if one.number >= 0 and one.own]
    named = Counter(number for mention in people for number in {at[0] for at in mention.at})
    together = next(
        (nth for nth, one in enumerate(own[:EARLY_SENTENCES]) if named[one.number] > 1), None
    )
    return acts.main_acts(told.get(-1, ()), [told[one.number] for one in own], together=together)[
        :6
    ]


def _is_over(own: Span | None, published: PartialDate | None) -> bool:
    """The event's day was named, and it is not after the published one."""
    event, told = bounds(own), (bounds(Span(start=published)) if published else None)
    return bool(own and own.basis != "published" and event and told and event[1] <= told[1])


def _is_ahead(own: Span | None, published: PartialDate | None) -> bool:
    event, told = bounds(own), (bounds(Span(start=published)) if published else None)
    return bool(event and told and event[0] > told[1])


# --- what came out, what comes next ---


def _of_this_visit(every: Sequence[Sentence], spoken: str, place: Place | None) -> frozenset[int]:
    """Recalled sentences that say, or whose neighbour does, that what they tell was on a visit;
    not those of another country, or of long ago.
    """
    tied: set[int] = set()
    for before, one in pairwise(every):
        near = before.paragraph == one.paragraph
        visit = [*outcomes.visits_in(one.told), *(outcomes.visits_in(before.told) if near else ())]
        goes_on = near and before.number in tied
        if one.kind == "hard" and (visit or goes_on) and not _is_elsewhere(one, spoken, place):
            tied.add(one.number)
    return frozenset(tied)


def _is_elsewhere(one: Sentence, spoken: str, place: Place | None) -> bool:
    there = {mention.place.country for mention in one.scan.places if mention.cue == "in"}
    other = place is not None and bool(there - {place.country})
    return other or opens_with("long_ago", one.text, spoken)


def _outcomes(
    every: Sequence[Sentence], spoken: str, own: Span | None, place: Place | None
) -> tuple[Outcome, ...]:
    found: dict[tuple[str, str], Outcome] = {}
    tied = _of_this_visit(every, spoken, place)
    for one in every:
        if one.kind == "dated" or (one.kind == "hard" and one.number not in tied):
            continue
        for outcome in outcomes.outcomes_in(
            one.scan, one.told, spoken, background=one.kind == "hard"
        ):
            if facts.is_recalled(one, outcome.what, own):
                continue
            found.setdefault((outcome.kind, outcome.key), outcome)
    return tuple(found.values())[:OUTCOMES_MAX]


# --- background ---


def _mentions(body: Sequence[Sentence], text_read: _Text) -> tuple[Mention, ...]:
    mentions = []
    for one in body:
        if one.own:
            continue
        line = text_read.lines[one.number]
        mentions.append(
            Mention(
                people=tuple(dict.fromkeys(person.key for _, _, person in line.everybody)),
                countries=tuple(dict.fromkeys(mention.code for mention in one.scan.countries)),
                place=next((mention.place.name for mention in one.scan.places), None),
                date=next((span for _, _, span in one.spans), None),
                act=next((found.value for found in one.scan.acts), None),
                text=plans.short(one.text),
            )
        )
    return tuple(mentions[:MENTIONS_MAX])
