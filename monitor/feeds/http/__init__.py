"""Asking strangers: one exchange, its guards and limits."""
