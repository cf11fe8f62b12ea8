"""One visit: what a reader asked, what the answer may look at, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from monitor.delivery.address_book import KnownReader, Readers
from monitor.delivery.phrases import counted, languages, phrase
from monitor.delivery.updates import IncomingUpdate, Understood
from monitor.engine.engine import Engine
from monitor.events.deliveries import Button, Message, ReaderWished, Wishes
from monitor.events.stories_and_feeds import Event
from monitor.log.protocol import EventLog
from monitor.model import Topic
from monitor.publishing.editor import Brief, Editor
from monitor.stories.deliveries import Reader
from monitor.views.views import Views


class BotSettings(Struct, frozen=True, kw_only=True):
    """How readers and operators are met; from the configuration. `web_link` makes a link to the
    pages that lets an operator in once, where there are pages.
    """

    operators: frozenset[int] = frozenset()
    operators_chat: str = ""
    commands_per_minute: int = 20
    bot_name: str = ""
    web_link: Callable[[], str] | None = None


class Reply(Struct, frozen=True, kw_only=True):
    """An answer, and what it asks to be written. `toast` is shown where a button was pressed;
    `edit`: the message with the button is replaced by the first one.
    """

    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    outcome: Literal["done", "refused", "limited", "ignored", "lost"] = "done"
    toast: str = ""
    url: str = ""  # opened where a button was pressed, instead of a toast
    edit: bool = False
    report: str = ""  # a line for the operators
    notices: tuple[tuple[str, Message], ...] = ()  # for the operators' chat, by delivery id


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    engine: Engine
    editor: Editor
    readers: Readers
    brief: Brief
    asked: IncomingUpdate
    wish: Understood
    known: KnownReader
    settings: BotSettings

    @property
    def reader(self) -> Reader | None:
        """The reader as the State knows it; None for one that never subscribed."""
        return self.engine.state.readers.get(self.known.reader_id)

    @property
    def wishes(self) -> Wishes:
        """The reader's, or what a newcomer would have."""
        if self.reader is not None:
            return self.reader.wishes
        language = (
            self.asked.language
            if self.asked.language in languages()
            else self.brief.default.language
        )
        return Wishes(
            topics=self.brief.default.topics,
            language=language,
            zone=self.brief.default.zone,
            hour=self.brief.default.hour,
        )

    @property
    def views(self) -> Views:
        return self.engine.archive.views

    @property
    def topics(self) -> tuple[Topic, ...]:
        return self.brief.topics

    @property
    def is_operator(self) -> bool:
        return self.asked.user_id in self.settings.operators

    @property
    def home(self) -> str:
        """Of this log and no other: what buttons carry that name things by their number in it."""
        return home_of(self.engine.log)

    def link(self, payload: str) -> str:
        """An address that opens the private chat with the bot; empty if its name is not known."""
        if not self.settings.bot_name:
            return ""
        return f"https://t.me/{self.settings.bot_name}?start={payload}"

    def say(self, key: str, /, **values: object) -> str:
        return phrase(self.wishes.language, key, **values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        return counted(self.wishes.language, key, n, **values)

    def told(self, key: str, /, **values: object) -> Reply:
        """An answer of one phrase: as a toast too, where a button was pressed."""
        words = self.say(key, **values)
        return Reply(messages=(Message(text=words),))

    def wished(
        self,
        change: Literal[
            "topics",
            "time",
            "language",
            "quiet",
            "paused",
            "resumed",
            "muted",
            "unmuted",
            "followed",
            "unfollowed",
            "alerts",
        ],
        wishes: Wishes,
    ) -> tuple[Event, ...]:
        """Nothing, if nothing changes or nobody is subscribed."""
        if self.reader is None or self.reader.wishes == wishes:
            return ()
        return (ReaderWished(reader_id=self.known.reader_id, change=change, wishes=wishes),)


_HOME_DIGITS = 8


def home_of(log: EventLog) -> str:
    """A mark of this log and no other; empty for an empty one."""
    first = next(iter(log.read(after=0, until=1)), None)
    return first.hash[:_HOME_DIGITS] if first else ""


def rows_of(buttons: Sequence[Button], *, wide: int = 2) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + wide]) for i in range(0, len(buttons), wide))
