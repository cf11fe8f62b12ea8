"""Accounts in a language, and what each must be read to say."""

from typing import NamedTuple

from monitor.claims import read
from monitor.digest.alone import ToldAlone, told_alone
from monitor.model import Article, Reading, Rules

# Whoever asks for less certainty than by default is told more: what must never be told is looked
# for here, where it would show the sooner.
EAGER = Rules(
    sure_lead=0.8,
    sure_act=0.7,
    sure_stage=0.7,
    sure_place=0.8,
    sure_date=0.75,
    sure_quotation=0.8,
)


class Account(NamedTuple):
    """Published on 13 November 2026."""

    title: str
    text: str
    countries: tuple[str, ...]
    place: str | None
    day: str
    act: str
    stage: str | None


def article(language: str, title: str = "", published: str = "2026-03-12") -> Article:
    return Article(
        id="0" * 16,
        version="0" * 12,
        text_hash="",
        text_bytes=0,
        lang=language,
        outlet="Outlet",
        published=published,
        title=title,
    )


def told(
    language: str,
    title: str,
    text: str,
    published: str = "2026-03-12",
    *,
    rules: Rules = EAGER,
) -> ToldAlone:
    named = article(language, title, published)
    return told_alone(named, read(named, text), rules)


def reading_of(title: str, text: str, lang: str | None = None) -> Reading:
    """`lang` is what its source declares."""
    account = Article(
        id="a",
        version="",
        text_hash="",
        text_bytes=1,
        published="2026-11-13",
        title=title,
        lang=lang,
    )
    return read(account, text)


def said_of(reading: Reading, account: Account) -> Account:
    """The same account, with what was read of it; its act, if that is among those read."""
    return account._replace(
        countries=tuple(sorted(reading.countries)),
        place=reading.place and reading.place.name,
        day=str(reading.date and reading.date.start),
        act=account.act if account.act in reading.acts else str(reading.acts),
        stage=reading.stage,
    )
