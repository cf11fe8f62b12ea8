"""A digest as one web page: its own style, light and dark, readable on a phone; no script, nothing
from elsewhere.

The page forbids everything but its own style by a Content-Security-Policy of its own, so that even
a mistake in escaping could load or run nothing.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources

from monitor.digest import sanitize
from monitor.digest.model import Coming, Digest, Entry, Line, Run, Runs
from monitor.digest.render.escape import escaped
from monitor.digest.wording.locale import Words, words_for


@functools.cache
def _style() -> str:
    return (resources.files("monitor.digest") / "data" / "page.css").read_text(encoding="utf-8")


@functools.cache
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render_html(digest: Digest) -> str:
    """A whole document, ending in a newline."""
    words = words_for(digest.language)
    title = escaped(f"{digest.title} · {digest.dateline}")
    return f"""<!DOCTYPE html>
<html lang="{escaped(digest.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escaped(_policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{_style()}</style>
</head>
<body>
<main>
{_header(digest)}
{_entries(digest, words)}{_lists(digest, words)}<footer><p>{escaped(digest.conservation)}</p><p>{escaped(digest.closing)}</p></footer>
</main>
</body>
</html>
"""


def _header(digest: Digest) -> str:
    mark = f' <span class="mark">{escaped(digest.mark)}</span>' if digest.mark else ""
    return (
        f'<header><h1 dir="auto">{escaped(digest.title)}</h1><p class="dateline">{escaped(digest.dateline)}</p>'
        f"<p>{escaped(digest.summary)}{mark}</p></header>"
    )


def _entries(digest: Digest, words: Words) -> str:
    today = any(not entry.archive for entry in digest.entries)
    rows: list[str] = []
    archive = False
    for entry in digest.entries:
        if entry.archive and not archive and today:
            rows.append(f"<h2>{escaped(words.say('frame.archive'))}</h2>\n")
        archive = entry.archive
        rows.append(_entry(entry, words))
    return "".join(rows)


def _entry(entry: Entry, words: Words) -> str:
    kind = " ".join(
        name for name in ("brief" if entry.brief else "", "under" if entry.under else "") if name
    )
    marked = f' class="{kind}"' if kind else ""
    return (
        f'<article id="s{entry.story_number}"{marked}><h3>{_headline(entry, words)}</h3>'
        f"{render_entry_body(entry)}</article>\n"
    )


def render_entry_body(entry: Entry) -> str:
    """All of an entry below its headline."""
    lines = "" if entry.brief else "".join(map(_line, entry.lines))
    listed = f"<dl>{lines}</dl>" if lines else ""
    sources = f'<p class="sources">{_runs(entry.sourcing)}</p>' if entry.sourcing else ""
    return f"{_facts(entry)}{listed}{sources}"


def _headline(entry: Entry, words: Words) -> str:
    update = (
        f'<span class="update">{escaped(words.say("entry.update", headline=""))}</span>'
        if entry.first_told
        else ""
    )
    tags = "".join(f' <span class="tag">{escaped(tag)}</span>' for tag in entry.tags)
    return f'<span class="number">{entry.number}</span>{update}{_runs(entry.headline)}{tags}'


def _facts(entry: Entry) -> str:
    where = f"<b>{escaped(entry.where)}</b>" if entry.where else ""
    rest = escaped(entry.first_told or entry.offices)
    told = " · ".join(part for part in (where, rest) if part)
    return f'<p class="where">{told}</p>' if told else ""


def _line(line: Line) -> str:
    items = [_runs(item) for item in line.items]
    told = items[0] if len(items) == 1 else "".join(f"<p>{item}</p>" for item in items)
    return (
        f"<dt>{escaped(line.label)}</dt><dd>{told}</dd>"
        if line.label
        else f'<dt></dt><dd class="note">{told}</dd>'
    )


def _lists(digest: Digest, words: Words) -> str:
    folded = f"<p>{escaped(digest.folded_line)}</p>\n" if digest.folded_line else ""
    coming = _list(words.say("frame.coming"), [_coming(item) for item in digest.coming])
    corrected = _list(
        words.say("frame.corrections"), [escaped(told) for told in digest.corrections]
    )
    return f"{folded}{coming}{corrected}"


def _list(heading: str, rows: list[str]) -> str:
    if not rows:
        return ""
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f"<h2>{escaped(heading)}</h2>\n<ul>{items}</ul>\n"


def _coming(item: Coming) -> str:
    what = _run(Run(text=item.what, language=item.language))
    place = f", {escaped(item.place)}" if item.place else ""
    return (
        f"<b>{escaped(item.when)}</b> {what}{place} ({_run(Run(text=item.source, href=item.url))})"
    )


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escaped(run.text)
    if run.language or sanitize.runs_right_to_left(run.text):
        language = f' lang="{escaped(run.language)}"' if run.language else ""
        text = f"<bdi{language}>{text}</bdi>"
    if run.href:
        return f'<a href="{escaped(run.href)}" rel="noopener nofollow">{text}</a>'
    return text
