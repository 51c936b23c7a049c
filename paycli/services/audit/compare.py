"""Comparing a replayed state with the stored one, row by row, and side rows with their commitments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from paycli.domain.commitments import commitments
from paycli.domain.kinds import KINDS
from paycli.domain.lives import LIVES
from paycli.domain.state import LedgerObject
from paycli.domain.subjects import object_of
from paycli.domain.texts import is_clean, text_commitment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry, StoredText, View
    from paycli.domain.state import Changes, State

BEHIND_ALL = 1 << 63


def compare_state(replayed: State, view: View) -> Iterator[str]:
    """Name every row that the replay and the store do not agree on; the store's are looked at one by one."""
    found: Counter[str] = Counter()
    tables = replayed.tables()
    for table, name, record in view.stored_rows():
        mine = tables[table].get(name)
        found[table] += 1
        if mine is None:
            found[table] -= 1
            yield f"{table} {_text(name)}: not made by any entry"
        elif _plain(mine) != _plain(record):
            yield f"{table} {_text(name)}: not what the entries come to"
    for table, rows in tables.items():
        if found[table] != len(rows):
            there = {name for each, name, _ in view.stored_rows() if each == table}
            yield from (f"{table} {_text(name)}: missing" for name in rows if name not in there)


def _plain(record: Any) -> Any:  # noqa: ANN401  a row of any table
    """Give what is stored of a row: the body of an object stands in its order alone."""
    return record.as_stored() if isinstance(record, LedgerObject) else record


def _rows(what: str, replayed: Mapping[str, str], stored: Mapping[str, str]) -> Iterator[str]:
    for name in replayed.keys() - stored.keys():
        yield f"{what} {_text(name)}: missing"
    for name in stored.keys() - replayed.keys():
        yield f"{what} {_text(name)}: not made by any entry"
    for name in replayed.keys() & stored.keys():
        if replayed[name] != stored[name]:
            yield f"{what} {_text(name)}: not what the entries come to"


def _text(name: object) -> str:
    return " ".join(name) if isinstance(name, tuple) else str(name)


class Texts:
    """The personal texts beside a log, read along with it: each is checked against what its order commits to."""

    def __init__(self, view: View) -> None:
        self._rows = view.all_texts()
        self._next = next(self._rows, None)
        # The handles that were given, by the entries that gave them.
        self._handles: dict[int, str] = {}
        self._given: set[str] = set()
        # The handles that invitations keep free.
        self._promised: dict[str, str] = {}

    def faults_at(self, n: int, order: Order | None) -> Iterator[str]:
        """Check the texts up to an entry, whose order may be unreadable; the log is walked in order."""
        wanted = commitments(order) if order is not None else {}
        while self._next is not None and self._next.n <= n:
            row, self._next = self._next, next(self._rows, None)
            committed = wanted.pop(row.field, None) if row.n == n else None
            yield from self._faults_of(row, committed)
        yield from (f"entry {n}: its {field} is missing" for field in wanted)

    def _faults_of(self, row: StoredText, committed: str | None) -> Iterator[str]:
        n, field, salt, text = row
        # Erasing a text is an order of its own, which is not built yet: until then nulls are a fault too.
        if committed is None:
            yield f"entry {n}: a {field} lies beside it that it does not commit to"
        elif salt is None or text is None or not _fits(salt, text, committed):
            yield f"entry {n}: its {field} is not the one that was signed"
        elif not is_clean(field, text):
            yield f"entry {n}: its {field} has not the form that the door asks for"
        elif field == "handle":
            self._handles[n] = text

    def faults_of_handle(self, entry: Entry, order: Order, changes: Changes, state: State) -> Iterator[str]:
        """Check that a handle which an entry keeps or gives is free for it, before the state has its changes."""
        n, kind = entry.n, KINDS[order.kind]
        if kind.keeps_handle and n in self._handles:
            self._promised[order.name] = self._handles[n]
            if self._handles[n] in self._given:
                yield f"entry {n}: it keeps the handle {self._handles[n]}, which belongs to somebody"
            return
        named = [wallet.n for wallet in changes.wallets if wallet.admitted_n == n]
        for handle in (self._handles.get(each) for each in ([n] if kind.reserves_handle else named)):
            if handle is None:
                continue
            self._given.add(handle)
            invites = [
                state.objects[one]
                for one, promised in self._promised.items()
                if promised == handle and one in state.objects
            ]
            invites = [] if state.registry.admission == "open" else invites
            open_ones = {each.id for each in invites if not each.is_over(entry.time)}
            if open_ones and object_of(order) not in open_ones:
                yield f"entry {n}: it gives the handle {handle}, which an invitation keeps free"

    def faults_at_the_end(self, replayed: State, view: View) -> Iterator[str]:
        """Check what lies behind the log, and every handle against what opened its wallet or group."""
        yield from self.faults_at(BEHIND_ALL, None)
        owners = [(wallet.n, wallet.id) for wallet in replayed.wallets.values() if wallet.admitted_n is not None]
        owners += [(each.n, each.id) for each in replayed.objects.values() if LIVES[each.kind].has_handle]
        right: dict[str, str] = {}
        for n, owner in owners:
            handle = self._handles.get(n)
            if handle is not None and right.setdefault(handle, owner) != owner:
                # The door gives a handle to one owner, for good: with two of them, one was written past the door.
                yield f"handle {handle}: it belongs to both {right[handle][:8]} and {owner[:8]}"
        yield from _rows("handle", right, view.all_handles())


def _fits(salt: str, text: str, committed: str) -> bool:
    try:
        return text_commitment(salt, text) == committed
    except (ValueError, UnicodeEncodeError):
        return False
