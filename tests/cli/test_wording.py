from datetime import UTC, datetime

import pytest

from monitor.cli.context import Shell
from monitor.cli.format import date_words, event_line, fact_words, moment, name_of, sized
from monitor.errors import UsageError
from monitor.events.stories_and_feeds import StoryClosed, TextRedacted
from monitor.log.protocol import Recorded
from monitor.model import Article, Fact

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (None, "–"),
        ("2024", "2024"),
        ("2024-03", "Mar 2024"),
        ("2024-12-02", "2 Dec 2024"),
        ("2024-12-12T10:00:00+05:00", "12 Dec 2024"),
    ],
)
def test_a_partial_date_is_shown_as_precisely_as_it_is_known(date, words):
    assert date_words(date) == words


def test_a_log_time_is_shown_in_the_readers_zone():
    assert moment(AT, "Asia/Almaty") == "2026-11-23 09:00:00"
    assert moment("2026-11-23T04:00:00.000000+00:00", "UTC") == "2026-11-23 04:00:00"


def test_an_event_is_one_line_of_its_short_fields():
    event = TextRedacted(
        article_id="0123456789abcdef", version="v", text_hash="f" * 64, reason="asked\nfor \x1b[1m"
    )
    line = event_line(Recorded(position=7, key="k", at=AT, event=event, hash="h"), zone="UTC")
    assert line.split()[:4] == ["7", "2026-11-23", "04:00:00", "TextRedacted"]
    assert "article_id=01234567 " in line
    assert "reason=“asked for \ufffd[1m”" in line
    assert "\n" not in line
    assert "StoryClosed" in event_line(
        Recorded(position=1, key="k", at=AT, event=StoryClosed(story_id="s"), hash=""), zone="UTC"
    )


def test_an_article_goes_by_what_its_file_called_it():
    article = Article(id="0123456789abcdef", version="v", text_hash="t", text_bytes=0)
    assert name_of(article) == "01234567"


def test_a_fact_says_whose_words_and_what_was_before():
    assert (
        fact_words(Fact(kind="stage", text="signed", was="announced"))
        == "stage · signed (was: announced)"
    )
    assert (
        fact_words(Fact(kind="quotation", text="Yes.", speaker="Berg")) == "quotation · Berg: Yes."
    )


def test_a_day_means_its_end_in_the_configured_zone(tmp_path):
    shell = Shell(tmp_path)
    assert shell.moment("2026-11-23") == datetime(2026, 11, 23, 18, 59, 59, 999999, tzinfo=UTC)
    assert shell.moment("2026-11-23T09:00") == AT
    assert shell.moment("2026-11-23T04:00:00Z") == AT
    assert shell.moment(None) is None
    with pytest.raises(UsageError):
        shell.moment("soon")


@pytest.mark.parametrize(
    ("size_bytes", "said"),
    [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (9_940, "9.9 KB"), (45_300, "45 KB"),
        (1_200_000, "1.2 MB"),
        (12_000_000, "12 MB"), (4_500_000_000, "4.5 GB"), (81_000_000_000, "81.0 GB"),
        (2_000_000_000_000, "2.0 TB"),
    ],
)  # fmt: skip
def test_sizes_are_told_as_people_say_them(size_bytes, said):
    assert sized(size_bytes) == said
