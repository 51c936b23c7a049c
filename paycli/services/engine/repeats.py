"""Repeats: an order that is in the log already is answered as the first time, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.commitments import commitments, without_texts
from paycli.errors import IdempotencyConflict, PaycliError
from paycli.services.engine.signed_texts import opened_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.orders import Submission
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
    committed = commitments(first)
    if without_texts(first) != without_texts(order) or committed.keys() != commitments(order).keys():
        raise conflict
    there = {each.field: each.text for one in before if one.entry.n == n for each in one.texts}
    given = {each.field: each.text for each in submission.texts}
    if any((there.get(name) or _stored(view, n, name, committed[name])) != given[name] for name in committed):
        raise conflict


def _stored(view: View, n: int, name: str, committed: str) -> str | None:
    """Give the text that lies beside an entry; None where it is not there, or not the one that was signed."""
    try:
        return opened_text(view, n, name, committed)
    except PaycliError:
        return None
