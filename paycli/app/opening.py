"""Which profile a command acts for, and opening it on this machine."""

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.machine import LocalMachine
from paycli.app.process import refuse_too_few_files
from paycli.errors import LedgerCopy, NotInitialised

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.domain.ports import Profile
    from paycli.domain.unlocking import Question
    from paycli.services.proof.book import Listener


class Opening(NamedTuple):
    """An opened profile and why it was chosen."""

    app: "OpenedApp"
    why: str


def local_machine(ask: "Callable[[Question], str] | None", listener: "Listener | None" = None) -> LocalMachine:
    """Give this machine; `ask` asks for a passphrase, None where there is no terminal."""
    refuse_too_few_files()
    return LocalMachine(os.environ, ask, listener=listener)


class Wanted(NamedTuple):
    """Which profile is wanted: by `--as`, on the ledger of `--ledger`, with a terminal to ask on, to move money or not.

    With `copies` the named ledger may be a copy, for what only reads; with `strangers` also one that nobody here has a
    wallet on.
    """

    profile: str | None
    ledger: str | None
    tty: bool
    moving: bool = False
    copies: bool = False
    strangers: bool = False


def open_app(
    ask: "Callable[[Question], str] | None",
    wanted: Wanted,
    *,
    listener: "Listener | None" = None,
    read_only: bool = False,
) -> Opening:
    """Choose a profile (cli, rule 2) and open it.

    Raises Misconfigured: NotInitialised, ProfileUnknown, LedgerCopy and more.
    """
    refuse_too_few_files()
    named = os.environ.get("PAYCLI_MANDATE_FILE", "")
    if named:
        from paycli.app.mandated import open_mandate

        return Opening(open_mandate(named, wanted, os.environ, listener, read_only=read_only), "PAYCLI_MANDATE_FILE")
    machine = LocalMachine(os.environ, ask, read_only=read_only, listener=listener)
    try:
        chosen, why = choose(machine, wanted)
    except LedgerCopy as refusal:
        if not (wanted.copies or wanted.strangers):
            raise
        from paycli.app.copies import open_copy

        path = str(refusal.values["path"])
        return Opening(open_copy(os.environ, path, wanted.profile, strangers=wanted.strangers), "a copy")
    return Opening(machine.open(chosen), why)


def choose(machine: LocalMachine, wanted: Wanted) -> "tuple[Profile, str]":
    """Choose a profile, and say why; raises LedgerCopy where none is at the named ledger, and that is a copy."""
    profile, ledger, tty, moving, *_ = wanted
    try:
        return machine.store.choose(profile, os.environ, tty=tty, moving=moving, ledger=ledger)
    except NotInitialised:
        from paycli.app.copies import is_copy_at

        named = ledger or os.environ.get("PAYCLI_LEDGER", "")
        if is_copy_at(named):
            raise LedgerCopy(path=named) from None
        raise
