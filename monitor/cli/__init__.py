"""The command line: one command a function, one module a group of commands, no rules of its own."""

from monitor.cli.root import main

__all__ = ["main"]
