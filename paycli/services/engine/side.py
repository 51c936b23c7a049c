"""What lies beside an order: the texts and the seed that it commits to, the shares drawn, the handle it reserves."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from paycli.domain import draw, shapes
from paycli.domain.commitments import commitments
from paycli.domain.kinds import KINDS
from paycli.domain.lives import INVITE
from paycli.domain.subjects import object_of
from paycli.domain.texts import is_clean, text_commitment
from paycli.errors import HandlePromised, HandleTaken, OrderMalformed
from paycli.services.engine.signed_texts import opening_handle, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.orders import Submission
    from paycli.domain.ports import View, Written
    from paycli.domain.state import Changes, LedgerObject, Place, State

_bytes32 = shapes.commitment


def check_side(submission: Submission) -> None:
    """Check that what lies beside the order opens exactly the commitments in its body."""
    order = submission.order
    wanted = commitments(order)
    given = {text.field: text for text in submission.texts}
    if given.keys() != wanted.keys() or len(given) != len(submission.texts):
        raise OrderMalformed(reason="the texts beside it are not the ones that it commits to")
    for field, text in given.items():
        fits = _bytes32(text.salt) and is_clean(field, text.text)
        if not fits or text_commitment(text.salt, text.text) != wanted[field]:
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


class Handles:
    """The handles that a group of orders gives; what an open invitation keeps free is for whoever uses that."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._given: dict[str, str] = {}
        self._promised: dict[str, str] = {}

    def given_by(
        self, submission: Submission, changes: Changes, place: Place, state: State, before: Sequence[Written]
    ) -> tuple[str, str] | None:
        """Give the handle that an order reserves and its owner; raises HandleTaken, HandlePromised.

        `before` are the entries that the same group of orders wrote before.
        """
        order = submission.order
        if KINDS[order.kind].keeps_handle:
            for handle in (text.text for text in submission.texts if text.field == "handle"):
                self._check_free(handle, None)
                self._promised[order.name] = handle
            return None
        reserved = handle_reserved(self._view, submission, changes, place.n, before)
        if reserved is None:
            return None
        self._check_free(*reserved)
        invites = invited_to(self._view, reserved[0], place.time, state.objects, self._promised)
        if invites and object_of(order) not in invites:
            raise HandlePromised(handle=reserved[0])
        self._given[reserved[0]] = reserved[1]
        return reserved

    def _check_free(self, handle: str, owner: str | None) -> None:
        other = self._given.get(handle) or self._view.handle_owner(handle)
        if other is not None and other != owner:
            raise HandleTaken(handle=handle)


def invited_to(
    view: View,
    handle: str,
    time: int,
    changed: Mapping[str, LedgerObject] = MappingProxyType({}),
    promised: Mapping[str, str] = MappingProxyType({}),
) -> frozenset[str]:
    """Name the open invitations that keep a handle free; none where nobody needs one.

    `changed` are objects as a group of orders has left them, `promised` the handles of invitations that it made.
    """
    if view.registry.admission == "open":
        return frozenset()
    invites = {each.id: each for each in view.objects_of(None, INVITE, pending=True)}
    invites |= {each.id: each for each in changed.values() if each.id in invites or each.id in promised}
    return frozenset(
        each.id
        for each in invites.values()
        if not each.is_over(time) and (promised.get(each.id) or text_of(view, each.n, "handle", each.body)) == handle
    )


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
