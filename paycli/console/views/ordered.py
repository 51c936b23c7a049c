"""What the views of all orders share: the fields that each document of an order has."""

from typing import TYPE_CHECKING, Protocol, TypedDict

from paycli.console.times import iso_utc
from paycli.console.views.wording import state_word

if TYPE_CHECKING:
    from paycli.console.documents.forms import State


class OrderFields(TypedDict):
    """What every document of an order has."""

    id: str | None
    state: "State"
    n: int | None
    time: str | None
    replayed: bool
    dry_run: bool


class Ordered(Protocol):
    """A result of a service about an order."""

    @property
    def id(self) -> str:
        """The name of the order."""

    @property
    def n(self) -> int:
        """The number of its entry."""

    @property
    def time(self) -> int:
        """The ledger time of its entry, in ms."""

    @property
    def replayed(self) -> bool:
        """Whether it was there already."""

    @property
    def dry_run(self) -> bool:
        """Whether it was only tried."""


def order_fields(result: Ordered, state: str) -> OrderFields:
    """Give the JSON fields that every order has; in a dry run there may be none, so no id, number or time."""
    there = exists(result)
    return {
        "id": result.id if there else None,
        "state": "dry_run" if result.dry_run else state_word(state),
        "n": result.n if there else None,
        "time": iso_utc(result.time) if there else None,
        "replayed": result.replayed,
        "dry_run": result.dry_run,
    }


def id_of(result: Ordered) -> str | None:
    """Give the id for `--quiet`; none where there is no such order."""
    return result.id if exists(result) else None


def exists(result: Ordered) -> bool:
    """Tell whether there is such an order: a dry run makes none, and finds one only where it would be a repeat."""
    return result.replayed or not result.dry_run


def repeated(*, replayed: bool, dry_run: bool) -> str:
    """Say that nothing new happened: a repeat of an order, or a dry run."""
    if dry_run:
        return "Dry run, nothing was done: "
    return "Done before, nothing was done again: " if replayed else ""
