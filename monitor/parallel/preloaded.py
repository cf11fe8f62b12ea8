"""Imported by the fork server alone: it reads one article, and so has loaded what reading any
needs, whose memory the processes that it starts then share. A language's own lists come with its
first article.
"""

from __future__ import annotations

import gc

from monitor.model import Article
from monitor.parallel.lots import ReadingJob, packed_lot, read_lot

_ARTICLE = Article(
    id="0" * 16,
    version="0" * 12,
    text_hash="",
    text_bytes=0,
    lang="en",
    title="The foreign ministers of Italy and Norway held talks in Rome",
    published="2024-12-12",
)
_TEXT = (
    "ROME, December 12. The foreign ministers of Italy and Norway met in Rome on Thursday and "
    "signed two agreements. “We agreed on trade,” the minister said."
)

read_lot(packed_lot([ReadingJob(_ARTICLE, _TEXT)]))
gc.collect()
gc.freeze()  # a later look for garbage would write into pages that are shared
