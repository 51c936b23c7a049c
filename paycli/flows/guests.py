"""A guest at a till who has no wallet on its ledger yet: how they join it, and the codes that lie there for them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.errors import FileUnreadable, NotInitialised, step

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_codes(typed: str) -> str:
    """Read a file of codes, `-` for stdin; raises FileNotRead, and FileUnreadable, which repeats nothing of it."""
    from paycli.flows.items import read_file

    try:
        return read_file(typed).decode()
    except UnicodeDecodeError:
        raise FileUnreadable(line=1, column=1, reason="it is not UTF-8", money="No code was added.") from None


@contextmanager
def pointed_to_the_till() -> Iterator[None]:
    """Say to whoever wants to pay and has no wallet how they join the ledger of the till: a new one is of no use.

    Raises NotInitialised.
    """
    try:
        yield
    except NotInitialised as error:
        error.values["help"] = step("join_at_till")
        raise
