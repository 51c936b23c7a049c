"""The one door: every change of a balance passes `post`, one order or many (design, section 3)."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import merkle, shapes
from paycli.domain.answers import payments_among
from paycli.domain.book import Seen
from paycli.domain.ids import key_id
from paycli.domain.kinds import KINDS
from paycli.domain.known import Vouched
from paycli.domain.orders import Order, Submission, settle_order
from paycli.domain.ports import Entry, Head, Written, identity
from paycli.domain.rules.authority import moment_text
from paycli.domain.rules.judge import judge, needs
from paycli.domain.rules.ledger import CLOCK_TOLERANCE_MS
from paycli.domain.state import Changes, Needs, Place, merge_needs
from paycli.domain.subjects import object_of, subjects_of
from paycli.errors import Broken, ClockWrong, KeyRefused, LedgerRewound, PaycliError, SignatureBad
from paycli.services.engine.repeats import check_same
from paycli.services.engine.side import Handles, check_side, drawn_shares
from paycli.services.engine.signed_texts import name_wallet
from paycli.services.engine.threads import map_in_two
from paycli.signing import verify_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.accounts import Transfer
    from paycli.domain.ports import Book, Clock, Transaction, View
    from paycli.domain.state import LedgerObject, State

SETTLE_MOST = 100


class Posted(NamedTuple):
    """An order that is in the log: where and when, what it moved, its object as it is now, whether it was a repeat."""

    order: Order
    n: int
    time: int
    transfers: tuple[Transfer, ...]
    subject: LedgerObject | None
    replayed: bool


Outcome = Posted | PaycliError


class _Checked(NamedTuple):
    """A submission that is good as far as can be told without state, and the rows that deciding it reads."""

    submission: Submission
    needs: Needs


class Posting(NamedTuple):
    """What came of a call of the door: one outcome for each order, and the end of the log after it.

    `seen` is what a client may remember from now on; None where the log does not extend what one of them knew.
    `held_s` is for how long others waited for it, `wrote` what was written.
    """

    outcomes: tuple[Outcome, ...]
    seen: Seen | None
    held_s: float = 0.0
    wrote: Vouched | None = None


def post(book: Book, clock: Clock, submissions: Sequence[Submission], *, dry_run: bool = False) -> Posting:
    """Post orders, each alone: a refused one does not refuse its neighbours. Acknowledged means durable.

    What is due is settled first, in a transaction of its own. With `dry_run` the same checks are made without lock
    and without writing. Raises what concerns all orders alike: LedgerBusy, DiskFull, CommitUnknown and the like.
    """
    checked = _check_outside(submissions)
    if dry_run:
        with book.view() as view:
            group = _Group(view, clock)
            outcomes = group.decide([*_settlements(view, group.settle_time), *checked])
            return Posting(tuple(outcomes[-len(checked) :]), None)
    with book.lock():
        began = monotonic()
        with book.begin() as transaction:
            group = _Group(transaction, clock)
            due = _settlements(transaction, group.settle_time)
            outcomes = _write(transaction, group, due or checked)
        groups = [group]
        if due:
            with book.begin() as transaction:
                group = _Group(transaction, clock)
                outcomes = _write(transaction, group, checked)
            groups.append(group)
    return Posting(tuple(outcomes), group.seen, monotonic() - began, _vouched(groups))


def _vouched(groups: Sequence[_Group]) -> Vouched:
    written = [each for group in groups for each in group.written]
    tells = any(subjects_of(each.order) for each in written)
    return Vouched(groups[0].before, tuple(each.entry for each in written), groups[-1].head, tells)


def foresee(view: View, clock: Clock, submission: Submission) -> Outcome:
    """Say what `post` would make of an order whose signature fits, with what is due settled before; writes nothing."""
    group = _Group(view, clock)
    order = _Checked(submission, needs(submission.order))
    return group.decide([*_settlements(view, group.settle_time), order])[-1]


def settle_due(book: Book, clock: Clock) -> int:
    """Settle what is due, at most 100 objects; gives how many entries were written."""
    with book.lock(), book.begin() as transaction:
        group = _Group(transaction, clock)
        due = _settlements(transaction, group.settle_time)
        _write(transaction, group, due)
        return len(group.written)


def _write(transaction: Transaction, group: _Group, checked: Sequence[_Checked | PaycliError]) -> list[Outcome]:
    """Decide and write."""
    outcomes = group.decide(checked)
    if group.written:
        transaction.write(group.head, group.written, group.state)
        transaction.commit()
    return outcomes


def _settlements(view: View, time: int | None) -> list[_Checked | PaycliError]:
    if time is None:
        return []
    due = view.due(time, SETTLE_MOST)
    if not due:
        return []
    state = view.load(Needs(objects=tuple(due)))
    ledger = state.registry.ledger
    if len(state.objects) != len(due):
        raise Broken(reason="a due object has no entry that made it")
    orders = [settle_order(i, state.objects[i].due or 0, ledger) for i in due]
    return [_Checked(Submission(order, None, None), needs(order)) for order in orders]


# --- outside the lock -----------------------------------------------------------------------------------------------
def _check_outside(submissions: Sequence[Submission]) -> list[_Checked | PaycliError]:
    """Check what needs no state: signature, what lies beside. Verifying releases the GIL."""
    return map_in_two(_check_one, submissions)


def _check_one(submission: Submission) -> _Checked | PaycliError:
    order = submission.order
    try:
        if submission.signature is None or submission.public is None or not KINDS[order.kind].is_signed:
            raise SignatureBad
        # Hex has one spelling here: the leaf has these very letters in it, and they are read back in lower case.
        if not shapes.proof(submission.signature) or not shapes.public(submission.public):
            raise SignatureBad
        if key_id(submission.public) != order.key:
            raise KeyRefused(reason="it is not the one that the order names")
        if not verify_order(submission.public, order, submission.signature):
            raise SignatureBad
        check_side(submission)
    except PaycliError as error:
        return _with_money_line(error, order)
    return _Checked(submission, needs(order))


def _with_money_line(error: PaycliError, order: Order) -> PaycliError:
    error.money = KINDS[order.kind].nothing
    return error


# --- inside ---------------------------------------------------------------------------------------------------------
class _Group:
    """One transaction's worth of orders: decided one after the other on one state, written together."""

    state: State
    _recalled: tuple[tuple[str, str], ...]

    def __init__(self, view: View, clock: Clock) -> None:
        self._view = view
        self._now = clock.now_ms()
        self.head = self.before = view.head()
        self.written: list[Written] = []
        self._roots: dict[int, bytes | None] = {}
        self._rewound = False
        self._handles = Handles(view)
        self._here: dict[tuple[str | None, str | None, str], Posted] = {}

    @property
    def settle_time(self) -> int | None:
        """The ledger time for settling; None while the clock is too far behind to settle anything."""
        if self._now < self.head.time - CLOCK_TOLERANCE_MS:
            return None
        return max(self._now, self.head.time)

    @property
    def seen(self) -> Seen | None:
        """The end of the log after this group; None where it does not extend what one of its orders knew."""
        if self._rewound:
            return None
        if self.written:
            return Seen(self.head.size, self.written[-1].entry.root.hex())
        return Seen(self.head.size, merkle.root_of(self.head.frontier).hex()) if self.head.size else None

    def decide(self, checked: Sequence[_Checked | PaycliError]) -> list[Outcome]:
        """Decide each order in its turn; what was accepted is in `written`, the new end of the log in `head`.

        A settlement that is refused means that the books are broken, and stops everything.
        """
        good = [each for each in checked if isinstance(each, _Checked)]
        wanted = merge_needs([each.needs for each in good])
        self.state, self._recalled = self._view.load(wanted), wanted.payments
        stored = self._view.same_ids([each.submission.order for each in good])
        return [
            each if isinstance(each, PaycliError) else self._decide_one(each.submission, stored) for each in checked
        ]

    def _decide_one(
        self, submission: Submission, stored: Mapping[tuple[str | None, str | None, str], Entry]
    ) -> Outcome:
        order = submission.order
        who = identity(order)
        try:
            # First of all, repeats included: on another history than the one that was known, nothing here counts.
            self._check_seen(order)
            if who in self._here:
                return self._same(self._here[who], submission)
            if who in stored:
                return self._same(self._rebuild(stored[who]), submission)
            posted = self._accept(submission)
        except PaycliError as error:
            name_wallet(self._view, error)
            if (about := object_of(order)) not in {None, order.name}:
                error.values.setdefault("of", about)
            if not KINDS[order.kind].is_signed:
                raise Broken(reason=f"the due objects cannot be settled: {error.message}") from None
            return _with_money_line(error, order)
        self._here[who] = posted
        return posted

    def _accept(self, submission: Submission) -> Posted:
        order, state = submission.order, self.state
        place = Place(self.head.size + 1, self._time_for(order))
        changes = judge(order, state, place)
        handle = self._handles.given_by(submission, changes, place, state, self.written)
        shares = drawn_shares(submission)
        entry, head = seal(self.head, order, submission.signature, changes, place)
        state.apply(changes)
        state.payments.update(payments_among(self._recalled, order, place.n))
        if shares is not None:
            state.shares[order.name] = shares
        self.written.append(
            Written(entry, order, changes, submission.texts, seed=submission.seed, shares=shares, handle=handle)
        )
        self.head = head
        about = object_of(order)
        return Posted(order, place.n, place.time, changes.transfers, state.objects.get(about or ""), replayed=False)

    def _time_for(self, order: Order) -> int:
        if KINDS[order.kind].sets_clock:
            return self._now
        if self._now < self.head.time - CLOCK_TOLERANCE_MS:
            now, last = self._now, self.head.time
            raise ClockWrong(clock=moment_text(now), now_ms=now, last=moment_text(last), last_ms=last)
        return max(self._now, self.head.time)

    def _check_seen(self, order: Order) -> None:
        """Refuse an order that was signed against another history than this one."""
        if order.seen is None:
            return
        size = order.seen.size
        if size not in self._roots:
            self._roots[size] = self._view.root_at(size)
        root = self._roots[size]
        if root is None or root.hex() != order.seen.root:
            self._rewound = True
            raise LedgerRewound(what=f"entry {size} is not the one that you saw")

    def _same(self, posted: Posted, submission: Submission) -> Posted:
        """Answer a repeat as the first time; raises IdempotencyConflict when it asks for something else."""
        check_same(self._view, posted, submission, self.written)
        return posted._replace(replayed=True)

    def _rebuild(self, entry: Entry) -> Posted:
        """Give the stored result of an entry: no result is kept, its transfers and its object are."""
        order = Order.parse(entry.order)
        about = object_of(order)
        state = self._view.load(Needs(objects=(about,))) if about else None
        subject = state.objects.get(about or "") if state else None
        return Posted(order, entry.n, entry.time, entry.transfers, subject, replayed=True)


def seal(head: Head, order: Order, signature: str | None, changes: Changes, place: Place) -> tuple[Entry, Head]:
    """Make the entry of a decided order and the end of the log behind it."""
    leaf = merkle.leaf_hash(place.n, place.time, order.data, signature, changes.transfers)
    frontier, nodes = merkle.grow(head.frontier, head.size, leaf)
    root = merkle.root_of(frontier)
    entry = Entry(place.n, place.time, order.data, signature, transfers=changes.transfers, root=root, nodes=nodes)
    return entry, Head(place.n, place.time, frontier)
