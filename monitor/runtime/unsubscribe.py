"""/unsubscribe/READER beside /healthz: the way out that every mail names (RFC 8058). The operator's
web server leads `mail.unsubscribe` here.

Only a POST lets a reader go: mail programs and filters open every address that they see. Nobody
learns here who reads: an unknown id gets the same page as one that was let go.
"""

from __future__ import annotations

import re

from monitor.runtime.service import Running

PATH = re.compile(rb"/(?:[^\s?#]*/)?unsubscribe/([0-9a-f]{16})")
_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width"><title>Unsubscribe</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 30rem">{}</body>
</html>
"""
_ASK = _PAGE.format('<form method="post"><button>Unsubscribe</button></form>')
_DONE = _PAGE.format("<p>You get no more mails, and your address is erased.</p>")


async def answered(running: Running, method: bytes, reader_id: bytes) -> tuple[str, str, str]:
    """Status, content type, body."""
    kind = "text/html; charset=utf-8"
    if method == b"GET":
        return "200 OK", kind, _ASK
    if method != b"POST":
        return "405 Method Not Allowed", "text/plain", "only GET and POST\n"
    await running.house.hand(lambda: _let_go(running, reader_id.decode("ascii")))
    return "200 OK", kind, _DONE


def _let_go(running: Running, reader_id: str) -> None:
    """A reader of mails and the like: a chat says so itself."""
    reader = running.house.engine.state.readers.get(reader_id)
    if reader is not None and reader.kind == "oneway":
        running.house.room.forget(reader_id)
