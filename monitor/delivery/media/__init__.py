"""The ways messages go."""
