"""Paying all rows of a file by one order, or none. The same call again gets the stored answer."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.batch_bodies import BatchSendBody, SentRow
from paycli.domain.batch_kinds import SEND, SENT_MOST
from paycli.domain.commitments import row_note
from paycli.domain.ids import uuid8_of_key
from paycli.domain.money import Money
from paycli.domain.orders import Order, read_unchecked
from paycli.domain.ports import identity
from paycli.domain.spool import DONE
from paycli.domain.texts import clean_label
from paycli.services.batches.check import EQUAL_SHOWN_MOST, check_file, refuse_rows
from paycli.services.batches.parts import Terms, name_conflicts, part_key, plan_of
from paycli.services.batches.payees import remember
from paycli.services.batches.results import BatchPaid, row_result
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.engine.refusals import refusals_say
from paycli.services.engine.signed_texts import opened_text
from paycli.services.reading.around_orders import after_posting
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from paycli.domain.ports import App, Entry
    from paycli.domain.spool import Spool, SpooledRow
    from paycli.services.batches.wanted import Hearer, NewBatch
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.engine.posting import Posted
    from paycli.services.reading.reader import Reader


class _Paid(NamedTuple):
    """What rows are equal by: the payee's wallet, how much, what for."""

    to: str
    amount_minor: int
    note: str | None


def pay(app: App, file: BinaryIO, batch: NewBatch, execution: Execution, hearer: Hearer) -> BatchPaid:
    """Check a file of at most 400 rows and pay all of them by one order, or none.

    The same rows under the same name, in whatever order, are paid once. Raises what `check_file` and `refuse_rows`
    raise, InsufficientFunds, NameUsed where other rows were paid under the name, or some of them one by one,
    and what the door raises.
    """
    with refusals_say(SEND):
        name = clean_label(batch.name)
    with app.spool() as spool:
        checked = check_file(app, file, spool, most=SENT_MOST)
        terms = Terms(name, checked.currency, batch.expires_ms)
        rows = tuple(spool.rows())
        with reading(app) as reader:
            before = entry_under(reader, name)
            rows = rows if before is None else _as_paid(reader, before, rows)
        if before is None:
            with refusals_say(SEND):
                refuse_rows(app, spool, begun=False)
        plan = plan_of(app, terms, spool)
        plan = plan._replace(detail=f"{plan.detail}, all or none")
        intent = Intent(SEND, lambda draft: _body(draft, terms, rows), plan=plan, key=part_key(name, 0))
        with name_conflicts(name):
            posted = carry_out(app, execution, intent)
        _tell(posted, rows, hearer, dry_run=execution.dry_run)
        if not execution.dry_run:
            remember(app, spool)
        return _result(app, posted, terms, spool, dry_run=execution.dry_run)


def _body(draft: Draft, terms: Terms, rows: Sequence[SpooledRow]) -> BatchSendBody:
    label = draft.text("label", terms.name)
    sent = (
        SentRow(row.wallet, row.row.amount_minor, draft.text(row_note(at), row.row.note)) for at, row in enumerate(rows)
    )
    return BatchSendBody(label, terms.currency, tuple(sent))


# --- what was paid before --------------------------------------------------------------------------------------------
def entry_under(reader: Reader, name: str) -> Entry | None:
    """Give the entry that stands under a batch's name, whatever it is."""
    ledger, wallet = reader.registry.ledger, reader.own
    body = BatchSendBody(None, "EUR", (SentRow(wallet, 1, None),))
    order_id = uuid8_of_key(ledger, wallet, part_key(name, 0))
    order = Order.make(SEND, body, id=order_id, at=0, key="0" * 64, ledger=ledger, wallet=wallet, until=0)
    return reader.view.same_ids((order,)).get(identity(order))


def _as_paid(reader: Reader, before: Entry, rows: Sequence[SpooledRow]) -> tuple[SpooledRow, ...]:
    """Give rows in the order in which they were paid, whatever order their file has now; others as they stand."""
    order = read_unchecked(before.order)
    if not isinstance(order.body, BatchSendBody) or len(order.body.rows) != len(rows):
        return tuple(rows)
    left = defaultdict[_Paid, "list[SpooledRow]"](list)
    for row in reversed(rows):
        left[_Paid(row.wallet, row.row.amount_minor, row.row.note)].append(row)
    found = []
    for at, sent in enumerate(order.body.rows):
        note = opened_text(reader.view, before.n, row_note(at), sent.note)
        equal = left[_Paid(sent.to, sent.amount_minor, note)]
        if not equal:
            return tuple(rows)
        found.append(equal.pop())
    return tuple(found)


# --- telling ---------------------------------------------------------------------------------------------------------
def _tell(posted: Posted, rows: Sequence[SpooledRow], hearer: Hearer, *, dry_run: bool) -> None:
    """Tell every row, which all have the place and the id of the one order."""
    if dry_run:
        return
    if hearer.row is not None:
        for row in sorted(rows, key=lambda each: each.position):
            paid = row_result(row, DONE)._replace(id=posted.order.name, n=posted.n, time=posted.time, kind=SEND)
            hearer.row(paid._replace(replayed=posted.replayed))
    hearer.at(len(rows), len(rows))


def _result(app: App, posted: Posted, terms: Terms, spool: Spool, *, dry_run: bool) -> BatchPaid:
    every, stands = spool.sums(), posted.replayed or not dry_run
    name, money = posted.order.name, Money(every.amount_minor, terms.currency)
    with after_posting(app, name) as reader:
        short, balance = reader.short(name), reader.balance(terms.currency)
    return BatchPaid(
        id=name if stands else None,
        short=short if stands else None,
        n=posted.n if stands else None,
        time=posted.time if stands else None,
        name=terms.name,
        part=0,
        rows=every.rows,
        paid=every.rows if stands else 0,
        replayed=every.rows if posted.replayed else 0,
        money=money,
        paid_money=money if stands else money._replace(amount_minor=0),
        returned=None,
        balance=balance,
        refused=(),
        refused_rows=0,
        equal=tuple((each.first, each.second) for each in spool.equal_rows(EQUAL_SHOWN_MOST)),
        dry_run=dry_run,
        kind=SEND,
    )
