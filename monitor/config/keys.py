"""Every key that config/ may hold, and every variable of the environment: its kind, its bounds and
what it says.

The one list behind reading, `config show`, `check` and docs/configuration.md. A new setting is a
new row here.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import get_args
from zoneinfo import available_timezones

from msgspec import Struct

from monitor.config.key import Key, Kind
from monitor.config.web_keys import WEB
from monitor.datafiles import ids, rows, table
from monitor.digest.wording.locale import languages
from monitor.feeds.kinds import table as feed_kinds
from monitor.model import Rules, SourceKind
from monitor.parallel.choice import PROCESSES_MAX


class Variable(Struct, frozen=True, kw_only=True):
    """A variable of the environment. A secret one is shown as "set", never as it is."""

    name: str
    says: str
    default: str = ""
    secret: bool = False


_TELEGRAM = r"(?:(?:https?://)?(?:www\.)?(?:t|telegram)\.me/|tg://resolve\?domain=)"
_PUBLIC = re.compile(rf"(?:{_TELEGRAM}(?:s/)?|@)?([A-Za-z]\w{{3,31}})(?:/(\d+)){{0,2}}/?(?:\?.*)?")
_TOPIC = re.compile(r"/(\d+)(?:/\d+)?/?(?:\?.*)?")
_PRIVATE = re.compile(rf"{_TELEGRAM}c/(\d+)(/\d+)?(?:/\d+)?/?(?:\?.*)?")
_INVITATION = re.compile(rf"{_TELEGRAM}(?:\+|joinchat/)\S+")


def channel_meant(text: str) -> str:
    """The chat that people mean by its name, or by a link to it, to a topic of it or to a post in
    that: "@name", "@name/7", "-100…/7". Empty if it is none of these.
    """
    if found := _PRIVATE.fullmatch(text.strip()):
        return f"-100{found[1]}{found[2] or ''}"
    found = _PUBLIC.fullmatch(text.strip())
    if found is None:
        return ""
    topic = _TOPIC.search(text, found.end(1))
    return f"@{found[1]}/{topic[1]}" if topic else f"@{found[1]}"


def is_invitation(text: str) -> bool:
    return _INVITATION.fullmatch(text.strip()) is not None


@cache
def packaged_zones() -> frozenset[str]:
    """Those of the tzdata package, in one file: `zones` looks into each file of the system's."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


@cache
def countries() -> tuple[str, ...]:
    return (*sorted({row[0] for row in rows("countries.tsv")}), "EU")


@cache
def _countries_by_name() -> dict[str, str]:
    found = {row[1].casefold(): row[0] for row in rows("countries.tsv")}
    for codes in table("demonyms.toml")["name"].values():
        found |= {
            term.casefold(): code for code, terms in codes.items() for term in terms.split(", ")
        }
    return found


def country_meant(text: str) -> str:
    """The code of a country that is called by its name, or by its code in small letters."""
    code = _countries_by_name().get(text.casefold()) or text.upper()
    return code if code in countries() else ""


def clock_meant(text: str) -> str:
    """A time of day that is written another way: 9, 9:00, 9.30, 9 am."""
    read = re.fullmatch(r"\s*(\d{1,2})(?:[:.h]([0-5]\d))?\s*([ap]m)?\s*", text.casefold())
    if read is None:
        return ""
    hour = int(read[1]) % 12 + 12 * (read[3] == "pm") if read[3] else int(read[1])
    if hour >= _HOURS:
        return ""
    return f"{hour:02}:{read[2] or '00'}"


_HOURS = 24


def zone_meant(text: str) -> str:
    """The zone of a city that is named alone, with a blank, or under another continent."""
    city = text.rpartition("/")[2].casefold().replace(" ", "_")
    return next((zone for zone in zones() if zone.rpartition("/")[2].casefold() == city), "")


@cache
def acts() -> tuple[str, ...]:
    return tuple(ids("acts.toml")["act"])


