"""Pages for people, and the same as JSON for machines: docs/web.md.

`pages` is the one table of what can be asked for; a page is a handler, which makes a typed document
from read-only views, and a template, which draws it. Everything else here is around them: `answers`
runs them in a thread, `guard` and `access` decide who may ask, `server` listens.
"""
