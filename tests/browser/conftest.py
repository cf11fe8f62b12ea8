import inspect

import pytest

from tests.browser import chromium
from tests.browser.home import lay_out
from tests.browser.site import serving
from tests.browser.visits import Visits

if chromium.found() is None:  # tests/conftest.py says so, and what to do
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def made_up_home(tmp_path_factory):
    """What tests press stays pressed: each that presses something has a story of its own."""
    return lay_out(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def url(made_up_home):
    with serving(made_up_home) as url:
        yield url


@pytest.fixture(scope="session")
def browser(url, made_up_home):
    visits = Visits(url, made_up_home)
    yield visits
    visits.close()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that is a coroutine runs in the browser's loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {
        name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters
    }
    given["browser"].runner.run(pyfuncitem.obj(**given))
    return True
