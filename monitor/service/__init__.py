"""What runs: the engine (decide, write, then know) with its snapshots and clock, evaluation, health."""
