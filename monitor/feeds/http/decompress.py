"""Content-Encoding undone piece by piece, within bounds: a small body must not become a large one
unseen.

httpx decodes a whole chunk at once, a thousandfold if it likes; so bodies are read raw and come
through here.
"""

from __future__ import annotations

import re
import zlib

from monitor.feeds.values import FetchError, Limits

ACCEPT_ENCODING = "gzip, deflate"
_RATIO_FREE_BYTES = 1_000_000  # below this no ratio is suspicious: empty tables compress well
# What no compressed body begins with: "Content-Encoding: utf-8" and the like are said of bodies as
# they are.
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[<{]|user-agent|sitemap|#|$)", re.IGNORECASE)
_GZIP = 16 + zlib.MAX_WBITS
_FORMS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


class Inflater:
    """`feed` raw pieces, then `finish`: the body. Raises FetchError as soon as a bound is
    passed.
    """

    def __init__(self, encoding: str, limits: Limits) -> None:
        self._limits = limits
        self._sent = 0
        self._body = bytearray()
        names = [
            name
            for word in encoding.lower().split(",")
            if (name := word.strip()) not in {"", "identity"}
        ]
        self._unknown = encoding[:40] if len(names) > 1 or not set(names) <= _FORMS.keys() else ""
        self._form = _FORMS[names[0]] if names and not self._unknown else None
        self._stream: zlib._Decompress | None = None

    def feed(self, piece: bytes) -> None:
        self._sent += len(piece)
        if self._form is None:
            self._take(piece)
            return
        try:
            while piece:
                piece = self._inflate(piece)
        except zlib.error as error:
            raise FetchError("protocol", "the body is not compressed as it says") from error

    def finish(self) -> bytes:
        if self._stream is not None and not self._stream.eof:
            raise FetchError("protocol", "the body ends in the middle of its compressed data")
        if self._unknown and not _PLAIN.match(self._body):
            raise FetchError("protocol", f"the body's encoding was not asked for: {self._unknown}")
        return bytes(self._body)

    def _inflate(self, piece: bytes) -> bytes:
        """One bounded step; returns what of `piece` is still to do."""
        # at the start, or at the next member of a gzip body
        if self._stream is None or self._stream.eof:
            self._stream = zlib.decompressobj(self._window(piece))
        self._take(self._stream.decompress(piece, 65_536))
        return self._stream.unconsumed_tail or self._stream.unused_data

    def _window(self, piece: bytes) -> int:
        if self._form == zlib.MAX_WBITS and (piece[0] & 0x0F) != zlib.DEFLATED:
            return -zlib.MAX_WBITS  # "deflate" without its zlib header, as some servers send it
        return self._form or 0

    def _take(self, piece: bytes) -> None:
        self._body += piece
        size, limits = len(self._body), self._limits
        if max(size, self._sent) > limits.body_bytes_max:
            raise FetchError(
                "too large", f"larger than {limits.body_bytes_max / 1_000_000:g} MB: not read"
            )
        if size > _RATIO_FREE_BYTES and size > self._sent * limits.ratio_max:
            raise FetchError(
                "protocol",
                f"the body unpacks to more than {limits.ratio_max} times its size: not read",
            )
