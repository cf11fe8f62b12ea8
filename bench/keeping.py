"""Does keeping cost memory? Export, import, backup, restore and proof of a log, and of one ten
times as long, each as a command of its own.

    python -m bench.keeping [--events 200000]

The peak of each must not grow with the log: at most 1.2 times for ten times the events. Times are
this disk's today.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bench.log import fill
from monitor.events.stories_and_feeds import ArticleTaken
from monitor.log.chain import text_hash
from monitor.log.sqlite import SqliteLog
from monitor.model import Article, Reading

PEAK_MOST = 1.2
TEXTS_SHARE = 20  # of so many events, one comes with a text
_TEXT_BYTES = 3_000


WORK = {
    "export": ("--home", "{home}", "log", "export", "--texts"),
    "import": ("--home", "{home}/imported", "log", "import", "{home}/export.out"),
    "backup": ("--home", "{home}", "backup", "{home}/backup.tar"),
    "restore": ("--home", "{home}/restored", "restore", "{home}/backup.tar"),
    "verify": ("--home", "{home}", "log", "verify"),
}


def made(home: Path, events: int) -> None:
    """A log of mixed events, and at its end articles with texts."""
    (home / "state").mkdir(parents=True)
    path = home / "state" / "log.db"
    fill(path, events)
    with SqliteLog.open(path) as log:
        for first in range(0, events // TEXTS_SHARE, 500):
            texts = [
                f"{number} " + "word " * (_TEXT_BYTES // 5) for number in range(first, first + 500)
            ]
            taken = [(sha256(text.encode()).hexdigest(), _taken(text)) for text in texts]
            at, head = datetime(2027, 1, 1, tzinfo=UTC), log.head().position
            log.append(taken, at=at, expected=head, texts={text_hash(text): text for text in texts})


def _taken(text: str) -> ArticleTaken:
    name = sha256(text.encode()).hexdigest()[:16]
    article = Article(id=name, version="", text_hash=text_hash(text), text_bytes=len(text))
    return ArticleTaken(article=article, reading=Reading(language="en"))


_AS_PEOPLE_DO = """
import sys
from pathlib import Path
from monitor.cli.root import run
status = run(sys.argv[1:])
lines = Path("/proc/self/status").read_text().splitlines()
high = [line for line in lines if line.startswith("VmHWM")]
print(high[0].split()[1], file=sys.stderr)
sys.exit(status)
"""  # getrusage would count what the process that started it held


def peak_mb(what: str, home: Path) -> tuple[float, float]:
    """(MB, seconds) of the command, as people run it. Linux only."""
    began = time.perf_counter()
    arguments = [part.format(home=home) for part in WORK[what]]
    with (home / f"{what}.out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", _AS_PEOPLE_DO, *arguments],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
    return int(done.stderr.split()[-1]) / 1e3, time.perf_counter() - began


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--events", type=int, default=200_000)
    return _compared(asked.parse_args().events)


def _compared(events: int) -> int:
    worst = 0.0
    with tempfile.TemporaryDirectory() as place:
        short, long = Path(place) / "short", Path(place) / "long"
        made(short, events // 10)
        made(long, events)
        size = (long / "state" / "log.db").stat().st_size
        print(f"{events} events and {events // TEXTS_SHARE} texts: {size / 1e6:.0f} MB")
        for what in WORK:
            (little, _), (much, seconds) = peak_mb(what, short), peak_mb(what, long)
            worst = max(worst, much / little)
            print(
                (
                    f"{what:<8} {seconds:6.1f} s   peak {little:5.1f} MB → {much:5.1f} MB   "
                    f"{much / little:.2f} x (at most {PEAK_MOST})"
                ),
                flush=True,
            )
    return 0 if worst <= PEAK_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
