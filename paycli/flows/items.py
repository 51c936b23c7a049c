"""The file of a shop's items as it is typed, and every wrong line of it told."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from paycli.console.output import say_aside
from paycli.errors import ItemsWrong
from paycli.flows.files import not_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def read_file(typed: str) -> bytes:
    """Read a whole file, `-` for stdin; raises FileNotRead."""
    if typed == "-":
        binary = getattr(sys.stdin, "buffer", None)
        # Who runs us inside of another program may have laid a text there.
        return sys.stdin.read().encode() if binary is None else bytes(binary.read())
    try:
        return Path(typed).read_bytes()
    except OSError as error:
        raise not_read(typed, error, money="Nothing was changed.") from None


@contextmanager
def telling_each_line() -> Iterator[None]:
    """Say every line that is wrong with a file of items, before the refusal that has the first of them."""
    try:
        yield
    except ItemsWrong as error:
        from paycli.console.views.items import wrong_lines

        details = cast("Sequence[Mapping[str, Any]]", error.values["details"])
        if len(details) > 1:
            say_aside(*wrong_lines(details))
        raise
