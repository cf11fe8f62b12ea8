"""Each command as an operator uses it, on the seeds."""

import csv
import io
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from rich.cells import cell_len

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.model import Rules

SEEDS = Path(__file__).parents[2] / "seeds"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def fits(document, name):
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


# --- taking ---


def test_ingest_tells_each_article_and_counts_all(ask, tmp_path):
    told = ask("ingest", SEEDS, home=tmp_path)
    assert told.status == 0
    *articles, counts = told.out.splitlines()
    assert [line.split()[0] for line in articles] == ["000", "001", "002", "003", "004"]
    assert counts.startswith("5 articles = new 4 + ")


def test_taking_the_same_articles_again_changes_nothing(ask, home):
    before = ask("log", "head", home=home).out
    again = fits(ask("--json", "ingest", SEEDS, home=home).json, "ingest")
    assert again["counts"]["known"] == 5
    assert ask("log", "head", home=home).out == before


def test_what_cannot_be_taken_is_told_and_the_rest_is_taken(ask, tmp_path):
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        '{"title": "Minister Smith met minister Jones in Oslo"}\n{"title":\n{"text": ""}\n'
        '{"text": "   "}\n'
    )
    told = ask("ingest", lines, home=tmp_path / "home")
    assert told.status == 0
    assert f"{lines}, line 2: not JSON" in told.err
    assert told.err.count("hint:") == 1
    assert "set aside" in told.out
    document = fits(ask("--json", "ingest", lines, home=tmp_path / "other").json, "ingest")
    assert [problem["line"] for problem in document["problems"]] == [2]
    assert sum(document["counts"].values()) == len(document["articles"]) == 3


def test_nothing_to_take_is_a_no(ask, tmp_path):
    (tmp_path / "a.jsonl").write_text("{\n")
    assert ask("ingest", tmp_path / "a.jsonl", home=tmp_path / "home").status == 1


# --- looking ---


def test_stories_as_table_json_and_csv_tell_the_same_stories(ask):
    table, document = ask("stories"), fits(ask("stories", "--json").json, "stories")
    numbers = {f"S{story['number']}" for story in document["stories"]}
    assert len(numbers) == 4
    assert {line.split()[0] for line in table.out.splitlines()[1:]} == numbers
    rows = list(csv.DictReader(io.StringIO(ask("stories", "--format", "csv").out)))
    assert {row["number"] for row in rows} == numbers
    assert sum(len(story["articles"]) for story in document["stories"]) == 5


def test_stories_as_of_a_time_before_the_log_are_none(ask):
    assert ask("stories", "--as-of", "2020-01-01", "--json").json == {"stories": []}
    assert len(ask("stories", "--as-of", "2100-01-01", "--json").json["stories"]) == 4


def test_a_story_shows_its_articles(ask):
    told = ask("story", "S1")
    assert told.status == 0
    assert "Trend News Agency" in told.out
    assert "Izvestia" in told.out
    document = fits(ask("story", "1", "--json").json, "stories")
    assert [article["given_id"] for article in document["stories"][0]["articles"]] == ["000", "001"]
    assert len(ask("story", "s1", "--format", "csv").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("args", "hint"), [(["story", "S99"], "monitor stories"), (["why", "nobody"], "monitor search")]
)
def test_what_is_not_there_is_a_no_with_a_hint(ask, args, hint):
    told = ask(*args)
    assert told.status == 1
    assert hint in told.err


def test_search_finds_a_name_in_another_script(ask):
    found = fits(ask("search", "Матвиенко", "--json").json, "search")
    assert {hit["given_id"] for hit in found["articles"]} == {"000", "001"}
    assert ask("search", "Zanzibar").status == 1


def test_why_shows_the_rule_the_scores_and_the_reading(ask):
    told = ask("why", "001").out
    for label in ("article", "read: who", "where, when", "verdict", "because", "chosen", "points"):
        assert label in told
    assert "turning" in told
    document = fits(ask("why", "001", "--json").json, "why")
    assert "would" in document["turning"]
    chosen = document["evidence"]["chosen"]
    total = sum(factor["value"] * factor["weight"] for factor in chosen["factors"])
    assert abs(total - chosen["score"]) < 0.01
    assert document["article"]["given_id"] == "001"


