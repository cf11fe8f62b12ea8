"""Pages for readers: what was told, and why."""
