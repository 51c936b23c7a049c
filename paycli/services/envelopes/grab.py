"""Grabbing: one packet of one red envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.rules.envelopes import is_lucky
from paycli.errors import AlreadyGrabbed, Gone, KeyNotUsable, NotAllowed
from paycli.services.engine.drafts import WALLET, key_bytes
from paycli.services.engine.intents import Intent, carry_out, preflight
from paycli.services.engine.refusals import refusals_say
from paycli.services.envelopes.board import Standing, standing
from paycli.services.envelopes.choice import GRAB, Wanted, choose, grab_body
from paycli.services.envelopes.refusals import explained, secret_unknown
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.services.engine.intents import Execution
    from paycli.services.engine.posting import Posted
    from paycli.services.envelopes.bearer import Bearer


class Grabbed(NamedTuple):
    """A packet that was grabbed, and the order that took it (`time` in ms).

    `money` is None where a dry run may not tell it, and it has no standing at all.
    """

    id: str
    envelope: str
    envelope_short: str
    sender: str
    message: str | None
    money: Money | None
    balance: Money
    standing: Standing | None
    n: int
    time: int
    kind: str
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
    with secret_unknown(bearer):
        posted, target = _take(app, execution, Wanted(typed, bearer, full_ids_required, key_bytes(execution.key)))
    with after_posting(app, posted.order.name) as reader:
        item = posted.subject
        moved = posted.transfers[0]
        # How much is in the next packet of a lucky envelope stays hidden from whoever has not taken it.
        hidden = execution.dry_run and not posted.replayed and item is not None and is_lucky(item)
        return Grabbed(
            id=posted.order.name,
            envelope=target,
            envelope_short=reader.short(target),
            sender=reader.handle(str(item.maker) if item else ""),
            message=reader.text(item.n, "note", item.body) if item else None,
            money=None if hidden else Money(moved.amount_minor, moved.currency),
            balance=reader.balance(moved.currency),
            standing=None if execution.dry_run or item is None else standing(reader, item, moved.amount_minor),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )


def _take(app: App, execution: Execution, wanted: Wanted) -> tuple[Posted, str]:
    """Take a packet, from another envelope where somebody was quicker; gives the envelope that it came from."""
    tried = set[str]()
    _foresee(app, execution, wanted)
    with refusals_say(GRAB):
        # The secret next: between the choice and the order nobody is asked for a passphrase.
        app.signing_seed(WALLET)
    while True:
        with before_posting(app, GRAB) as reader:
            choice = choose(app, reader, wanted, tried)
        target = choice.envelope
        try:
            return carry_out(app, execution, _intent(app, target, wanted.bearer)), target
        except (AlreadyGrabbed, Gone, NotAllowed) as error:
            # Somebody was quicker, maybe another process of the same wallet: there may be an older one.
            if choice.takable and (wanted.bearer or isinstance(error, AlreadyGrabbed)):
                tried.add(target)
                continue
            with reading(app) as reader:
                raise explained(reader, error, target) from None


def _foresee(app: App, execution: Execution, wanted: Wanted) -> None:
    """Refuse what can be refused before anybody is asked for a passphrase."""
    with before_posting(app, GRAB) as reader:
        choice = choose(app, reader, wanted, ())
    try:
        preflight(app, execution, _intent(app, choice.envelope, wanted.bearer))
    except (AlreadyGrabbed, Gone, NotAllowed) as error:
        # There may be another one: then the door decides.
        if not choice.takable:
            with reading(app) as reader:
                raise explained(reader, error, choice.envelope) from None


def _intent(app: App, envelope: str, bearer: Bearer | None) -> Intent:
    body = grab_body(app, envelope, bearer)
    # The choice has just looked, and who grabs is in a hurry.
    return Intent(GRAB, lambda _: body, preflight=False)
