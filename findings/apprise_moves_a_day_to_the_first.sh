#!/usr/bin/env bash
# Guess: a notice given as Markdown arrives by mail with the words it had; "9. Mai 2025: Treffen" is a date, "#Baku" a hashtag.
# What happens (Apprise 2.3.0 with Python-Markdown 3.11.3): a line that begins with a number and a full stop is a numbered list, and
# the number is thrown away: the mail shows "1. Mai 2025". CommonMark makes a list of it too, but keeps its start at 9. A line
# of hashtags becomes the largest heading, as no blank is asked for after "#"; CommonMark asks for one.
# Why it matters: German, Czech, Danish, Finnish and Turkish dates are written so, each at the head of its line in a list of
# dates ahead; the text form of the same mail is right, so that two readers of one notice go on two days.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check apprise==2.3.0 markdown==3.11.3 markdown-it-py==4.3.0 2>/dev/null
"$work/venv/bin/python" - <<'PY'
from importlib.metadata import version

from apprise import NotifyFormat
from apprise.conversion import convert_between
from markdown_it import MarkdownIt

print("Apprise", version("apprise"), "Markdown", version("markdown"), "markdown-it-py", version("markdown-it-py"))


def mailed(line):
    found = convert_between(NotifyFormat.MARKDOWN, NotifyFormat.HTML, line).replace("\n", "")
    peer = MarkdownIt().render(line).replace("\n", "")
    print(f"{line!r}: {found}; CommonMark {peer}")
    return found, peer


day = "9. Mai 2025: Treffen in Wien"
assert mailed(day) == ("<ol><li>Mai 2025: Treffen in Wien</li></ol>", '<ol start="9"><li>Mai 2025: Treffen in Wien</li></ol>')
assert convert_between(NotifyFormat.MARKDOWN, NotifyFormat.TEXT, day) == day
assert mailed("#Baku #COP29") == ("<h1>Baku #COP29</h1>", "<p>#Baku #COP29</p>")
PY
