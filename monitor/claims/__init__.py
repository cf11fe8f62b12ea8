"""A Reading is made of claims: each field has candidates with plain features, and a small model,
learnt on labelled articles, says how sure it is that an editor would read the same. The act, stage,
place and day that are surest take their field; the digest tells what is sure enough.

`read` is what others call: an article's text → its Reading, with every claim's confidence.
"""

from monitor.claims.judge import read

__all__ = ["read"]
