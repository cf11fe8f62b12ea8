"""The second look: what later reports have made plain about earlier decisions.

A first report is judged when little is known. So the stories around one that was touched are
grouped anew, as if all their articles had come at once, and what would stand elsewhere then is
changed: two stories that are one, an article in its neighbour's story, two events in one story. So
the order in which articles came decides nothing that lasts. Where all that came to a story stands
where it compares best and draws nothing out of another, nothing is grouped anew. Each change is
returned with its evidence; whoever applies it writes it down as an event with its reason, never
silently.

partition   articles into groups, by how well they compare on average
look        which stories are looked at, and what is to be changed in them
"""

from monitor.matching.late.look import Regrouping, second_look

__all__ = ["Regrouping", "second_look"]
