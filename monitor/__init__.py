"""Follows diplomatic news: articles in, stories worked out, one digest a day told. Data flows one
way:

    intake ─► reading ─► matching ─► stories ─► log ─► digest ─► publishing ─► delivery
    files,    article     which       events    disk    what is   composed     Telegram, a
    feeds     understood  story?      decided           new       and queued   folder, a file

The circle closes only through the log: sending appends an event; a reader's button press is a new
command. Each package imports only what stands above it here:

later       modules loaded when something of theirs is first asked for
errors      the tree of errors
closing     what `with` closes
clock       the one clock; pure parts never see it: they are told the time
model       the nouns: Article, Reading, Quotation, Verdict, Rules … frozen typed values
tables      a store's tables on any engine: what is asked of them, their migrations, their copying
database    one SQLite file of state/: how it is opened, its errors, its transactions
executor    who does the work that touches the log: the caller, or one thread
events      everything the log can say, one type each
datafiles   pure: the data files and the rooms of languages, read once
text        pure: tokens, sentences, stems, quotation marks, the language of a text
names       pure: names across spellings and scripts, and who holds which office
gazetteer   pure: countries, places, organisations, offices, acts, and the words that mean them
figures     pure: numbers with what they count
dates       pure: days as they are written, in every calendar
reading     pure: an article's text → its Reading
claims      pure: a Reading's claims, each with how sure it is
parallel    articles read ahead of the decisions, on several processes or machines
matching    pure: a Reading and the open stories → a Verdict with its evidence
stories     pure: the decider: State + evolve, decide (commands → events), questions to the State
pictures    pure: small values → SVG, and PNG with the extra: time line, network, map, months, bars
digest      pure: compose, wording, render (one renderer per medium)
log         the event log (SQLite), its chain and its codec
views       what the log says, laid out for questions; made again at any time
intake      files and pages → articles, canonical addresses
feeds       feeds → articles: when to ask, fetching, parsing, what is new
delivery    telling readers what is owed, once; one file a medium
stores      what a home has in state/ or on a server, each opened here and nowhere else
engine      decide, write, then know
publishing  editions: composed, queued, amended
evaluation  labelled articles, scores, what today's rules would do differently
runtime     the running service: schedule, health, incidents, lock
workers     the same on several processes and machines, each in some roles
bot         updates received, commands answered
web         pages for people, and the same as JSON: read-only views, a template each
config      config/*.toml + environment → typed values
cli         one command a function

`data/` holds the tables that the pure packages read, up to the claims; `languages/` what is known
of each language, one file a language.
"""

import sys

__version__ = "0.1.0"

# httpx loads its command line with itself where click is installed, and rich and pygments for it:
# 3 MB and a tenth of a second that nothing here needs. None is the import system's "not there".
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # as the import system has it
