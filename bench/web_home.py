"""A home of made-up news, big enough to see what pages and queries cost: 20,000 stories told by
200,000 accounts of the outlets of config/sources.toml, in several languages, over four years.

    python -m bench.web_home FOLDER [--stories 20000] [--accounts 200000]

Everybody in it is invented; the same numbers give the same home. It writes config/ and state/log.db
and the views with their facts; `bench.facts` measures on it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from monitor.config import load
from monitor.events.stories_and_feeds import (
    ArticleAttached,
    ArticleTaken,
    Event,
    StoryOpened,
    key_of,
)
from monitor.log.chain import text_hash
from monitor.log.sqlite import SqliteLog
from monitor.model import (
    Article,
    Claim,
    ClaimField,
    Evidence,
    Fact,
    Figure,
    Outcome,
    Person,
    Place,
    Quotation,
    Reading,
    Source,
    Span,
    Stage,
    Upcoming,
)
from monitor.stores import Stores
from monitor.views.facts.forms import FactSettings

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2022, 12, 1, tzinfo=UTC)
DAYS = 4 * 365
PEOPLE, EVENTS_A_COMMIT = 3_000, 4_000
GIVEN = (
    "Adil", "Bela", "Cyrus", "Dana", "Elio", "Farid", "Greta", "Hugo", "Ilka", "Jonas", "Kira",
    "Lena", "Milo", "Nadia", "Oskar", "Petra", "Rosa", "Selim", "Tove", "Ulla",
)  # fmt: skip
FIRST, LAST = (
    ("Ab", "Ber", "Car", "Dov", "Es", "Far", "Gol", "Har", "Is", "Jov", "Kar", "Len", "Mar", "Nol",
     "Or", "Pet", "Qui", "Rus", "Sal", "Tom"),
    ("elov", "in", "dano", "lat", "kin", "ugia", "an", "tog", "met", "ic", "sai", "z", "ek",
     "sini", "ko", "oga", "ak", "vo", "benko", "yan"),
)  # fmt: skip
COUNTRIES = (
    "KZ", "RU", "CN", "UZ", "KG", "TJ", "TM", "AZ", "AM", "GE", "TR", "IR", "AF", "PK", "IN", "US",
    "GB", "FR", "DE", "IT", "ES", "PL", "UA", "BY", "HU", "RS", "GR", "EG", "SA", "AE", "QA", "IL",
    "JP", "KR", "VN", "ID", "MY", "TH", "AU", "CA", "BR", "AR", "MX", "ZA", "NG", "ET", "KE", "MA",
)  # fmt: skip
TOWNS = (
    ("Astana", "KZ"), ("Almaty", "KZ"), ("Moscow", "RU"), ("Kazan", "RU"), ("Beijing", "CN"),
    ("Tashkent", "UZ"), ("Samarkand", "UZ"), ("Bishkek", "KG"), ("Baku", "AZ"), ("Yerevan", "AM"),
    ("Tbilisi", "GE"), ("Ankara", "TR"), ("Istanbul", "TR"), ("Tehran", "IR"), ("Delhi", "IN"),
    ("Washington", "US"), ("London", "GB"), ("Paris", "FR"), ("Berlin", "DE"), ("Rome", "IT"),
    ("Geneva", "CH"), ("Vienna", "AT"), ("Brussels", "BE"), ("Warsaw", "PL"), ("Kyiv", "UA"),
    ("Minsk", "BY"), ("Budapest", "HU"), ("Athens", "GR"), ("Cairo", "EG"), ("Riyadh", "SA"),
    ("Abu Dhabi", "AE"), ("Doha", "QA"), ("Tokyo", "JP"), ("Seoul", "KR"), ("Hanoi", "VN"),
)  # fmt: skip
ACTS = ("meeting", "talks", "call", "visit", "summit", "signing", "statement", "agreement")
BODIES = ("UN", "EU", "SCO", "OSCE", "CIS", "ASEAN")
THEMES = ("trade", "culture", "energy", "transport", "education", "security")
OFFICES = ("president", "prime-minister", "foreign-minister", "ambassador", "speaker-upper")
STAGES: tuple[Stage, ...] = ("happened", "happened", "happened", "announced", "signed", "cancelled")
RULE = Evidence(rule="made up")


class Happening(Struct, frozen=True, kw_only=True):
    number: int
    day: datetime
    one: Person
    other: Person
    act: str
    stage: Stage
    place: Place
    body: str | None
    theme: str


def people(chance: random.Random) -> list[Person]:
    found: dict[str, Person] = {}
    while len(found) < PEOPLE:
        surname = (
            chance.choice(FIRST) + chance.choice(LAST) + chance.choice(("", "a", "ev", "idze"))
        )
        key = f"{surname.lower()}{len(found) % 8 or ''}"
        found.setdefault(
            key,
            Person(
                key=key,
                name=f"{chance.choice(GIVEN)} {surname}",
                surname=surname,
                office=chance.choice(OFFICES),
                country=chance.choice(COUNTRIES),
                role="lead",
            ),
        )
    return list(found.values())


def happening(number: int, everybody: Sequence[Person], chance: random.Random) -> Happening:
    """Few people meet often, most seldom."""
    one, other = (everybody[int(len(everybody) * chance.random() ** 3)] for _ in range(2))
    town, country = TOWNS[int(len(TOWNS) * chance.random() ** 2)]
    day = START + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(24))
    return Happening(
        number=number,
        day=day,
        one=one,
        other=other,
        act=ACTS[int(len(ACTS) * chance.random() ** 2)],
        stage=chance.choice(STAGES),
        place=Place(name=town, country=country),
        body=chance.choice(BODIES) if chance.random() < 0.2 else None,
        theme=chance.choice(THEMES),
    )


def account(
    of: Happening, nth: int, source: Source, chance: random.Random
) -> tuple[Article, Reading, str]:
    at = of.day + timedelta(minutes=chance.randrange(3000))
    text = f"{of.one.name} and {of.other.name}: {of.act} in {of.place.name}, {of.theme}, {nth}."
    article = Article(
        id=text_hash(f"{of.number}/{nth}")[:16],
        version=text_hash(text)[:12],
        text_hash=text_hash(text),
        text_bytes=len(text),
        url=f"https://{source.hosts[0] if source.hosts else 'example.org'}/{of.number}/{nth}",
        outlet=source.name,
        lang=source.language,
        published=at.isoformat(),
    )
    return article, reading(of, source, at, chance), text


def reading(of: Happening, source: Source, at: datetime, chance: random.Random) -> Reading:
    day = of.day.date().isoformat()
    sentence = f"{of.one.name} met {of.other.name} in {of.place.name} on {day}."
    countries = tuple(dict.fromkeys(filter(None, (of.one.country, of.other.country))))
    fields: list[tuple[ClaimField, str]] = [
        ("lead", of.one.key), ("lead", of.other.key), ("act", of.act), ("stage", of.stage),
        ("place", of.place.name), ("date", day), ("quotation", "0"), ("figure", "0"),
        ("outcome", "0"), ("diplomatic", of.act),
    ]  # fmt: skip
    ahead = (at + timedelta(days=30 + chance.randrange(60))).date().isoformat()
    return Reading(
        language=source.language or "en",
        title=f"{of.one.surname} – {of.other.surname}: {of.theme} {of.act}",
        people=(of.one, of.other),
        countries=countries,
        organisations=(of.body,) if of.body else (),
        place=of.place,
        places=(of.place,),
        date=Span(start=day),
        dates=(Span(start=day),),
        acts=(of.act,),
        stage=of.stage,
        themes=(of.theme,),
        discussed=(of.theme,),
        outcomes=(Outcome(kind="signed", what=f"a plan on {of.theme}", key=of.theme),),
        upcoming=(Upcoming(what="They will meet again.", when=Span(start=ahead)),)
        if chance.random() < 0.1
        else (),
        figures=(
            Figure(value=20e9, as_written="$20 billion", unit="USD", phrase="trade of $20 billion"),
        ),
        quotations=(
            Quotation(
                text=f"We spoke about {of.theme} at length.",
                speaker=of.one.name,
                speaker_key=of.one.key,
                language=source.language or "en",
            ),
        ),
        packed_words=f"{of.theme} {of.act} plan:2 Region {of.place.name.split()[0]}",
        claims=tuple(claim(field, value, chance) for field, value in fields),
        evidence=(sentence,),
        lines_kept=3,
    )


def claim(field: ClaimField, of: str, chance: random.Random) -> Claim:
    sure = round(0.7 + 0.3 * chance.random(), 4)
    return Claim(field=field, of=of, confidence=sure, evidence=0)


def events(
    stories: int, accounts: int, sources: Sequence[Source]
) -> Iterator[tuple[list[Event], dict[str, str]]]:
    """One story's events and texts at a time; a few stories have very many accounts."""
    chance = random.Random(20261129)
    everybody = people(chance)
    for number in range(1, stories + 1):
        of = happening(number, everybody, chance)
        mean = accounts / stories
        many = max(1, round(chance.expovariate(1 / mean))) if mean > 1 else 1
        told: list[Event] = []
        texts: dict[str, str] = {}
        for nth in range(min(many, 150)):
            article, read, text = account(of, nth, chance.choice(sources), chance)
            texts[article.text_hash] = text
            told.append(ArticleTaken(article=article, reading=read))
            told.append(_placed(number, nth, article))
        yield told, texts


