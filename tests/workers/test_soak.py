"""The soak of bench.soak_roles, short: processes as machines, killed in between."""

from types import SimpleNamespace

import pytest

from bench import soak_roles
from tests.delivery.receivers import Posted

WELL = {
    **dict.fromkeys(soak_roles.BAD, 0),
    "replay same": True,
    "log proven": True,
    soak_roles.CALM_P99: soak_roles.LAG_S,
}


def posted(path, message_id, words):
    body = f'{{"type": "digest", "id": "{message_id}", "digest": {{"summary": "{words}"}}}}'
    return Posted(path, {"webhook-id": message_id}, body.encode())


def test_the_same_words_under_another_id_are_told_twice_and_under_the_same_one_are_not():
    first = posted("/1", "msg_a", "news")
    assert soak_roles.told_twice([first, first]) == 0
    assert soak_roles.told_twice([first, posted("/3", "msg_b", "news")]) == 0
    assert soak_roles.told_twice([first, posted("/1", "msg_b", "other news")]) == 0
    assert soak_roles.told_twice([first, posted("/1", "msg_b", "news"), first]) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, 1) for name in soak_roles.BAD),
        ("replay same", False),
        ("log proven", False),
        (soak_roles.CALM_P99, soak_roles.LAG_S + 0.1),
    ],
)
def test_any_one_of_the_things_that_are_held_fails_a_soak(name, value):
    assert soak_roles.all_well(WELL)
    found = {**WELL, name: value}
    assert not soak_roles.all_well(found)
    assert soak_roles.all_kept(found) == (name in {soak_roles.CALM_P99, *soak_roles.TIMED})


def test_a_takeover_that_never_comes_is_late(monkeypatch):
    def never(*_args, **_more):
        raise TimeoutError

    monkeypatch.setattr(soak_roles, "wait_for", never)
    monkeypatch.setattr(soak_roles.Disturber, "_holder", lambda _self: "match in process 1 on a")
    machine = Machine()
    disturber = soak_roles.Disturber(None, {"match1": machine}, None)
    disturber.do("kill matcher")
    assert disturber.late_takeovers() == 1
    disturber.takeovers_s = [soak_roles.TAKEOVER_S - 0.1]
    assert disturber.late_takeovers() == 0


class Machine:
    process = SimpleNamespace(pid=1)

    def kill(self):
        pass

    def begin(self):
        pass


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_told_twice_whoever_is_killed():
    found = soak_roles.soak(minutes=0.5, rate=2.0, kills=4, primaries=1, each=2, seed=3)
    assert soak_roles.all_kept(found), found
