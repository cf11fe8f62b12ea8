"""Writes the pages of docs/ that come from the code: commands, configuration, events, schemas.

python scripts/write_docs.py            writes them
python scripts/write_docs.py --check    writes nothing; exit status 1 if one is not current
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import textwrap
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from monitor import __version__
from monitor.cli.commands import SECTIONS
from monitor.cli.completion import script
from monitor.cli.documents import DOCUMENTS, schema_of
from monitor.cli.root import cli
from monitor.config import keys
from monitor.config.forms import FORMS
from monitor.config.key import Key
from monitor.config.keys import ENVIRONMENT
from monitor.datafiles import languages_with, rooms, table
from monitor.dates.calendars import calendar_of
from monitor.events import stories_and_feeds
from monitor.text.coverage import languages_read
from monitor.views.export.parquet import columns
from monitor.views.export.rows import ROWS

DOCS = Path(__file__).resolve().parents[1] / "docs"
_NOTE = (
    "<!-- Written by scripts/write_docs.py from the code: change it there, then `make docs`. -->"
)


def pages() -> dict[Path, str]:
    """Each generated file with its text."""
    made = {
        DOCS / "commands.md": commands(),
        DOCS / "configuration.md": configuration(),
        DOCS / "events.md": event_catalogue(),
        DOCS / "languages.md": languages(),
        DOCS / "data.md": data_dictionary(),
    }
    made[DOCS / "monitor.1"] = manual()
    for shell, name in _COMPLETIONS.items():
        made[DOCS / "completion" / name] = script(shell)
    for name in DOCUMENTS:
        schema = json.dumps(schema_of(name), indent=2, ensure_ascii=False, sort_keys=True)
        made[DOCS / "schemas" / f"{name}.json"] = schema + "\n"
    return made


# --- commands ---


def commands() -> str:
    parts = [
        "# Commands",
        _NOTE,
        (
            "`monitor` is `.venv/bin/monitor` after `make install`. Every command takes `--home "
            "DIR` (default: the current folder), `--json` (one document on standard output; errors "
            'as `{"error", "hint"}` on standard error) and `--help`. Exit status: 0 done, 1 the '
            "answer is no, 2 wrong use, configuration or input. The forms of the documents stand "
            "in [schemas/](schemas/)."
        ),
    ]
    context = click.Context(cli, info_name="monitor")
    for heading, listed in SECTIONS.items():
        parts.append(f"## {heading}")
        for one in listed:
            command = cli.get_command(context, one.name)
            if command is not None:
                parts += _command(
                    command, click.Context(command, info_name=one.name, parent=context)
                )
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        if command.invoke_without_command:
            yield from _described(command, context)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, click.Context(inner, info_name=name, parent=context))
        return
    yield from _described(command, context)


def _described(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"### {context.command_path}"
    usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "").strip()
    yield f"`{context.command_path}{' ' + usage if usage else ''}`"
    yield _prose(command.help or "")
    options = [
        option
        for option in command.params
        if isinstance(option, click.Option) and option.expose_value
    ]
    rows = [record for option in options if (record := option.get_help_record(context))]
    if rows:
        yield "\n".join(f"- `{names}` {' '.join(says.split())}".rstrip() for names, says in rows)


def _prose(text: str) -> str:
    """Click's \\b blocks as code, the rest as paragraphs."""
    return "\n\n".join(
        _code(block) if block.startswith("\b") else " ".join(block.split())
        for block in re.split(r"\n\s*\n", inspect.cleandoc(text))
    )


def _code(block: str) -> str:
    lines = block.removeprefix("\b").strip("\n").replace("Example:", "        ", 1)
    return f"```\n{textwrap.dedent(lines)}\n```"


# --- exported data ---

