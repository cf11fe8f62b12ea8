"""A digest as Markdown (CommonMark): what articles say is escaped, so that none of it is read as
markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.digest import sanitize
from monitor.digest.model import Coming, Digest, Entry, Line, Run, Runs
from monitor.digest.render.walk import Pen, beside_place, drawn, joined, lines_told, update_mark
from monitor.digest.wording.locale import Words, words_for

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_BEGINS_BLOCK = re.compile(r"^(\s*\d*)([#+\-=:.)])")
_AUTOLINK = re.compile(r"(?i)\b(www)\.|:(?=//)|@")
_PARAGRAPH = "\n\n"


def render_markdown(digest: Digest) -> str:
    """One document, ending in a newline."""
    return joined(_PARAGRAPH, *drawn(digest, MarkdownPen(words_for(digest.language)))) + "\n"


class MarkdownPen(Pen[str]):
    def __init__(self, words: Words) -> None:
        self._words = words

    def masthead(self, digest: Digest) -> str:
        title = f"# {_plain(f'{digest.title} · {digest.dateline}')}"
        mark = f"*{_plain(digest.mark)}*" if digest.mark else ""
        return joined(_PARAGRAPH, title, joined(" ", _begun(_plain(digest.summary)), mark))

    def archive_heading(self) -> str:
        return self._heading("frame.archive")

    def entry(self, entry: Entry) -> str:
        before = update_mark(entry, self._words)
        tags = "".join(f" · {_plain(tag)}" for tag in entry.tags)
        head = f"## {entry.number} · {before}{_runs(entry.headline)}{tags}"
        facts = _begun(joined(" · ", _strong(entry.where), _plain(beside_place(entry))))
        told = "\n".join(map(_line, lines_told(entry)))
        return joined(_PARAGRAPH, head, facts, told, _runs(entry.sourcing))

    def folded(self, line: str) -> str:
        return _begun(_plain(line))

    def set_aside(self, told: Sequence[Runs]) -> str:
        rows = "\n".join(f"- {_runs(one)}" for one in told)
        return self._heading("frame.aside") + _PARAGRAPH + rows

    def dates_ahead(self, coming: Sequence[Coming]) -> str:
        return self._heading("frame.coming") + _PARAGRAPH + "\n".join(map(_date_ahead, coming))

    def corrections(self, told: Sequence[str]) -> str:
        rows = "\n".join(f"- {_begun(_plain(one))}" for one in told)
        return self._heading("frame.corrections") + _PARAGRAPH + rows

    def closing(self, digest: Digest) -> str:
        return f"*{_plain(f'{digest.conservation} {digest.closing}')}*"

    def _heading(self, key: str) -> str:
        return f"# {_plain(self._words.say(key))}"


def _line(line: Line) -> str:
    items = list(map(_runs, line.items))
    if len(items) == 1:
        return f"- {joined(' ', _strong(line.label), items[0])}"
    return "\n".join([f"- {_strong(line.label)}", *(f"  - {item}" for item in items)])


def _date_ahead(item: Coming) -> str:
    what = joined(", ", _plain(item.what), _plain(item.place))
    return f"- {_strong(item.when)} {what} (S{item.story_number})"


def _strong(text: str) -> str:
    return f"**{_plain(text)}**" if text else ""


def _runs(runs: Runs) -> str:
    return _begun("".join(map(_run, runs)))


def _begun(line: str) -> str:
    """A line's own words: its beginning must not look like a list, a heading or a number either."""
    return _BEGINS_BLOCK.sub(r"\1\\\2", line)


def _run(run: Run) -> str:
    text = _plain(run.text)
    if not run.href:
        return text
    return f"[{text}](<{run.href}>)"


def _plain(text: str) -> str:
    """Escaped words: what could begin markup or an automatic link is written with a backslash."""
    return _AUTOLINK.sub(_unlinked, _MARKUP.sub(r"\\\1", sanitize.isolated(text)))


def _unlinked(found: re.Match[str]) -> str:
    if found[1]:
        return f"{found[1]}\\."
    return f"\\{found[0]}"
