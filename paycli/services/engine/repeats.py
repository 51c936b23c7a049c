"""Repeats: an order that is in the log already is answered as the first time, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.kinds import KINDS
from paycli.errors import IdempotencyConflict, PaycliError
from paycli.services.engine.signed_texts import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.orders import Order, Submission
    from paycli.domain.ports import View, Written
    from paycli.services.engine.posting import Posted


def check_same(view: View, posted: Posted, submission: Submission, before: Sequence[Written]) -> None:
    """Refuse an order under the id of another one, `posted`, that asks for something else.

    What differs only in the commitments to its texts is the same order where both texts are there and equal: the salts
    come from the signing key's seed, and a mandate that was renewed has another. `before` are the entries that the same
    group of orders wrote. Raises IdempotencyConflict.
    """
    first, n, order = posted.order, posted.n, submission.order
    conflict = IdempotencyConflict(id=first.name, n=n, time=posted.time)
    if first.kind != order.kind:
        raise conflict
    if first.body == order.body:
        return
    fields = KINDS[order.kind].texts
    blank = dict.fromkeys(fields)
    if first.body._replace(**blank) != order.body._replace(**blank):
        raise conflict
    there = {each.field: each.text for one in before if one.entry.n == n for each in one.texts}
    given = {each.field: each.text for each in submission.texts}
    for field in fields:
        if (getattr(first.body, field) is None) != (getattr(order.body, field) is None):
            raise conflict
        if (
            getattr(first.body, field) is not None
            and (there.get(field) or _stored(view, first, n, field)) != given[field]
        ):
            raise conflict


def _stored(view: View, first: Order, n: int, field: str) -> str | None:
    """Give the text that lies beside an entry; None where it is not there, or not the one that was signed."""
    try:
        return text_of(view, n, field, first.body)
    except PaycliError:
        return None
