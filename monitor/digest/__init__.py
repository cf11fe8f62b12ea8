"""PURE: stories and a window → one `Digest`; a renderer for each medium.

compose(stories, until=…) ─► Digest ─► render_terminal, _text, _markdown, _telegram, _html, _json, _atom, _ics
"""
