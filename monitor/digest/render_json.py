"""A digest as one JSON document; its schema is docs/schemas/digest.json."""

from __future__ import annotations

from typing import Any

import msgspec

from monitor.digest.value import Digest

FORM = 1  # raised when a field changes its meaning


def render_json(digest: Digest) -> str:
    """Indented JSON, ending in a newline. Every field is present; unknown ones are null or empty."""
    return msgspec.json.format(msgspec.json.encode(document(digest)), indent=2).decode() + "\n"


def document(digest: Digest) -> dict[str, Any]:
    """The digest as plain values, times in ISO form."""
    return {"form": FORM, **_whole(digest)}


def _whole(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return {name: _whole(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_whole(each) for each in value]
    return msgspec.to_builtins(value)
