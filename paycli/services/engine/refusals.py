"""What a refusal says of the money: before an order is posted nothing happened, behind it the order stands."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS
from paycli.errors import OutputFailed, PaycliError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.ports import App, View


@contextmanager
def preparing(app: App, kind: str) -> Iterator[View]:
    """Open a view for what comes before an order of a kind is posted; a refusal then says that nothing happened."""
    with refusals_say(kind), app.book.view() as view:
        yield view


@contextmanager
def refusals_say(kind: str) -> Iterator[None]:
    """Let a refusal of what comes before an order of a kind is posted say so."""
    try:
        yield
    except PaycliError as error:
        error.money = error.money or KINDS[kind].nothing
        raise


@contextmanager
def after_posting(app: App) -> Iterator[View]:
    """Open a view for what a result shows.

    The order stands by then: raises OutputFailed where others say that nothing happened, and any other error says it.
    """
    try:
        with app.book.view() as view:
            yield view
    except Unavailable as error:
        raise OutputFailed(reason=str(error.values.get("reason", "the ledger cannot be read"))) from error
    except PaycliError as error:
        error.money = "The order was booked and stands, but its result cannot be shown."
        raise
