"""Whether the package index has a newer release: asked only where `check --newer` says so."""

from __future__ import annotations

import asyncio
import re

import msgspec

from monitor import __version__
from monitor.cli import forms_home as forms
from monitor.config import Config
from monitor.feeds.http.fetch import Client, fetch
from monitor.feeds.http.ssrf import GuardedTransport
from monitor.feeds.values import Ask, FetchError, HttpAnswer, Limits
from monitor.feeds.wiring import user_agent

PACKAGE = "diplomacy-monitor"
_ACCEPT = "application/vnd.pypi.simple.v1+json"  # the simple repository API, 1.1 and newer
_OK, _UNKNOWN = 200, 404
_RELEASE = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,5}")  # no trial: 1.0rc1, 1.0.dev2
_HINT = "look there yourself, or ask another index: monitor check --newer https://…/simple/"


class _File(msgspec.Struct):
    filename: str
    yanked: bool | str = False


class _Project(msgspec.Struct):
    """What the index says of a package, as far as it is used."""

    versions: list[str]
    files: list[_File] = []


def finding(config: Config, *, index: str) -> forms.Finding:
    try:
        newest = _newest(_project(asyncio.run(_asked(config, index))))
    except FetchError as error:
        says = f"the package index {index} gives no answer: {error.message}"
        return forms.Finding(what="release", ok=False, says=says, hint=error.hint or _HINT)
    if newest is None or _parts(newest) <= _parts(__version__):
        return forms.Finding(what="release", ok=True, says=f"{__version__}: none is newer")
    says, hint = f"{newest} is out, this is {__version__}", "CHANGELOG.md says what it brings"
    return forms.Finding(what="release", ok=True, says=says, hint=hint)


async def _asked(config: Config, index: str) -> HttpAnswer:
    transport = GuardedTransport(allow_private=config.allow_private_addresses)
    wanted = Ask(url=f"{index.rstrip('/')}/{PACKAGE}/", accept=_ACCEPT)
    async with Client(transport, user_agent=user_agent(config.contact)) as client:
        return await fetch(client, wanted, limits=Limits())


def _project(answer: HttpAnswer) -> _Project:
    if answer.status == _UNKNOWN:
        raise FetchError("status", f"it knows no {PACKAGE}")
    if answer.status != _OK:
        raise FetchError("status", f"it answers with {answer.status}")
    try:
        return msgspec.json.decode(answer.body, type=_Project)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FetchError("status", "what it says is no list of releases") from error


def _newest(project: _Project) -> str | None:
    """Of the releases that were not withdrawn."""
    withdrawn = {_of_file(file.filename) for file in project.files if file.yanked is not False}
    kept = {_of_file(file.filename) for file in project.files if file.yanked is False}
    gone = withdrawn - kept
    found = [one for one in project.versions if _RELEASE.fullmatch(one) and one not in gone]
    return max(found, key=_parts, default=None)


def _of_file(name: str) -> str:
    """The version in the name of a wheel or an sdist, whose own name has no hyphen."""
    return name.removesuffix(".tar.gz").split("-")[1] if "-" in name else ""


def _parts(version: str) -> tuple[int, ...]:
    """1.2 is 1.2.0; a trial counts as what it is one of."""
    numbers = _RELEASE.match(version)
    parts = [int(part) for part in numbers[0].split(".")] if numbers else []
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)
