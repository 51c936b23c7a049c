"""Opening a wallet: its key and its order are kept before they are posted, so that a kill loses neither."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import WalletOpenBody
from paycli.domain.client_orders import PendingOrder
from paycli.domain.ids import key_id, uuid7
from paycli.domain.orders import UNTIL_MOST_MS, Order, Submission
from paycli.domain.records import secret_entry
from paycli.domain.rules.people import wallet_of
from paycli.domain.texts import Text, clean_text, text_commitment
from paycli.errors import AlreadyThere, HandlePromised, HandleTaken, OrderExpired, PaycliError, SecretMissing
from paycli.services.engine.posting import post
from paycli.services.engine.side import invited_to
from paycli.signing import derive, public_of, sign_order

if TYPE_CHECKING:
    from paycli.domain.ports import Machine, View


class Opening(NamedTuple):
    """A wallet that is to be opened: on which ledger, where its secrets go, by which handle and name, a shop or not."""

    address: str
    ledger: str
    vault: str
    handle: str
    name: str | None
    shop: bool

    @property
    def slot(self) -> str:
        """Under which name its order is kept until the wallet is there."""
        return slot_of(self.ledger, self.handle)


def slot_of(ledger: str, handle: str) -> str:
    """Give the name under which the order that opens a wallet is kept."""
    return f"wallet-{ledger}-{handle}"


def open_order(seed: bytes, opening: Opening, now_ms: int) -> PendingOrder:
    """Make the signed order that opens a wallet, ready to be kept before it is posted."""
    order_id, public = uuid7(now_ms, os.urandom(10)), public_of(seed)
    texts = [Text("handle", derive(seed, "handle", order_id).hex(), opening.handle)]
    if opening.name:
        texts.append(Text("name", derive(seed, "name", order_id).hex(), clean_text("name", opening.name)))
    commitments = {text.field: text_commitment(text.salt, text.text) for text in texts}
    body = WalletOpenBody(
        public=public,
        handle=commitments["handle"],
        name=commitments.get("name"),
        shop=opening.shop,
    )
    order = Order.make(
        "wallet.open",
        body,
        id=order_id,
        at=now_ms,
        key=key_id(public),
        ledger=opening.ledger,
        until=now_ms + UNTIL_MOST_MS,
    )
    return PendingOrder(order.data, sign_order(seed, order), public, tuple(texts))


def pending_submission(pending: PendingOrder) -> Submission:
    """Make what goes to the door out of kept bytes."""
    return Submission(Order.parse(pending.order), pending.signature, pending.public, pending.texts)


def open_wallet(machine: Machine, opening: Opening) -> str:
    """Make a key, keep it and the opening order, post it, and give the wallet's id.

    A retry after a kill finds the kept bytes and posts the same ones. Raises AlreadyThere where those are of another
    name or kind than is wanted now, and what the door raises.
    """
    pending = machine.pending_order(opening.slot)
    if pending is not None and not _is_wished(pending, opening):
        raise AlreadyThere(
            what=f"The wallet @{opening.handle}, begun before with another name or as another kind,",
            help="type the command as it was then, to end what it began",
        )
    if pending is None:
        seed = os.urandom(32)
        pending = open_order(seed, opening, machine.clock.now_ms())
        # The key first: bytes that are kept without their key would open a wallet that nobody can use.
        machine.vault(opening.vault).set(secret_entry(opening.ledger, wallet_of(pending.order)), seed)
        machine.keep_pending_order(opening.slot, pending)
    else:
        require_secret(machine, opening.vault, secret_entry(opening.ledger, wallet_of(pending.order)))
    book = machine.proven_book(opening.address, opening.ledger)
    try:
        outcome = post(book, machine.clock, [pending_submission(pending)]).outcomes[0]
    finally:
        book.close()
    if isinstance(outcome, OrderExpired):
        # Kept too long to be posted, so it never was and never will be: begin again.
        machine.forget_pending_order(opening.slot)
        return open_wallet(machine, opening)
    if isinstance(outcome, PaycliError):
        raise outcome
    return wallet_of(pending.order)


def _is_wished(pending: PendingOrder, opening: Opening) -> bool:
    """Tell whether a kept opening is of what is wanted now; what was not said may be as it is."""
    named = next((text.text for text in pending.texts if text.field == "name"), None)
    same = opening.name is None or clean_text("name", opening.name) == named
    return same and (not opening.shop or bool(Order.parse(pending.order).body.shop))


def require_secret(machine: Machine, vault: str, entry: str) -> None:
    """Raise SecretMissing where a key that was kept before is not in the vault that was chosen this time."""
    if machine.vault(vault).get(entry) is None:
        raise SecretMissing(entry=entry, vault=vault)


def check_handle_free(machine: Machine, view: View, ledger: str, handle: str) -> None:
    """Raise HandleTaken where the handle belongs to a wallet that is not this account's.

    It may be that of an opening that we were killed in, or that another process is about to end.
    """
    # In this order: an opening keeps its profile before it forgets its order, so one of them is there.
    owner, pending = view.handle_owner(handle), machine.pending_order(slot_of(ledger, handle))
    if owner is None or (pending is not None and wallet_of(pending.order) == owner):
        return
    if not any((profile.ledger, profile.wallet) == (ledger, owner) for profile in machine.profiles()):
        raise HandleTaken(handle=handle)


def check_handle_not_promised(machine: Machine, view: View, handle: str, invite: str | None = None) -> None:
    """Raise HandlePromised where open invitations keep the handle free, and this is none of them."""
    promised = invited_to(view, handle, max(machine.clock.now_ms(), view.head().time))
    if promised and invite not in promised:
        raise HandlePromised(handle=handle)
