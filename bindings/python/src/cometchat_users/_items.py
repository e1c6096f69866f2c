"""All items of a list, read page by page."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from ._documents import Page

T = TypeVar("T")
Call = Callable[[str, dict[str, Any]], dict[str, Any]]

PER_PAGE = 100
SMALLEST = 20
"""Smaller pages cannot overlap: see ``Window.after``."""


class Window(NamedTuple):
    """A part of a list: ``size`` items, before which there are ``page - 1`` times as many."""

    page: int
    size: int

    @property
    def end(self) -> int:
        return self.page * self.size

    @staticmethod
    def after(read: int, most: int) -> Window:
        """The window that begins within the first ``read`` items and reaches the farthest.

        One reaches farther unless every size divides ``read``, which for sizes from 20 takes
        200 million items.
        """
        sizes = range(max(1, most // 2), most + 1)
        windows = (Window((read - 1) // size + 1, size) for size in sizes)
        return max(windows, key=lambda window: window.end)


class Items(Iterator[T], Generic[T]):
    """Each item that is there all along comes exactly once, while others come and go.

    Pages are numbered, so items move to other pages when some come or go. Therefore each page
    overlaps the one before. While it begins with an item that was given already, nothing between
    the two was missed. If it does not, items have gone, and what follows has moved forward: the
    page is dropped, and the reading steps back until it finds such an item.

    So whatever stands before a given item was given, too, if it was there all along; and an item
    that has moved back onto a later page is known by its id.
    """

    def __init__(
        self,
        call: Call,
        operation: str,
        request: dict[str, Any],
        per_page: int | None,
        kind: type[Page],
        member: str,
        key: str,
    ) -> None:
        self._call, self._operation, self._request = call, operation, request
        self._kind, self._member, self._key = kind, member, key
        self._most = max(PER_PAGE if per_page is None else per_page, SMALLEST)
        self._window = Window(1, self._most)
        self._stride = 1
        self._given: set[str] = set()
        self._ready: deque[T] = deque()
        self.at_end = False

    def __next__(self) -> T:
        while not self._ready and not self.at_end:
            self._ready.extend(self.read_on(self._call))
        if not self._ready:
            raise StopIteration
        return self._ready.popleft()

    def read_on(self, call: Call) -> list[T]:
        """Make one call, and return what it brought; maybe nothing."""
        window = self._window
        request = {**self._request, "page": window.page, "perPage": window.size}
        page = self._kind(call(self._operation, request))
        items = getattr(page, self._member)
        if 1 <= page.pagination.per_page < window.size:
            # The service gives no more: the page is then a part that is nearer to the begin.
            self._most = page.pagination.per_page
            window = Window(window.page, self._most)
        joined = bool(items) and self._id(items[0]) in self._given
        if window.page > 1 and not joined:
            self._window = Window(max(1, window.page - self._stride), window.size)
            self._stride *= 2
            return []
        new = [item for item in items if self._id(item) not in self._given]
        self._given.update(map(self._id, new))
        # Not by the total, which some lists do not have.
        self.at_end = len(items) < window.size
        self._stride = 1
        self._window = Window.after(window.end, self._most)
        return new

    def _id(self, item: T) -> str:
        return str(getattr(item, self._key))
