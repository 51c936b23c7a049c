"""What a rule is: a pair of pure functions for one kind of order. Each file of rules ends with a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.state import Needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.orders import Order
    from paycli.domain.state import Changes, Place, State


class Rule(NamedTuple):
    """How one kind of order is decided: which rows it needs, and what it changes or why it is refused."""

    needs: Callable[[Order[Any]], Needs]
    decide: Callable[[Order[Any], State, Place], Changes]


def nothing(_order: Order[Any]) -> Needs:
    """Need no rows but those that every order reads."""
    return Needs()
