"""PURE: the stories of a window → one `Digest`, and a form of it for each place where it is read.

    compose(stories, until=…) ─► Digest ─► render_terminal, _text, _markdown, _telegram, _html,
                                           _json, _atom, _ics

model        what composing takes in and hands out
compose/     compose: which stories, in which order; entry: one story → one entry; entry_lines and
             updates: its labelled lines; headline, rank, threads, topics, upcoming; context: what
             an edition depends on; audit: do editions repeat themselves?
wording/     locale: the frame in the reader's language (data/en.toml, …); summary: what a story's
             accounts say together; documents and objects: what was signed or agreed, each once;
             sentence_weight and quote_budget: which words are quoted, and how many;
             sourcing, transliterate
render/      walk: what stands in a digest, in which order; a file each form; escape, columns
dates        partial dates as days                sanitize     words and links from outside, made
slots        when an edition is due                            safe to print once
told_before  what readers were told               alone        what would stand of one article
"""
