"""The stories of a window → one `Digest`: `compose` is the way in."""
