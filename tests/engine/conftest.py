import pytest

from monitor.clock import SetClock
from monitor.engine.engine import Engine
from monitor.model import Rules
from tests.stories.cases import NOW


@pytest.fixture
def clock():
    return SetClock(NOW)


@pytest.fixture
def start(tmp_path, clock):
    """Opens an engine on the same files, as often as it is called; all are closed at the end. It
    takes everything in, diplomacy or not, unless other `rules` are given.
    """
    engines = []
    everything = Rules(sure_diplomatic=0.0)

    def open_engine(home=tmp_path, **fields):
        engines.append(
            Engine.open(home, rules=fields.pop("rules", everything), clock=clock, **fields)
        )
        return engines[-1]

    yield open_engine
    for engine in engines:
        engine.close()
