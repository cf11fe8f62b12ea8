"""One page: an address, a handler and a template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_type_hints

from msgspec import Struct

from monitor.web.requests import NoFilter, PageRequest

Handler = Callable[[PageRequest], Struct]
PageAccess = Literal["reader", "operator"]


class WebPage(Struct, frozen=True, kw_only=True):
    """`path` may hold {slots} (`{name:path}` takes slashes too); with `.json` behind it, it is the
    same as JSON. `title` is the key of its words ("titles.today"), `menu` where it stands in the
    menu, if it does. `filter` is what its query may hold; the handler reads it by
    `ask.filter(kind)`.

    The handler runs in a thread of its own with read-only views. It raises NotFoundError and
    UsageError for what it is asked in vain.
    """

    path: str
    name: str
    title: str
    handler: Handler
    template: str
    access: PageAccess = "reader"
    filter: type[Struct] = NoFilter
    form: bool = False  # it holds one that readers fill in
    menu: Literal["", "news", "analysis", "operators", "about"] = ""

    @property
    def document(self) -> type[Struct]:
        """The type of what the handler makes."""
        kind = get_type_hints(self.handler)["return"]
        assert isinstance(kind, type)  # noqa: S101 — a handler without it cannot be described
        return kind
