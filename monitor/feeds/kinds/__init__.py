"""Kinds of sources: what is polled besides feeds, and how each kind's documents are read. A plugin
adds a kind by the entry point `monitor.sources` (docs/sources.md).
"""