def test_why_of_a_story_explains_each_of_its_articles(ask):
    assert len(fits(ask("why", "S1", "--json").json, "why-story")["articles"]) == 2
    assert ask("why", "S1").out.count("because") == 2


def test_unsure_may_be_nothing(ask):
    assert ask("unsure").status == 0
    fits(ask("unsure", "--json").json, "stories")


def test_status_counts_what_came(ask):
    document = fits(ask("status", "--json").json, "status")
    assert document["articles"] == 5
    for day in document["days"]:
        parts = (
            "new",
            "development",
            "duplicate",
            "unsure",
            "set_aside",
            "new_version",
            "undecided",
        )
        assert day["taken"] == sum(day[part] for part in parts)
    assert document["disk"]["state_bytes"] >= document["log_bytes"]
    told = ask("status").out
    assert "articles  5" in told
    assert "disk      state/ " in told


def test_check_says_what_is_wrong_and_how_to_mend_it(ask, home):
    assert fits(ask("check", "--json").json, "check")["ok"]
    (home / "config" / "monitor.toml").write_text('zone = "Asia/Almatty"\nhour = 9\n')
    told = ask("check", home=home)
    assert told.status == 1
    assert told.out.count("WRONG") == 2


def test_check_says_which_polled_outlets_the_law_restricts_and_where(ask, home):
    folder = home / "config"
    folder.joinpath("sources.toml").write_text(
        '[daily]\nname = "The Daily"\nhosts = ["daily.example"]\nrestricted_in = ["KZ", "FR"]\n'
        '[weekly]\nname = "The Weekly"\nhosts = ["weekly.example"]\nrestricted_in = ["KZ"]\n'
    )
    folder.joinpath("feeds.toml").write_text(
        '[one]\nurl = "https://daily.example/rss"\noutlet = "daily"\n'
        '[two]\nurl = "https://weekly.example/rss"\noutlet = "weekly"\npaused = true\n'
    )
    told = ask("check", home=home)
    assert told.status == 0
    assert "The Daily: its distribution is restricted by law in KZ, FR" in told.out
    assert "The Weekly" not in told.out


def test_config_show_says_where_each_value_comes_from(ask):
    assert "config/monitor.toml, line" in ask("config", "show").out
    fits(ask("config", "show", "--json").json, "config-show")


# --- digest ---


@pytest.mark.parametrize(
    "shape", ["terminal", "telegram", "html", "markdown", "text", "json", "atom"]
)
def test_a_digest_in_every_form_names_what_is_new_and_logs_nothing(ask, shape):
    before = ask("log", "head").out
    told = ask("digest", "--format", shape)
    assert (told.status, told.err) == (0, "")
    assert "Matviyenko" in told.out
    assert ask("log", "head").out == before


def test_a_span_that_ends_before_it_begins_is_refused(ask):
    result = ask("digest", "--since", "2026-11-28", "--until", "2026-11-20")
    assert result.status == 2
    assert "--since lies after the end of the span" in result.err


def test_an_empty_digest_is_no_error(ask, tmp_path):
    (tmp_path / "a.txt").write_text("")
    ask("ingest", tmp_path / "a.txt", home=tmp_path / "home")
    assert ask("digest", home=tmp_path / "home").status == 0
    assert ask("digest", "--since", "2100-01-01").status == 0


def test_a_digest_as_json_has_its_form(ask):
    assert len(fits(ask("digest", "--json").json, "digest")["entries"]) == 4


def test_a_calendar_of_what_is_ahead(ask):
    assert ask("digest", "--format", "ics").out.startswith("BEGIN:VCALENDAR")


def test_an_audit_counts_what_daily_editions_would_tell_twice(ask):
    told = ask("digest", "--audit")
    assert told.status == 0
    counts = fits(ask("digest", "--audit", "--json").json, "digest-audit")
    assert (counts["entries"], counts["repeats"], counts["doubled"]) == (4, 0, 0)


