"""An article's text → what the rules make of it: who did what with whom, where and when. Pure: the
same text gives the same.

`read_so_far` is the whole of it; `pipeline.py` shows the way, step by step. How sure each part is,
`monitor.claims` says: `claims.read` is what others call.
"""

from monitor.reading.pipeline import read_so_far

__all__ = ["read_so_far"]
