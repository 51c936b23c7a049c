"""Opening the profile that a command acts for, with the options in force and questions on the terminal."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.app.opening import local_machine, open_app
from paycli.console.ask import ask_hidden, can_ask, confirm
from paycli.console.options import named_ledger, options
from paycli.errors import AnswerMissing, NotInitialised, OperatorOnly
from paycli.flows.walks import Announcer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.app.machine import LocalMachine
    from paycli.app.opened import OpenedApp
    from paycli.app.opening import Opening
    from paycli.services.engine.intents import Execution, Plan
    from paycli.services.reading.reader import Reader


def passphrase_asker() -> Callable[[str], str] | None:
    """Give what asks for a passphrase, hidden; None where nobody can be asked."""
    if not can_ask():
        return None
    return lambda question: ask_hidden(question, option="PAYCLI_PASSPHRASE_FILE")


def machine() -> LocalMachine:
    """Give this machine, for commands that need no profile."""
    return local_machine(passphrase_asker(), Announcer())


@contextmanager
def opened(*, moving: bool = False) -> Iterator[OpenedApp]:
    """Open the profile in force; `moving` says that money would move, so without a terminal it must be named."""
    with opened_with_reason(moving=moving) as opening:
        yield opening.app


@contextmanager
def reading() -> Iterator[Reader]:
    """Read the ledger as the profile in force sees it now; what was read stays good when the ledger is closed again."""
    from paycli.services.reading.reader import reading as reading_as

    with opened() as app, reading_as(app) as reader:
        yield reader


@contextmanager
def opened_with_reason(*, moving: bool = False) -> Iterator[Opening]:
    """Open the profile in force together with why it was chosen."""
    chosen = options()
    opening = open_app(
        passphrase_asker(), chosen.profile, chosen.ledger, tty=can_ask(), moving=moving, listener=Announcer()
    )
    try:
        yield opening
    finally:
        opening.app.machine.close()


@contextmanager
def auditing() -> Iterator[OpenedApp]:
    """Open what is to be audited: the profile in force, or a ledger's file that no profile here belongs to."""
    named = named_ledger()
    try:
        with opened() as app:
            yield app
    except NotInitialised:
        if not named:
            raise
    else:
        return
    from paycli.app.copies import open_copy
    from paycli.app.ledger_files import address_of

    app = open_copy(os.environ, address_of(named))
    try:
        yield app
    finally:
        app.machine.close()


@contextmanager
def looking() -> Iterator[OpenedApp]:
    """Open the profile in force for reading only, asking nobody: for Tab, which must change nothing and never wait."""
    chosen = options()
    opening = open_app(None, chosen.profile, chosen.ledger, tty=True, moving=False, read_only=True)
    try:
        yield opening.app
    finally:
        opening.app.machine.close()


def execution(app: OpenedApp, key: str | None = None, *, dry_run: bool = False, asks: bool = True) -> Execution:
    """Say how a moving command is carried out: asked about on a terminal, and agreed to by --yes without one.

    `asks` is false for commands that nobody needs to be asked about; unattended they want --yes all the same.
    Raises AnswerMissing.
    """
    if not dry_run and not options().yes and not can_ask():
        raise AnswerMissing(question="a command that moves money", option="--yes")

    from paycli.services.engine.intents import Execution

    def agree(plan: Plan) -> None:
        from paycli.console.views.plans import plan as plan_text

        if asks and not dry_run:
            confirm(plan_text(plan, app.registry))

    return Execution(key, dry_run, agree)


def full_ids_required(key: str | None = None) -> bool:
    """Tell whether ids must be written out whole: unattended, agreed to beforehand by --yes, or under a key.

    What a short id means changes with what is open, and a repeat under the same key must mean the same.
    """
    return options().yes or key is not None or not can_ask()


def upgrade_ledger() -> tuple[int, int]:
    """Upgrade the schema of the chosen profile's ledger; gives the versions before and after. Raises OperatorOnly."""
    from paycli.app.ledger_files import upgrade

    chosen = options()
    profile, _ = machine().store.choose(chosen.profile, os.environ, tty=can_ask(), moving=False, ledger=chosen.ledger)
    if not profile.operator:
        raise OperatorOnly
    return upgrade(profile.address)
