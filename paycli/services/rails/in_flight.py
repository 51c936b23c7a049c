"""What is in flight by card: asking its rail what became of it, and booking the answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from paycli.domain.bodies import RailAnswerBody
from paycli.domain.lives import LIVES, RAIL_TRANSFERS, Direction
from paycli.domain.parties import CASH
from paycli.domain.rules.rails import done_key
from paycli.domain.state import DONE, PENDING, RETURNED
from paycli.errors import PaycliError, RailMissing
from paycli.services.engine.drafts import RAIL, Draft, remember_head
from paycli.services.engine.posting import post
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App, Processor, RailAnswer
    from paycli.domain.state import LedgerObject


def act(app: App, object_id: str, processor: Processor, token: Callable[[], str] | None) -> str:
    """Ask a processor about an object in flight, let it act if it never heard of it, and book its answer.

    The token is fetched only to act; without one nothing is started, only asked. Gives the state afterwards. No lock is
    held while it is asked.
    """
    with reading(app) as reader:
        item = reader.object(object_id)
    answer = processor.status(object_id)
    if answer is None and token is not None:
        move = processor.charge if LIVES[item.kind].direction is Direction.IN else processor.payout
        try:
            secret = token()
        except PaycliError as error:
            error.money = error.money or "It is ordered, and nothing has moved yet."
            raise
        answer = move(object_id, secret, item.amount_minor, str(item.currency))
    return _book_answer(app, item, processor, answer)


def _book_answer(app: App, item: LedgerObject, processor: Processor, answer: RailAnswer | None) -> str:
    if answer is None or answer.outcome in {"pending", "unknown"}:
        return PENDING
    is_done = answer.outcome == "settled"
    kind = "rail.done" if is_done else "rail.failed"
    draft = Draft(app, kind, party=RAIL, key=done_key(item.id), seed=processor.signing_seed(app.profile.ledger))
    submission = draft.sign(RailAnswerBody(of=item.id, reference=answer.reference or f"none-{item.id}"))
    posting = post(app.book, app.clock, [submission])
    if posting.seen is not None:
        remember_head(app, posting)
    outcome = posting.outcomes[0]
    if isinstance(outcome, PaycliError):
        # Another process of ours may have booked the same answer in between: then its result stands.
        with reading(app) as reader:
            now = reader.object(item.id)
        if now.state == PENDING:
            raise outcome
        return now.state
    return DONE if is_done else RETURNED


def refresh(app: App, item: LedgerObject) -> str:
    """Ask the rail about one object in flight, if its rail can be asked; gives its state.

    Where this client was killed between the order and the call of the rail, the call is made now: the order was
    signed, and the rail acts once for an order id.
    """
    if item.state != PENDING or item.rail in {None, CASH}:
        return item.state
    try:
        processor = app.processor(str(item.rail))
    except RailMissing:
        return item.state
    card = app.remembered_card(item.id)
    token = None if card is None or card not in app.profile.cards else partial(app.card_token, card)
    return act(app, item.id, processor, token)


def in_flight(app: App) -> list[LedgerObject]:
    """Give what the wallet has in flight by rails that can be asked."""
    with reading(app) as reader:
        return [
            item
            for kind in RAIL_TRANSFERS
            for item in reader.view.objects_of(reader.own, kind, pending=True)
            if item.rail != CASH
        ]
