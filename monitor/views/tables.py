"""The views' tables, apart from what fills them: who only asks needs no more than these.

SQLite keeps their words, and views with other words are made anew: a line that is too long goes on
behind a backslash.
"""

from __future__ import annotations

from monitor.views import editions, fact_tables

SCHEMA_VERSION = 9

TABLES: dict[str, str] = {
    # `seq` orders articles as they were taken; `joined` orders the articles of a story as they came
    # to it.
    "articles": """\
CREATE TABLE articles (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, given_id TEXT, \
url TEXT, outlet TEXT,
  text_hash TEXT NOT NULL, taken_at TEXT NOT NULL, verdict TEXT, story_id TEXT, joined INTEGER, \
of TEXT, maybe TEXT,
  reason TEXT NOT NULL DEFAULT '', revisions INTEGER NOT NULL DEFAULT 0, redacted_at TEXT,
  article TEXT NOT NULL, reading TEXT, evidence TEXT, new_facts TEXT, differ TEXT, links TEXT, \
ahead TEXT,
  withheld INTEGER NOT NULL DEFAULT 0
) STRICT""",
    # `ahead` is the last day that an article names as planned: what is coming up is found without
    # reading every story.
    "articles_ahead": "CREATE INDEX articles_ahead ON articles (ahead) WHERE ahead IS NOT NULL",
    "articles_by_given_id": "CREATE INDEX articles_by_given_id ON articles (given_id) WHERE "
    "given_id IS NOT NULL",
    "articles_by_url": "CREATE INDEX articles_by_url ON articles (url) WHERE url IS NOT NULL",
    "articles_by_story": "CREATE INDEX articles_by_story ON articles (story_id, joined)",
    "articles_by_text": "CREATE INDEX articles_by_text ON articles (text_hash)",
    "articles_aside": "CREATE INDEX articles_aside ON articles (seq) WHERE verdict = 'set aside'",
    # A text that a person had erased is shown nowhere; one that was erased for its age says still
    # what it said.
    "articles_withheld": "CREATE INDEX articles_withheld ON articles (seq) WHERE withheld = 1",
    "stories": """\
CREATE TABLE stories (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL, status TEXT NOT NULL, merged_into TEXT, maybe TEXT,
  opened_at TEXT NOT NULL, updated_at TEXT NOT NULL, closed_at TEXT, \
links TEXT NOT NULL DEFAULT '[]', set_aside INTEGER
) STRICT""",
    "stories_by_number": "CREATE INDEX stories_by_number ON stories (number)",
    "stories_aside": "CREATE INDEX stories_aside ON stories (id) WHERE set_aside IS NOT NULL",
    "stories_unsure": "CREATE INDEX stories_unsure ON stories (number) WHERE maybe IS NOT NULL",
    "stories_by_update": "CREATE INDEX stories_by_update ON stories (updated_at)",
    # What became of each thing that was taken in, on arrival; corrections do not change it. Its
    # sums are the count of what came.
    "arrivals": """\
CREATE TABLE arrivals (
  position INTEGER PRIMARY KEY, article_id TEXT NOT NULL, day TEXT NOT NULL, outlet TEXT, \
outcome TEXT NOT NULL
) STRICT""",
    "arrivals_by_article": "CREATE INDEX arrivals_by_article ON arrivals (article_id, position)",
    "corrections": """\
CREATE TABLE corrections (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL, \
undone_by INTEGER
) STRICT""",
    # Whom the log taught to hold an office: what was learnt is the correction of that number, and
    # `until` the last day on which an account called him so. `place` is a country or an
    # organisation, `keys` the folded surnames.
    "learnt": """\
CREATE TABLE learnt (
  number INTEGER PRIMARY KEY, place TEXT NOT NULL, office TEXT NOT NULL, keys TEXT NOT NULL, \
until TEXT NOT NULL
) STRICT""",
    "learnt_by_office": "CREATE INDEX learnt_by_office ON learnt (place, office)",
    "feeds": """\
CREATE TABLE feeds (
  position INTEGER PRIMARY KEY, day TEXT NOT NULL, feed_id TEXT NOT NULL, url TEXT NOT NULL, \
outcome TEXT NOT NULL,
  entries INTEGER NOT NULL, failed INTEGER NOT NULL, reason TEXT NOT NULL
) STRICT""",
    # How much there is, counted as it comes: counting it over and over would grow with it.
    "totals": """\
CREATE TABLE totals (
  one INTEGER PRIMARY KEY CHECK (one = 1), stories INTEGER NOT NULL, accounts INTEGER NOT NULL, \
set_aside INTEGER NOT NULL
) STRICT""",
    "totals_by_arrival": """\
CREATE TRIGGER totals_by_arrival AFTER INSERT ON articles BEGIN
  UPDATE totals SET accounts = accounts + (NEW.story_id IS NOT NULL),
    set_aside = set_aside + (NEW.verdict IS 'set aside');
END""",
    "totals_by_change": """\
CREATE TRIGGER totals_by_change AFTER UPDATE OF story_id, verdict ON articles BEGIN
  UPDATE totals SET
    accounts = accounts + (NEW.story_id IS NOT NULL) - (OLD.story_id IS NOT NULL),
    set_aside = set_aside + (NEW.verdict IS 'set aside') - (OLD.verdict IS 'set aside');
END""",
    "totals_by_opening": """\
CREATE TRIGGER totals_by_opening AFTER INSERT ON stories BEGIN
  UPDATE totals SET stories = stories + (NEW.status <> 'merged');
END""",
    "totals_by_ending": """\
CREATE TRIGGER totals_by_ending AFTER UPDATE OF status ON stories BEGIN
  UPDATE totals SET stories = stories + (NEW.status <> 'merged') - (OLD.status <> 'merged');
END""",
    "search": "CREATE VIRTUAL TABLE search USING fts5 (title, names, places, quotations, "
    "words, tokenize = 'ascii')",
    **editions.TABLES,
    **fact_tables.TABLES,
    "followed": """\
CREATE TABLE followed (
  one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, hash TEXT NOT NULL, \
program TEXT NOT NULL
) STRICT""",
}
