"""`init`, and what `check` says about the bot: does the token work, is the channel there, are the
rights enough and not too many.
"""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import tomlkit

from monitor import samples
from monitor.cli import forms_home as forms
from monitor.cli import media, outbox, output
from monitor.cli.context import Shell, pass_shell
from monitor.cli.home import bring_config, called, of_user
from monitor.cli.home import found as home_found
from monitor.cli.root import Command
from monitor.config import Config, keys, load
from monitor.config import forms as forms_of_config
from monitor.config.reading import nearest
from monitor.config.secrets import keep as keep_secrets
from monitor.delivery.media.telegram import Telegram
from monitor.delivery.media.telegram_posts import NAME as TELEGRAM
from monitor.delivery.transport import Address, Moved, Refused, TransportDownError, Unknown
from monitor.digest.render.terminal import render_terminal
from monitor.errors import MonitorError, RefusedError, UsageError
from monitor.publishing.publisher import Publisher
from monitor.runtime.fetch_once import LOCK
from monitor.runtime.lock import acting, leased

_NEEDED = "can_post_messages"
_FORBIDDEN = "can_edit_messages"
_UNNEEDED = ("can_promote_members", "can_restrict_members", "can_change_info", "can_invite_users")


# --- check ---


def findings(config: Config) -> Sequence[forms.Finding]:
    """Empty where no bot is set up; nothing is sent."""
    if not config.token:
        return ()
    try:
        return asyncio.run(_findings(config))
    except TransportDownError as error:
        return (forms.Finding(what="token", ok=False, says=error.message, hint=error.hint),)
    except MonitorError as error:
        return (forms.Finding(what="telegram", ok=False, says=error.message, hint=error.hint),)


async def _findings(config: Config) -> list[forms.Finding]:
    async with Telegram(token=config.token or "", url=config.telegram_url, read_s=10.0) as telegram:
        me = await telegram.ask(lambda bot: bot.get_me())
        if isinstance(me, Refused | Unknown | Moved):
            hint = "check the network, MONITOR_TELEGRAM_URL and the token"
            return [
                forms.Finding(what="telegram", ok=False, says=f"no answer: {_said(me)}", hint=hint)
            ]
        found = [
            forms.Finding(what="token", ok=True, says=f"works: @{me.username}"),
            await _webhook(telegram),
        ]
        for what, named in (("channel", config.channel), ("operators", config.chat.operators_chat)):
            if named:
                found += await _place(telegram, what, outbox.address_of(named), me.id)
        return found


async def _webhook(telegram: Telegram) -> forms.Finding:
    hook = await telegram.ask(lambda bot: bot.get_webhook_info())
    if getattr(hook, "url", ""):
        hint = "if you did not set it, somebody has your token: docs/token.md"
        return forms.Finding(
            what="webhook",
            ok=False,
            says="a webhook takes what readers say away from us",
            hint=hint,
        )
    return forms.Finding(what="webhook", ok=True, says="none, as it should be")


async def _place(
    telegram: Telegram, what: str, address: Address, bot_id: int
) -> list[forms.Finding]:
    if address.medium != TELEGRAM:
        return []  # what each medium says of itself: `media`
    named: Any = address.chat if address.chat.startswith("@") else int(address.chat)
    there = await telegram.ask(lambda bot: bot.get_chat(named))
    if isinstance(there, Refused | Unknown | Moved):
        hint = "add the bot to it as an administrator; a private channel's id begins with -100"
        return [forms.Finding(what=what, ok=False, says=f"not reached: {_said(there)}", hint=hint)]
    if address.thread is not None and not getattr(there, "is_forum", False):
        says = f"a {there.type} without topics: “/{address.thread}” names nothing in it"
        hint = "leave the number after the slash away; it is a post's, or topics are switched off"
        return [forms.Finding(what=what, ok=False, says=says, hint=hint)]
    member = await telegram.ask(lambda bot: bot.get_chat_member(named, bot_id))
    return [
        forms.Finding(what=what, ok=True, says=f"a {there.type}"),
        *_rights(what, str(there.type), member),
    ]


