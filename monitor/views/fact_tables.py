"""The tables of facts. Triggers note each story that something changed of; `refresh` makes its rows
anew from its accounts, so that how it came about does not matter.

SQLite keeps these words, as those of the views' other tables.
"""

from __future__ import annotations


def _due(story_id: str) -> str:
    """Without a clause for conflicts: that of the statement which fires the trigger would count."""
    asked = f"SELECT 1 FROM fact_due WHERE story_id = {story_id}"  # noqa: S608 — constants
    return f"INSERT INTO fact_due SELECT {story_id} WHERE NOT EXISTS ({asked})"


TABLES: dict[str, str] = {
    "fact_due": "CREATE TABLE fact_due (story_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "fact_due_by_arrival": f"""\
CREATE TRIGGER fact_due_by_arrival AFTER INSERT ON articles WHEN NEW.story_id IS NOT NULL
BEGIN {_due("NEW.story_id")}; END""",
    "fact_due_by_change": f"""\
CREATE TRIGGER fact_due_by_change AFTER UPDATE ON articles WHEN NEW.story_id IS NOT NULL
BEGIN {_due("NEW.story_id")}; END""",
    "fact_due_by_leaving": f"""\
CREATE TRIGGER fact_due_by_leaving AFTER UPDATE ON articles
WHEN OLD.story_id IS NOT NULL AND OLD.story_id IS NOT NEW.story_id
BEGIN {_due("OLD.story_id")}; END""",
    "fact_due_by_opening": f"""\
CREATE TRIGGER fact_due_by_opening AFTER INSERT ON stories BEGIN {_due("NEW.id")}; END""",
    "fact_due_by_story": f"""\
CREATE TRIGGER fact_due_by_story AFTER UPDATE ON stories BEGIN {_due("NEW.id")}; END""",
    # The settings that the rows were made with; with others all are made anew.
    "fact_settings": """\
CREATE TABLE fact_settings (
  one INTEGER PRIMARY KEY CHECK (one = 1), fingerprint TEXT NOT NULL
) STRICT""",
    # `told` is a StoryFacts, `named` what of the story stands in fact_bits.
    "fact_stories": """\
CREATE TABLE fact_stories (
  number INTEGER PRIMARY KEY, story_id TEXT NOT NULL UNIQUE, news_at TEXT NOT NULL, \
first_day TEXT, last_day TEXT,
  told TEXT NOT NULL, named TEXT NOT NULL
) STRICT""",
    "fact_stories_by_news": "CREATE INDEX fact_stories_by_news ON fact_stories (news_at, number)",
    "fact_stories_by_day": (
        "CREATE INDEX fact_stories_by_day ON fact_stories (last_day, first_day, number)"
    ),
    # One bit a story: which have this value.
    "fact_bits": """\
CREATE TABLE fact_bits (
  kind TEXT, of TEXT, chunk INTEGER, bits BLOB NOT NULL, PRIMARY KEY (kind, of, chunk)
) STRICT, WITHOUT ROWID""",
    "fact_counts": """\
CREATE TABLE fact_counts (
  kind TEXT, of TEXT, stories INTEGER NOT NULL, PRIMARY KEY (kind, of)
) STRICT, WITHOUT ROWID""",
    "fact_counts_by_size": "CREATE INDEX fact_counts_by_size ON fact_counts (kind, stories, of)",
    # Who takes part (people, countries and bodies), and where it was. `came` is "ahead",
    # "done" or "off".
    "fact_parts": """\
CREATE TABLE fact_parts (
  kind TEXT, of TEXT, number INTEGER, month TEXT NOT NULL, act TEXT NOT NULL, came TEXT NOT NULL, \
place TEXT NOT NULL, place_country TEXT NOT NULL,
  role TEXT NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL, office TEXT NOT NULL, \
PRIMARY KEY (kind, of, number)
) STRICT, WITHOUT ROWID""",
    "fact_parts_by_story": "CREATE INDEX fact_parts_by_story ON fact_parts (number)",
    # Each pair of sides twice, from both; `forward` marks one of the two.
    "fact_meetings": """\
CREATE TABLE fact_meetings (
  number INTEGER NOT NULL, one TEXT NOT NULL, one_country TEXT NOT NULL, other TEXT NOT NULL, \
other_country TEXT NOT NULL,
  forward INTEGER NOT NULL, day TEXT NOT NULL, month TEXT NOT NULL, act TEXT NOT NULL, \
came TEXT NOT NULL, place TEXT NOT NULL, place_country TEXT NOT NULL
) STRICT""",
    "fact_meetings_by_story": "CREATE INDEX fact_meetings_by_story ON fact_meetings (number)",
    "fact_meetings_of": """\
CREATE INDEX fact_meetings_of ON fact_meetings (one, other, other_country, month, day, act, \
came, number)""",
    "fact_meetings_of_country": """\
CREATE INDEX fact_meetings_of_country ON fact_meetings (one_country, other_country, other, month, \
day, act, came, number)""",
    "fact_meetings_by_day": """\
CREATE INDEX fact_meetings_by_day ON fact_meetings (day, act, came, one, other, one_country, \
other_country) WHERE forward = 1""",
    "fact_accounts": """\
CREATE TABLE fact_accounts (
  number INTEGER, seq INTEGER, article_id TEXT NOT NULL, outlet TEXT NOT NULL, owner TEXT NOT NULL,
  kind TEXT NOT NULL, country TEXT NOT NULL, language TEXT NOT NULL, published TEXT NOT NULL, \
published_at TEXT, seen_at TEXT NOT NULL,
  verdict TEXT NOT NULL, act TEXT NOT NULL, stage TEXT NOT NULL, PRIMARY KEY (number, seq)
) STRICT, WITHOUT ROWID""",
    # What accounts name as planned; `own` is the story's own event.
    "fact_ahead": """\
CREATE TABLE fact_ahead (
  number INTEGER NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, own INTEGER NOT NULL, \
planned TEXT NOT NULL
) STRICT""",
    "fact_ahead_by_story": "CREATE INDEX fact_ahead_by_story ON fact_ahead (number)",
    "fact_ahead_by_day": "CREATE INDEX fact_ahead_by_day ON fact_ahead (last_day, first_day)",
    "fact_search": (
        "CREATE VIRTUAL TABLE fact_search USING fts5 (names, title, places, words, "
        "tokenize = 'ascii', prefix = '3')"
    ),
}
