"""What a rule is: a pair of pure functions for one kind of order. Each file of rules ends with a table of its own."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.kinds import RULES_OF
from paycli.domain.state import Needs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paycli.domain.orders import Order
    from paycli.domain.state import Changes, Place, State


class Rule(NamedTuple):
    """How one kind of order is decided: which rows it needs, and what it changes or why it is refused."""

    needs: "Callable[[Order[Any]], Needs]"
    decide: "Callable[[Order[Any], State, Place], Changes]"


def nothing(_order: "Order[Any]") -> Needs:
    """Need no rows but those that every order reads."""
    return Needs()


@cache
def rule_of(kind: str) -> Rule:
    """Give the rule of a kind of order, out of the table of its file; no other file of rules is imported for it."""
    rules: Mapping[str, Rule] = import_module(f"paycli.domain.rules.{RULES_OF[kind]}").RULES
    return rules[kind]