@cache
def offices() -> tuple[str, ...]:
    return tuple(ids("offices.toml")["office"])


@cache
def organisations() -> tuple[str, ...]:
    return tuple(ids("organisations.toml"))


def organisation_meant(text: str) -> str:
    """The house's short name of an organisation by another of its names, in any script."""
    return next(
        (
            name
            for name, about in ids("organisations.toml").items()
            if text in about.get("acronyms", ())
        ),
        "",
    )


def source_kinds() -> tuple[str, ...]:
    return get_args(SourceKind)


_RULES = Rules()


def _rule(name: str, says: str, *, least: float, most: float) -> Key:
    default = getattr(_RULES, name)
    kind: Kind = "whole number" if isinstance(default, int) else "number"
    return Key(name=f"rules.{name}", kind=kind, says=says, default=default, least=least, most=most)


MONITOR: tuple[Key, ...] = (
    Key(
        name="zone",
        kind="text",
        default="Asia/Almaty",
        form="zone",
        words=zones,
        usual=packaged_zones,
        meant=zone_meant,
        says="Time zone of the reader: an IANA name. Days begin and digests go out by it.",
    ),
    Key(
        name="hour",
        kind="text",
        default="09:00",
        form="clock time",
        meant=clock_meant,
        says="When the daily digest is composed, in that zone.",
    ),
    Key(
        name="language",
        kind="text",
        default="en",
        words=languages,
        says="Language of the digest's frame. Quotations stay in the language of their outlet.",
    ),
    Key(
        name="topics",
        kind="list of texts",
        default=(),
        says="Topics of the default channel, by their names in topics.toml; empty takes all that "
        "stand there.",
    ),
    Key(
        name="feeds.contact",
        kind="text",
        default="",
        says="Where outlets can reach you: an e-mail address or a page. It stands in the user "
        "agent.",
    ),
    Key(
        name="chat.operators",
        kind="list of texts",
        default=(),
        form="number",
        says="User ids of the people who may correct by button; anybody else is refused politely.",
    ),
    Key(
        name="chat.operators_chat",
        kind="text",
        default="",
        form="chat",
        says="Where operators are told what needs them, and the daily line: a chat id.",
    ),
    Key(
        name="chat.quiet",
        kind="text",
        default="",
        form="quiet hours",
        says="When messages to the default channel make no sound, in its zone; empty: never.",
    ),
    Key(
        name="chat.empty_days",
        kind="text",
        default="line",
        words=lambda: ("line", "silence"),
        says="What readers get on a day without news: a short line with the day's counts, or "
        "nothing.",
    ),
    Key(
        name="chat.commands_per_minute",
        kind="whole number",
        default=20,
        least=1,
        most=600,
        says="How many commands of a chat, or of each reader in a channel, are answered a minute.",
    ),
    Key(
        name="mail.from",
        kind="text",
        default="",
        form="mailbox",
        says="From whom mails come: an address that the mail server sends for, or a name with it.",
    ),
    Key(
        name="mail.unsubscribe",
        kind="text",
        default="",
        form="https address",
        says="Where one click lets a reader of mails go: the public address that leads to "
        "/unsubscribe of `service.health_port`; empty: by a mail to the sender.",
    ),
    Key(
        name="chat.alerts_per_hour",
        kind="whole number",
        default=4,
        least=0,
        most=60,
        says="How often a reader is told at once in an hour; the rest waits for its digest. 0: "
        "never.",
    ),
    Key(
        name="log.url",
        kind="text",
        default="",
        form="log server",
        says="The PostgreSQL database that has the log and readers: "
        "postgresql://USER@HOST:5432/DATABASE, without the password; "
        "empty: a file in state/. docs/postgres.md.",
    ),
    Key(
        name="digest.week",
        kind="true or false",
        default=False,
        says="Whether digests show a picture of the week's threads: in pages, and in mails and "
        "Telegram where the extra `pictures` is installed.",
    ),
    Key(
        name="reading.workers",
        kind="whole number",
        default=0,
        least=0,
        most=PROCESSES_MAX,
        says="On how many processes articles are read where many come at once: `ingest`, `fetch`, "
        "`run`, `evaluate`, `rematch`. 0: on as many as the cores that may be used; 1: on none "
        "but the command's own.",
    ),
    Key(
        name="reading.cluster",
        kind="text",
        default="",
        form="cluster",
        says="The scheduler of a Dask cluster that reads instead: dask://HOST:8786. "
        "docs/operations.md.",
    ),
    Key(
        name="service.health_port",
        kind="whole number",
        default=0,
        least=0,
        most=65535,
        says="Port on 127.0.0.1 where `monitor run` answers /healthz, /metrics and /unsubscribe; "
        "0: none.",
    ),
    *WEB,
    _rule(
        "link_logit",
        "An article joins a story when its score (log-odds) is above this. Higher: fewer, surer "
        "links.",
        least=-10,
        most=10,
    ),
    _rule(
        "unsure_logit",
        "Less than this below link_logit: a story of its own, and a person should look.",
        least=0,
        most=10,
    ),
    _rule(
        "window_days",
        "Articles published further apart than this are compared only if the event's own dates "
        "meet.",
        least=1,
        most=3650,
    ),
    _rule("close_days", "A story that was quiet for this many days is closed.", least=1, most=3650),
    _rule(
        "fresh_days",
        "What is older than this when first seen is told as from the archive.",
        least=0,
        most=3650,
    ),
    _rule(
        "future_days",
        "A publishing date further ahead than this many days is not believed.",
        least=0,
        most=3650,
    ),
    _rule(
        "text_retention_days",
        "Kept texts older than this many days are erased; 0 keeps them for good.",
        least=0,
        most=36500,
    ),
    _rule(
        "outlet_words_max",
        "Words quoted from one outlet in one digest, at most.",
        least=0,
        most=10_000,
    ),
    *(
        _rule(
            f"sure_{field}",
            f"How sure {what} must be to be told, as a probability. Lower: more is told, and more "
            f"of it is wrong.",
            least=0,
            most=1,
        )
        for field, what in (
            ("lead", "whoever stands in a headline"),
            ("present", "whoever is told to have been there too"),
            ("sides", "between which two states it is"),
            ("act", "what was done"),
            ("stage", "how far it has come"),
            ("place", "the place"),
            ("date", "the day"),
            ("quotation", "a quotation and its speaker"),
            ("figure", "a figure and its owner"),
            ("outcome", "what was signed or agreed"),
        )
    ),
    _rule(
        "sure_diplomatic",
        "How sure it must be that an article tells of diplomacy, as a probability; what is less "
        "sure is set aside (`monitor aside`). 0: nothing is.",
        least=0,
        most=1,
    ),
    _rule(
        "office_owners",
        "So many independent owners must call somebody the holder of an office, against what was "
        "known, for that to be learnt (`monitor people`).",
        least=2,
        most=50,
    ),
    _rule(
        "office_window_days",
        "The days within which they must.",
        least=1,
        most=92,
    ),
)


