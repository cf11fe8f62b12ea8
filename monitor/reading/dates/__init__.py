"""Days as texts write them → `Span`s: `parse` is the way in."""
