"""Nothing but diplomacy: why an article is told to nobody, as people read it."""

from __future__ import annotations

from monitor.model import NO_DIPLOMACY, Reading, Rules
from monitor.text.coverage import language_unread

_LACKS = 3  # of what speaks against it, said in the reason


def no_diplomacy(reading: Reading, rules: Rules) -> str:
    """Why it is not let in; empty if it is. Readings of versions that did not ask are let in."""
    claim = next((one for one in reading.claims if one.field == "diplomatic"), None)
    if claim is None or claim.confidence >= rules.sure_diplomatic:
        return ""
    sure = f"{claim.confidence:.2f} where {rules.sure_diplomatic:.2f} is needed"
    against = [_named(one) for one in claim.how if one.startswith("-")]
    lacks = ", ".join(list(dict.fromkeys(against))[:_LACKS])
    parts = (f"{NO_DIPLOMACY}: {sure}", lacks, _unread(reading))
    return "; ".join(filter(None, parts))


def _named(against: str) -> str:
    """A feature as people read it, whatever the length of the article."""
    return against.removeprefix("-").partition(",")[0]


def _unread(reading: Reading) -> str:
    language = language_unread(reading.notes)
    return f"its language ({language}) cannot be read" if language else ""