def _rights(what: str, kind: str, member: Any) -> list[forms.Finding]:
    if kind != "channel":
        gone = str(getattr(member, "status", "")) in ("left", "kicked")
        hint = "add the bot to it" if gone else ""
        return [
            forms.Finding(
                what="rights",
                ok=not gone,
                says=f"{what}: {'not a member' if gone else 'a member'}",
                hint=hint,
            )
        ]
    if not getattr(member, _NEEDED, False):
        hint = "make the bot an administrator of the channel with “Post messages”"
        return [forms.Finding(what="rights", ok=False, says="the bot may not post", hint=hint)]
    if getattr(member, _FORBIDDEN, False):
        hint = (
            "take “Edit messages of others” from it: it needs none of it to correct its own posts"
        )
        says = "the bot may edit others’ posts, so it cannot safely look whether its own arrived"
        return [forms.Finding(what="rights", ok=False, says=says, hint=hint)]
    more = [
        right.removeprefix("can_").replace("_", " ")
        for right in _UNNEEDED
        if getattr(member, right, False)
    ]
    says = f"enough; not needed: {', '.join(more)}" if more else "enough, and not too many"
    return [forms.Finding(what="rights", ok=True, says=says)]


def _said(outcome: object) -> str:
    return str(getattr(outcome, "reason", "") or type(outcome).__name__.lower())


# --- init ---


