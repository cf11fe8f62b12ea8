"""One renderer a medium, from a `Digest` to what is sent or shown."""
