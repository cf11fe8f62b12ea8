"""Every error this program raises on purpose.

    MonitorError                 one line for a person, a hint that mends it, an exit status
    ├── UsageError               wrong command, option or argument                     (2)
    ├── ConfigError              a file under config/, or the environment: file, line  (2)
    ├── InputError               an article, feed or import that cannot be taken       (2)
    ├── NotFoundError            no story, article or correction by that name          (1)
    ├── RefusedError             a command that is understood and must not be done     (1)
    └── LogError                 the event log
        ├── LogConflictError     another process appended first: read, decide again    (1)
        ├── LogBusyError         another process held the log for too long             (1)
        ├── LogGoneError         the file that was opened is no longer there           (1)
        ├── LogDamagedError      the chain, a row, a page or a text is not as written  (1)
        ├── LogUnreachableError  the server that has it is away, or does not let us in   (1)
        ├── LogLeaseLostError    another process writes in this one's place              (1)
        ├── LogForeignError      the file is not an event log of this program          (2)
        ├── LogNewerError        written by a newer version                            (2)
        └── LogReadOnlyError     the file or its folder cannot be written              (2)

The command line turns each into one line and its hint; nothing else prints them.
"""

from __future__ import annotations


class MonitorError(Exception):
    """`message` says what is wrong, `hint` how to mend it; both are one line, for people."""

    exit_status = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MonitorError):
    pass


class ConfigError(MonitorError):
    pass


class InputError(MonitorError):
    pass


class NotFoundError(MonitorError):
    exit_status = 1


class RefusedError(MonitorError):
    exit_status = 1


class LogError(MonitorError):
    exit_status = 1


class LogConflictError(LogError):
    """The log's head is not where the decision was made: read what is new and decide again."""


class LogBusyError(LogError):
    pass


class LogGoneError(LogError):
    """What would be written now would be lost: the file was moved, deleted or replaced after it was
    opened.
    """


class LogUnreachableError(LogError):
    """Nothing was written, unless what an append says about it."""


class LogLeaseLostError(LogError):
    """Another process has taken over: what this one decided is not written."""


class LogDamagedError(LogError):
    """`broken_at` is the position of the first row that is not as it was written, if known."""

    def __init__(self, message: str, *, hint: str = "", broken_at: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.broken_at = broken_at


class LogForeignError(LogError):
    exit_status = 2


class LogNewerError(LogError):
    exit_status = 2


class LogReadOnlyError(LogError):
    exit_status = 2


# --- hints ---


def installing(extra: str) -> str:
    """How to bring an extra's packages, from an index or beside a checkout."""
    return (
        f"pip install 'diplomacy-monitor[{extra}]', or in a checkout: "
        f".venv/bin/pip install -e '.[{extra}]'"
    )
