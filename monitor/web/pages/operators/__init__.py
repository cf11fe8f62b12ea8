"""Pages for operators: what waits for them, and how things stand."""