def test_the_digest_is_what_the_default_channel_has_not_been_told(ask, home, tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_CHANNEL", f"file:{tmp_path / 'channel.txt'}")
    assert len(ask("digest", "--json", home=home).json["entries"]) == 4
    assert ask("digest", "--send", home=home).status == 0
    assert ask("digest", "--json", home=home).json["entries"] == []
    assert len(ask("digest", "--weekly", "--json", home=home).json["entries"]) == 4
    counts = ask("digest", "--audit", "--json", home=home).json
    assert (counts["editions"], counts["entries"], counts["repeats"]) == (1, 4, 0)


def test_a_digest_in_another_language_of_the_frame(ask):
    assert ask("digest", "--language", "ru", "--json").json["language"] == "ru"


def test_a_digest_of_a_topic_that_does_not_exist_names_the_nearest(ask):
    told = ask("digest", "--topic", "al")
    assert (told.status, "did you mean all?" in told.err) == (2, True)


def test_a_digest_has_one_beginning(ask):
    assert ask("digest", "--daily", "--since", "2026-11-01").status == 2


# --- correcting ---


def test_split_merge_and_undo_are_numbered_and_show_in_why(ask, home):
    split = fits(
        ask("split", "S1", "001", "--reason", "another day", "--json", home=home).json, "correction"
    )
    assert split["corrections"] == [1]
    assert len(ask("stories", "--json", home=home).json["stories"]) == 5
    assert "another day" in ask("why", "001", home=home).out
    assert "undo 2" in ask("merge", "S1", "S5", home=home).out
    assert len(ask("stories", "--json", home=home).json["stories"]) == 4
    assert ask("story", "S5", "--json", home=home).json["stories"][0]["number"] == 1
    assert "correction 2 is taken back" in ask("undo", home=home).out
    assert ask("undo", "2", home=home).status == 1
    assert ask("replay", "--check", home=home).status == 0


def test_move_puts_an_article_elsewhere(ask, home):
    assert "from S1 to S2" in ask("move", "001", "S2", home=home).out
    assert "nothing changed" in ask("move", "001", "S2", home=home).out


def test_redact_erases_the_text_and_nothing_else(ask, home):
    fingerprint = ask("replay", "--json", home=home).json["fingerprint"]
    erased = fits(ask("redact", "001", "--reason", "asked for", "--json", home=home).json, "redact")
    assert len(erased["erased"]) == 1
    assert "nothing changed" in ask("redact", "001", "--reason", "again", home=home).out
    assert ask("replay", "--json", home=home).json["fingerprint"] == fingerprint
    assert ask("log", "verify", home=home).status == 0
    assert fits(ask("rematch", "--json", home=home).json, "rematch")["erased"] == 1


def test_nothing_is_erased_without_a_reason(ask, home):
    told = ask("redact", "001", "--reason", "  ", home=home)
    assert told.status == 2
    assert "reason" in told.err


# --- proving ---


def test_the_log_verifies_against_a_head_seen_before(ask):
    head = fits(ask("log", "head", "--json").json, "log-head")["head"]
    assert fits(ask("log", "verify", "--head", head, "--json").json, "log-verify")["ok"]
    assert ask("log", "verify", "--head", "ab" * 32).status == 1


def test_tail_tells_the_last_events(ask):
    assert len(ask("log", "tail", "-n", "3").out.splitlines()) == 3
    assert len(fits(ask("log", "tail", "--json").json, "log-tail")["events"]) >= 9


def test_a_log_goes_out_and_in_again_with_the_same_head(ask, tmp_path, seeded):
    (tmp_path / "log.jsonl").write_text(ask("log", "export").out)
    assert ask("log", "import", tmp_path / "log.jsonl", home=tmp_path / "copy").status == 0
    assert ask("log", "head", home=tmp_path / "copy").out == ask("log", "head").out
    same = [
        ask("replay", "--json", home=home).json["fingerprint"]
        for home in (seeded, tmp_path / "copy")
    ]
    assert same[0] == same[1]


def test_a_backup_comes_back(ask, tmp_path):
    assert ask("backup", tmp_path / "b.tar").status == 0
    assert ask("backup", tmp_path / "b.tar").status == 1
    fits(ask("restore", tmp_path / "b.tar", "--json", home=tmp_path / "new").json, "log-head")
    assert (
        ask("stories", "--format", "csv", home=tmp_path / "new").out
        == ask("stories", "--format", "csv").out
    )


def test_replay_is_the_same_and_until_shows_the_past(ask):
    assert fits(ask("replay", "--check", "--json").json, "replay")["same"] is True
    assert ask("replay", "--until", "2020-01-01", "--json").json["events"] == 0
    assert ask("replay", "--until", "2020-01-01", "--check").status == 2


def test_evaluate_scores_labels_and_writes_decisions(ask, tmp_path):
    article = {"outlet": "O", "published": "2024-12-12", "lang": "en"}
    text = (
        "President Anna Berg of Norway received Prime Minister Karl Lund of Sweden in Oslo on 12 "
        "December 2024 and discussed trade."
    )
    lines = [
        article | {"id": "a", "title": "Berg received Lund", "text": text, "event": "x"},
        article | {"id": "b", "title": "Lund met Berg in Oslo", "text": text, "event": "x"},
        article
        | {
            "id": "c",
            "title": "Kim spoke with Ito by telephone",
            "text": "Foreign ministers Kim and Ito spoke by phone.",
            "event": "y",
        },
        article | {"id": "d", "title": "No label here"},
    ]
    file, out = tmp_path / "a.jsonl", tmp_path / "d.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    judged = tmp_path / "n.jsonl"
    judged.write_text('{"later": "b", "earlier": ["a"], "relation": "duplicate"}\n')
    document = fits(
        ask("evaluate", file, "--novelty", judged, "--out", out, "--json").json, "evaluate"
    )
    assert document["articles"] == 4
    assert document["novelty_judged"] == 1
    for line in out.read_text().splitlines():
        fits(json.loads(line), "decision-line")
    for line in lines:
        fits(line, "article-line")
    assert "BCubed" in ask("evaluate", file).out


def test_evaluate_never_writes_over_what_it_reads(ask, tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"title": "Berg received Lund"}\n')
    (tmp_path / "same.jsonl").symlink_to(file)
    for out in (file, tmp_path / "same.jsonl"):
        assert ask("evaluate", file, "--out", out).status == 2
    assert file.read_text() == '{"title": "Berg received Lund"}\n'


def test_evaluate_says_that_nothing_is_labelled(ask, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "title": "Talks", "text": "They met."}\n')
    assert "no article carries a label" in ask("evaluate", tmp_path / "a.jsonl").out


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("--novelty", '{"later": "b", "earlier": ["c"], "relation": "duplicate"}'),
        ("--readouts", '{"id": "b"}'),
    ],
)
def test_evaluate_says_that_a_file_is_of_other_articles(ask, tmp_path, option, line):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "title": "Talks", "text": "They met."}\n')
    (tmp_path / "other.jsonl").write_text(f"{line}\n")
    told = ask("evaluate", tmp_path / "a.jsonl", option, tmp_path / "other.jsonl")
    assert (told.status, "is of other articles" in told.err) == (2, True)


