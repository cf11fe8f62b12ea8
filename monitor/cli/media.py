"""What `check` and `init` say about media other than Telegram: each is tried without sending."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from monitor.cli import forms_home as forms
from monitor.cli import outbox
from monitor.cli.context import Shell
from monitor.config import Config
from monitor.delivery.address_book import READERS
from monitor.delivery.media.table import medium, prefix_of
from monitor.delivery.media.telegram_posts import NAME as TELEGRAM
from monitor.delivery.transport import Address
from monitor.errors import MonitorError


def addresses_in(shell: Shell) -> list[Address]:
    """Of all readers, where there are any."""
    if not shell.stores.has(READERS):
        return []
    with shell.stores.readers() as readers:
        return [one for one in map(readers.address, readers.reader_ids()) if one is not None]


def findings(config: Config, readers: Iterable[Address] = ()) -> Iterator[forms.Finding]:
    """A line a medium that is configured or has readers; no address is in any."""
    addresses: dict[str, list[str]] = {"mail": []} if config.smtp_url else {}
    try:
        told = [outbox.address_of(config.channel)] if config.channel else []
    except MonitorError as error:
        yield forms.Finding(what="channel", ok=False, says=error.message, hint=error.hint)
        told = []
    if not config.token and any(address.medium == TELEGRAM for address in told):
        needs = medium(TELEGRAM)
        yield forms.Finding(
            what="token", ok=False, says=f"there is no {needs.missing}", hint=needs.mend
        )
    for address in (*told, *readers):
        addresses.setdefault(address.medium, []).append(address.chat)
    for name, chats in addresses.items():
        if name != TELEGRAM and prefix_of(name):
            yield _of_medium(name, set(chats), config)


def _of_medium(name: str, chats: set[str], config: Config) -> forms.Finding:
    try:
        found = medium(name)
    except MonitorError as error:
        return forms.Finding(what=name, ok=False, says=error.message, hint=error.hint)
    wrong = [said for said in map(found.wrong, chats) if said]
    if wrong:
        says = f"{len(wrong)} of {len(chats)} addresses: {wrong[0]}"
        return forms.Finding(
            what=name, ok=False, says=says, hint="monitor readers list --addresses"
        )
    says = f"{len(chats)} address{'' if len(chats) == 1 else 'es'}"
    if found.prove is None:
        return forms.Finding(what=name, ok=True, says=says)
    proof = asyncio.run(found.prove(outbox.access_of(config)))
    return forms.Finding(what=name, ok=proof.ok, says=f"{proof.says} · {says}", hint=proof.hint)
