"""A digest as one web page, or as the HTML of a mail: its own style, light and dark, readable on a
phone; no script, nothing from elsewhere.

The page forbids everything but its own style by a Content-Security-Policy of its own, so that even
a mistake in escaping could load or run nothing.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable, Sequence
from importlib import resources

from monitor.digest import sanitize
from monitor.digest.model import Coming, Digest, Entry, Line, Run, Runs, Week
from monitor.digest.render.escape import escaped
from monitor.digest.render.walk import Pen, beside_place, drawn, joined, lines_told, update_mark
from monitor.digest.week.picture import described, picture_of
from monitor.digest.wording.locale import Words, words_for
from monitor.pictures import svg
from monitor.pictures.week import WIDTH


@functools.cache
def _style(name: str) -> str:
    return (resources.files("monitor.digest") / "data" / f"{name}.css").read_text(encoding="utf-8")


@functools.cache
def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render_html(digest: Digest) -> str:
    """A whole document, ending in a newline."""
    style = _style("page") + (svg.css() if digest.week else "")
    head = f"""<meta http-equiv="Content-Security-Policy" content="{escaped(_policy(style))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">"""
    return _document(digest, _PagePen(words_for(digest.language)), head=head, style=style)


def render_mail_html(digest: Digest, *, week_at: str = "") -> str:
    """As `render_html`, for a mail: a plain style, still to be put into its elements, whose rules
    for darkness and phones are kept. It forbids nothing itself: a style in an element would be
    forbidden too, and mail programs run nothing.

    `week_at` is the address of the week's picture, which the mail brings with it; without one there
    is none, since mail programs draw no SVG.
    """
    head = """<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">"""
    pen = _MailPen(words_for(digest.language), week_at)
    return _document(digest, pen, head=head, style=_style("mail"))


def _document(digest: Digest, pen: _PagePen, *, head: str, style: str) -> str:
    title = escaped(f"{digest.title} · {digest.dateline}")
    parts = "".join(drawn(digest, pen))
    return f"""<!DOCTYPE html>
<html lang="{escaped(digest.language)}">
<head>
<meta charset="utf-8">
{head}
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{parts}
</main>
</body>
</html>
"""


class _PagePen(Pen[str]):
    def __init__(self, words: Words) -> None:
        self._words = words

    def masthead(self, digest: Digest) -> str:
        mark = f' <span class="mark">{escaped(digest.mark)}</span>' if digest.mark else ""
        return (
            f'<header><h1 dir="auto">{escaped(digest.title)}</h1>'
            f'<p class="dateline">{escaped(digest.dateline)}</p>'
            f"<p>{escaped(digest.summary)}{mark}</p></header>\n"
        )

    def archive_heading(self) -> str:
        return self._heading("frame.archive")

    def entry(self, entry: Entry) -> str:
        kind = joined(" ", "brief" if entry.brief else "", "under" if entry.under else "")
        marked = f' class="{kind}"' if kind else ""
        return (
            f'<article id="s{entry.story_number}"{marked}><h3>{self._headline(entry)}</h3>'
            f"{render_entry_body(entry)}</article>\n"
        )

    def _headline(self, entry: Entry) -> str:
        mark = escaped(update_mark(entry, self._words))
        update = f'<span class="update">{mark}</span>' if mark else ""
        tags = "".join(f' <span class="tag">{escaped(tag)}</span>' for tag in entry.tags)
        return f'<span class="number">{entry.number}</span>{update}{_runs(entry.headline)}{tags}'

    def folded(self, line: str) -> str:
        return f"<p>{escaped(line)}</p>\n"

    def week(self, week: Week) -> str | None:
        drawing = picture_of(week, self._words).inline
        return f'<h2>{escaped(week.title)}</h2>\n<figure class="week">{drawing}</figure>\n'

    def set_aside(self, told: Sequence[Runs]) -> str:
        return self._heading("frame.aside") + _list(map(_runs, told))

    def dates_ahead(self, coming: Sequence[Coming]) -> str:
        return self._heading("frame.coming") + _list(map(_date_ahead, coming))

    def corrections(self, told: Sequence[str]) -> str:
        return self._heading("frame.corrections") + _list(map(escaped, told))

    def closing(self, digest: Digest) -> str:
        conservation, closing = escaped(digest.conservation), escaped(digest.closing)
        return f"<footer><p>{conservation}</p><p>{closing}</p></footer>"

    def _heading(self, key: str) -> str:
        return f"<h2>{escaped(self._words.say(key))}</h2>\n"


class _MailPen(_PagePen):
    def __init__(self, words: Words, week_at: str) -> None:
        super().__init__(words)
        self._week_at = week_at

    def week(self, week: Week) -> str | None:
        if not self._week_at:
            return None
        said = escaped(f"{week.title}. {described(week, self._words)}")
        image = f'<img class="week" src="{escaped(self._week_at)}" width="{WIDTH}" alt="{said}">'
        return f"<h2>{escaped(week.title)}</h2>\n<p>{image}</p>\n"


def render_entry_body(entry: Entry) -> str:
    """All of an entry below its headline."""
    lines = "".join(map(_line, lines_told(entry)))
    listed = f"<dl>{lines}</dl>" if lines else ""
    sources = f'<p class="sources">{_runs(entry.sourcing)}</p>' if entry.sourcing else ""
    return f"{_facts(entry)}{listed}{sources}"


def _facts(entry: Entry) -> str:
    where = f"<b>{escaped(entry.where)}</b>" if entry.where else ""
    told = joined(" · ", where, escaped(beside_place(entry)))
    if not told:
        return ""
    return f'<p class="where">{told}</p>'


def _line(line: Line) -> str:
    items = list(map(_runs, line.items))
    told = items[0] if len(items) == 1 else "".join(f"<p>{item}</p>" for item in items)
    if not line.label:
        return f'<dt></dt><dd class="note">{told}</dd>'
    return f"<dt>{escaped(line.label)}</dt><dd>{told}</dd>"


def _list(rows: Iterable[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f"<ul>{items}</ul>\n"


def _date_ahead(item: Coming) -> str:
    what = _run(Run(text=item.what, language=item.language))
    place = f", {escaped(item.place)}" if item.place else ""
    source = _run(Run(text=item.source, href=item.url))
    return f"<b>{escaped(item.when)}</b> {what}{place} ({source})"


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
