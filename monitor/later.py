"""Modules that are loaded when something of theirs is first asked for, not when they are named.

A command that only shows what is known already should not wait for what folds words or reads
articles. Functions import at their module's head all the same, so that the direction of imports
stays visible; a module that is costly and often not needed stands there as

    if TYPE_CHECKING:
        from monitor.views import projection
    else:
        projection = later("monitor.views.projection")
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class _Later:
    """Stands for the module until it is loaded, and hands on its names."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Asked for once a name: what the module says is kept here."""
        found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found


def later(module: str) -> Any:
    return _Later(module)
