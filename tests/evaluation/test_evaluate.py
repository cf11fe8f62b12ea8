import functools
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from monitor.evaluation.evaluate import Judgement, evaluate, render
from monitor.intake.files import incoming_from
from monitor.intake.normalize import incoming
from monitor.model import Incoming, Rules
from monitor.parallel.pool import LotWorkers, ReadingPool

HARD_SET = Path(__file__).parent.parent / "data" / "hard-set.jsonl"


@functools.cache
def articles():
    return tuple(one for one in incoming_from([HARD_SET]) if isinstance(one, Incoming))


@functools.cache
def evaluation():
    judged = (
        Judgement(later="001", earlier=("000",), relation="development"),
        Judgement(later="S1", earlier=("000",), relation="duplicate"),
        Judgement(later="S1", earlier=("nobody",), relation="duplicate"),
    )
    return evaluate(articles(), rules=Rules(), judgements=judged)


def test_the_hard_set_is_grouped_as_it_is_labelled():
    found = evaluation()
    assert found.bcubed.f1 == found.pairs.f1 == 1.0
    assert found.across_languages[0] == found.across_languages[1] > 0
    assert found.arrivals.wrong == found.arrivals.unsure_wrong
    assert found.mistakes == ()


def test_every_line_has_a_decision_under_the_ids_of_the_file():
    names = {one.article.given_id for one in articles()}
    for decision in evaluation().decisions:
        assert decision.id in names
        assert {decision.story, decision.story_at_arrival} <= names
        assert decision.verdict in {"new", "development", "duplicate", "unsure"}


def test_judgements_are_scored_where_all_their_articles_are_there():
    assert evaluation().novelty == 1.0
    assert evaluation().novelty_judged == 2


def test_unlabelled_articles_are_taken_and_not_scored():
    bare = [Incoming(article=one.article, text=one.text) for one in articles()[:2]]
    found = evaluate(bare, rules=Rules())
    assert len(found.decisions) == 2
    assert found.bcubed is None
    assert "nothing to score" in render(found)


def test_mistakes_come_with_their_why_worst_first():
    wrong = evaluate(articles(), rules=Rules(link_logit=99.0))
    assert wrong.mistakes
    assert [m.cost for m in wrong.mistakes] == sorted(
        (m.cost for m in wrong.mistakes), reverse=True
    )
    assert all(mistake.why for mistake in wrong.mistakes)
    shown = render(wrong, mistakes_max=2)
    assert "mistakes, worst first (2 of" in shown
    assert "cross-language recall" in shown


def test_the_same_articles_give_the_same_decisions():
    again = evaluate(articles(), rules=Rules())
    assert again.decisions == evaluate(articles(), rules=Rules()).decisions


def test_whoever_reads_the_decisions_are_the_same():
    judged = (Judgement(later="001", earlier=("000",), relation="development"),)
    workers = LotWorkers(start=partial(ThreadPoolExecutor, 2), size=2, start_lots=1)
    with ReadingPool(workers) as pool:
        found = evaluate(articles(), rules=Rules(), judgements=judged, pool=pool)
    assert found.decisions == evaluation().decisions
    assert found.bcubed == evaluation().bcubed
    assert found.novelty_judged == 1


def test_what_was_set_aside_has_no_story_and_is_told_beside_the_scores():
    soup = incoming(title="Soup", text="Fry an onion and serve.", url="https://a.example/soup")
    found = evaluate([*articles()[:2], msgspec.structs.replace(soup, event="A")], rules=Rules())
    assert (found.decisions[2].verdict, found.decisions[2].story) == ("set aside", None)
    assert "set aside, not scored             1 of 3" in render(found)
