"""Looking at the ledger around an order: before it is posted nothing has happened, behind it the order stands."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.errors import OutputFailed, PaycliError, Unavailable
from paycli.services.engine.refusals import refusals_say
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.ports import App
    from paycli.services.reading.reader import Reader


@contextmanager
def before_posting(app: App, kind: str) -> Iterator[Reader]:
    """Read what comes before an order of a kind is posted; a refusal then says that nothing happened."""
    with refusals_say(kind), reading(app) as reader:
        yield reader


@contextmanager
def after_posting(app: App, order: str) -> Iterator[Reader]:
    """Read what the result of an order shows, which is named by its name.

    The order stands by then: raises OutputFailed where others say that nothing happened, and any other error says it.
    """
    try:
        with reading(app) as reader:
            yield reader
    except Unavailable as error:
        raise OutputFailed(reason=str(error.values.get("reason", "the ledger cannot be read")), id=order) from error
    except PaycliError as error:
        error.money = "The order was booked and stands, but its result cannot be shown."
        raise