def _in_the_users_folder(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 — click's signature
    if value:
        ctx.ensure_object(Shell).home = of_user()


@click.command(cls=Command)
@click.option(
    "--channel",
    metavar="CHAT",
    help="Its @name or id, chat/thread for a forum topic.  [default: MONITOR_CHANNEL, or asked]",
)
@click.option("--zone", metavar="ZONE", help="Time zone of the readers: an IANA name.")
@click.option("--hour", metavar="HH:MM", help="When the digest comes, in that zone.")
@click.option(
    "--keep/--no-keep",
    default=None,
    help="Keep token and channel in config/secrets.toml, for you alone (mode 600).  "
    "[default: asked]",
)
@click.option(
    "--user",
    is_flag=True,
    callback=_in_the_users_folder,
    expose_value=False,
    help="In your data folder, which is found from everywhere.",
)
@pass_shell
def init(
    shell: Shell, channel: str | None, zone: str | None, hour: str | None, *, keep: bool | None
) -> int:
    """Set up your channel: ask what is needed, write the config, send a test message, show
    tonight's digest.

    The token is asked for without echo, or taken from MONITOR_TELEGRAM_TOKEN or
    config/secrets.toml. Interrupted anywhere, it can be run again. A folder without config/ gets
    the sample configuration and feeds first.

    \b
    Example:  monitor init
              monitor init --channel @your_channel --zone Asia/Almaty --hour 09:00
    """
    config = shell.config
    given = dict(os.environ)
    named = channel or config.channel
    wanted_zone, wanted_hour = (zone_of(zone) if zone else ""), (hour_of(hour) if hour else "")
    given["MONITOR_CHANNEL"] = _channel(named) if named else _ask(_WHERE, _channel)
    medium = outbox.address_of(given["MONITOR_CHANNEL"]).medium
    if config.token or medium == TELEGRAM:
        given["MONITOR_TELEGRAM_TOKEN"] = config.token or _ask(
            "The bot's token (from @BotFather)", _token, hidden=True
        )
    given |= _needed_by(medium, config)
    path = shell.home / "config" / "monitor.toml"
    if not path.parent.exists():
        bring_config(shell.home)
    if sender := _sender(medium, config):
        _write(path, sender)
    if not _is_in_order(shell, given):
        return 1
    wanted_zone = wanted_zone or _ask("Time zone of your readers", zone_of, default=config.zone)
    wanted_hour = wanted_hour or _ask("Hour of the digest", hour_of, default=config.hour)
    _write(path, {"zone": wanted_zone, "hour": wanted_hour})
    config = load(shell.home, given)
    return _first_message(shell, config) or _kept(shell, config, keep=keep)


def _is_in_order(shell: Shell, given: dict[str, str]) -> bool:
    """Whether token, channel and rights are as they should be; a person is asked until they
    are.
    """
    while wrong := _looked_at(load(shell.home, given)):
        if not sys.stdin.isatty():
            _say("mend that and run `monitor init` again")
            return False
        _say(
            "mend that and look again with Enter, or answer anew; Ctrl-C ends, and `monitor "
            "init` begins again"
        )
        if "token" in wrong:
            given["MONITOR_TELEGRAM_TOKEN"] = _ask("The bot's token", _token, hidden=True)
        elif "mail" in wrong:
            given["MONITOR_SMTP_URL"] = _ask(_MAIL_SERVER, _mail_server, hidden=True)
        else:
            given["MONITOR_CHANNEL"] = _ask(
                "The channel", _channel, default=given["MONITOR_CHANNEL"]
            )
    return True


def _say(words: str) -> None:
    """In lines of whole words."""
    output.say(output.wrap(words))


_BESIDE = " " * len("WRONG channel    ")


_MAIL_SERVER = "The mail server: smtp://USER:PASSWORD@HOST:587"
_WHERE = "The channel: its @name or id, or mailto:…, webhook:https://…, apprise:…, feed:…"


def _needed_by(medium: str, config: Config) -> dict[str, str]:
    """What this medium cannot do without, asked for or made."""
    if medium == "mail":
        server = config.smtp_url or _ask(_MAIL_SERVER, _mail_server, hidden=True)
        return {"MONITOR_SMTP_URL": server}
    if medium == "webhook" and not config.webhook_secret:
        made = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
        output.say("a secret to sign with was made: its receiver needs it from config/secrets.toml")
        return {"MONITOR_WEBHOOK_SECRET": made}
    return {}


def _sender(medium: str, config: Config) -> dict[str, str]:
    if medium != "mail":
        return {}
    return {"mail.from": config.mail.sender or _ask("From whom mails come", _mailbox)}


def _mail_server(url: str) -> str:
    return _formed(url, "mail server", "that is no mail server")


def _mailbox(text: str) -> str:
    return _formed(text, "mailbox", "that is no mail address")


def _looked_at(config: Config) -> set[str]:
    """Say what token, channel and rights are like; what of it is wrong."""
    told = (*findings(config), *media.findings(config))
    for finding in told:
        mark = f"{'ok   ' if finding.ok else 'WRONG'} {finding.what:<10} "
        output.say(mark + output.wrap(finding.says, indent=_BESIDE).lstrip())
        if finding.hint:
            output.say(output.wrap(f"hint: {finding.hint}", indent=_BESIDE))
    return {finding.what for finding in told if not finding.ok}


def _ask(
    what: str, right: Callable[[str], str], *, default: str | None = None, hidden: bool = False
) -> str:
    """The answer, asked for until it is right. Raises UsageError if nobody is there to answer."""
    if not sys.stdin.isatty() and default is not None:
        return right(default)
    if not sys.stdin.isatty():
        raise UsageError(
            f"{what}: nobody is there to answer",
            hint="give options and variables: monitor init --help",
        )

    def proven(answer: str) -> str:
        try:
            return right(answer.strip())
        except UsageError as error:
            raise click.BadParameter(f"{error.message}: {error.hint}") from error

    return str(click.prompt(what, default=default, hide_input=hidden, value_proc=proven))


def _token(token: str) -> str:
    return _formed(token, "token", "that is no bot's token")


def _channel(channel: str) -> str:
    if keys.is_invitation(channel):
        raise UsageError(
            "an invitation does not say which chat it leads to",
            hint="give its @name, or the link of one of its posts",
        )
    return _formed(keys.channel_meant(channel) or channel, "channel", "that is no channel")


def hour_of(hour: str) -> str:
    return _formed(
        keys.clock_meant(hour) or hour, "clock time", f"“{hour[:20]}” is not a time of day"
    )


def _formed(text: str, form: forms_of_config.Form, wrong: str) -> str:
    if not forms_of_config.FORMS[form][0].fullmatch(text):
        raise UsageError(wrong, hint=f"it is {forms_of_config.FORMS[form][1]}")
    return text


def zone_of(zone: str) -> str:
    if zone not in keys.zones():
        meant = keys.zone_meant(zone)
        hint = f"did you mean “{meant}”?" if meant else nearest(zone, keys.zones(), what="zones")
        raise UsageError(f"“{zone[:40]}” is not a time zone", hint=hint)
    return zone


def _write(path: Path, values: Mapping[str, str]) -> None:
    """Change these keys, such as "zone" or "mail.from", and leave every other line as it is; in
    place at once or not at all.
    """
    document = (
        tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    )
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        within: Any = document.setdefault(table, tomlkit.table()) if table else document
        within[key] = value
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(tomlkit.dumps(document), encoding="utf-8")
    draft.replace(path)


def _first_message(shell: Shell, config: Config) -> int:
    with (
        acting(shell.state / LOCK),
        outbox.engine_and_readers(shell) as (engine, readers),
        leased(shell.log),
    ):

        async def first() -> None:
            async with outbox.transports(config) as ways:
                room = Publisher(
                    engine=engine, readers=readers, transports=ways, brief=outbox.brief_of(config)
                )
                reader = room.channel(outbox.address_of(config.channel))
                words = f"The digest will come here daily at {config.hour} ({config.zone})."
                if room.greeting(reader):
                    _say(
                        "an earlier try was cut off: looking whether its message arrived "
                        "takes about a minute"
                    )
                if not await room.greet(reader, words):
                    raise RefusedError(
                        "the test message did not arrive", hint="`monitor check` says what is wrong"
                    )
                digest = room.editor.preview(reader.wishes)
                output.say(
                    render_terminal(digest, width=output.page_width(), colour=output.colourful())
                )

        try:
            asyncio.run(first())
        except TransportDownError as error:
            raise RefusedError(error.message, hint=error.hint) from error
    _say("the test message is in the channel; above is what tonight's digest would be")
    if not engine.state.stories:
        output.say(
            "nothing came in yet. To see a digest there now: "
            f"{_monitor(shell)} ingest {shlex.quote(os.path.relpath(samples.seeds()[0].parent))}"
        )
        output.say(f"and then: {_monitor(shell)} digest --send")
    return 0


_VARIABLES = {
    "telegram_token": "MONITOR_TELEGRAM_TOKEN",
    "channel": "MONITOR_CHANNEL",
    "smtp_url": "MONITOR_SMTP_URL",
    "webhook_secret": "MONITOR_WEBHOOK_SECRET",
}


def _secrets_of(config: Config) -> dict[str, str | None]:
    return {
        "telegram_token": config.token,
        "channel": config.channel,
        "smtp_url": config.smtp_url,
        "webhook_secret": config.webhook_secret,
    }


def _monitor(shell: Shell) -> str:
    """How the program is called for this home."""
    here = shell.home.resolve() == home_found(os.environ).resolve()
    return called() + ("" if here else f" --home {shlex.quote(str(shell.home))}")


def _kept(shell: Shell, config: Config, *, keep: bool | None) -> int:
    """Where the token goes from here."""
    known = load(shell.home, os.environ)
    if _secrets_of(known) == _secrets_of(config) and keep is None:
        output.say(f"then: {_monitor(shell)} run")
        return 0
    if keep is None and sys.stdin.isatty():
        keep = click.confirm(
            "Keep token and channel in config/secrets.toml, for you alone (mode 600)?", default=True
        )
    if keep:
        keep_secrets(shell.home, _secrets_of(config))
        output.say(f"kept in config/secrets.toml; then: {_monitor(shell)} run")
        return 0
    _say("keep these where your service finds them, as you keep passwords:")
    for name, value in _secrets_of(config).items():
        if value:
            _say(f"  export {_VARIABLES[name]}=…")
    output.say(f"then: {_monitor(shell)} run")
    return 0