def test_evaluate_says_which_line_of_the_judgements_is_wrong(ask, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "x"}\n')
    (tmp_path / "n.jsonl").write_text('\n{"later": 3}\n')
    told = ask("evaluate", tmp_path / "a.jsonl", "--novelty", tmp_path / "n.jsonl")
    assert told.status == 2
    assert "n.jsonl, line 2" in told.err


def test_rematch_under_the_same_rules_changes_nothing(ask):
    assert fits(ask("rematch", "--json").json, "rematch")["changes"] == []


def test_rematch_under_other_rules_says_what_would_change(ask, home):
    (home / "config" / "monitor.toml").write_text("[rules]\nlink_logit = 10\nunsure_logit = 0\n")
    changes = ask("rematch", "--json", home=home).json["changes"]
    assert [change["article"]["given_id"] for change in changes] == ["001"]
    assert "001" in ask("rematch", home=home).out


# --- the demo ---


def test_the_demo_plays_the_seeds_in_a_home_of_its_own_again_and_again(ask, tmp_path):
    shutil.copytree(SEEDS, tmp_path / "seeds")
    for _ in range(2):
        told = ask("demo", home=tmp_path)
        assert told.status == 0
        assert "5 articles → 4 stories" in told.out
        lines = [
            line for line in told.out.replace(str(tmp_path), "home").splitlines() if "/" not in line
        ]
        assert [line for line in lines if cell_len(line) > 100] == []
    assert not (tmp_path / "state" / "log.db").exists()
    assert (tmp_path / "state" / "demo" / "digest.html").exists()
    document = fits(ask("demo", "--reverse", "--json", home=tmp_path).json, "stories")
    assert len(document["stories"]) == 4


