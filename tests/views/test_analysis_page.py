"""The analysts' page: its queries run as they stand, on a home that was read and not made up."""

import re
from pathlib import Path

import pytest

from bench.analysis import PAGE, QUESTIONS, answered, connected, files_of, questions
from monitor.cli.root import run
from tests.house import HOUSE, copy_config

# of the seeds: their published days are no instants
_ANSWERED = (0, 1, 2, 4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("data")
    copy_config(home)
    assert run(["--home", str(home), "ingest", "-q", str(HOUSE / "seeds")]) == 0
    files_of(home, folder)
    return folder


def test_the_page_asks_what_the_questions_are() -> None:
    asked = [question.sql for question in questions(QUESTIONS.read_text())]
    assert re.findall(r"```sql\n(.*?)\n```", PAGE.read_text(), re.DOTALL) == asked
    assert len(asked) == 5


@pytest.mark.parametrize("number", range(5))
def test_each_question_is_answered(folder, number) -> None:
    question = list(questions(QUESTIONS.read_text()))[number]
    with connected(folder) as db:
        columns, rows = answered(db, question.sql)
    assert f"| {' | '.join(columns)} |" in PAGE.read_text()
    assert bool(rows) == (number in _ANSWERED)


def test_the_answer_is_what_the_seeds_say(folder) -> None:
    with connected(folder) as db:
        _, rows = answered(
            db,
            "SELECT one_country, other_country, place FROM 'meetings.parquet' "
            "WHERE day_first = DATE '2024-12-12'",
        )
    assert [tuple(row) for row in rows] == [("KZ", "RU", "Astana")]
