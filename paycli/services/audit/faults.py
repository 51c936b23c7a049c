"""The faults that an audit finds: all are counted, and so many told in words as a memory may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAMED_MOST = 100_000
_LETTERS_MOST = 500


class Faults:
    """A list that counts on when it is full."""

    def __init__(self) -> None:
        self.named: list[str] = []
        self.count = 0

    def add(self, text: str) -> None:
        """Note a fault."""
        self.count += 1
        if self.count <= NAMED_MOST:
            self.named.append(text[:_LETTERS_MOST])

    def extend(self, texts: Iterable[str]) -> None:
        """Note several faults."""
        for text in texts:
            self.add(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self.named)