def test_the_demo_never_empties_a_folder_that_it_did_not_make(ask, tmp_path):
    shutil.copytree(SEEDS, tmp_path / "seeds")
    (tmp_path / "state" / "demo").mkdir(parents=True)
    (tmp_path / "state" / "demo" / "mine.txt").write_text("x")
    assert ask("demo", home=tmp_path).status == 1
    assert (tmp_path / "state" / "demo" / "mine.txt").exists()


def test_status_says_what_is_kept_and_that_the_sum_is_right(ask, home):
    ask("redact", "000", "--reason", "asked for", home=home)
    shown = ask("status", home=home)
    assert "texts     4 kept · 1 erased · no snapshot yet" in shown.out
    assert "taken 5 = new 4 + development 1  ✓" in shown.out
    counted = ask("--json", "status", home=home).json
    assert (counted["texts_kept"], counted["texts_erased"], counted["snapshot_at"]) == (4, 1, None)


def test_an_article_without_a_title_goes_by_its_first_words(ask):
    lead = "(ASTANA, Kazakhstan, December 12."
    for args in (("why", "000"), ("story", "S1"), ("search", "upward", "trajectory")):
        assert lead in ask(*args).out


def test_erasing_a_text_names_the_others_that_have_the_very_same(ask, tmp_path):
    for name in ("a", "b"):
        line = {
            "id": name,
            "url": f"https://{name}.example/1",
            "text": "The ministers met in Astana.",
        }
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line))
        ask("ingest", tmp_path / f"{name}.jsonl", home=tmp_path)
    others = ask("--json", "search", "ministers", home=tmp_path).json["articles"]
    done = ask("redact", "a", "--reason", "asked for", home=tmp_path)
    assert "1 other article's too" in done.out
    assert next(one["article_id"] for one in others if one["given_id"] == "b") in done.out
    assert "text erased" in ask("why", "b", home=tmp_path).out


def test_a_failed_article_makes_the_status_1(ask, tmp_path, monkeypatch):
    def fails(*_, **__):
        raise RecursionError

    monkeypatch.setattr("monitor.engine.matcher.Matcher.verdict", fails)
    met = "Italy's foreign minister met Kazakhstan's foreign minister in Astana."
    (tmp_path / "a.txt").write_text(met)
    done = ask("ingest", tmp_path / "a.txt", home=tmp_path)
    assert done.status == 1
    assert "failed 1" in done.out
    assert "matching failed: RecursionError" in done.out


def test_what_was_mended_is_told_at_once(ask, tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"published": "2100-01-01", "text": "The ministers met in Astana."})
    )
    assert "not believed" in ask("ingest", tmp_path, home=tmp_path).out


def test_what_is_coming_up_is_told_from_stories_that_did_not_move(ask, tmp_path, monkeypatch):
    lines = tmp_path / "a.jsonl"
    text = (
        "President Tokayev will meet President Putin in Moscow on 14 December 2026, the foreign "
        "ministry announced."
    )
    lines.write_text(
        json.dumps({"title": "Tokayev to visit Moscow", "text": text, "published": "2026-11-20"})
    )
    home = tmp_path / "home"
    monkeypatch.setenv("MONITOR_NOW", "2026-11-20T04:00:00Z")
    ask("ingest", lines, home=home)
    monkeypatch.setenv("MONITOR_NOW", "2026-11-25T04:00:00Z")
    later = ask("digest", "--daily", "--json", home=home).json
    assert (later["entries"], [item["start"] for item in later["coming"]]) == ([], ["2026-12-14"])
    monkeypatch.setenv("MONITOR_NOW", "2026-12-20T04:00:00Z")
    assert ask("digest", "--daily", "--json", home=home).json["coming"] == []


def test_what_is_taken_back_is_told_as_it_was(ask, home):
    before = _told(ask, home)
    assert ask("move", "000", "S2", home=home).status == 0
    assert _told(ask, home) != before
    assert ask("undo", home=home).status == 0
    assert _told(ask, home) == before


def _told(ask, home):
    return ask("digest", "--format", "text", home=home).out.split("\n", 1)[1]


