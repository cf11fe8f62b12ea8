"""A digest as plain text: nothing but words, with the addresses of linked articles below each
entry.
"""

from __future__ import annotations

from monitor.digest import sanitize
from monitor.digest.model import Digest, Entry, Line, Run, Runs
from monitor.digest.wording.locale import Words, words_for


def render_text(digest: Digest, *, explain: bool = False) -> str:
    """Unwrapped lines, ending in a newline: the reading program wraps."""
    words = words_for(digest.language)
    parts = [_head(digest)]
    archive = False
    for entry in digest.entries:
        if entry.archive and not archive and parts[1:]:
            parts.append(words.say("frame.archive").upper())
        archive = entry.archive
        parts.append(_entry(entry, words, explain=explain))
    parts += [digest.folded_line, _coming(digest, words), _corrections(digest, words)]
    parts.append(f"{digest.conservation} {digest.closing}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(digest: Digest) -> str:
    summary = " ".join(part for part in (digest.summary, digest.mark) if part)
    return f"{digest.title} · {digest.dateline}\n{summary}"


def _entry(entry: Entry, words: Words, *, explain: bool) -> str:
    links: list[str] = []
    title = _plain(entry.headline, links)
    shown = words.say("entry.update", headline=title) if entry.first_told else title
    lines = [" · ".join([f"{entry.number}. {shown}", *entry.tags, f"S{entry.story_number}"])]
    lines.append(
        " · ".join(part for part in (entry.where, entry.first_told or entry.offices) if part)
    )
    if not entry.brief:
        lines += [_line(line, links) for line in entry.lines]
    lines.append(_plain(entry.sourcing, links))
    lines += [f"[{number}] {href}" for number, href in enumerate(links, start=1)]
    if explain:
        lines += [
            f"score {entry.score:g}",
            *(f"{r.points:g} {r.name}: {r.note}" for r in entry.reasons),
        ]
    return "\n".join(line for line in lines if line)


def _line(line: Line, links: list[str]) -> str:
    items = [_plain(item, links) for item in line.items]
    if len(items) == 1 or not line.label:
        return f"{line.label}: {items[0]}" if line.label else "\n".join(items)
    return "\n".join([f"{line.label}:", *(f"- {item}" for item in items)])


def _plain(runs: Runs, links: list[str]) -> str:
    """The words; a linked run is followed by the number of its address, which is added to `links`."""
    return "".join(_run(run, links) for run in runs)


def _run(run: Run, links: list[str]) -> str:
    text = sanitize.isolated(run.text if run.plain is None else run.plain)
    if not run.href:
        return text
    if run.href not in links:
        links.append(run.href)
    return f"{text} [{links.index(run.href) + 1}]"


def _coming(digest: Digest, words: Words) -> str:
    if not digest.coming:
        return ""
    items = [
        f"- {item.when}: {_where(item.what, item.place)} (S{item.story_number}, {item.source})"
        for item in digest.coming
    ]
    return "\n".join([words.say("frame.coming"), *items])


def _where(what: str, place: str) -> str:
    return ", ".join(part for part in (sanitize.isolated(what), place) if part)


def _corrections(digest: Digest, words: Words) -> str:
    if not digest.corrections:
        return ""
    return "\n".join(
        [words.say("frame.corrections"), *(f"- {told}" for told in digest.corrections)]
    )
