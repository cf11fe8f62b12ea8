"""An article's text → what it says: who did what with whom, where and when. Pure: the same text
gives the same Reading.

`read` is the whole of it; `pipeline.py` shows the way from text to Reading, step by step.
"""

from monitor.reading.pipeline import read

__all__ = ["read"]
