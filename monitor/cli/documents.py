"""The register of the documents that `--json` prints. docs/schemas/ is generated from it, and tests
hold real output against those.

It knows every form, so it loads nearly everything: commands take their forms from the `forms_*`
module that has them, and those of stories and articles from `views.documents`. Unknown values are
null. New fields may be added; none is renamed or removed without a note in the CHANGELOG.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from monitor.cli import (
    forms_chat,
    forms_evaluation,
    forms_export,
    forms_feeds,
    forms_home,
    forms_log,
    forms_people,
    forms_report,
    forms_taking,
    forms_web,
)
from monitor.digest.compose.audit import Audit
from monitor.digest.model import Digest
from monitor.evaluation.rematch import Rematch
from monitor.views import documents as shown


class Error(Struct, frozen=True, kw_only=True):
    """On standard error, when something went wrong."""

    error: str
    hint: str


class ArticleLine(Struct, frozen=True, kw_only=True):
    """A line of a .jsonl file that `ingest` and `evaluate` take; `event` is a label that only
    `evaluate` looks at.
    """

    id: str | int | None = None
    url: str | None = None
    lang: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    text: str | None = None
    event: str | int | None = None


class DecisionLine(Struct, frozen=True, kw_only=True):
    """A line of `evaluate --out`. Stories go by the id of their first article; what was set aside
    has none.
    """

    id: str
    verdict: str
    story: str | None
    story_at_arrival: str | None
    of: str | None
    maybe: str | None
    new_facts: tuple[str, ...]
    score: float | None


DOCUMENTS: dict[str, type[Struct]] = {
    "error": Error,
    "stories": shown.Stories,
    "search": shown.Found,
    "aside": shown.Aside,
    "why": shown.Why,
    "why-story": shown.WhyStory,
    "why-address": shown.WhyAddress,
    "ingest": forms_taking.Ingested,
    "correction": forms_taking.Correction,
    "redact": forms_taking.Redacted,
    "report": forms_report.WordReport,
    "export": forms_export.Exported,
    "digest": Digest,
    "digest-audit": Audit,
    "digest-send": forms_chat.DigestSent,
    "outbox": forms_chat.Outbox,
    "readers": forms_chat.ReadersListed,
    "people": forms_people.People,
    "log-verify": forms_log.Verified,
    "log-head": forms_log.Head,
    "log-move": forms_log.LogMoved,
    "log-tail": forms_log.Tail,
    "workers": forms_log.WorkersShown,
    "replay": forms_log.Replayed,
    "evaluate": forms_evaluation.Evaluated,
    "rematch": Rematch,
    "config-show": forms_home.Configured,
    "check": forms_home.Checked,
    "sources-check": forms_home.Checked,
    "sources-list": forms_home.OutletsListed,
    "status": forms_home.Status,
    "fetch": forms_feeds.Fetched,
    "feeds-list": forms_feeds.Feeds,
    "feeds-add": forms_feeds.FeedsAdded,
    "feeds-remove": forms_feeds.FeedRemoved,
    "feeds-check": forms_feeds.FeedsChecked,
    "web-sessions": forms_web.WebSessions,
    "site": forms_web.SitePublished,
    "article-line": ArticleLine,
    "decision-line": DecisionLine,
}
"""Each form by the name of its schema: docs/schemas/NAME.json."""


def schema_of(name: str) -> dict[str, object]:
    """JSON Schema 2020-12 of a form."""
    schema = msgspec.json.schema(DOCUMENTS[name], ref_template="#/$defs/{name}")
    for described in (schema, *schema.get("$defs", {}).values()):
        if "description" in described:
            described["description"] = _as_one_line(described["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}


def _as_one_line(docstring: str) -> str:
    """Its first paragraph's line breaks are the source's width; those between paragraphs stay."""
    return "\n".join(" ".join(part.split()) for part in docstring.strip().split("\n\n"))
