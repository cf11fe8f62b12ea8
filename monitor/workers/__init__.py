"""The service on several processes and machines, each in some roles; the database that has the log
is all that they share.

fetch asks feeds → arrivals → read makes readings of them → match decides, alone, in the order of
arrival → the log → compose makes editions → deliver sends them, a medium each. Who appends what was
decided does so under a lease, by its number; jobs of the queue only ever do again what may be done
again.
"""