def test_status_says_how_many_accounts_are_in_languages_that_cannot_be_read(ask, tmp_path):
    assert "unread" not in ask("status").out
    line = {
        "url": "https://news.example.org/1",
        "outlet": "Lap",
        "lang": "tg",
        "published": "2026-11-24",
    }
    line |= {
        "title": "Мулоқот дар Душанбе",
        "text": (
            "Вазирони корҳои хориҷии ду кишвар рӯзи душанбе дар Душанбе мулоқот карданд ва дар "
            "бораи ҳамкорӣ ва муносибатҳои дуҷониба суҳбат намуданд."
        ),
    }
    (tmp_path / "tg.jsonl").write_text(json.dumps(line))
    ask("ingest", tmp_path / "tg.jsonl", home=tmp_path)
    told = ask("status", home=tmp_path).out
    assert "in languages without a word list: tg 1" in told
    assert "no word list for tg" in ask("why", "S1", home=tmp_path).out


# --- what was set aside ---

SOUP = {
    "id": "soup",
    "url": "https://kitchen.example/soup",
    "outlet": "Kitchen",
    "lang": "en",
    "published": "2026-03-12",
    "title": "Pumpkin soup for a cold evening",
    "text": "Roast the pumpkin for forty minutes. Fry an onion and serve it with bread.",
}


@pytest.fixture
def kitchen(ask, home, tmp_path):
    """The seeded home, with an article that is no diplomacy."""
    (tmp_path / "soup.jsonl").write_text(json.dumps(SOUP))
    ask("ingest", "-q", tmp_path / "soup.jsonl", home=home)
    return home


def test_aside_lists_what_was_set_aside_with_its_reason_and_how_sure_it_was(ask, kitchen):
    told = ask("aside", home=kitchen)
    assert (told.status, "Pumpkin soup" in told.out) == (0, True)
    assert "no diplomacy was read in it" in " ".join(told.out.split())
    (found,) = fits(ask("--json", "aside", home=kitchen).json, "aside")["articles"]
    assert (found["given_id"], found["number"], found["correction"]) == ("soup", None, None)
    assert found["confidence"] < 0.5
    assert found["reason"].startswith("no diplomacy was read in it")


def test_nothing_set_aside_is_said(ask, home):
    assert ask("aside", home=home).out == "nothing is set aside\n"
    assert fits(ask("--json", "aside", home=home).json, "aside") == {"articles": []}


def test_what_a_person_set_aside_is_listed_with_the_correction(ask, home):
    ask("aside", "S2", "--reason", "a football match", home=home)
    (found,) = ask("--json", "aside", home=home).json["articles"]
    assert (found["number"], found["correction"], found["reason"]) == (2, 1, "a football match")
    assert "correction 1: a football match" in ask("aside", home=home).out


def test_aside_take_brings_an_article_in_and_undo_takes_it_out(ask, kitchen):
    told = ask("aside", "take", "soup", home=kitchen)
    assert told.out == "correction 1: it is told in S5 · take it back: monitor undo 1\n"
    assert ask("aside", home=kitchen).out == "nothing is set aside\n"
    assert len(ask("--json", "stories", home=kitchen).json["stories"]) == 5
    assert ask("replay", "--check", home=kitchen).status == 0
    again = ask("aside", "take", "soup", home=kitchen)
    assert again.out == "nothing changed: it is told already\n"
    assert "S5 is told to nobody" in ask("undo", home=kitchen).out


def test_aside_take_answers_in_json(ask, kitchen):
    taken = fits(ask("--json", "aside", "take", "soup", home=kitchen).json, "correction")
    assert taken["corrections"] == [1]
    assert [event["type"] for event in taken["events"]] == ["ArticleLetIn", "StoryOpened"]


@pytest.mark.parametrize("words", [("take",), ("S1", "S2"), ("take", "S1", "S2")])
def test_aside_of_no_one_thing_is_wrong_use(ask, home, words):
    told = ask("aside", *words, home=home)
    assert told.status == 2
    assert "monitor aside take" in told.err


def test_a_setting_switches_the_setting_aside_off(ask, home, tmp_path):
    config = home / "config" / "monitor.toml"
    config.write_text(config.read_text().replace("[rules]", "[rules]\nsure_diplomatic = 0.0", 1))
    (tmp_path / "soup.jsonl").write_text(json.dumps(SOUP))
    assert "1 article = new 1" in ask("ingest", tmp_path / "soup.jsonl", home=home).out


