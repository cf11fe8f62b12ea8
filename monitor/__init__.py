"""Follows diplomatic news: articles in, stories worked out, one digest a day told. Data flows one
way:

    feeds ─► reading ─► matching ─► stories ─► log ─► digest ─► chat
    bytes    article     which       events    disk    what is   Telegram, terminal,
             understood  story?      decided           new       HTML, Atom

The circle closes only through the log: sending appends an event; a reader's button press is a new
command.

errors     the tree of errors
model      the nouns: Article, Reading, Quotation, Verdict, Rules … frozen typed values
events     everything the log can say, one type each
deliveries the part of that which is about readers, editions and what reached whom
reading    pure: an article's text → its Reading
matching   pure: a Reading and the open stories → a Verdict with its evidence
stories    pure: the decider: State + evolve, decide (commands → events), questions to the State
digest     pure: compose, rank, render (one renderer per medium)
log        the event log (SQLite), its codec, and the views that follow it
feeds      files and feeds → articles
chat       telling: what is owed, once
service    the engine (decide, write, then know), evaluation, health
config     config/*.toml + environment → typed values
cli        one command a function
"""

__version__ = "0.1.0"
