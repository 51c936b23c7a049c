"""Grabbing: one packet of one red envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.rules.envelopes import is_lucky
from paycli.errors import AlreadyGrabbed, Gone, KeyNotUsable, NotAllowed
from paycli.services.engine.drafts import Draft, key_bytes, submit
from paycli.services.engine.refusals import after_posting, preparing
from paycli.services.engine.signed_texts import handle_of, text_of
from paycli.services.envelopes.board import Standing, standing
from paycli.services.envelopes.choice import choice_of, grab_body
from paycli.services.envelopes.refusals import explained
from paycli.services.reading.balances import own_money
from paycli.services.reading.names import shown

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.intents import Execution
    from paycli.services.envelopes.bearer import Bearer


class Grabbed(NamedTuple):
    """A packet that was grabbed; `money` is None where a dry run may not tell it, and it has no standing at all."""

    id: str
    envelope: str
    envelope_short: str
    sender: str
    message: str | None
    money: Money | None
    balance: Money
    standing: Standing | None
    replayed: bool
    dry_run: bool


def grab(
    app: App, typed: str | None, execution: Execution, *, full_ids_required: bool = False, bearer: Bearer | None = None
) -> Grabbed:
    """Take a packet from an envelope: the one named, the one that a secret stands for, else the newest for the wallet.

    Raises NothingToGrab; EnvelopeEmpty, EnvelopeExpired, EnvelopeCancelled, NotYetOpen, AlreadyGrabbed, OwnEnvelope
    for those who may see it, and for everybody else NotForYou, whatever the reason.
    """
    if typed is None and bearer is None and execution.key is not None:
        raise KeyNotUsable(what="grab without an id", help="name the envelope")
    draft, tried = Draft(app, "envelope.grab", key=key_bytes(execution.key)), set[str]()
    while True:
        with preparing(app, "envelope.grab") as view:
            choice = choice_of(app, view, typed, draft, bearer, tried, full_ids_required=full_ids_required)
        target = choice.envelope
        try:
            posted = submit(app, draft.sign(grab_body(app, target, bearer)), dry_run=execution.dry_run)
        except (AlreadyGrabbed, Gone, NotAllowed) as error:
            # Somebody was quicker, maybe another process of the same wallet: there may be an older one.
            if choice.takable and (bearer or isinstance(error, AlreadyGrabbed)):
                tried.add(target)
                continue
            with app.book.view() as view:
                raise explained(app, view, error, target) from None
        break
    with after_posting(app) as view:
        item = posted.item
        moved = posted.transfers[0]
        # How much is in the next packet of a lucky envelope stays hidden from whoever has not taken it.
        hidden = execution.dry_run and not posted.replayed and item is not None and is_lucky(item)
        return Grabbed(
            posted.order.id, target, shown(view, target), handle_of(view, str(item.maker) if item else ""),
            text_of(view, item.n, "note", item.body) if item else None,
            None if hidden else Money(moved.amount_minor, moved.currency),
            own_money(app, view, moved.currency),
            None if execution.dry_run or item is None else standing(view, item, moved.amount_minor),
            posted.replayed, execution.dry_run,
        )  # fmt: skip