_DATA_HEAD = """\
# The data

{note}

`monitor export stories|accounts|claims|meetings --format csv|jsonl|parquet --output FILE`
writes what is known as rows, while it reads them: memory does not grow with their number.
`--since` and `--until` take days of stories (2026, 2026-11, 2026-11-29).
[analysis.md](analysis.md) answers five questions with them.

- **What is told.** Stories, meetings and accounts hold what a digest would tell: what passes its
  threshold (`rules.sure_…`), by what a story's accounts claim together. Claims are each
  account's own, all of them; `told` says whether one passes alone: without `told` a row is a
  doubt, not a fact.
- **Whose words.** Quotations, outcomes' words and sentences are left out unless `--texts` asks
  for them: they are others' property. Of a redacted text none is ever written.
- **Days** of the world are as precise as they are known: `day_start` as written, `day_first`
  and `day_last` the days that it may be, `day_basis` where it comes from.
- **Times** are instants. Parquet has them in UTC, CSV and JSON in ISO 8601; what the outlet
  wrote stands in `published`, its clock's distance from UTC in `published_offset_minutes`, its
  zone in `outlet_zone`.
- **Codes**: countries by ISO 3166-1 (`XK`, `XKX` for Kosovo), languages by ISO 639-1, events
  and modes by the names of [PLOVER](https://github.com/openeventdata/PLOVER); a mode is given
  only where an act has one. Places lie where GeoNames has them (CC BY 4.0).
- **CSV** is UTF-8, lists are JSON, null is empty. Text that a spreadsheet could take for a
  formula begins with an apostrophe: take one away. A file (not standard output) begins with a
  byte order mark.
- **Parquet** needs `pip install 'diplomacy-monitor[data]'`. Each column carries the words
  below; the file names the program and the head of the log that it was made from.
- **ninjs** (`monitor export stories --format ninjs`) is the IPTC's News in JSON 3.0, one object
  a line: headline, people, places with GeoJSON, subjects with PLOVER's name and confidence,
  outlets, and each account as an associated object. It has no body. `--language` is that of the
  headlines.
"""


