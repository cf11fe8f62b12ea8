"""The labelled lines of an entry, each from the readings of its story: Discussed, Said, Signed,
Figures, Next, …

Every function returns the lines it can fill and nothing else: what was not read is left out.
Article words carry their language where it is not the reader's, and their outlet with its link
(each article is linked once an entry).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from msgspec import Struct, structs

from monitor.digest import sanitize
from monitor.digest.dates import last_day, precision_of
from monitor.digest.model import Line, Run, Runs
from monitor.digest.wording.documents import NamedDocument
from monitor.digest.wording.locale import Words
from monitor.digest.wording.objects import tells_in_words
from monitor.digest.wording.quote_budget import Room, words_in
from monitor.digest.wording.sentence_weight import CONCRETE, dated, leans, most_telling
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import Gist, Names
from monitor.digest.wording.typed_documents import kind_and_subject
from monitor.events.stories_and_feeds import Member
from monitor.gazetteer.acts import acts_that_are
from monitor.model import AHEAD, OFF, Fact, Figure, Quotation, Reading, Slip, Upcoming

LINKS_MAX = 4  # articles linked in one entry
_THEMES_MAX, _QUOTES_MAX, _OUTCOMES_MAX, _FIGURES_MAX, _SLIPS_MAX = 6, 2, 4, 4, 3
_TRANSLATED = 2.5  # what a machine's translation takes from a quotation's weight
_PHRASE_CHARS_MAX, _SENTENCE_CHARS_MAX = 220, 240
_DAYS_WITHOUT_YEAR = 300
_DASHES = " -–—"  # "11-point": the number only names something
_REPEATED_WORDS_MIN = 6  # of what is told elsewhere within a sentence: fewer may be a name
_PHRASE_WORDS_MIN = 3  # beside the number: "14 countries" tells nothing
_BY_LINE: dict[str, set[str]] = {
    "signed": {"signed"},
    "concluded": {"concluded"},
    "agreed": {"agreed"},
    "launched": {"opened", "launched"},
    "proposed": {"proposed"},
}


class EntryContext:
    """What wording one entry needs: words, names, sources, the room left for quoting, and which
    articles are linked.
    """

    def __init__(self, *, words: Words, names: Names, sources: Sources, room: Room) -> None:
        self.words, self.names, self.sources, self.room = words, names, sources, room
        self._linked: set[str] = set()

    def outlet(self, member: Member) -> Run:
        """The outlet's name, linked to this article when it is named for the first time."""
        return Run(
            text=self.sources.name(member.article),
            href=self.link(member.article.id, member.article.url),
        )

    def link(self, article_id: str, url: str | None) -> str | None:
        checked = sanitize.link(url)
        if not checked or article_id in self._linked or len(self._linked) >= LINKS_MAX:
            return None
        self._linked.add(article_id)
        return checked

    def source(self, member: Member, language: str | None = None) -> list[Run]:
        """As " (Izvestia, machine translation)"."""
        notes = [self.words.say("line.machine_translation")] if member.reading.translated_by else []
        if language and language != self.words.language:
            notes.append(
                self.words.say("line.in_language", language=self.words.language_name(language))
            )
        return [
            Run(text=" ("),
            self.outlet(member),
            Run(text="".join(f", {note}" for note in notes) + ")"),
        ]

    def around(self, key: str, run: Run, *, hole: str = "what", **values: object) -> list[Run]:
        """The phrase at `key`, with the run where its `hole` is."""
        before, _, after = self.words.say(key, **{hole: "\0"}, **values).partition("\0")
        return [part for part in (Run(text=before), run, Run(text=after)) if part.text]

    def foreign(self, text: str, language: str) -> Run:
        """Words of an article, marked with their language if it is not the frame's."""
        return self.marked(sanitize.text(text, chars_max=_PHRASE_CHARS_MAX), language)

    def marked(self, text: str, language: str) -> Run:
        return Run(text=text, language=language if language != self.words.language else None)

    def line(
        self, line_id: str, items: Iterable[Sequence[Run]], label: str | None = None
    ) -> list[Line]:
        kept = tuple(map(_begun, filter(None, items)))
        if not kept:
            return []
        return [Line(id=line_id, label=label or self.words.say(f"lines.{line_id}"), items=kept)]


def _begun(item: Sequence[Run]) -> Runs:
    """The item with a capital at its beginning, where it begins with a letter."""
    first, *rest = item
    return (structs.replace(first, text=first.text[:1].upper() + first.text[1:]), *rest)


