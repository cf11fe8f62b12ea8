"""What all tests share: nothing fails because a machine is slow, and nothing of the operator's own
is seen.
"""

import os

from hypothesis import HealthCheck, settings

from tests.browser import chromium

for name in [name for name in os.environ if name.startswith("MONITOR_")]:
    del os.environ[name]

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_terminal_summary(terminalreporter):
    if chromium.found() is None:
        terminalreporter.write_line(chromium.LACKING)
