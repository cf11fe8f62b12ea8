"""What operators do on pages: each an event in the log, like the chat's and the command line's."""

import contextlib
import re
from html import unescape

import pytest

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.events.deliveries import DeliveryQueued, ErrorReported, ReportAnswered
from monitor.events.stories_and_feeds import (
    ArticleLetIn,
    ArticleMoved,
    CorrectionUndone,
    StoriesKeptApart,
    StoriesMerged,
    StorySetAside,
    StorySplit,
)
from monitor.model import Rules
from monitor.stores import Stores
from monitor.web.pages import PAGES
from tests.publishing.newsrooms import Play, address, article, brief
from tests.web.site import NOW, Site, fields_of

OPERATORS = [page for page in PAGES if page.access == "operator"]


def events(home):
    with contextlib.closing(Stores(home / "state").log(readonly=True)) as log:
        return [recorded.event for recorded in log.read()]


def last(home):
    return events(home)[-1]


def ids(site, number):
    """The story's id, and those of its accounts."""
    side = site.json(f"/stories/S{number}/correct.json")["side"]
    return side["id"], [one["id"] for one in side["accounts"]]


@pytest.fixture
def operator(site):
    return site.log_in()


def press(site, name, page="/corrections", **fields):
    shown = site.get(page)
    answer = site.post(f"/operators/{name}", shown, **fields)
    assert answer.status_code == 303, answer.text
    said = site.get(answer.headers["location"])
    assert said.status_code == 200
    assert 'role="status"' in said.text
    return said


@pytest.mark.parametrize("page", OPERATORS, ids=lambda page: page.name)
def test_operators_pages_are_for_operators(site, page):
    path = page.path.format(story="S1", article="0" * 16)
    assert site.get(path).status_code == 403
    assert site.get(f"{path}.json").json()["status"] == 403
    site.log_in()
    article = ids(site, 1)[1][0]
    path = page.path.format(story="S1", article=article)
    assert site.get(path).status_code == 200
    assert site.get(f"{path}.json").status_code == 200


def test_two_stories_become_one_and_two_again(operator):
    said = press(operator, "merge", story="S1", other="S3")
    assert isinstance(last(operator.home), StoriesMerged)
    assert operator.json("/stories/S3.json")["story"]["number"] == 1
    assert "data-undo" in said.text
    press(operator, "undo", correction="1")
    assert isinstance(last(operator.home), CorrectionUndone)
    assert operator.json("/stories/S3.json")["story"]["number"] == 3


def test_stories_are_kept_apart(operator):
    press(operator, "apart", story="S1", other="S3")
    assert isinstance(last(operator.home), StoriesKeptApart)


def test_a_story_is_set_aside_and_is_told_no_more(operator):
    press(operator, "aside", story="S4")
    assert isinstance(last(operator.home), StorySetAside)
    assert [one["number"] for one in operator.json("/today.json")["stories"]] == [3, 2, 1]
    article = operator.json("/aside.json")["articles"][0]["id"]
    press(operator, "take", "/aside", article=article)
    assert isinstance(last(operator.home), CorrectionUndone | ArticleLetIn)
    assert 4 in [one["number"] for one in operator.json("/today.json")["stories"]]


def test_an_account_moves_and_leaves(operator):
    _, accounts = ids(operator, 1)
    press(operator, "move", "/stories/S1/correct", article=accounts[1], to="S4")
    assert isinstance(last(operator.home), ArticleMoved)
    story, accounts = ids(operator, 4)
    press(operator, "split", "/stories/S4/correct", story=story, article=accounts[1])
    assert isinstance(last(operator.home), StorySplit)


def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(operator):
    before = events(operator.home)
    page = operator.get("/corrections")
    for name, fields in (
        ("merge", {"story": "S1", "other": "S1"}),
        ("merge", {"story": "S1", "other": "S99"}),
        ("merge", {"story": "S1"}),
        ("undo", {"correction": "7"}),
        ("undo", {"correction": "١"}),
        ("split", {"story": "S1"}),
        ("move", {"article": "nothing", "to": "S1"}),
        ("deny", {"learnt": "1"}),
    ):
        answer = operator.post(f"/operators/{name}", page, **fields)
        assert answer.status_code in {400, 404, 409}, name
    assert events(operator.home) == before


def test_a_form_of_another_log_does_nothing_here(operator):
    page = operator.get("/corrections")
    answer = operator.post("/operators/merge", page, home="00000000", story="S1", other="S3")
    assert answer.status_code == 400
    assert not any(isinstance(event, StoriesMerged) for event in events(operator.home))


def test_a_correction_stands_in_the_list_with_what_takes_it_back(operator):
    press(operator, "merge", story="S1", other="S3")
    (shown,) = operator.json("/corrections.json")["corrections"]
    assert (shown["type"], shown["numbers"], shown["undoable"]) == ("StoriesMerged", [1, 3], True)
    press(operator, "undo", correction="1")
    undone = operator.json("/corrections.json")["corrections"]
    assert [(one["type"], one["undoable"]) for one in undone] == [
        ("CorrectionUndone", False),
        ("StoriesMerged", False),
    ]


@pytest.mark.parametrize(
    "name", ["merge", "apart", "aside", "take", "split", "move", "undo", "deny", "report"]
)
def test_a_reader_may_correct_nothing(site, name):
    before = events(site.home)
    page = site.get("/stories/S1/wrong")
    answer = site.post(f"/operators/{name}", page, story="S1", other="S3", correction="1")
    assert answer.status_code == 403
    assert events(site.home) == before


