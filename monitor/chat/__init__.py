"""Telling readers: the outbox that delivers what is owed exactly once, the ways messages go, and what readers may ask."""
