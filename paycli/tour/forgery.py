"""A forged ledger, and a home that looks at it: what somebody has on whose machine the file was exchanged.

The forger is an outsider who can write the file, with an SQLite of its own and nothing of paycli's store. It is a good
one: the order, its transfer and both balances are changed together, so the books still sum to zero and keep every rule.
What cannot be changed along is the signature.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from paycli.app.machine import LocalMachine
from paycli.domain.canonical import decode, encode
from paycli.errors import AlreadyThere, NotFound

_LAST_SEND = """SELECT e.n, e."order", t.debit, t.credit FROM entries e JOIN transfers t ON t.n = e.n
WHERE e.kind = 'send' ORDER BY e.n DESC LIMIT 1"""
_GUARDS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"


def forged_home(home: Path, target: Path, address: str, extra_minor: int) -> tuple[int, int]:
    """Copy a home to a new folder with a forged copy of its ledger in it; the original is only read.

    Gives the place of the changed entry and its true amount. Each wallet in the copy knows what the original knew,
    and looks at the forged file.
    """
    ledger = Path(address)
    shutil.copytree(home, target, ignore=shutil.ignore_patterns(f"{ledger.name}*"))
    forged = forge_copy(ledger, target / ledger.name, extra_minor)
    machine = LocalMachine({"PAYCLI_HOME": str(target)}, None)
    for profile in machine.profiles():
        if profile.address == address:
            machine.save_profile(profile._replace(address=str(target / ledger.name)))
    return forged


def forge_copy(source: Path, target: Path, extra_minor: int) -> tuple[int, int]:
    """Copy a ledger to a new file and raise the amount of the last `send` in the copy; the source is only read.

    Gives the place of the changed entry in the log, and its amount before. Raises AlreadyThere, NotFound when nothing
    was sent yet, and what SQLite raises.
    """
    _copy(source, target)
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
        guards = copy.execute(_GUARDS).fetchall()
        for name, _ in guards:
            copy.execute(f'DROP TRIGGER "{name}"')
        copy.execute('UPDATE entries SET "order" = ? WHERE n = ?', (encode(order), n))
        copy.execute("UPDATE transfers SET amount_minor = amount_minor + ? WHERE n = ?", (extra_minor, n))
        move = "UPDATE accounts SET balance_minor = balance_minor + ? WHERE id = ?"
        copy.executemany(move, [(-extra_minor, debit), (extra_minor, credit)])
        for _, guard in guards:
            copy.execute(guard)
        copy.execute("COMMIT")
    return n, was_minor


def _copy(source: Path, target: Path) -> None:
    """Copy all pages to a new file that only its owner reads, as a ledger must be; raises AlreadyThere."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        raise AlreadyThere(what=str(target), help="choose another path") from None
    original = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
    with closing(original), closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
