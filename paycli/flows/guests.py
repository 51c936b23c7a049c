"""A guest at a till who has no wallet on its ledger yet: how they join it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.errors import NotInitialised, step

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def told_how_to_join() -> Iterator[None]:
    """Say to whoever wants to pay and has no wallet how they join the ledger of the till: a new one is of no use.

    Raises NotInitialised.
    """
    try:
        yield
    except NotInitialised as error:
        error.values["help"] = step("join_at_till")
        raise
