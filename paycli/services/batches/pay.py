"""Paying the rows of a file under one name. The same call again pays what is left, whatever stopped the one before."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.batch_bodies import BatchRowBody
from paycli.domain.batch_kinds import ROW
from paycli.domain.ids import name_of, uuid8_of_key
from paycli.domain.money import Money, format_money
from paycli.domain.orders import Order, read_unchecked
from paycli.domain.ports import identity
from paycli.domain.spool import DONE, OPEN, REFUSED
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_label
from paycli.errors import (
    AmountTooLarge,
    Blocked,
    IdempotencyConflict,
    IdsMissing,
    LimitExceeded,
    NameUsed,
    NotAdmitted,
    PartlyDone,
    PaycliError,
    RowChanged,
    SelfPayment,
    WantsToBeAsked,
    step,
)
from paycli.services.batches.check import EQUAL_SHOWN_MOST, check_file, refuse_rows
from paycli.services.batches.parts import (
    Terms,
    fits,
    last_open,
    object_of,
    open_part,
    parts_of,
    row_key,
    take_back,
)
from paycli.services.batches.payees import remember
from paycli.services.batches.problems import Problem, Problems
from paycli.services.batches.results import BatchPaid, RowResult, row_result
from paycli.services.engine.ahead import Signer, Wanted
from paycli.services.engine.drafts import remember_head
from paycli.services.engine.refusals import begun, refusals_say
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from paycli.domain.lives import Batch
    from paycli.domain.ports import App
    from paycli.domain.spool import Spool, SpooledRow
    from paycli.services.batches.wanted import Hearer, NewBatch
    from paycli.services.engine.intents import Execution
    from paycli.services.engine.posting import Outcome
    from paycli.services.reading.reader import Reader

# What a door may say of one row; anything else it says of all that are left.
_OF_A_ROW = (AmountTooLarge, Blocked, IdempotencyConflict, LimitExceeded, NotAdmitted, SelfPayment, WantsToBeAsked)
_LOOKED_UP_AT_ONCE, _REFUSED_SHOWN_MOST = 500, 1_000
# So many new entries are looked at before more are written, so that none is taken as it stands; and written down, since
# whoever else of this account pays meanwhile would check each of them.
_LOOK_BACK = 500


def pay(app: App, file: BinaryIO, batch: NewBatch, execution: Execution, hearer: Hearer) -> BatchPaid:
    """Check a whole file, set its sum aside and pay row by row, in the order of the file.

    Rows that were paid under this name before are skipped. Raises what `check_file` and `refuse_rows` raise while
    nothing was booked, IdsMissing, RowChanged, InsufficientFunds, Unfinished and PartlyDone where the rest could not be
    paid, and what the door raises.
    """
    with refusals_say(ROW):
        name = clean_label(batch.name)
    with app.spool() as spool:
        checked = check_file(app, file, spool)
        with refusals_say(ROW):
            if batch.needs_ids and checked.without_id:
                raise IdsMissing(rows=checked.without_id, help=step("give_ids"))
            run = _Run(app, spool, Terms(name, checked.currency, batch.expires_ms), hearer)
            return run.carry_out(execution)


class _Chosen(NamedTuple):
    """The part that rows are paid from, None where none are left, and its number."""

    part: Batch | None
    number: int


class _Run:
    """One run over the rows of a batch."""

    def __init__(self, app: App, spool: Spool, terms: Terms, hearer: Hearer) -> None:
        self._app, self._spool, self._terms, self._hearer = app, spool, terms, hearer
        self._done = self._replayed = 0
        self._returned: Money | None = None
        self._rows = spool.sums().rows

    def carry_out(self, execution: Execution) -> BatchPaid:
        """Find out what is left, and pay it."""
        chosen = self._choose_part(execution)
        while chosen is None:
            chosen = self._choose_part(execution)
        part, number = chosen
        if execution.dry_run:
            return self._result(None, number, dry_run=True)
        self._tell_paid()
        if part is not None:
            with begun(self._so_far):
                self._pay(part)
                self._returned = self._give_back(part, execution) or self._returned
        remember(self._app, self._spool)
        self._tell_refused()
        return self._result(part, number, dry_run=False)

    def _choose_part(self, execution: Execution) -> _Chosen | None:
        """Give the part that the open rows are paid from; None where another run has opened one meanwhile."""
        with reading(self._app) as reader:
            parts, time = parts_of(reader, self._terms.name), reader.time
        if parts:
            self._find_paid()
        refuse_rows(self._app, self._spool, begun=bool(parts))
        left, part = self._spool.sums(OPEN), last_open(parts, time)
        if not execution.dry_run and part is not None and not fits(part, left, self._terms.currency, time):
            self._returned, part = take_back(self._app, part, execution), None
        if part is not None or not left.rows:
            return _Chosen(part, len(parts) if execution.dry_run else len(parts) - 1)
        try:
            part = object_of(open_part(self._app, self._terms, len(parts), self._spool, execution))
        except NameUsed:
            with reading(self._app) as reader:
                if len(parts_of(reader, self._terms.name)) == len(parts):
                    # What stands there sets nothing aside: all rows of it are one order.
                    raise
            return None
        return _Chosen(part, len(parts))

    def _so_far(self) -> str:
        return f"{self._done} of {self._rows} rows are paid"

    # --- what was paid before ----------------------------------------------------------------------------------------
    def _find_paid(self) -> None:
        """Mark the rows that stand in the log under this name; raises RowChanged where one says something else now."""
        rows, problems = self._spool.rows(OPEN), Problems()
        while chunk := list(islice(rows, _LOOKED_UP_AT_ONCE)):
            orders = [self._order_of(each) for each in chunk]
            paid = []
            with reading(self._app) as reader:
                found = reader.view.same_ids(orders)
                for each, order in zip(chunk, orders, strict=True):
                    entry = found.get(identity(order))
                    if entry is not None:
                        changed = self._changed(reader, each, entry.n, read_unchecked(entry.order))
                        if changed is not None:
                            problems.add(Problem(each.row.line, None, changed))
                        paid.append((each.position, entry.n, entry.time))
            self._spool.pay(paid)
        problems.raise_them()

    def _order_of(self, row: SpooledRow) -> Order:
        """Give an order with the id of a row, which is all that it is looked for by."""
        profile = self._app.profile
        order_id = uuid8_of_key(profile.ledger, profile.wallet, row_key(self._terms.name, row.key))
        body = self._body("0" * 32, row, None)
        return Order.make(
            ROW, body, id=order_id, at=0, key="0" * 64, ledger=profile.ledger, wallet=profile.wallet, until=0
        )

    def _changed(self, reader: Reader, row: SpooledRow, n: int, order: Order) -> RowChanged | None:
        """Say what a row was paid as, where that is not what it says now."""
        was, file = order.body, row.row
        if order.kind == ROW:
            note = reader.text(n, "note", was)
            was_terms = (was.to, was.amount_minor, was.currency, note)
            if was_terms == (row.wallet, file.amount_minor, file.currency, file.note):
                return None
            paid = f"{format_money(Money(was.amount_minor, was.currency), reader.registry.currencies)} to "
            paid += reader.handle(was.to) + (f', "{note}"' if note else "")
        else:
            paid = order.kind
        return RowChanged(row=file.id or f"in line {file.line}", paid=paid, id=order.name)

    # --- paying ------------------------------------------------------------------------------------------------------
    def _body(self, of: str, row: SpooledRow, note: str | None) -> BatchRowBody:
        return BatchRowBody(
            of=of, to=row.wallet, amount_minor=row.row.amount_minor, currency=row.row.currency, note=note
        )

    def _wanted(self, part: Batch, row: SpooledRow) -> Wanted:
        return Wanted(row_key(self._terms.name, row.key), row.row.note, lambda note: self._body(part.id, row, note))

    def _pay(self, part: Batch) -> None:
        """Post the open rows in groups, until one is refused that says something of all the others."""
        signer = Signer(self._app, ROW)
        rows = self._spool.rows(OPEN)
        looked = 0
        while group := list(islice(rows, signer.size)):
            outcomes = signer.post([self._wanted(part, row) for row in group])
            self._take(group, outcomes)
            looked += len(group)
            if looked >= _LOOK_BACK:
                remember_head(self._app)
                self._app.settle()
                looked = 0

    def _take(self, group: Sequence[SpooledRow], outcomes: Sequence[Outcome]) -> None:
        """Note what became of a group and tell it; raises PartlyDone where the rest need not be tried."""
        paid, stopped = [], None
        for row, outcome in zip(group, outcomes, strict=True):
            if not isinstance(outcome, PaycliError):
                paid.append((row.position, outcome.n, outcome.time))
                self._replayed += outcome.replayed
                self._done += 1
                if self._hearer.row is not None:
                    found = row_result(row, DONE)._replace(id=outcome.order.name, n=outcome.n, time=outcome.time)
                    self._hearer.row(found._replace(replayed=outcome.replayed))
            elif isinstance(outcome, _OF_A_ROW):
                outcome.money = ""
                self._spool.refuse(row.position, outcome.code, outcome.message)
            else:
                stopped = stopped or outcome
        self._spool.pay(paid)
        self._hearer.at(self._done, self._rows)
        if stopped is not None:
            stopped.money = ""
            raise PartlyDone(paid=self._done, rows=self._rows, reason=stopped.message.rstrip(".")) from stopped

    def _give_back(self, part: Batch, execution: Execution) -> Money | None:
        """Take back what no row took, so that it does not wait for its time."""
        with reading(self._app) as reader:
            left = reader.object(part.id)
            is_over = left.is_over(reader.time)
        return None if is_over or not left.held_minor else take_back(self._app, part, execution)

    # --- telling -----------------------------------------------------------------------------------------------------
    def _tell_paid(self) -> None:
        """Tell the rows that were paid before."""
        for row in self._spool.rows(DONE):
            self._done += 1
            self._replayed += 1
            if self._hearer.row is not None:
                name = name_of(self._order_of(row).id, self._app.profile.wallet)
                self._hearer.row(row_result(row, DONE)._replace(id=name, n=row.n, time=row.time, replayed=True))
        self._hearer.at(self._done, self._rows)

    def _refused(self) -> Iterator[RowResult]:
        return (row_result(row, PENDING) for row in self._spool.rows(REFUSED))

    def _tell_refused(self) -> None:
        if self._hearer.row is not None:
            for row in self._refused():
                self._hearer.row(row)

    def _result(self, part: Batch | None, number: int, *, dry_run: bool) -> BatchPaid:
        currency, spool = self._terms.currency, self._spool
        every, paid = spool.sums(), spool.sums(DONE)
        short, time = None, None
        with reading(self._app) as reader:
            balance = reader.balance(currency)
            if part is not None:
                short, time = reader.short(part.id), reader.entry_time(part.n)
        return BatchPaid(
            id=part.id if part is not None else None,
            short=short,
            n=part.n if part is not None else None,
            time=time,
            name=self._terms.name,
            part=number,
            rows=every.rows,
            paid=paid.rows,
            replayed=self._replayed,
            money=Money(every.amount_minor, currency),
            paid_money=Money(paid.amount_minor, currency),
            returned=self._returned,
            balance=balance,
            refused=tuple(islice(self._refused(), _REFUSED_SHOWN_MOST)),
            refused_rows=spool.sums(REFUSED).rows,
            equal=tuple((each.first, each.second) for each in spool.equal_rows(EQUAL_SHOWN_MOST)),
            dry_run=dry_run,
        )