def _country(says: str) -> Key:
    return Key(
        name="country",
        kind="text",
        form="country",
        words=countries,
        meant=country_meant,
        says=says,
    )


SOURCE: tuple[Key, ...] = (
    Key(
        name="name",
        kind="text",
        required=True,
        form="words",
        says="The outlet as articles and readers name it.",
    ),
    Key(
        name="kind",
        kind="text",
        default="unknown",
        words=source_kinds,
        says="What it is to the news it tells: an organ of a party to events, state-owned, or "
        "private.",
    ),
    _country("Where it speaks from: ISO 3166-1 code."),
    Key(name="owner", kind="text", says="Who owns or founded it."),
    Key(name="language", kind="text", form="language", says="Its main language: ISO 639-1 code."),
    Key(
        name="zone",
        kind="text",
        form="zone",
        words=zones,
        usual=packaged_zones,
        meant=zone_meant,
        says="Zone of its times that carry none: an IANA name.",
    ),
    Key(
        name="hosts", kind="list of texts", default=(), form="host", says="Hosts of its addresses."
    ),
    Key(
        name="aliases",
        kind="list of texts",
        default=(),
        form="words",
        says="Other names it goes by.",
    ),
    Key(
        name="restricted_in",
        kind="list of texts",
        default=(),
        form="country",
        words=countries,
        meant=country_meant,
        says="Countries where its distribution is restricted by law.",
    ),
    Key(name="evidence", kind="text", says="Where kind and owner were taken from."),
)