def test_check_says_which_zone_data_is_used_and_that_the_log_is_ahead_of_the_clock(
    ask, home, monkeypatch
):
    said = next(
        one
        for one in ask("check", "--json", home=home).json["findings"]
        if one["what"] == "time zones"
    )
    assert re.match(r"\d{4}[a-z]+ \(.+\), the (package|system)'s; the ", said["says"])
    monkeypatch.setenv("MONITOR_NOW", "2020-01-01T09:00:00+00:00")
    told = ask("check", home=home)
    assert (told.status, "ahead of this machine's clock" in told.out) == (1, True)


# --- a topic that asks for everything ---

SUPPE = {
    **SOUP,
    "id": "suppe",
    "url": "https://kueche.example/suppe",
    "outlet": "Küche",
    "lang": "de",
    "title": "Kürbissuppe für kalte Abende",
    "text": "Den Kürbis vierzig Minuten im Ofen rösten. Mit Brot servieren.",
}
EVERYTHING = "everything = true\n"


def asking(home, more=""):
    (home / "config" / "topics.toml").write_text(f'[all]\nname = "News"\n{more}')


def test_a_topic_that_asks_for_everything_lists_what_was_set_aside_under_its_own_heading(
    ask, kitchen, tmp_path
):
    assert "Pumpkin soup" not in ask("digest", home=kitchen).out
    (tmp_path / "suppe.jsonl").write_text(json.dumps(SUPPE))
    ask("ingest", "-q", tmp_path / "suppe.jsonl", home=kitchen)
    asking(kitchen, EVERYTHING)
    told = ask("digest", "--format", "text", home=kitchen).out
    assert "Set aside: not diplomacy\n- Kürbissuppe" in told
    assert "Pumpkin soup for a cold evening [2] – Kitchen" in told
    assert "[2] https://kitchen.example/soup" in told


def test_what_is_set_aside_meets_the_topics_other_lists_too(ask, kitchen):
    asking(kitchen, EVERYTHING + 'words = ["pumpkin"]\n')
    assert "Pumpkin soup" in ask("digest", home=kitchen).out
    asking(kitchen, EVERYTHING + 'words = ["herring"]\n')
    assert "Pumpkin soup" not in ask("digest", home=kitchen).out


def test_a_persons_word_stands_before_everything(ask, kitchen):
    asking(kitchen, EVERYTHING)
    heading = "Set aside: not diplomacy"
    ask("aside", "take", "soup", home=kitchen)
    assert heading not in ask("digest", home=kitchen).out
    ask("undo", home=kitchen)
    told = ask("digest", home=kitchen).out
    assert heading not in told
    assert "Pumpkin soup" not in told


def test_a_date_that_could_not_be_read_and_comes_mended_is_left_out_with_the_reason(ask, home):
    article = {
        "id": "late-1",
        "url": "https://a.example/late",
        "title": "Putin and Xi hold phone call",
        "text": "Vladimir Putin and Xi Jinping spoke by phone on trade, the Kremlin said.",
        "published": "28.11.2026",
    }
    path = home / "mine.jsonl"

    def taken(**changed):
        path.write_text(json.dumps(article | changed))
        done = ask("ingest", path, home=home)
        assert done.status == 0
        return done.out

    assert "“28.11.2026” is not a date" in taken()
    assert "left out" not in taken()
    assert "it is known as undated, so 2026-11-28 is left out" in taken(published="2026-11-28")
    assert "new version" in taken(published="2026-11-28", title="Putin, Xi hold phone call")
    again = taken(published="2026-11-28", title="Putin, Xi hold phone call")
    assert "left out" not in again
    assert "published 2026-11-28" in ask("why", "late-1", home=home).out


def test_redacting_what_is_erased_already_says_when_and_what_is_still_told(ask, home):
    ask("redact", "001", "--reason", "asked", home=home)
    again = ask("redact", "001", "--reason", "asked", home=home)
    assert re.search(r"nothing changed: its text was erased on \d{4}-", again.out)
    rules, clock = Rules(text_retention_days=30), SetClock(datetime(2100, 1, 1, tzinfo=UTC))
    with Engine.open(home, rules=rules, clock=clock, create=False) as engine:
        assert engine.erase_some()
    aged = ask("redact", "002", "--reason", "asked", home=home)
    assert "erased for its age on" in aged.out
    assert re.search(r"monitor aside S\d+ --reason", aged.out)
