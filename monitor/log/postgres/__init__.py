"""The event log in a PostgreSQL database (15 or newer), for more than one machine.

The same chain and the same bytes as in a file: payloads, keys and texts are `bytea`, since `jsonb`
would reorder, drop and round, and `text` holds no NUL.
"""
