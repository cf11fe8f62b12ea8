"""What a text of the configuration may look like: a pattern, and what it is in words."""

from __future__ import annotations

import re
from typing import Literal

from monitor.delivery.media.table import MEDIA
from monitor.log.postgres import url as log_server
from monitor.parallel.choice import CLUSTER_FORM, CLUSTER_MEANT

Form = Literal[
    "address",
    "channel",
    "chat",
    "clock time",
    "cluster",
    "country",
    "day",
    "host",
    "https address",
    "language",
    "log server",
    "mail server",
    "mailbox",
    "number",
    "pattern",
    "quiet hours",
    "site address",
    "token",
    "web address",
    "webhook secret",
    "words",
    "zone",
]

_PREFIXED = "".join(f"{re.escape(row.prefix)}.+|" for row in MEDIA.values() if row.prefix)
_PLUGINS = r"(?!https?:)[a-z][a-z0-9_-]{1,30}:.+|"  # which there are is seen when one is met
_MAIL_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]+"
_BREAKS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "chat": (
        re.compile(r"|-?\d{1,20}(?:/\d{1,12})?"),
        "a chat id such as -1001234567890, with /thread for a forum topic",
    ),
    "number": (re.compile(r"\d{1,20}"), "a number"),
    "pattern": (
        re.compile(r"/\S{1,499}"),
        "a path from the first slash on, such as /en/news/*",
    ),
    "quiet hours": (
        re.compile(r"|(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d"),
        "two times of day with a hyphen, such as 22:00-07:00",
    ),
    "address": (
        re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*"),
        "an IP address, such as 127.0.0.1, 0.0.0.0 or ::1",
    ),
    "site address": (
        re.compile(r"|https?://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:/[\w.~-]+)*/?"),
        "an address without a query, such as https://news.example.org/monitor",
    ),
    "clock time": (re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d"), "a time of day, 00:00 to 23:59"),
    "cluster": (re.compile(rf"|{CLUSTER_FORM.pattern}"), CLUSTER_MEANT),
    "country": (re.compile(r"[A-Z]{2}"), "a two-letter country code in capitals, such as KZ"),
    "day": (
        re.compile(
            r"|(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?",
        ),
        "a day, a month or a year, such as 2026-11-29, 2026-11 or 2026",
    ),
    "host": (
        re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+"),
        "a host name in small letters, such as inform.kz",
    ),
    "web address": (
        re.compile(r"https?://[^\s@/]+(?:/\S*)?"),
        "an address that begins with http:// or https:// and carries no password",
    ),
    "language": (re.compile(r"[a-z]{2,3}"), "a language code in small letters, such as en"),
    "channel": (
        re.compile(rf"{_PREFIXED}{_PLUGINS}(@[A-Za-z]\w{{3,31}}|-?\d{{1,20}})(?:/(\d{{1,12}}))?"),
        (
            "a chat id such as -1001234567890 or its @name, with /thread for a forum topic; or "
            "mailto:ADDRESS, webhook:https://…, apprise:SERVICE, feed:PATH, file:PATH"
        ),
    ),
    "https address": (
        re.compile(r"|https://[^\s@/?#]+(?:/[^\s?#]*)?"),
        "an address that begins with https://, without a query",
    ),
    "log server": (re.compile(rf"|{log_server.FORM.pattern}"), log_server.MEANT),
    "mail server": (
        re.compile(
            r"smtps?://(?:[^\s:@/]+:[^\s:@/]+@)?(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?/?"
            r"(?:\?security=(?:starttls|tls|none))?"
        ),
        (
            "smtp://USER:PASSWORD@HOST:587?security=starttls, or tls or none; write an @, : or / "
            "of a password as %40, %3A, %2F"
        ),
    ),
    "mailbox": (
        re.compile(rf"|{_MAIL_ADDRESS}|[^<>@,;:\"\\{_BREAKS}]{{1,80}} <{_MAIL_ADDRESS}>"),
        "a mail address, or a name with one behind it: The Desk <desk@example.org>",
    ),
    "webhook secret": (
        re.compile(r"whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
        "whsec_ and base64 of 24 bytes or more: echo whsec_$(openssl rand -base64 32)",
    ),
    "token": (
        re.compile(r"\d+:[\w-]+"),
        "what @BotFather gave: digits, a colon, letters; without quotes or “bot”",
    ),
    "words": (re.compile(r"(?=.*\w).+", re.DOTALL), "a text with a letter or digit in it"),
    "zone": (
        re.compile(r"[A-Za-z]\w+/.+|UTC"),
        (
            "the IANA name of a city's zone, such as Asia/Almaty: a difference or an abbreviation "
            "knows no summer time"
        ),
    ),
}
