from datetime import timedelta

from bench.made_up import made_up
from monitor.engine import retention
from monitor.model import Rules

RULES = Rules(text_retention_days=30)


def kept(engine, numbers):
    return [
        number
        for number in numbers
        if engine.log.text(made_up(number).article.text_hash) is not None
    ]


def test_texts_past_their_age_are_erased_and_only_those(start, clock):
    engine = start(rules=RULES)
    engine.take_many([made_up(0), made_up(1)])
    clock.at += timedelta(days=20)
    engine.take(made_up(4))
    clock.at += timedelta(days=20)
    before = engine.replay().fingerprint
    assert len(engine.tick()) == 2
    assert kept(engine, [0, 1, 4]) == [4]
    assert engine.tick() == []
    assert engine.replay().fingerprint == before
    assert engine.log.verify().ok


def test_a_process_that_starts_later_goes_on_where_the_last_one_stopped(start, clock, monkeypatch):
    monkeypatch.setattr(retention, "ERASED_AT_ONCE_MAX", 2)
    engine = start(rules=RULES)
    engine.take_many([made_up(number) for number in (0, 1, 4, 7, 10)])
    clock.at += timedelta(days=31)
    engine.tick()
    assert kept(engine, [0, 1, 4, 7, 10]) == []
    assert start(rules=RULES).state.erased_to == engine.state.erased_to > 0
    assert start(rules=RULES).tick() == []


def test_without_a_rule_texts_are_kept(start, clock):
    engine = start()
    engine.take(made_up(0))
    clock.at += timedelta(days=44)
    assert engine.tick() == []
    assert kept(engine, [0]) == [0]
