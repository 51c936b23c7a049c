"""What lies beside an order: the texts and the seed that it commits to, the shares drawn, the handle it reserves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import draw, shapes
from paycli.domain.kinds import KINDS
from paycli.domain.texts import is_clean, text_commitment
from paycli.errors import OrderMalformed
from paycli.services.engine.signed_texts import opening_handle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.orders import Submission
    from paycli.domain.ports import View, Written
    from paycli.domain.state import Changes

_bytes32 = shapes.commitment


def check_side(submission: Submission) -> None:
    """Check that what lies beside the order opens exactly the commitments in its body."""
    order = submission.order
    wanted = {field for field in KINDS[order.kind].texts if getattr(order.body, field) is not None}
    given = {text.field: text for text in submission.texts}
    if given.keys() != wanted or len(given) != len(submission.texts):
        raise OrderMalformed(reason="the texts beside it are not the ones that it commits to")
    for field, text in given.items():
        fits = _bytes32(text.salt) and is_clean(field, text.text)
        if not fits or text_commitment(text.salt, text.text) != getattr(order.body, field):
            raise OrderMalformed(reason=f"the {field} beside it is not the one that it commits to")
    committed = order.body.draw.commitment if KINDS[order.kind].draws else None
    if (submission.seed is None) != (committed is None) or not _bytes32(submission.seed or "0" * 64):
        raise OrderMalformed(reason="a lucky envelope and its seed come together")
    if submission.seed is not None and draw.commitment(bytes.fromhex(submission.seed)) != committed:
        raise OrderMalformed(reason="the seed beside it is not the one that it commits to")


def drawn_shares(submission: Submission) -> tuple[int, ...] | None:
    """Draw the shares of a lucky envelope by its seed; None for any other order."""
    if submission.seed is None:
        return None
    body = submission.order.body
    return draw.shares(body.draw.rule, body.amount_minor, body.packets, bytes.fromhex(submission.seed))


def handle_reserved(
    view: View, submission: Submission, changes: Changes, n: int, before: Sequence[Written]
) -> tuple[str, str] | None:
    """Find the handle that entry `n` reserves, an admission or a new group, and its owner.

    `before` are the entries that the same group of orders wrote before.
    """
    own = [text.text for text in submission.texts if text.field == "handle"]
    if KINDS[submission.order.kind].reserves_handle:
        return own[0], submission.order.name
    for wallet in changes.wallets:
        if wallet.admitted_n == n:
            earlier = [t.text for w in before if w.entry.n == wallet.n for t in w.texts if t.field == "handle"]
            return (own or earlier or [opening_handle(view, wallet)])[0], wallet.id
    return None
