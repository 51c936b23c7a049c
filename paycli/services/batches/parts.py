"""The parts of a batch: under one name one sum after the other is set aside, as long as rows are left to be paid."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.batch_bodies import BatchNewBody
from paycli.domain.batch_kinds import NEW
from paycli.domain.bodies import CancelBody
from paycli.domain.ids import name_of, uuid8_of_key
from paycli.domain.lives import as_batch
from paycli.domain.money import Money
from paycli.domain.spool import OPEN
from paycli.domain.state import Needs
from paycli.errors import AlreadyEnded, Broken, IdempotencyConflict, NameUsed
from paycli.services.engine.intents import Intent, Payee, Plan, carry_out
from paycli.services.reading.plans import STRANGERS_SHOWN_MOST
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.domain.lives import Batch
    from paycli.domain.ports import App
    from paycli.domain.spool import Spool, Sums
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.engine.posting import Posted
    from paycli.services.reading.reader import Reader

PAYEES_NAMED_MOST = 3


class Terms(NamedTuple):
    """What a new part is made with: the batch's name, the currency, how long (ms) it stays open."""

    name: str
    currency: str
    expires_ms: int


def part_key(name: str, part: int) -> bytes:
    """Give what the id of a part is made from (protocol, section 2): the same name always means the same parts."""
    return f"batch:{name}\0{part}".encode()


def row_key(name: str, row: str) -> bytes:
    """Give what the id of a row is made from: a row is paid once under a name, whatever part pays it."""
    return f"row:{name}\0{row}".encode()


def parts_of(reader: Reader, name: str) -> list[Batch]:
    """Give the parts of a batch that were opened so far, in their order."""
    found: list[Batch] = []
    while True:
        order_id = uuid8_of_key(reader.registry.ledger, reader.own, part_key(name, len(found)))
        number = name_of(order_id, reader.own)
        part = as_batch(reader.view.load(Needs(objects=(number,))).objects.get(number))
        if part is None:
            return found
        found.append(part)


def fits(part: Batch, open_rows: Sums, currency: str, time: int) -> bool:
    """Tell whether a part still holds what the open rows come to; what is more may be what another run pays now."""
    rows = part.body.row_count - part.detail.paid
    enough = part.held_minor >= open_rows.amount_minor and rows >= open_rows.rows
    return enough and part.currency == currency and not part.is_over(time)


def take_back(app: App, part: Batch, execution: Execution) -> Money | None:
    """Cancel a part and give what came back; None where it has ended meanwhile."""
    intent = Intent("cancel", lambda _: CancelBody(of=part.id))
    try:
        posted = carry_out(app, execution._replace(key=None), intent)
    except AlreadyEnded:
        return None
    back = posted.transfers[0] if posted.transfers else None
    return Money(back.amount_minor, back.currency) if back is not None else None


def open_part(app: App, terms: Terms, number: int, spool: Spool, execution: Execution) -> Posted:
    """Set the sum of the open rows aside in a new part, once somebody has agreed. Raises InsufficientFunds."""
    rows = spool.sums(OPEN)

    def body(draft: Draft) -> BatchNewBody:
        return BatchNewBody(
            label=draft.text("label", terms.name),
            currency=terms.currency,
            total_minor=rows.amount_minor,
            row_count=rows.rows,
            expires_ms=terms.expires_ms,
        )

    plan = plan_of(app, terms, spool)
    intent = Intent(NEW, body, plan=plan, key=part_key(terms.name, number))
    with name_conflicts(terms.name):
        return carry_out(app, execution._replace(key=None), intent)


@contextmanager
def name_conflicts(name: str) -> Iterator[None]:
    """Let a conflict of ids say which name was used before: raises NameUsed."""
    try:
        yield
    except IdempotencyConflict as error:
        conflict = NameUsed(name=name, money=error.money)
        conflict.values |= error.values
        raise conflict from error


def plan_of(app: App, terms: Terms, spool: Spool) -> Plan:
    """Say what a person agrees to: how many are paid, who of them for the first time, what it comes to."""
    rows = spool.sums(OPEN)
    handles = spool.handles("", PAYEES_NAMED_MOST + 1)
    named = [f"@{handle}" for handle in handles[:PAYEES_NAMED_MOST]]
    more = " and others" if len(handles) > PAYEES_NAMED_MOST else ""
    new, count = spool.strangers(STRANGERS_SHOWN_MOST)
    strangers = tuple(f"@{handle}" for handle in new)
    with reading(app) as reader:
        return Plan(
            verb="Pay",
            payer=reader.handle(reader.own),
            payees=(Payee(f"{', '.join(named)}{more}", strangers=strangers, more=count - len(strangers)),),
            money=Money(rows.amount_minor, terms.currency),
            play=reader.registry.play,
            balance=reader.balance(terms.currency),
            detail=f"{rows.rows} row{'' if rows.rows == 1 else 's'} of {terms.name}",
        )


def object_of(posted: Posted) -> Batch:
    """Give the part that an order opened."""
    part = as_batch(posted.subject)
    if part is None:
        raise Broken(reason="a batch was opened and is not there")
    return part


def last_open(parts: Sequence[Batch], time: int) -> Batch | None:
    """Give the part that still holds money, which is the last one if any."""
    return next((part for part in reversed(parts) if not part.is_over(time) and part.held_minor), None)
