"""What is closed by whoever opened it: `with` does it."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Closing:
    """Its context closes it, however that is left."""

    def close(self) -> None:
        """May be called again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