FEED: tuple[Key, ...] = (
    Key(name="url", kind="text", required=True, form="web address", says="The feed's address."),
    Key(
        name="kind",
        kind="text",
        default="feed",
        words=feed_kinds.names,
        usual=feed_kinds.built_in,
        says="What is there: a feed (RSS, Atom, JSON), a sitemap, a page that lists articles, a "
        "Telegram preview, or what a plugin reads: docs/sources.md.",
    ),
    Key(
        name="pattern",
        kind="text",
        form="pattern",
        says="Which links of a listing, or addresses of a sitemap, are articles: * is one part of "
        "an address, # figures.",
    ),
    Key(
        name="title",
        kind="text",
        form="words",
        says="What lists of feeds call it. A label: who speaks is its outlet's business.",
    ),
    Key(name="outlet", kind="text", says="The outlet it belongs to, by its name in sources.toml."),
    Key(
        name="language",
        kind="text",
        form="language",
        says="Its language, if it does not say so itself: ISO 639-1.",
    ),
    Key(
        name="zone",
        kind="text",
        form="zone",
        words=zones,
        usual=packaged_zones,
        meant=zone_meant,
        says="Zone of its times that carry none; else the outlet's.",
    ),
    Key(
        name="full_text",
        kind="true or false",
        default=False,
        says="Fetch each article's page too, where robots.txt allows. Mind the outlet's licence.",
    ),
    Key(
        name="user_agent",
        kind="text",
        says="How to introduce ourselves to this outlet instead, if it asks for that.",
    ),
    Key(name="paused", kind="true or false", default=False, says="Leave it alone for now."),
)


def _interests(prefix: str, verb: str) -> tuple[Key, ...]:
    return (
        Key(
            name=f"{prefix}countries",
            kind="list of texts",
            default=(),
            form="country",
            words=countries,
            meant=country_meant,
            says=f"Stories of these countries are {verb}.",
        ),
        Key(
            name=f"{prefix}people",
            kind="list of texts",
            default=(),
            form="words",
            says=f"Stories with these people are {verb}; names in any spelling or script.",
        ),
        Key(
            name=f"{prefix}organisations",
            kind="list of texts",
            default=(),
            words=organisations,
            meant=organisation_meant,
            says=f"Stories with these organisations are {verb}; short names in capitals, such as "
            f"SCO.",
        ),
        Key(
            name=f"{prefix}acts",
            kind="list of texts",
            default=(),
            words=acts,
            says=f"Stories of these acts are {verb}, by their ids in monitor/data/acts.toml.",
        ),
        Key(
            name=f"{prefix}words",
            kind="list of texts",
            default=(),
            form="words",
            says=f"Stories with these words are {verb}; a closing * stands for any ending.",
        ),
    )


TOPIC: tuple[Key, ...] = (
    Key(
        name="name",
        kind="text",
        default="",
        says="The topic as the reader sees it; empty: made from its countries.",
    ),
    *_interests("", "taken"),
    Key(
        name="together",
        kind="true or false",
        default=False,
        says="All of the countries must be in one story, rather than any of them.",
    ),
    Key(
        name="minimum_standing",
        kind="whole number",
        default=0,
        least=0,
        most=5,
        says="0 takes every story, 5 only those of heads of state and government.",
    ),
    Key(
        name="everything",
        kind="true or false",
        default=False,
        says="What was set aside as no diplomacy is listed too, beneath the stories: the outlets' "
        "own headlines, as far as the topic's other lists are met.",
    ),
    *_interests("exclude.", "left out"),
)

