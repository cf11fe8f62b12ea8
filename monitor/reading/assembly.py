"""`read`: the way from a text to its Reading. Each step is another module's; here they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from monitor.model import Article, PartialDate, Place, Reading, Span, TEXT_BYTES_MAX
from monitor.reading import acts, clean, dates, language, sentences
from monitor.reading.people import PersonMention, people_in
from monitor.reading.scan import Scan, scan

SENTENCES_READ = 400
WORDS_MAX = 80


def read(article: Article, text: str) -> Reading:
    """Never raises; linear in the text, of which at most the kept bytes are passed. `article` gives hints: title, lang, published."""
    page = clean.clean(text, article.title)
    spoken = language.language_of(f"{page.title}\n" + "\n".join(page.paragraphs), article.lang)
    published = article.published or page.published
    split = [s for paragraph in page.paragraphs for s in sentences.split(paragraph, spoken)][:SENTENCES_READ]
    title = scan(page.title, spoken)
    scans = [scan(sentence, spoken) for sentence in split]
    people = people_in(scans, language=spoken, published=published, title=title)
    found = [
        span
        for sentence in [page.dateline.date, page.title, *split]
        for span in dates.dates_in(sentence, spoken, published)
    ]
    own = _own_date(found, published)
    places = tuple(dict.fromkeys(mention.place for one in [title, *scans] for mention in one.places))
    return Reading(
        language=spoken,
        title=page.title,
        people=tuple(mention.person for mention in people),
        countries=_countries([title, *scans]),
        organisations=tuple(dict.fromkeys(found.value for one in [title, *scans] for found in one.organisations)),
        place=places[0] if places else None,
        places=places,
        date=own,
        dates=tuple(dict.fromkeys(found)),
        acts=acts.main_acts(title.acts, [one.acts for one in scans]),
        stage=next((stage for one in [title, *scans] if (stage := acts.stage_of(one.tokens, spoken))), None),
        themes=tuple(dict.fromkeys(found.value for one in [title, *scans] for found in one.themes)),
        words=_words(title, scans),
        translated_by=page.translated_by,
        lines_kept=len(page.paragraphs),
        lines_dropped=page.dropped,
        notes=(f"only the first {TEXT_BYTES_MAX} bytes were read",) if article.cut else (),
    )


def _own_date(found: Sequence[Span], published: PartialDate | None) -> Span | None:
    return found[0] if found else Span(start=published[:10], basis="published") if published else None


def _countries(scans: Sequence[Scan]) -> tuple[str, ...]:
    counts = Counter(mention.code for one in scans for mention in one.countries)
    return tuple(code for code, _ in counts.most_common())


def _words(title: Scan, scans: Sequence[Scan]) -> dict[str, int]:
    counts = Counter(token.fold for one in [title, *scans] for token in one.tokens if len(token.fold) > 3)  # noqa: PLR2004
    return dict(counts.most_common(WORDS_MAX))
