"""Which profile a command acts for, and opening it on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.machine import LocalMachine
from paycli.app.process import refuse_too_few_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.services.proof.book import Listener


class Opening(NamedTuple):
    """An opened profile and why it was chosen."""

    app: OpenedApp
    why: str


def local_machine(ask: Callable[[str], str] | None, listener: Listener | None = None) -> LocalMachine:
    """Give this machine; `ask` asks for a passphrase, None where there is no terminal."""
    refuse_too_few_files()
    return LocalMachine(os.environ, ask, listener=listener)


def open_app(
    ask: Callable[[str], str] | None,
    profile: str | None,
    ledger: str | None,
    *,
    tty: bool,
    moving: bool,
    listener: Listener | None = None,
    read_only: bool = False,
) -> Opening:
    """Choose a profile (cli, rule 2) and open it. Raises Misconfigured: NotInitialised, ProfileUnknown and more."""
    refuse_too_few_files()
    machine = LocalMachine(os.environ, ask, read_only=read_only, listener=listener)
    chosen, why = machine.store.choose(profile, os.environ, tty=tty, moving=moving, ledger=ledger)
    return Opening(machine.open(chosen), why)