def data_dictionary() -> str:
    parts = [_DATA_HEAD.format(note=_NOTE).strip()]
    for name, kind in ROWS.items():
        parts += [f"## {name}", " ".join((inspect.getdoc(kind) or "").split())]
        rows = [
            f"| `{column}` | {_type_name(plain, is_null=is_null)} | {says.replace('|', '/')} |"
            for column, plain, is_null, says in columns(kind)
        ]
        parts.append("\n".join(["| column | type | what it is |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _type_name(plain: Any, *, is_null: bool) -> str:
    inner = get_args(plain)
    named = f"list of {_TYPES[_without_none(inner[0])]}" if inner else _TYPES[plain]
    return f"{named}, or null" if is_null else named


def _without_none(hint: Any) -> Any:
    return next((one for one in get_args(hint) if one is not type(None)), hint)


_TYPES = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "truth",
    date: "day",
    datetime: "instant",
}


# --- the man page ---

_COMPLETIONS = {"bash": "monitor.bash", "zsh": "_monitor", "fish": "monitor.fish"}


def manual() -> str:
    """docs/monitor.1 in man's own macros: every command under the heading that --help gives it."""
    context = click.Context(cli, info_name="monitor")
    lines = [
        '.\\" Written by scripts/write_docs.py from the code: change it there, then `make docs`.',
        f'.TH MONITOR 1 "" "monitor {__version__}" "User commands"',
        ".SH NAME",
        "monitor \\- follows diplomatic news and tells what is new",
        ".SH SYNOPSIS",
        ".B monitor",
        "[\\-\\-home \\fIDIRECTORY\\fR] [\\-\\-json] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        *_man_prose(cli.help or ""),
    ]
    for heading, listed in SECTIONS.items():
        lines.append(f".SH {heading.upper()}")
        for one in listed:
            command = cli.get_command(context, one.name)
            if command is not None:
                lines += _man_command(
                    command, click.Context(command, info_name=one.name, parent=context)
                )
    lines.append(".SH ENVIRONMENT")
    for variable in ENVIRONMENT:
        lines += [".TP", f".B {variable.name}", _man(variable.says)]
    lines += [".SH EXIT STATUS", "0 done, 1 the answer is no, 2 wrong use, configuration or input."]
    return "\n".join(lines) + "\n"


def _man_command(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _man_command(inner, click.Context(inner, info_name=name, parent=context))
        return
    usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "").strip()
    yield f".SS {_man(f'{context.command_path} {usage}'.strip())}"
    yield from _man_prose(command.help or "")
    for option in command.params:
        shown = isinstance(option, click.Option) and option.expose_value
        if shown and (record := option.get_help_record(context)):
            yield ".TP"
            yield f".B {_man(record[0])}"
            yield _man(" ".join(record[1].split()))


def _man_prose(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if block.startswith("\b"):
            yield from (
                ".PP",
                ".nf",
                *map(_man, block.removeprefix("\b").strip("\n").split("\n")),
                ".fi",
            )
        else:
            yield from (".PP", _man(" ".join(block.split())))


def _man(text: str) -> str:
    """As man reads it: a backslash is one, a hyphen is what is typed, a leading dot no macro."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


# --- languages ---

# What is counted of a language: heading → where its table has languages, and what of it.
_KINDS = {
    "acts": ("acts.toml", "act"),
    "stages": ("acts.toml", "stage"),
    "offices": ("offices.toml", "office"),
    "bodies": ("offices.toml", "body"),
    "outcomes": ("deeds.toml", "outcome"),
    "themes": ("themes.toml", ""),
}


def languages() -> str:
    parts = [
        "# Languages",
        _NOTE,
        (
            "What is known of each language, in `monitor/languages/<code>.toml`, and of how many "
            "there are. A text is read in the languages that have words for acts and for offices; "
            "of a text in any other only the outlet's own headline is told, `monitor why` notes "
            "`no word list for …`, and `monitor status` counts such texts. Months and weekdays "
            "come from CLDR (`data/calendar.tsv`), names of countries and cities too. `said` "
            "counts the verbs of speaking, `countries` those with a name or an adjective beside "
            "CLDR's."
        ),
        _language_table(),
        "## Traits",
        "\n".join(_trait_lines()),
        "## A language",
        (
            "One file, `monitor/languages/<code>.toml`, with the tables that the other files there "
            "have (what each means stands in `monitor/data/<name>.toml`), and its examples, "
            "`tests/reading/test_<language>.py`: at least six accounts, with countries, place, day "
            "and act. Only a script whose word endings nobody has cut yet needs code: "
            "`monitor/text/stemming.py` for words, `monitor/text/declension.py` for names. Then "
            "`make docs`."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _language_table() -> str:
    headings = ["language", "read", *_KINDS, "said", "countries", "months"]
    rows = [headings, ["---"] * len(headings)]
    rows += [_language_row(code) for code in sorted(rooms())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _language_row(code: str) -> list[str]:
    room = rooms()[code]
    said = room.get("speech", {}).get("verb", {}).get("said", [])
    known: set[str] = set()
    for countries in room.get("demonyms", {}).values():
        known |= countries.keys()
    return [
        f"{_language_name(code)} `{code}`",
        "yes" if code in languages_read() else "no",
        *(_of(code, name, key) for name, key in _KINDS.values()),
        str(len(said) or "–"),
        str(len(known) or "–"),
        "yes" if calendar_of(code).months else "–",
    ]


def _of(code: str, name: str, key: str) -> str:
    """As "34 of 34"."""
    listed = table(name)[key] if key else table(name)
    known = sum(code in words for words in listed.values())
    return f"{known} of {len(listed)}" if known else "–"


def _language_name(code: str) -> str:
    """As its room calls it, in the first line."""
    first = (_ROOMS / f"{code}.toml").read_text(encoding="utf-8").partition("\n")[0]
    return first.lstrip("# ").partition(":")[0]


_ROOMS = DOCS.parent / "monitor" / "languages"


def _trait_lines() -> Iterator[str]:
    traits = sorted({trait for room in rooms().values() for trait in room.get("traits", {})})
    for trait in traits:
        yield f"- `{trait}`: {', '.join(sorted(languages_with(trait)))}"


# --- configuration ---

_FILES = {
    "config/monitor.toml": (keys.MONITOR, "What applies to this installation."),
    "config/sources.toml": (keys.SOURCE, "The outlets: one table each, named by its id."),
    "config/people.toml": (
        keys.PERSON,
        "Who holds which office, before all that is known otherwise: one table each, named freely.",
    ),
    "config/topics.toml": (keys.TOPIC, "What readers follow: one table a topic, named by its id."),
    "config/feeds.toml": (
        keys.FEED,
        (
            "The feeds that are polled: one table each, named as you like. `monitor feeds add` "
            "writes it too."
        ),
    ),
}


def configuration() -> str:
    parts = [
        "# Configuration",
        _NOTE,
        (
            "Everything has a default, and a file that is not there means its defaults. A key that "
            "is not known, of a wrong type or out of its bounds is refused with its file and line, "
            "and with the nearest word that is allowed. `monitor config show` prints what is in "
            "force and where it comes from; `monitor check` lists every mistake."
        ),
    ]
    for file, (listed, says) in _FILES.items():
        if listed:
            parts += [f"## {file}", says, _key_table(listed)]
    says = (
        "The token and the channel, if the environment does not give them. Only its owner may read "
        "the file (`chmod 600`); any other is refused. `MONITOR_SECRETS` names another place for "
        "it."
    )
    parts += ["## config/secrets.toml", says, _key_table(keys.SECRETS)]
    rows = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else '–'} | {one.says} |"
        for one in ENVIRONMENT
    ]
    parts += ["## Environment", "\n".join(["| variable | default | |", "|---|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def _key_table(listed: tuple[Key, ...]) -> str:
    rows = [
        f"| `{key.name}` | {key.kind} | {_default(key)} | {_allowed(key)} | {key.says} |"
        for key in listed
    ]
    return "\n".join(["| key | kind | default | allowed | |", "|---|---|---|---|---|", *rows])


def _default(key: Key) -> str:
    if key.required:
        return "required"
    match key.default:
        case None | "" | ():
            return "–"
        case bool():
            return f"`{str(key.default).lower()}`"
        case value:
            return f"`{value}`"


_WORDS_LISTED_MAX = 100


def _allowed(key: Key) -> str:
    if key.words:
        words = key.words()
        if len(words) <= _WORDS_LISTED_MAX:
            return ", ".join(words)
    if key.form:
        return FORMS[key.form][1]
    return (
        f"{key.least:g} to {key.most:g}" if key.least is not None and key.most is not None else ""
    )


# --- events ---


def event_catalogue() -> str:
    parts = [
        "# Events",
        _NOTE,
        (
            "Everything the log can say. An event is past tense and about our own doing; it never "
            "carries a chat id or a reader's name. Older versions are upgraded when they are read, "
            "for ever; the types of their fields are described in `monitor/model.py`. In the log "
            "each row has position, key (unique, made from content), type, version, at (UTC), "
            "payload (JSON), and the SHA-256 chain: the hash before it and its own."
        ),
    ]
    for kind in get_args(stories_and_feeds.Event):
        says = " ".join(inspect.cleandoc(kind.__doc__ or "").split()) if _has_words(kind) else ""
        parts.append(f"## {kind.__name__} (version {stories_and_feeds.VERSIONS[kind.__name__]})")
        if says:
            parts.append(says)
        parts.append(
            "\n".join(f"- `{name}` {_type_words(annotation)}" for name, annotation in _fields(kind))
        )
    return "\n\n".join(parts) + "\n"


def _has_words(kind: type[msgspec.Struct]) -> bool:
    return bool(kind.__doc__)


def _fields(kind: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    for field in msgspec.structs.fields(kind):
        optional = "" if field.required else ", optional"
        yield field.name, f"{inspect.formatannotation(field.type)}{optional}"


def _type_words(annotation: str) -> str:
    return re.sub(r"\b(?:monitor(?:\.\w+)*?|typing|datetime)\.", "", annotation).replace("'", "")


def main(arguments: list[str]) -> int:
    check, stale = "--check" in arguments, []
    for path, text in pages().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{'not current' if check else 'written'}: {path.relative_to(DOCS.parent)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