def discussed(gist: Gist, desk: EntryContext) -> list[Line]:
    """Where it is told that they talked, and not that they will or did not."""
    if gist.stage in OFF or gist.stage in AHEAD or gist.act not in acts_that_are("of_two"):
        return []
    themes = [desk.words.label("themes", theme) for theme in gist.themes[:_THEMES_MAX]]
    return desk.line("discussed", [[Run(text=desk.words.joined(themes))]] if themes else [])


def outcomes(found: Sequence[NamedDocument], desk: EntryContext) -> list[Line]:
    lines = []
    for line_id, kinds in _BY_LINE.items():
        chosen = [one for one in found if one.outcome.kind in kinds and not one.outcome.background][
            :_OUTCOMES_MAX
        ]
        lines += desk.line(line_id, [_signed(document, desk) for document in chosen])
    return lines


def _signed(document: NamedDocument, desk: EntryContext) -> list[Run]:
    """In the account's words where a reader can read them, else by its kind and as whose word."""
    member, language = document.member, document.member.reading.language
    if language == desk.words.language and tells_in_words(language):
        return [_worded(document, desk)]
    told = sanitize.text(kind_and_subject(document, desk.words), chars_max=_PHRASE_CHARS_MAX)
    return [Run(text=told), *desk.source(member, language)]


def earlier(found: Sequence[NamedDocument], desk: EntryContext) -> list[Line]:
    """What the same visit brought before: background outcomes, as signed or agreed."""
    past = [document for document in found if document.outcome.background][:_OUTCOMES_MAX]
    return desk.line("earlier", [_past(document, desk) for document in past])


def _past(document: NamedDocument, desk: EntryContext) -> list[Run]:
    form = "signed" if document.outcome.kind == "signed" else "agreed"
    return desk.around(f"line.{form}", _worded(document, desk))


def _worded(document: NamedDocument, desk: EntryContext) -> Run:
    member, what = document.worded(desk.words.language)
    return desk.foreign(what, member.reading.language)


def figures(members: Sequence[Member], today: date, desk: EntryContext) -> list[Line]:
    """By whose they are; a number of which nobody says what it counts is left out."""
    by_owner: dict[str | None, list[Runs]] = {}
    for member, figure in told_figures(members):
        told = figure_told(figure, member, today, desk)
        by_owner.setdefault(_owner(figure, desk), []).append(told)
    return [
        line
        for owner, items in by_owner.items()
        for line in desk.line("figures", items, _label(owner, desk))
    ]


def figure_told(figure: Figure, member: Member, today: date, desk: EntryContext) -> Runs:
    """Its sentence, in marks and with its outlet, as all words of outlets; empty if it is more than
    the room that is left.
    """
    language, outlet = member.reading.language, desk.sources.name(member.article)
    words = figure_words(figure)
    if desk.room.quoted(words, outlet, language=language) != words:
        return ()
    shown = desk.marked(dated(words, language, member.article.published, today), language)
    return (*desk.around("line.quote", shown, hole="text"), *desk.source(member, language))


def told_figures(members: Sequence[Member]) -> list[tuple[Member, Figure]]:
    """Each number once, as many as an entry tells."""
    found: dict[tuple[float, str], tuple[Member, Figure]] = {}
    phrases: set[str] = set()
    for member in members:
        for figure in member.reading.figures:
            if says_what(figure) and not any(figure_words(figure) in phrase for phrase in phrases):
                found.setdefault((figure.value, figure.unit), (member, figure))
                phrases.add(figure_words(figure))  # one phrase may hold two figures
    return list(found.values())[:_FIGURES_MAX]


def repeats(words: str, told: Iterable[str]) -> bool:
    """Whether a figure's sentence stands in what is told, or holds it: marks and stops aside."""
    sentence = _letters(words)
    return any(
        sentence in _letters(one)
        or (words_in(one) >= _REPEATED_WORDS_MIN and _letters(one) in sentence)
        for one in told
    )


def stands_in(words: str, title: str) -> bool:
    """Word for word, whatever the capitals and marks."""
    return _letters(words) in _letters(title)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def says_what(figure: Figure) -> bool:
    """Whether its words say what is counted; in "11-point plan" the number is part of a name."""
    around = figure.phrase.replace(figure.as_written, " ", 1).strip()
    return words_in(around) >= _PHRASE_WORDS_MIN and not around.startswith(tuple(_DASHES.strip()))


def _owner(figure: Figure, desk: EntryContext) -> str | None:
    """Whose it is, where its sentence does not name him."""
    if not figure.owner or any(word in figure.phrase for word in figure.owner.split()[-1:]):
        return None
    return desk.names.of_owner(figure)