# --- unsure ---


@pytest.fixture
def doubtful(tmp_path):
    """Stories A and C, and B of which it is unsure whether it is A."""
    with Engine.open(tmp_path, rules=Rules(), clock=SetClock(NOW)) as engine:
        play = Play(engine, None, None, pace=None, alarms=[], brief=brief())
        play.news("alfa", "carl")
        play.doubt("beta", engine.state.where[article("alfa").article.id])
    with Site(tmp_path) as site:
        yield site.log_in()


def test_what_is_unsure_is_shown_side_by_side(doubtful):
    shown = doubtful.json("/unsure.json")
    (doubt,) = shown["doubts"]
    assert (doubt["one"]["story"]["number"], doubt["other"]["story"]["number"]) == (3, 1)
    assert [one["title"] for one in doubt["one"]["accounts"]] == ["Beta meeting in Astana"]
    assert [one["title"] for one in doubt["other"]["accounts"]] == ["Alfa meeting in Astana"]
    html = doubtful.get("/unsure").text
    for key in "saxwm":
        assert f'data-key="{key}"' in html
    assert re.search(r'<script src="/static/keys.js\?v=[0-9a-f]+" defer></script>', html)


@pytest.mark.parametrize(
    ("key", "kind"), [("s", StoriesMerged), ("a", StoriesKeptApart), ("x", StorySetAside)]
)
def test_one_press_decides_it_and_another_takes_it_back(doubtful, key, kind):
    """The forms as they stand on the page, with nothing filled in."""
    page = doubtful.get("/unsure")
    answer = sent(doubtful, page, f'data-key="{key}"')
    assert answer.status_code == 303
    assert isinstance(last(doubtful.home), kind)
    said = doubtful.get(answer.headers["location"])
    assert doubtful.json("/unsure.json")["doubts"] == []
    answer = sent(doubtful, said, "data-undo")
    assert answer.status_code == 303
    assert isinstance(last(doubtful.home), CorrectionUndone)


def sent(site, page, button):
    """The form with that button, as a browser sends it."""
    found = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    (form,) = (one for one in found if button in one)
    path = re.search(r'action="([^"]*)"', form)[1]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
    return site.post(path, **{name: unescape(value) for name, value in fields.items()})


# --- reports ---


def test_a_reader_reports_and_an_operator_answers(site):
    page = site.get("/stories/S1/wrong")
    answer = site.post("/report", page, **story_of(page), what="facts", words="it was Almaty")
    assert answer.status_code == 303
    thanks = site.get(answer.headers["location"])
    assert "Thank you: this is report 1" in thanks.text
    report = last(site.home)
    assert isinstance(report, ErrorReported)
    assert (report.what, report.reader_id) == ("facts", "web")
    assert site.said == ["report 1: a reader says that something is wrong with S1"]
    site.log_in()
    (shown,) = site.json("/reports.json")["reports"]
    assert (shown["report"], shown["story"]["number"]) == (1, 1)
    press(site, "report", "/reports", report="1", outcome="kept")
    assert last(site.home) == ReportAnswered(report=1, outcome="kept")
    assert site.json("/reports.json")["reports"] == []


def test_what_a_reader_writes_goes_to_the_operators_chat_and_into_no_event(site):
    site.operators = address(-100)
    page = site.get("/stories/S1/wrong")
    words = "it was <b>Almaty</b>"
    site.post("/report", page, **story_of(page), what="other", words=words)
    reported, queued = events(site.home)[-2:]
    assert isinstance(reported, ErrorReported)
    assert isinstance(queued, DeliveryQueued)
    assert "Almaty" not in repr(events(site.home)[-2:])
    with Stores(site.home / "state").readers() as readers:
        (message,) = readers.letter("notice/report/1")
    assert "<blockquote>it was &lt;b&gt;Almaty&lt;/b&gt;</blockquote>" in message.text
    assert {button.data.partition(":")[0] for row in message.buttons for button in row} == {
        "why",
        "aside",
        "fixed",
        "kept",
        "answer",
    }


def test_a_report_that_says_nothing_is_refused(site):
    page = site.get("/stories/S1/wrong")
    for fields in ({"what": "other"}, {"what": "nonsense"}, {}, {"what": "facts", "story": "S99"}):
        answer = site.post("/report", page, **{**story_of(page), **fields})
        assert answer.status_code in {400, 404}
    assert not any(isinstance(event, ErrorReported) for event in events(site.home))


def test_nobody_floods_the_operators(home):
    with Site(home) as site:
        page = site.get("/stories/S1/wrong")
        sent = [
            site.post("/report", page, **story_of(page), what="facts").status_code for _ in range(7)
        ]
    assert sent == [303] * 5 + [409] * 2


def story_of(page):
    (story,) = {
        line.split('value="')[1].split('"')[0]
        for line in page.text.replace("<input", "\n<input").splitlines()
        if 'name="story"' in line
    }
    return {"story": story}


def test_the_running_service_and_a_page_agree(operator):
    """A page's correction is known to an engine that was open before it."""
    rules = Rules()
    with Engine.open(operator.home, rules=rules, clock=operator.clock, create=False) as engine:
        press(operator, "merge", story="S1", other="S3")
        engine.catch_up()
        assert engine.state.corrections == 1
    assert fields_of(operator.get("/corrections").text)["home"]
