"""The decider: `State` is events folded by `evolve`, which obeys; `decide` turns commands into
events and has all the rules.

`queries` answers what others want to know of a State. Nothing here knows of disks, networks or
clocks.
"""
