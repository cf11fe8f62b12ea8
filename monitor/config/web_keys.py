"""The keys of [web]: where pages are shown, and to whom."""

from __future__ import annotations

from monitor.config.key import Key

WEB: tuple[Key, ...] = (
    Key(
        name="web.port",
        kind="whole number",
        default=0,
        least=0,
        most=65535,
        says="Port of the pages in `monitor run`, and of `monitor web`; 0: none in `monitor run`, "
        "8788 for `monitor web`.",
    ),
    Key(
        name="web.host",
        kind="text",
        default="127.0.0.1",
        form="address",
        says="Address of this machine where the pages are shown; 127.0.0.1 shows them to nobody "
        "else.",
    ),
    Key(
        name="web.address",
        kind="text",
        default="",
        form="site address",
        says="How readers reach the pages through a proxy, with the path that it shows them "
        "under; links and cookies are made for it.",
    ),
    Key(
        name="web.proxies",
        kind="list of texts",
        default=(),
        form="address",
        says="Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, by their "
        "addresses; nobody else's are.",
    ),
    Key(
        name="web.reading",
        kind="text",
        default="public",
        words=lambda: ("public", "token"),
        says="Who may read: whoever reaches the pages, or only who has a token of `monitor web "
        "token`.",
    ),
    Key(
        name="web.session_minutes",
        kind="whole number",
        default=720,
        least=5,
        most=43_200,
        says="How long an operator stays logged in, at most.",
    ),
    Key(
        name="web.idle_minutes",
        kind="whole number",
        default=60,
        least=5,
        most=43_200,
        says="After how long without a request an operator is logged out.",
    ),
    Key(
        name="web.requests_per_minute",
        kind="whole number",
        default=240,
        least=10,
        most=100_000,
        says="How many pages one address may ask for in a minute; pictures and style do not count.",
    ),
)
