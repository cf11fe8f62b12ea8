"""Every command: its name, where it lives, what it does in a line, and under which heading `monitor
--help` shows it.

A command's module is imported only when the command runs, so that `monitor --help` starts at once.
A test holds each line against the command's own docstring.
"""

from __future__ import annotations

from msgspec import Struct


class Listed(Struct, frozen=True):
    name: str
    at: str  # "module:attribute", under monitor.cli
    says: str


SECTIONS: dict[str, tuple[Listed, ...]] = {
    "See the main job": (
        Listed(
            "demo",
            "demo:demo",
            "Play the seed articles into a home of its own, and show the result.",
        ),
    ),
    "Take articles in": (
        Listed(
            "ingest",
            "ingest:ingest",
            "Take articles from files and folders, and sort them into stories.",
        ),
        Listed("fetch", "feeds:fetch", "Ask the feeds that are due, once, and take what is new."),
        Listed("feeds", "feeds:feeds", "The feeds: add, list, remove, check, import, export."),
    ),
    "Look": (
        Listed("stories", "stories:stories", "List the stories, those with the newest news first."),
        Listed(
            "story",
            "stories:story",
            "Show one story: its time line, its articles and what each brought.",
        ),
        Listed(
            "search", "stories:search", "Find articles by words of their titles, people and places."
        ),
        Listed("why", "why:why", "Explain a decision: every score, the rule, the runner-up."),
        Listed(
            "unsure",
            "stories:unsure",
            "List what the machine was unsure of and a person should decide.",
        ),
        Listed(
            "people",
            "people:people",
            "Show who is believed to hold which office, since when and why.",
        ),
        Listed("read", "read:read", "Show what would stand in public of each article alone."),
        Listed(
            "digest",
            "digest:digest",
            "Compose and print what the default channel has not been told; send and log "
            "nothing but with --send.",
        ),
        Listed(
            "export",
            "export:export",
            "Write stories, accounts, claims or meetings as data: docs/data.md says what each "
            "column is.",
        ),
        Listed(
            "status",
            "status:status",
            "Show what stands in this home: counts, log, texts, last activity.",
        ),
    ),
    "Tell readers": (
        Listed(
            "web",
            "web:web",
            "Show stories, digests and the log as pages, until it is stopped.",
        ),
        Listed(
            "site",
            "site:site",
            "Write the pages as files, to be put on any host: links are relative, and a search is "
            "among them.",
        ),
        Listed(
            "init",
            "init:init",
            "Set up your channel: ask what is needed, write the config, send a test message, "
            "show tonight's digest.",
        ),
        Listed(
            "run",
            "run:run",
            "Run: feeds, digests at their hours, the bot, the outbox, until it is stopped.",
        ),
        Listed(
            "workers",
            "roles:workers",
            "Who acts on a shared log, and what waits between the roles; prepare its tables.",
        ),
        Listed(
            "readers",
            "readers:readers",
            "Who gets digests beside the default channel: add, list, remove.",
        ),
        Listed(
            "outbox",
            "outbox:outbox",
            "What is owed to readers and why it waits: list, retry, cancel.",
        ),
    ),
    "Correct": (
        Listed("merge", "corrections:merge", "Say that two stories are one."),
        Listed("split", "corrections:split", "Take articles out of a story into one of their own."),
        Listed("move", "corrections:move", "Put an article into another story."),
        Listed("apart", "corrections:apart", "Say that two stories are not one."),
        Listed(
            "aside",
            "corrections:set_aside",
            "List what was set aside, say what is no diplomatic news, or take it in after all.",
        ),
        Listed("undo", "corrections:undo", "Take a correction back: the last one, or number N."),
        Listed(
            "redact",
            "corrections:redact",
            "Erase the kept text of an article; every decision stays.",
        ),
    ),
    "Prove": (
        Listed("log", "log:log", "The event log: verify, head, tail, export, import, move, grant."),
        Listed(
            "replay",
            "replay:replay",
            "Rebuild everything from the log; --check compares with what is live.",
        ),
        Listed(
            "evaluate",
            "evaluate:evaluate",
            "Score the decisions on labelled articles, in a state of its own.",
        ),
        Listed("rematch", "evaluate:rematch", "Show what today's rules would decide differently."),
    ),
    "Keep house": (
        Listed("check", "status:check", "Say what is wrong with this home, and how to mend it."),
        Listed(
            "config",
            "config:config",
            "What is configured: config show; a sample to begin with: config sample.",
        ),
        Listed("sources", "sources:sources", "The outlets: list, check."),
        Listed(
            "report",
            "report:report",
            "Pack what lies behind a wrong word, for those who mend it; nobody's data within.",
        ),
        Listed(
            "completion",
            "completion:completion",
            "Print what makes the Tab key complete commands in your shell.",
        ),
        Listed("backup", "backup:backup", "Write the log and the readers into one file."),
        Listed(
            "restore", "backup:restore", "Bring the log and the readers back from a backup file."
        ),
    ),
}

BY_NAME: dict[str, Listed] = {
    listed.name: listed for section in SECTIONS.values() for listed in section
}
