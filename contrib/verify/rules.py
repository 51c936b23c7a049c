"""What the rule of a kind of order is made of: its row in the table, the case that it decides, the move it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from mandates import Use

if TYPE_CHECKING:
    from orders import Order, Thing
    from state import State
    from values import Value


class Move(NamedTuple):
    """A transfer that an order may come to: from and to, both still without their currency, and how much."""

    source: str
    target: str
    amount: int
    # How much must find room in the target, where that is not the amount.
    room: int | None = None
    # How much must be in the source, where that is not the amount.
    gone: int | None = None


@dataclass(slots=True)
class Case:
    """An order to decide, the time of its entry, and the thing that it is about or makes."""

    order: Order
    time: int
    found: Thing | None = None

    @property
    def thing(self) -> Thing:
        """Give the thing of an order that always has one.

        Raises:
            ValueError: there is none.
        """
        if self.found is None:
            raise ValueError("what it is about is not there")
        return self.found


# Most orders come to one move at most.
Decide = Callable[["State", Case], Move | list[Move] | None]


class When(Enum):
    """When an order may be about its thing."""

    OPEN = "while the thing is open and before its time is over"
    DUE = "while the thing is open and once its time is over"
    EVER = "always"


def uses_nothing(_case: Case) -> Use:
    """Say of an order that it uses nothing but its own count."""
    return Use()


def uses_amount(case: Case) -> Use:
    """Say of an order that it uses its amount and tip for its payee."""
    body = case.order.body
    paid = body.amount + getattr(body, "tip", 0)
    return Use(paid, paid, [body.to])


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A row of the table of kinds: what is checked for every order of the kind, and the rule for the rest."""

    name: str
    # Who may sign it, as section 4 of the protocol names the parties.
    signed_by: tuple[str, ...]
    body: Mapping[str, Value]
    # It refuses an order, or takes in what the order changes and gives the move that it comes to.
    decide: Decide
    # Values of the ten keys that are others than those of most kinds.
    head: Mapping[str, Value] = field(default_factory=dict)

    # Each order of this kind makes a thing.
    makes: bool = False
    # This field of the body names the thing that an order is about; these kinds of orders make it.
    about: str = ""
    about_kinds: tuple[str, ...] = ()
    when: When = When.OPEN
    only_maker: bool = False
    # The thing goes on after the order; every other order ends its thing.
    leaves_open: bool = False

    # This field of the body names another wallet, which must be admitted.
    other_wallet: str = ""
    # What it uses of a mandate's caps, where one may sign it by a grant; or a mandate may sign it without one.
    uses: Callable[[Case], Use] = uses_nothing
    mandates_need_no_grant: bool = False
    # It counts for the limit on orders.
    spends: bool = False
    # It moves what a thing holds back to where it came from, which is never refused for lack of room (ADR 5).
    gives_back: bool = False
    # Its currency is one that the ledger does not have yet; every other currency must be there.
    adds_currency: bool = False


def main_of(wallet: str) -> str:
    """Name the account that a wallet spends from."""
    return f"w:{wallet}:main"


def hold_of(thing: Thing) -> str:
    """Name the account of what a thing keeps for a while."""
    return f"o:{thing.order.name}:hold"


def world_of(rail: str) -> str:
    """Name the account of the world behind a rail."""
    return f"x:{rail}:world"


def move_nothing(_state: State, _case: Case) -> Move | None:
    """Decide an order for which the checks of its row are all."""
    return None


def held_by(state: State, thing: Thing) -> int:
    """Give how much a thing still holds."""
    return state.balances[f"{hold_of(thing)}:{thing.body.currency}"]


def give_back(state: State, case: Case) -> Move:
    """Move all that the thing holds to the one who made it."""
    thing = case.thing
    return Move(hold_of(thing), main_of(thing.maker), held_by(state, thing))
