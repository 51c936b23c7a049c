"""Opening the profile that a command acts for, with the options in force and questions on the terminal."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.app.opening import Wanted, choose, local_machine, open_app
from paycli.console.options import note_key, options
from paycli.console.stream import can_ask, why_nobody
from paycli.errors import (
    AnswerMissing,
    IdempotencyConflict,
    KeyWanted,
    NotAllowed,
    NotFound,
    OperatorOnly,
    PaycliError,
    Usage,
)
from paycli.flows.notices import tell_news, tell_unreported
from paycli.flows.walks import Announcer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paycli.app.machine import LocalMachine
    from paycli.app.opened import OpenedApp
    from paycli.app.opening import Opening
    from paycli.domain.ports import Profile
    from paycli.domain.unlocking import Question
    from paycli.services.engine.intents import Execution, Plan
    from paycli.services.reading.reader import Reader


def passphrase_asker() -> Callable[[Question], str] | None:
    """Give what asks for a passphrase, hidden; None where nobody can be asked."""
    if not can_ask():
        return None
    from paycli.flows.passphrases import ask_passphrase

    return ask_passphrase


def machine() -> LocalMachine:
    """Give this machine, for commands that need no profile."""
    return local_machine(passphrase_asker(), Announcer())


def wanted(*, moving: bool = False) -> Wanted:
    """Say which profile the options in force want."""
    chosen = options()
    return Wanted(chosen.profile, chosen.ledger, can_ask(), moving)


@contextmanager
def opened(*, moving: bool = False, copies: bool = False, strangers: bool = False) -> Iterator[OpenedApp]:
    """Open the profile in force; `moving` says that money would move, so without a terminal it must be named.

    With `copies` the named ledger may be a copy, for what only reads; with `strangers` also one of somebody else's.
    """
    with opened_with_reason(moving=moving, copies=copies, strangers=strangers) as opening:
        yield opening.app


@contextmanager
def reading(*, strangers: bool = False) -> Iterator[Reader]:
    """Read the ledger as the profile in force sees it now; what was read stays good when the ledger is closed again.

    With `strangers` it may be a copy that nobody here has a wallet on.
    """
    from paycli.services.reading.reader import reading as reading_as

    with opened(copies=True, strangers=strangers) as app, reading_as(app) as reader:
        yield reader


@contextmanager
def _nothing_done(*, moving: bool) -> Iterator[None]:
    """Let what is refused before anything was ordered say so first, where its own sentence does not."""
    try:
        yield
    except PaycliError as error:
        if moving and not error.message.startswith("Nothing "):
            error.money = "Nothing was done."
        raise


@contextmanager
def opened_with_reason(*, moving: bool = False, copies: bool = False, strangers: bool = False) -> Iterator[Opening]:
    """Open the profile in force together with why it was chosen."""
    chosen = wanted(moving=moving)._replace(copies=copies, strangers=strangers)
    with _nothing_done(moving=moving):
        opening = open_app(passphrase_asker(), chosen, listener=Announcer())
    try:
        if moving:
            # What moves money needs it in any case, and a ledger that was put back is noticed now.
            with _nothing_done(moving=moving):
                _ = opening.app.registry
        tell_unreported(opening.app)
        with opening.app.reporting():
            yield opening
        tell_news(opening.app)
    except NotAllowed as error:
        from paycli.flows.own_wallets import say_who_may

        say_who_may(error, opening.app)
        raise
    except IdempotencyConflict as error:
        from paycli.flows.key_conflicts import say_what_was_ordered

        say_what_was_ordered(error, opening.app)
        raise
    except NotFound as error:
        from paycli.flows.own_wallets import say_where

        say_where(error, opening.app)
        raise
    finally:
        opening.app.let_notes_go()
        opening.app.machine.close()


@contextmanager
def looking() -> Iterator[OpenedApp]:
    """Open the profile in force for reading only, asking nobody: for Tab, which must change nothing and never wait."""
    opening = open_app(None, wanted()._replace(tty=True, strangers=True), read_only=True)
    try:
        yield opening.app
    finally:
        opening.app.machine.close()


def execution(
    app: OpenedApp, key: str | None = None, *, dry_run: bool = False, asks: bool = True, no_key: bool | None = None
) -> Execution:
    """Say how a moving command is carried out: asked about on a terminal, and agreed to by --yes without one.

    `asks` is false for commands that nobody needs to be asked about: they want no --yes either. `no_key` is None where
    a repeat moves nothing more; else, without a terminal, one of `key` and `no_key` is wanted. Raises AnswerMissing,
    KeyWanted, Usage.
    """
    if key is not None and no_key:
        raise Usage(problem="Nothing was done. -k and --no-key exclude each other", help="leave out --no-key")
    if not dry_run and not can_ask():
        if asks and not options().yes:
            raise AnswerMissing(question="a command that moves money", why=why_nobody(), option="--yes")
        if key is None and no_key is False:
            raise KeyWanted
    if app.mandate is not None and not dry_run:
        from paycli.app.mandated import check_memory

        check_memory(app, key, is_safe=no_key is None)

    from paycli.services.engine.intents import Execution

    def agree(plan: Plan) -> None:
        from paycli.console.ask import confirm
        from paycli.console.views.plans import plan as plan_text

        if asks and not dry_run:
            confirm(plan_text(plan, app.registry), default=plan.enter_agrees)

    note_key(given=key is not None)
    is_read = asks and not dry_run and not options().yes
    return Execution(key, dry_run, agree, noted=True, asks=is_read)


@contextmanager
def every_wallet() -> Iterator[tuple[LocalMachine, Sequence[Profile], bool]]:
    """Open this machine for all wallets of this account, nobody being asked for a passphrase; for one if it is named.

    Gives the machine, the wallets (on the named ledger, if one is), and whether one was named: then somebody may be
    asked. Raises NotInitialised and what choosing raises.
    """
    chosen, environ = wanted(), os.environ
    if environ.get("PAYCLI_MANDATE_FILE"):
        app = open_app(None, chosen, listener=Announcer()).app
        try:
            yield app.machine, [app.profile], True
        finally:
            app.machine.close()
        return
    is_named = bool(chosen.profile or environ.get("PAYCLI_AS"))
    here = local_machine(passphrase_asker() if is_named else None, Announcer())
    try:
        found = () if is_named else here.store.on(chosen.ledger or environ.get("PAYCLI_LEDGER", ""))
        yield here, found or [choose(here, chosen)[0]], is_named
    finally:
        here.close()


def full_ids_required(key: str | None = None) -> bool:
    """Tell whether ids must be written out whole: unattended, agreed to beforehand by --yes, or under a key.

    What a short id means changes with what is open, and a repeat under the same key must mean the same.
    """
    return options().yes or key is not None or not can_ask()


def upgrade_ledger() -> tuple[int, int]:
    """Upgrade the schema of the chosen profile's ledger; gives the versions before and after. Raises OperatorOnly."""
    from paycli.app.ledger_files import upgrade

    profile, _ = choose(machine(), wanted())
    if not profile.operator:
        raise OperatorOnly
    return upgrade(profile.address)
