"""For rehearsals: what a thief who can write the file would try on a copy of a ledger, so that the audit can be tried.

The thief is a good one: the order, its transfer and both balances are changed together, so the books still sum to
zero and keep every rule. What cannot be changed along is the signature.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from paycli.domain.canonical import decode, encode
from paycli.errors import NotFound
from paycli.store.schema.triggers import TRIGGERS
from paycli.store.sqlite.backup import backup_ledger

if TYPE_CHECKING:
    from pathlib import Path

_LAST_SEND = """SELECT e.n, e."order", t.debit, t.credit FROM entries e JOIN transfers t ON t.n = e.n
WHERE e.kind = 'send' ORDER BY e.n DESC LIMIT 1"""
_NAMES = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def forge_copy(source: Path, target: Path, extra_minor: int) -> tuple[int, int]:
    """Copy a ledger to a new file and raise the amount of the last `send` in the copy; the source is only read.

    Gives the place of the changed entry in the log, and its amount before. Raises AlreadyThere, NotFound when nothing
    was sent yet, and what a backup raises.
    """
    backup_ledger(source, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        found = copy.execute(_LAST_SEND).fetchone()
        if found is None:
            raise NotFound(what="payment", typed="send", help="")
        n, data, debit, credit = found
        order = decode(data)
        was_minor = order["body"]["amount"]
        order["body"]["amount"] = was_minor + extra_minor
        copy.execute("BEGIN")
        # Whoever can write the file can also take its guards away and put them back.
        for (name,) in copy.execute(_NAMES).fetchall():
            copy.execute(f'DROP TRIGGER "{name}"')
        copy.execute('UPDATE entries SET "order" = ? WHERE n = ?', (encode(order), n))
        copy.execute("UPDATE transfers SET amount_minor = amount_minor + ? WHERE n = ?", (extra_minor, n))
        move = "UPDATE accounts SET balance_minor = balance_minor + ? WHERE id = ?"
        copy.executemany(move, [(-extra_minor, debit), (extra_minor, credit)])
        for trigger in TRIGGERS:
            copy.execute(trigger)
        copy.execute("COMMIT")
    return n, was_minor