def _placed(number: int, nth: int, article: Article) -> Event:
    story_id = text_hash(f"story {number}")[:16]
    if nth == 0:
        return StoryOpened(story_id=story_id, number=number, article_id=article.id, evidence=RULE)
    fact = Fact(kind="sentence", text="They will meet again.", key=f"again {nth}")
    is_new = nth % 4 == 0
    return ArticleAttached(
        story_id=story_id,
        article_id=article.id,
        verdict="development" if is_new else "duplicate",
        evidence=RULE,
        new_facts=(fact,) if is_new else (),
    )


def write(home: Path, *, stories: int, accounts: int) -> None:
    """The log; nothing is known of it yet."""
    (home / "config").mkdir(parents=True, exist_ok=True)
    for name in ("feeds.toml", "monitor.toml", "sources.toml", "topics.toml"):
        shutil.copyfile(ROOT / "config" / name, home / "config" / name)
    (home / "state").mkdir(exist_ok=True)
    sources = list(load(home, {}).sources)
    waiting: list[tuple[str, Event]] = []
    kept: dict[str, str] = {}
    at = START
    with SqliteLog.open(home / "state" / "log.db", create=True) as log:
        for told, texts in events(stories, accounts, sources):
            waiting += [(key_of(event, ordinal=0), event) for event in told]
            kept |= texts
            if len(waiting) >= EVENTS_A_COMMIT:
                log.append(waiting, at=at, expected=log.head().position, texts=kept)
                waiting, kept, at = [], {}, at + timedelta(minutes=20)
        log.append(waiting, at=at, expected=log.head().position, texts=kept)


def settings_of(home: Path) -> FactSettings:
    config = load(home, {})
    return FactSettings(
        rules=config.rules, sources=tuple(config.sources), topics=tuple(config.all_topics)
    )


def lay_out(home: Path) -> dict[str, float]:
    """The views and their facts; seconds of processor time of each."""
    stores, settings = Stores(home / "state"), settings_of(home)
    with closing(stores.log()) as log, stores.views() as views:
        started = time.process_time()
        views.catch_up(log)
        caught_up = time.process_time()
        views.refresh_facts(settings)
        made = time.process_time()
    return {"views": round(caught_up - started, 1), "facts": round(made - caught_up, 1)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--accounts", type=int, default=200_000)
    asked = parser.parse_args()
    if (asked.home / "state" / "log.db").exists():
        raise SystemExit(f"{asked.home} has a log already: name a new folder")
    write(asked.home, stories=asked.stories, accounts=asked.accounts)
    print(asked.home, lay_out(asked.home))


if __name__ == "__main__":
    main()
