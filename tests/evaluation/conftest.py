"""Engines for evaluations are those of the engine's tests."""

from tests.engine.conftest import clock, start

__all__ = ["clock", "start"]