def _label(owner: str | None, desk: EntryContext) -> str:
    if owner:
        return desk.words.say("lines.figures_by", name=owner)
    return desk.words.say("lines.figures")


def figure_words(figure: Figure) -> str:
    """As its text has them."""
    return sanitize.text(figure.phrase, chars_max=_SENTENCE_CHARS_MAX)


def said(members: Sequence[Member], desk: EntryContext) -> list[Line]:
    """One quotation a speaker, the one that tells most, in the frame's language where there is one.

    What says nothing of ties or decisions is quoted only if nobody says more, and what is but a
    part of an outlet's sentence only if nobody is quoted with a whole one.
    """
    told = [figure.as_written for _, figure in told_figures(members)]
    every = sorted(_weighed(members, told, desk.words.language), key=_dearest_first)
    weighed = [one for one in every if not _is_part(one.quotation)] or every
    concrete = [one for one in weighed if one.weight >= CONCRETE] or weighed[:1]
    chosen: dict[str, Runs] = {}
    for one in concrete:
        speaker = desk.names.of_speaker(one.quotation)
        if speaker not in chosen and len(chosen) < _QUOTES_MAX:
            runs = quoted(one.quotation, one.member, desk)
            chosen.update({speaker: runs} if runs else {})
    return desk.line("said", [chosen[name] for name in _speakers(members, desk) if name in chosen])


def _speakers(members: Sequence[Member], desk: EntryContext) -> list[str]:
    """In the order in which the accounts quote them."""
    every = chain.from_iterable(member.reading.quotations for member in members)
    return list(dict.fromkeys(map(desk.names.of_speaker, every)))


def _is_part(quotation: Quotation) -> bool:
    """Of the outlet's sentence, which goes on in it: a sentence of one's own begins large, where
    letters do.
    """
    return quotation.text[:1].islower()


def _dearest_first(one: _Weighed) -> tuple[bool, float]:
    return not one.own, -one.weight


class _Weighed(Struct, frozen=True):
    member: Member
    quotation: Quotation
    own: bool  # in the frame's language
    weight: float


def _weighed(members: Sequence[Member], told: Sequence[str], language: str) -> list[_Weighed]:
    """A machine's translation weighs less than words that a person wrote down."""
    return [
        _Weighed(
            member,
            quotation,
            quotation.language == language,
            most_telling(quotation.text, quotation.language, told=told)
            - (_TRANSLATED if quotation.translated_by else 0.0),
        )
        for member in members
        for quotation in member.reading.quotations
    ]


def quoted(quotation: Quotation, member: Member, desk: EntryContext, *, about: str = "") -> Runs:
    """As "Putin: “…” (Silk Way TV)"; empty if no whole sentence of it fits the room that is
    left, or if the speaker's name stands in some case.
    """
    name = desk.names.of_speaker(quotation)
    if not name:
        return ()
    outlet = desk.sources.name(member.article)
    text = desk.room.quoted(quotation.text, outlet, language=quotation.language, about=about)
    if not text:
        return ()
    words = desk.marked(text, quotation.language)
    said_by = desk.around("line.said_by", words, hole="text", name=name)
    return (*said_by, *desk.source(member, quotation.language))


def upcoming(members: Sequence[Member], today: date, desk: EntryContext) -> list[Line]:
    """What was announced to follow, each plan once; told as planned then, once its days are
    over.
    """
    chosen = _plans(members, desk.words.language)[:_OUTCOMES_MAX]
    over = [item for _, item in chosen if (day := last_day(item.when)) and day < today]
    label = desk.words.say("lines.next_then" if len(over) == len(chosen) else "lines.next")
    return desk.line(
        "next", [_next(item, member.reading, today, desk) for member, item in chosen], label
    )


def _plans(members: Sequence[Member], language: str) -> list[tuple[Member, Upcoming]]:
    """What two accounts plan for one day is one plan, worded in the frame's language if one of them
    is.
    """
    found: list[tuple[Member, Upcoming]] = []
    every = [
        (member, item)
        for member in members
        for item in member.reading.upcoming
        if not leans(item.what, member.reading.language)
    ]
    for member, item in sorted(every, key=lambda one: one[0].reading.language != language):
        if not any(_is_one_plan(item, member, other, before) for before, other in found):
            found.append((member, item))
    return found


def _is_one_plan(item: Upcoming, member: Member, other: Upcoming, before: Member) -> bool:
    if item.what == other.what:
        return True
    same_day = (
        item.when is not None and other.when is not None and item.when.start == other.when.start
    )
    return same_day and member is not before


