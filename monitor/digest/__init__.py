"""PURE: the stories of a window → one `Digest`, and a renderer for each medium.

compose(stories, until=…) ─► Digest ─► render_terminal, _text, _markdown, _telegram, _html, _json,
_atom, _ics

value      what goes in and comes out        safe      words and links from outside, made safe once
topics     whether a reader wants a story    gist      what a story's accounts say together
rank       the stated formula                readout   one story → one entry: headline, lines, news, sourcing
threads    what belongs together          telling     how much a sentence says     documents  signed or agreed, each once
coming     announced dates ahead             words     the frame in the reader's language (data/en.toml, …)
ledger     what readers were told            slots     when an edition is due            audit     do they repeat?
"""
