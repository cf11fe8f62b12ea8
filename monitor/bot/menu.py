"""The menus of commands that a chat shows: in private what one reader may ask, in groups the same,
in the operators' chat theirs above it; in each of the bot's languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from monitor.delivery.phrases import FALLBACK, languages, table
from monitor.delivery.transport import Address, Moved, Refused, Unknown
from monitor.delivery.updates import MenuScope


class Menu(NamedTuple):
    """`language` is "" for who speaks none of ours."""

    scope: MenuScope
    language: str
    commands: tuple[tuple[str, str], ...]


class MenuBoard(Protocol):
    async def set_commands(
        self, commands: tuple[tuple[str, str], ...], scope: MenuScope, language: str
    ) -> Any: ...


def menus(operators_chat: Address | None) -> Iterator[Menu]:
    scopes: list[MenuScope] = ["default", "private"]
    for language in ("", *languages()):
        said = table(language or FALLBACK)
        for scope in scopes:
            yield Menu(scope, language, tuple(said["menu"].items()))
        if operators_chat is not None:
            both = {**said["operators_menu"], **said["menu"]}
            yield Menu(operators_chat, language, tuple(both.items()))


async def register(board: MenuBoard, operators_chat: Address | None) -> str:
    """Why a menu could not be set; empty if all were."""
    for menu in menus(operators_chat):
        answer = await board.set_commands(menu.commands, menu.scope, menu.language)
        if isinstance(answer, Refused | Unknown | Moved):
            return getattr(answer, "reason", "") or type(answer).__name__
    return ""
