"""What no weight decides: what forbids two articles to be one, and what makes them one.

in_common   what two articles share beyond the day, without which they are never one
bars        what forbids that they tell one story
copies      the same words, whatever was read
"""

from monitor.matching.guards.bars import guard
from monitor.matching.guards.copies import in_the_same_words
from monitor.matching.guards.in_common import only_the_date

__all__ = ["guard", "in_the_same_words", "only_the_date"]
