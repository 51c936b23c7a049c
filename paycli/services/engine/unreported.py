"""Noting what is about to be posted, until somebody was shown what became of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.domain.bodies import EnvelopeSendBody
from paycli.domain.commitments import without_texts
from paycli.domain.ids import short
from paycli.domain.orders import Order
from paycli.domain.ports import identity
from paycli.errors import Broken, OutcomeUnreported, PaycliError, Pending
from paycli.services.engine.refusals import refusals_say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.bodies import Body
    from paycli.domain.ports import App, View
    from paycli.services.engine.intents import Execution


@contextmanager
def noted(app: App, order: Order, execution: Execution) -> Iterator[None]:
    """Note durably what is posted inside; the note of what is refused goes at once, any other stays until `App.report`.

    A key finds an order again, so under one a home that cannot be written stops nobody; without one it does: raises
    PermissionRefused, Unavailable.
    """
    if not execution.noted or execution.dry_run:
        yield
        return
    with refusals_say(order.kind):
        try:
            app.note_unreported(order)
        except PaycliError:
            if execution.key is None:
                raise
    try:
        yield
    except (Pending, Broken):
        # It may stand.
        raise
    except PaycliError:
        app.report()
        raise


def refuse_unreported(app: App, view: View, wanted: Order) -> None:
    """Refuse what was done before while nobody was shown that it was: without a key nothing tells it from a repeat.

    Only what moved money counts, whatever was written beside it. Raises OutcomeUnreported.
    """
    for note in app.unreported():
        if note.kind == wanted.kind and not note.said:
            before = wanted._replace(id=note.id)
            entry = view.same_ids((before,)).get(identity(before))
            if entry is not None and entry.transfers and _typed(Order.parse(entry.order)) == _typed(wanted):
                raise OutcomeUnreported(id=note.name, short=short(note.name))


def _typed(order: Order) -> Body:
    """Give what was typed of an order: its body without texts, and without what follows from its id and its key."""
    body = without_texts(order)
    if isinstance(body, EnvelopeSendBody):
        return body._replace(draw=body.draw._replace(commitment=None))
    return body
