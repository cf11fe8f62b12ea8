"""A digest as one JSON document; its schema is docs/schemas/digest.json."""

from __future__ import annotations

import msgspec

from monitor.digest.model import Digest


def render_json(digest: Digest) -> str:
    """Indented JSON, ending in a newline. Every field is present; unknown ones are null or
    empty.
    """
    return msgspec.json.format(msgspec.json.encode(digest), indent=2).decode() + "\n"
