"""Bytes of a feed → entries; apart from this process."""
