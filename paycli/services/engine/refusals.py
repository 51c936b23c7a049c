"""What a refusal says of the money."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS
from paycli.errors import PaycliError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refusals_say(kind: str) -> Iterator[None]:
    """Let a refusal of what comes before an order of a kind is posted say that nothing happened."""
    try:
        yield
    except PaycliError as error:
        error.money = error.money or KINDS[kind].nothing
        raise
