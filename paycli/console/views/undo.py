"""The view of an order that was undone, as far as that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.payments import Undone as UndoneData
from paycli.console.output import Document, Line
from paycli.console.views.cancel import cancelled
from paycli.console.views.ordered import id_of, order_fields
from paycli.console.views.requests import requested
from paycli.console.views.wording import decimal, fields, utc
from paycli.domain.state import DONE

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.payments.undo import Undone


def undone(result: Undone, registry: Registry) -> Document:
    """Say which it was: cancelled, or asked for."""
    if result.cancelled is not None:
        thing = result.cancelled
        came = decimal(thing.returned, registry) if thing.returned else None
        data = UndoneData(
            **order_fields(thing, DONE),
            of=thing.of,
            undone="cancelled",
            kind=thing.kind,
            amount=came,
            currency=thing.balance.currency,
            note=None,
            due=None,
        )
        return cancelled(thing, registry)._replace(data=data)
    if result.asked is None:
        raise AssertionError("an order is cancelled, or its money is asked for")
    asked = result.asked
    data = UndoneData(
        **order_fields(asked, asked.state),
        of=result.of,
        undone="asked",
        kind=asked.kind,
        **fields(asked.money, registry),
        note=asked.note,
        due=utc(asked.due),
    )
    head, *more = requested(asked, registry).lines
    arrived = Line("It had arrived, so it is not undone yet: only its payee can give it back.")
    return Document(data, (head, arrived, *more), id_of(asked))