def _next(item: Upcoming, reading: Reading, today: date, desk: EntryContext) -> list[Run]:
    """The matter as the article words it, with the place and the resolved date where its words do
    not say them.
    """
    what = desk.foreign(item.what.rstrip(". "), reading.language)
    known = [_where_next(item, reading, desk), _when_next(item, today, desk)]
    told = ", ".join(part for part in known if part and part not in item.what)
    details = [Run(text=f" ({told})")] if told else []
    by = sanitize.text(item.proposed_by or "", chars_max=_PHRASE_CHARS_MAX)
    if not by or by in item.what:
        return [what, *details]
    return [*desk.around("line.proposes", what, name=by), *details]


def _where_next(item: Upcoming, reading: Reading, desk: EntryContext) -> str:
    """Words in the frame's language name the place already."""
    place, own = item.place, reading.language == desk.words.language
    if place is None or own or place.name in item.what:
        return ""
    return desk.words.place(place)


def _when_next(item: Upcoming, today: date, desk: EntryContext) -> str:
    if item.when is None or _says_when(item, today):
        return ""
    return desk.words.span(item.when)


def _says_when(item: Upcoming, today: date) -> bool:
    """A day and month written out need no year while they are ahead and near."""
    if not item.when or item.when.basis != "text" or item.when.as_written not in item.what:
        return False
    day = last_day(item.when)
    written = (
        any(char.isdigit() for char in item.when.as_written)
        and precision_of(item.when.start) == "day"
    )
    return written and day is not None and 0 <= (day - today).days <= _DAYS_WITHOUT_YEAR


def differences(members: Sequence[Member], desk: EntryContext) -> list[Line]:
    items = [_visits(members, desk)]
    for member in members:
        for fact in member.differ:
            if fact.kind != "visit" and fact.was and _is_stated(fact, members):
                here, there = (
                    sanitize.text(fact.text, chars_max=120),
                    sanitize.text(fact.was, chars_max=120),
                )
                said_here = desk.words.say("line.differ", here=here, outlet="\0", there=there)
                before, _, after = said_here.partition("\0")
                items.append([Run(text=before), desk.outlet(member), Run(text=after)])
    return desk.line("differ", items[: _OUTCOMES_MAX + 1])


def _is_stated(fact: Fact, members: Sequence[Member]) -> bool:
    """Whether what it differs from is sure too: a capital may only speak for its government."""
    if fact.kind != "place":
        return True
    return any(one.reading.place and one.reading.place.name == fact.was for one in members)


def _visits(members: Sequence[Member], desk: EntryContext) -> list[Run]:
    """As "“working visit” (Trend), “official visit” (Izvestia)", if accounts name different
    kinds.
    """
    first: dict[str, Member] = {}
    for member in members:
        if member.reading.visit:
            first.setdefault(member.reading.visit, member)
    runs: list[Run] = []
    for visit, member in first.items() if len(first) > 1 else ():
        between = ", " if runs else ""
        quoted_visit = desk.words.say("line.quote", text=desk.words.label("visits", visit))
        runs += [Run(text=f"{between}{quoted_visit} ("), desk.outlet(member), Run(text=")")]
    return runs


def slips(members: Sequence[Member], desk: EntryContext) -> list[Line]:
    """What a source got wrong, and how many of its quotations it left open: that nobody could be
    read as their speaker is no slip of the source.
    """
    items = [
        runs
        for member in members
        for slip in member.reading.slips
        for runs in [_slip(slip, member, desk)]
    ]
    for member in members:
        if member.reading.quotes_unclosed:
            told = desk.words.count(
                "line.not_quoted_by", member.reading.quotes_unclosed, outlet="\0"
            )
            before, _, after = told.partition("\0")
            items.append(
                [
                    run
                    for run in (Run(text=before), desk.outlet(member), Run(text=after))
                    if run.text
                ]
            )
    items = items[:_SLIPS_MAX]
    return desk.line(
        "slips", items, desk.words.say("lines.slips" if len(items) > 1 else "lines.slip")
    )


def _slip(slip: Slip, member: Member, desk: EntryContext) -> list[Run]:
    """A slip that the article's own headline shows, or why another word is meant."""
    values = {
        key: sanitize.text(getattr(slip, key), chars_max=120)
        for key in ("as_written", "read_as", "because")
    }
    values["because"] = desk.words.label("because", values["because"])
    form = "line.slip_headline" if "headline" in slip.because else "line.slip"
    before, _, after = desk.words.say(form, outlet="\0", **values).partition("\0")
    return [run for run in (Run(text=before), desk.outlet(member), Run(text=after)) if run.text]
