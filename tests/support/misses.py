"""A table held to a rule in one test: every row is tried, and the failure names each that missed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator


class Misses:
    """Collects what missed; use it in a `with` block, which fails in the end if anything did."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What breaks the table itself is shown as it is, since the rows behind it were not tried.
        if kind is None and self.found:
            raise AssertionError(f"{len(self.found)} missed:\n" + "\n".join(self.found))

    @contextmanager
    def of(self, *what: object) -> Iterator[None]:
        """Try one row; `what` is its name in the failure, a command line as its words."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  a row that raises has missed, and the next one is tried all the same
            row = " ".join(each if isinstance(each, str) else repr(each) for each in what)
            self.found.append(f"- {ascii(row)[1:-1][:200]}: {type(error).__name__}: {str(error)[:800]}")