PERSON: tuple[Key, ...] = (
    _country("The country whose office it is: ISO 3166-1 code. It, or body."),
    Key(
        name="body",
        kind="text",
        words=organisations,
        meant=organisation_meant,
        says="The organisation whose office it is, by its short name, such as SCO. It, or country.",
    ),
    Key(
        name="office",
        kind="text",
        required=True,
        words=offices,
        says="The office, by its id in monitor/data/offices.toml.",
    ),
    Key(
        name="name",
        kind="text",
        required=True,
        form="words",
        says="Who holds it, given name first where that is usual.",
    ),
    Key(
        name="other_spellings",
        kind="list of texts",
        default=(),
        form="words",
        says="The surname as others spell it, and the name in scripts without capitals.",
    ),
    Key(name="from", kind="text", default="", form="day", says="Since when; empty: for long."),
    Key(
        name="to", kind="text", default="", form="day", says="The last day; empty: still in office."
    ),
)

SECRETS: tuple[Key, ...] = (
    Key(name="telegram_token", kind="text", form="token", secret=True, says="The bot's token."),
    Key(
        name="channel",
        kind="text",
        form="channel",
        secret=True,
        says="The default channel: a chat id or @name; chat/thread for a forum topic; or an "
        "address of another medium, such as mailto:reader@example.org.",
    ),
    Key(
        name="smtp_url",
        kind="text",
        form="mail server",
        secret=True,
        says="The mail server, with its login.",
    ),
    Key(
        name="webhook_secret",
        kind="text",
        form="webhook secret",
        secret=True,
        says="What webhooks are signed with; their receivers have it too.",
    ),
    Key(
        name="log_password",
        kind="text",
        secret=True,
        says="The password at the server of [log] url, if it is not in ~/.pgpass.",
    ),
)

ENVIRONMENT: tuple[Variable, ...] = (
    Variable(
        name="MONITOR_TELEGRAM_TOKEN",
        secret=True,
        says="The bot's token; before what config/secrets.toml says. Never written to a log.",
    ),
    Variable(
        name="MONITOR_TELEGRAM_URL",
        default="https://api.telegram.org",
        says="Address of the Bot API server.",
    ),
    Variable(
        name="MONITOR_CHANNEL",
        secret=True,
        says="The default channel: a chat id or @name; chat/thread for a forum topic; mailto:, "
        "webhook:, apprise:, feed: or file: and an address. Before config/secrets.toml too.",
    ),
    Variable(
        name="MONITOR_SMTP_URL",
        secret=True,
        says="The mail server: smtp://USER:PASSWORD@HOST:587?security=starttls, or tls or none.",
    ),
    Variable(
        name="MONITOR_WEBHOOK_SECRET",
        secret=True,
        says="What webhooks are signed with: whsec_ and base64.",
    ),
    Variable(
        name="MONITOR_HOME",
        says="The home where --home names none; without it the current folder, if it is one, then "
        "the user's own (`monitor init --user`).",
    ),
    Variable(
        name="MONITOR_LOG_PASSWORD",
        secret=True,
        says="The password at the server of [log] url; before what config/secrets.toml says.",
    ),
    Variable(
        name="MONITOR_SECRETS",
        says="Another place for config/secrets.toml, such as a file that a service manager hands "
        "over.",
    ),
    Variable(
        name="MONITOR_ALLOW_PRIVATE_ADDRESSES",
        says="1 allows feeds and webhooks at private addresses: an intranet, or tests.",
    ),
    Variable(
        name="MONITOR_NOW",
        says="An ISO time with zone: the clock starts there and runs on. For tests and "
        "demonstrations.",
    ),
)
