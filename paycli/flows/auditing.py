"""Opening what is to be audited, and saying what a fault of it means for the ledger that is used here."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.app.ledger_files import address_of
from paycli.console.options import named_ledger, options
from paycli.console.views.audit import fault_text, faults_text
from paycli.errors import AuditFailed, Broken, LedgerCopy, LedgerDamaged, NotInitialised, PaycliError
from paycli.flows.session import machine, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.app.opened import OpenedApp
    from paycli.console.output import Record
    from paycli.services.audit.audit import Audit

_TAKE_ANOTHER = "do not use this file; take another copy: paycli ledger backup"
_PUT_BACK = "stop, keep this file as it is, and put back your newest backup"


@contextmanager
def auditing() -> Iterator[OpenedApp]:
    """Open what is to be audited: the profile in force, or a ledger's file that no profile here belongs to.

    Raises LedgerDamaged where the file cannot be read to its end.
    """
    try:
        with _opened() as app:
            yield app
    except Broken as error:
        if type(error) is not Broken:
            raise
        raise _damaged(str(error.values.get("reason", ""))) from error


@contextmanager
def _opened() -> Iterator[OpenedApp]:
    named = named_ledger()
    try:
        with opened() as app:
            yield app
    except (NotInitialised, LedgerCopy):
        if not named:
            raise
    else:
        return
    from paycli.app.copies import open_as_stranger

    app = open_as_stranger(os.environ, named)
    try:
        yield app
    finally:
        app.machine.close()


def audit_failure(app: OpenedApp, result: Audit, data: Record) -> AuditFailed:
    """Say that faults were found, and in what: people have seen them, so that the first stands in JSON only."""
    first = f"; the first: {fault_text(result, result.faults[0])}" if options().machine else ""
    path = app.profile.address
    others = _elsewhere(path)
    what = f"{path}, which is not your own ledger" if others is not None else path
    failure = AuditFailed(faults=faults_text(result), path=what, first=first, details=data)
    if others is not None:
        failure.values["help"] = _TAKE_ANOTHER
    return failure


def _damaged(reason: str) -> LedgerDamaged:
    named = named_ledger()
    others = _elsewhere(address_of(named)) if named else None
    if others is None:
        current = machine().store.current()
        path = address_of(named) if named else current.address if current is not None else "?"
        return LedgerDamaged(path=path, reason=reason, help=_PUT_BACK)
    own = f" Your own ledger was not touched: {', '.join(others)}." if others else ""
    return LedgerDamaged(path=named, reason=reason, own=own, help=_TAKE_ANOTHER)


def _elsewhere(path: str) -> list[str] | None:
    """Give where the ledgers of this account are, if none of them is this file; None where one is."""
    try:
        own = dict.fromkeys(profile.address for profile in machine().profiles())
    except PaycliError:
        return []
    return None if os.path.realpath(path) in map(os.path.realpath, own) else list(own)
