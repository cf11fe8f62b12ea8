"""Decide, write, then know: the engine, its matcher, archive, snapshots, corrections and clock."""
