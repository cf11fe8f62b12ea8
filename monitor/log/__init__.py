"""The event log: its protocol, its codec, SQLite behind it, and the views that follow it."""
