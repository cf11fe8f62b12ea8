"""A digest as Markdown (CommonMark): what articles say is escaped, so that none of it is read as
markup.
"""

from __future__ import annotations

import re

from monitor.digest import sanitize
from monitor.digest.model import Digest, Entry, Line, Run, Runs
from monitor.digest.wording.locale import Words, words_for

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_BEGINS_BLOCK = re.compile(r"^(\s*\d*)([#+\-=:.)])")
_AUTOLINK = re.compile(r"(?i)\b(www)\.|:(?=//)|@")


def render_markdown(digest: Digest) -> str:
    """One document, ending in a newline."""
    words = words_for(digest.language)
    parts = [f"# {_plain(f'{digest.title} · {digest.dateline}')}", _summary(digest)]
    today = any(not entry.archive for entry in digest.entries)
    archive = False
    for entry in digest.entries:
        if entry.archive and not archive and today:
            parts.append(f"# {_plain(words.say('frame.archive'))}")
        archive = entry.archive
        parts.append(_entry(entry, words))
    parts += [_begun(_plain(digest.folded_line)), *_closing(digest, words)]
    parts.append(f"*{_plain(f'{digest.conservation} {digest.closing}')}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(digest: Digest) -> str:
    return " ".join(
        part
        for part in (
            _begun(_plain(digest.summary)),
            f"*{_plain(digest.mark)}*" if digest.mark else "",
        )
        if part
    )


def _entry(entry: Entry, words: Words) -> str:
    before = words.say("entry.update", headline="") if entry.first_told else ""
    tags = "".join(f" · {_plain(tag)}" for tag in entry.tags)
    head = f"## {entry.number} · {before}{_runs(entry.headline)}{tags}"
    facts = _begun(
        " · ".join(
            part
            for part in (_strong(entry.where), _plain(entry.first_told or entry.offices))
            if part
        )
    )
    told = "" if entry.brief else "\n".join(_line(line) for line in entry.lines)
    return "\n\n".join(part for part in (head, facts, told, _runs(entry.sourcing)) if part)


def _line(line: Line) -> str:
    label = _strong(line.label)
    if len(line.items) == 1:
        return f"- {label} {_runs(line.items[0])}" if label else f"- {_runs(line.items[0])}"
    return "\n".join([f"- {label}", *(f"  - {_runs(item)}" for item in line.items)])


def _closing(digest: Digest, words: Words) -> list[str]:
    coming = [
        f"- {_strong(item.when)} {_place(item.what, item.place)} (S{item.story_number})"
        for item in digest.coming
    ]
    corrected = [f"- {_begun(_plain(told))}" for told in digest.corrections]
    parts = []
    for key, rows in (("frame.coming", coming), ("frame.corrections", corrected)):
        parts += [f"# {_plain(words.say(key))}\n\n" + "\n".join(rows)] if rows else []
    return parts


def _place(what: str, place: str) -> str:
    return ", ".join(_plain(part) for part in (what, place) if part)


def _strong(text: str) -> str:
    return f"**{_plain(text)}**" if text else ""


def _runs(runs: Runs) -> str:
    return _begun("".join(map(_run, runs)))


def _begun(line: str) -> str:
    """A line's own words: its beginning must not look like a list, a heading or a number either."""
    return _BEGINS_BLOCK.sub(r"\1\\\2", line)


def _run(run: Run) -> str:
    text = _plain(run.text)
    return f"[{text}](<{run.href}>)" if run.href else text


def _plain(text: str) -> str:
    """Escaped words: what could begin markup or an automatic link is written with a backslash."""
    return _AUTOLINK.sub(_unlinked, _MARKUP.sub(r"\\\1", sanitize.isolated(text)))


def _unlinked(found: re.Match[str]) -> str:
    return f"{found[1]}\\." if found[1] else f"\\{found[0]}"
