"""config/*.toml and the environment → typed values. Only the command line reads it; everything else
gets its values passed.

`keys` says what may stand there, `reading` what is wrong with a value, `meaning` what does not go
together. `load` raises the first mistake, `problems` lists them all. A file that is not there means
its defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from monitor.config import meaning
from monitor.config.forms import FORMS, Form
from monitor.config.key import Key, Value
from monitor.config.keys import ENVIRONMENT, FEED, MONITOR, PERSON, SECRETS, SOURCE, TOPIC
from monitor.config.log_server import KEY, SECRET, VARIABLE
from monitor.config.reading import ConfigValue, TomlFile, checked, document, nearest, parsed
from monitor.config.secrets import secrets
from monitor.errors import ConfigError
from monitor.feeds.values import Feed
from monitor.log.postgres.url import ServerUrl
from monitor.model import Incumbent, Interests, Rules, Source, Topic
from monitor.parallel.choice import ReadingWorkers

FOLDER = "config"


class Setting(Struct, frozen=True, kw_only=True):
    """A value in force and where it comes from: a file and line, "default", or "environment"."""

    name: str
    value: Value
    origin: str


class Chat(Struct, frozen=True, kw_only=True):
    """How readers and operators are met. `operators` are user ids."""

    operators: frozenset[int] = frozenset()
    operators_chat: str = ""
    quiet: str = ""
    silent_when_empty: bool = False
    commands_per_minute: int = 20
    alerts_per_hour: int = 4


class Mail(Struct, frozen=True, kw_only=True):
    """From whom mails come, and where one click lets a reader go."""

    sender: str = ""
    unsubscribe: str = ""


class Web(Struct, frozen=True, kw_only=True):
    """Where the pages are shown, to whom, and how often one may ask. `port` 0: none in `run`."""

    port: int = 0
    host: str = "127.0.0.1"
    address: str = ""
    proxies: tuple[str, ...] = ()
    public: bool = True
    session_minutes: int = 720
    idle_minutes: int = 60
    requests_per_minute: int = 240


class Config(Struct, frozen=True, kw_only=True):
    """All that is configured. `topics` are those of the default channel; `settings` is for
    showing.
    """

    home: Path
    zone: str
    hour: str
    language: str
    rules: Rules
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    all_topics: tuple[Topic, ...]
    settings: tuple[Setting, ...]
    feeds: tuple[Feed, ...] = ()
    people: tuple[Incumbent, ...] = ()  # who holds which office, before all that is known otherwise
    contact: str = ""
    chat: Chat = Chat()
    mail: Mail = Mail()
    web: Web = Web()
    health_port: int = 0
    reading: ReadingWorkers = ReadingWorkers()
    week: bool = False  # whether digests show the week's threads
    token: str | None = None
    telegram_url: str = "https://api.telegram.org"
    channel: str | None = None
    smtp_url: str | None = None
    webhook_secret: str | None = None
    log_url: ServerUrl | None = None  # None: a file in state/
    allow_private_addresses: bool = False
    now: datetime | None = None  # where the clock starts; None: the world's


def load(home: Path, environ: Mapping[str, str]) -> Config:
    """Raises ConfigError for the first mistake, and says how many more there are."""
    config, wrong = _read(home, environ)
    if wrong:
        more = f" (and {len(wrong) - 1} more: monitor check lists them)" if len(wrong) > 1 else ""
        raise ConfigError(f"{wrong[0].message}{more}", hint=wrong[0].hint)
    return config


def problems(home: Path, environ: Mapping[str, str]) -> list[ConfigError]:
    """Everything that is wrong in config/ and the environment, in the order of the files."""
    return _read(home, environ)[1]


def _read(home: Path, environ: Mapping[str, str]) -> tuple[Config, list[ConfigError]]:
    wrong: list[ConfigError] = []
    main = _document(home, "monitor.toml", wrong)
    found = _values(main, main.tables, MONITOR, wrong)
    sources = _outlets(home, wrong)
    topics = _tables(home, "topics.toml", TOPIC, wrong)
    feeds = _tables(home, "feeds.toml", FEED, wrong)
    people = _tables(home, "people.toml", PERSON, wrong)
    wrong += [
        *meaning.of_sources(*sources),
        *meaning.of_topics(*topics),
        *meaning.of_feeds(*feeds, sources[1]),
        *meaning.of_people(*people),
    ]
    wrong += _strange_files(home)
    hidden = secrets(home, environ, wrong)
    wrong += _unknown_variables(environ)
    value = {
        key.name: found[key.name].value if key.name in found else key.default for key in MONITOR
    }
    settings = [_setting(key, found.get(key.name)) for key in MONITOR]
    settings += [_variable_setting(environ, variable.name) for variable in ENVIRONMENT]
    settings += [_setting(key, hidden[key.name]) for key in SECRETS if key.name in hidden]
    all_topics = tuple(_topic(name, values) for name, values in topics[1].items())
    config = Config(
        home=home,
        zone=str(value["zone"]),
        hour=str(value["hour"]),
        language=str(value["language"]),
        rules=_rules(value),
        sources=tuple(_source(name, values) for name, values in sources[1].items()),
        topics=_chosen(all_topics, main, found.get("topics"), wrong),
        all_topics=all_topics,
        settings=tuple(settings),
        feeds=_feeds(feeds[1]),
        people=tuple(_person(people[0], name, values) for name, values in people[1].items()),
        contact=str(value["feeds.contact"]),
        chat=_chat(value),
        mail=Mail(sender=str(value["mail.from"]), unsubscribe=str(value["mail.unsubscribe"])),
        web=_web(value),
        health_port=int(str(value["service.health_port"])),
        reading=ReadingWorkers(
            processes=int(str(value["reading.workers"])), cluster=str(value["reading.cluster"])
        ),
        week=value["digest.week"] is True,
        token=_secret(environ, "MONITOR_TELEGRAM_TOKEN", hidden.get("telegram_token"), wrong),
        telegram_url=_telegram_url(environ, wrong),
        channel=_secret(environ, "MONITOR_CHANNEL", hidden.get("channel"), wrong),
        smtp_url=_secret(environ, "MONITOR_SMTP_URL", hidden.get("smtp_url"), wrong),
        webhook_secret=_secret(
            environ, "MONITOR_WEBHOOK_SECRET", hidden.get("webhook_secret"), wrong
        ),
        log_url=_log_url(value, _secret(environ, VARIABLE, hidden.get(SECRET), wrong)),
        allow_private_addresses=_switch(environ, "MONITOR_ALLOW_PRIVATE_ADDRESSES", wrong),
        now=_now(environ, wrong),
    )
    wrong += meaning.of_mail_server(config.smtp_url or "")
    return config, wrong


# --- files ---


def _document(home: Path, file: str, wrong: list[ConfigError]) -> TomlFile:
    name = f"{FOLDER}/{file}"
    read = document(home / FOLDER / file, name=name)
    if isinstance(read, ConfigError):
        wrong.append(read)
        return TomlFile(name=name, tables={})
    return read


def _values(
    read: TomlFile,
    tables: Mapping[str, Any],
    keys: tuple[Key, ...],
    wrong: list[ConfigError],
    within: str = "",
) -> dict[str, ConfigValue]:
    found: dict[str, ConfigValue] = {}
    for item in checked(read, tables, keys, within=within):
        if isinstance(item, ConfigError):
            wrong.append(item)
        else:
            found[item[0]] = item[1]
    return found


def _tables(
    home: Path, file: str, keys: tuple[Key, ...], wrong: list[ConfigError]
) -> tuple[TomlFile, dict[str, dict[str, Value]]]:
    """A file of tables, one for each source, topic or feed: its values with defaults, by its id."""
    read = _document(home, file, wrong)
    return read, _entries(read, keys, wrong)


def _outlets(
    home: Path, wrong: list[ConfigError]
) -> tuple[TomlFile, Mapping[str, dict[str, Value]]]:
    read = _document(home, "sources.toml", wrong)
    entries, mistakes = _outlets_in(read.text, name=read.name)
    wrong += mistakes
    return read, entries


@lru_cache(maxsize=4)
def _outlets_in(
    text: str, *, name: str
) -> tuple[Mapping[str, dict[str, Value]], tuple[ConfigError, ...]]:
    """Hundreds of outlets take longer to check than all else: once a process, while they stay."""
    read, mistakes = parsed(text.encode(), name=name), list[ConfigError]()
    entries = {} if isinstance(read, ConfigError) else _entries(read, SOURCE, mistakes)
    return entries, tuple(mistakes)


def _entries(
    read: TomlFile, keys: tuple[Key, ...], wrong: list[ConfigError]
) -> dict[str, dict[str, Value]]:
    entries: dict[str, dict[str, Value]] = {}
    for name, table in read.tables.items():
        if not isinstance(table, dict):
            many = isinstance(table, list) and any(isinstance(one, dict) for one in table)
            hint = "begin each entry with [its-id]"
            if many:
                hint = f"[{name}], with one bracket on each side"
            wrong.append(read.error(name, f"“{name}” stands outside a table", hint=hint))
            continue
        found = _values(read, table, keys, wrong, within=name)
        entries[name] = {
            key.name: found[key.name].value if key.name in found else key.default for key in keys
        }
    return entries


def _strange_files(home: Path) -> list[ConfigError]:
    """A misspelt file would be left out in silence."""
    known = (
        "monitor.toml",
        "sources.toml",
        "topics.toml",
        "feeds.toml",
        "people.toml",
        "secrets.toml",
    )
    return [
        ConfigError(
            f"{FOLDER}/{path.name}: is not a file of this program",
            hint=nearest(path.name, known, what="files"),
        )
        for path in sorted((home / FOLDER).glob("*.toml"))
        if path.name not in known
    ]


def _source(name: str, values: dict[str, Value]) -> Source:
    fields: dict[str, Any] = dict(values)
    fields["name"] = fields["name"] or name
    return Source(id=name, **fields)


def _person(read: TomlFile, name: str, values: Mapping[str, Value]) -> Incumbent:
    other = values["other_spellings"]
    return Incumbent(
        where=str(values["country"] or values["body"] or ""),
        office=str(values["office"]),
        name=str(values["name"]),
        other=other if isinstance(other, tuple) else (),
        start=str(values["from"]),
        end=str(values["to"]),
        origin=read.place(name),
    )


def _feeds(entries: Mapping[str, dict[str, Value]]) -> tuple[Feed, ...]:
    feeds: dict[str, Feed] = {}
    for name, values in entries.items():
        fields: dict[str, Any] = dict(values)
        if fields["url"]:  # else its absence was told
            feeds.setdefault(fields["url"], Feed(name=name, **fields))
    return tuple(feeds.values())


def _log_url(value: Mapping[str, Value], password: str | None) -> ServerUrl | None:
    text = str(value[KEY])
    return ServerUrl(text=text, password=password) if text else None


def _topic(name: str, values: dict[str, Value]) -> Topic:
    fields: dict[str, Any] = dict(values)
    parts = Interests.__struct_fields__
    return Topic(
        id=name,
        name=fields["name"],
        include=Interests(**{part: fields[part] for part in parts}),
        exclude=Interests(**{part: fields[f"exclude.{part}"] for part in parts}),
        together=fields["together"],
        minimum_standing=fields["minimum_standing"],
        everything=fields["everything"],
    )


def _rules(value: dict[str, Value]) -> Rules:
    rules: dict[str, Any] = {
        name.removeprefix("rules."): v for name, v in value.items() if name.startswith("rules.")
    }
    return Rules(**rules)


def _chat(value: dict[str, Value]) -> Chat:
    operators = value["chat.operators"]
    return Chat(
        operators=frozenset(int(one) for one in operators if one.isdecimal())
        if isinstance(operators, tuple)
        else frozenset(),
        operators_chat=str(value["chat.operators_chat"]),
        quiet=str(value["chat.quiet"]),
        silent_when_empty=value["chat.empty_days"] == "silence",
        commands_per_minute=int(str(value["chat.commands_per_minute"])),
        alerts_per_hour=int(str(value["chat.alerts_per_hour"])),
    )


def _web(value: dict[str, Value]) -> Web:
    proxies = value["web.proxies"]
    return Web(
        port=int(str(value["web.port"])),
        host=str(value["web.host"]),
        address=str(value["web.address"]),
        proxies=proxies if isinstance(proxies, tuple) else (),
        public=value["web.reading"] == "public",
        session_minutes=int(str(value["web.session_minutes"])),
        idle_minutes=int(str(value["web.idle_minutes"])),
        requests_per_minute=int(str(value["web.requests_per_minute"])),
    )


def _chosen(
    topics: tuple[Topic, ...], main: TomlFile, named: ConfigValue | None, wrong: list[ConfigError]
) -> tuple[Topic, ...]:
    if named is None or not isinstance(named.value, tuple):
        return topics
    by_id, names = {topic.id: topic for topic in topics}, named.value
    unknown = [name for name in names if name not in by_id]
    wrong.extend(_no_topic(main, name, by_id) for name in unknown)
    known = filter(None, map(by_id.get, names))
    return tuple(known) or topics


def _no_topic(main: TomlFile, name: str, by_id: Mapping[str, Topic]) -> ConfigError:
    hint = "config/topics.toml has no topics"
    if by_id:
        hint = nearest(name, by_id, what="topics")
    what = f"“{name[:40]}” is not a topic of config/topics.toml"
    return main.error("topics", what, hint=hint)


# --- the environment ---


def _unknown_variables(environ: Mapping[str, str]) -> list[ConfigError]:
    known = [variable.name for variable in ENVIRONMENT]
    return [
        ConfigError(
            f"environment: {name} is not a variable of this program",
            hint=nearest(name, known, what="variables"),
        )
        for name in sorted(environ)
        if name.startswith("MONITOR_") and name not in known
    ]


def _telegram_url(environ: Mapping[str, str], wrong: list[ConfigError]) -> str:
    url = environ.get("MONITOR_TELEGRAM_URL") or "https://api.telegram.org"
    if not FORMS["web address"][0].fullmatch(url):
        hint = FORMS["web address"][1]
        wrong.append(
            ConfigError("environment: MONITOR_TELEGRAM_URL is not a web address", hint=hint)
        )
    elif url.rstrip("/").endswith("/bot"):
        wrong.append(
            ConfigError(
                "environment: MONITOR_TELEGRAM_URL ends in /bot",
                hint="leave that away: it is added",
            )
        )
    return url.rstrip("/")


def _secret(
    environ: Mapping[str, str], name: str, in_file: ConfigValue | None, wrong: list[ConfigError]
) -> str | None:
    """The environment's, else the file's. What is wrong is told without it."""
    given = environ.get(name)
    if given:
        wrong.extend(_misformed(name, given))
        return given
    if in_file is None or not in_file.value:
        return None
    return str(in_file.value)


_SECRET_FORMS: dict[str, Form] = {
    "MONITOR_TELEGRAM_TOKEN": "token",
    "MONITOR_CHANNEL": "channel",
    "MONITOR_SMTP_URL": "mail server",
    "MONITOR_WEBHOOK_SECRET": "webhook secret",
}


def _misformed(name: str, given: str) -> Iterator[ConfigError]:
    if name not in _SECRET_FORMS:
        return
    pattern, form = FORMS[_SECRET_FORMS[name]]
    if not pattern.fullmatch(given):
        what = f"environment: {name} does not look right"
        yield ConfigError(what, hint=f"it is {form}")


def _switch(environ: Mapping[str, str], name: str, wrong: list[ConfigError]) -> bool:
    value = environ.get(name, "")
    if value not in {"", "0", "1"}:
        wrong.append(
            ConfigError(
                f"environment: {name} may not be “{value[:20]}”", hint="1 is yes; 0 or unset is no"
            )
        )
    return value == "1"


def _now(environ: Mapping[str, str], wrong: list[ConfigError]) -> datetime | None:
    written = environ.get("MONITOR_NOW", "")
    if not written:
        return None
    try:
        now = datetime.fromisoformat(written)
        now = (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        hint = "an ISO time with its zone, such as 2026-11-23T09:00:00+05:00"
        wrong.append(
            ConfigError(f"environment: MONITOR_NOW “{written[:40]}” is not a time", hint=hint)
        )
        return None
    if not _YEAR_MIN <= now.year <= _YEAR_MAX:
        hint = f"a year from {_YEAR_MIN} to {_YEAR_MAX}"
        wrong.append(
            ConfigError(
                f"environment: MONITOR_NOW “{written[:40]}” leaves no room for days around it",
                hint=hint,
            )
        )
        return None
    return now


_YEAR_MIN, _YEAR_MAX = 1970, 9000


# --- for showing ---


def _setting(key: Key, found: ConfigValue | None) -> Setting:
    if found is None:
        return Setting(name=key.name, value=key.default, origin="default")
    return Setting(name=key.name, value="set" if key.secret else found.value, origin=found.origin)


def _variable_setting(environ: Mapping[str, str], name: str) -> Setting:
    variable = next(variable for variable in ENVIRONMENT if variable.name == name)
    given = environ.get(name)
    if not given:
        return Setting(name=name, value=variable.default or None, origin="default")
    if variable.secret:
        given = "set"
    return Setting(name=name, value=given, origin="environment")
