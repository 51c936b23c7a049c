"""A ledger's file at which no profile here is, such as a backup: opened for reading only, and nothing is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.app.ledger_files import address_of
from paycli.app.machine import LocalMachine
from paycli.app.opened import OpenedApp
from paycli.domain.records import Profile
from paycli.errors import Usage, step
from paycli.store.sqlite.location import is_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paycli.domain.book import Seen
    from paycli.domain.known import Known


class NoMemory:
    """Knows no ledger and learns none: a copy may be older than what was seen, and that is no fault of it."""

    def known(self, ledger: str) -> Known | None:
        """Give nothing."""
        del ledger
        return None

    def remember(self, known: Known, *, replace: bool = False) -> None:
        """Keep nothing."""
        del known, replace

    def saw(self, ledger: str, seen: Seen) -> None:
        """Keep nothing."""
        del ledger, seen


def is_copy_at(typed: str) -> bool:
    """Tell whether a copy lies where somebody names a ledger."""
    return bool(typed) and "://" not in typed and is_copy(address_of(typed))


def open_copy(environ: Mapping[str, str], typed: str, profile: str | None, *, strangers: bool) -> OpenedApp:
    """Open a copy as a wallet that this account has on its ledger, else as a stranger, who sees all that the file has.

    Raises what opening a ledger raises, what choosing among several wallets does, and Usage for a stranger where
    `strangers` are not meant.
    """
    machine, address = LocalMachine(environ, None, copy=True), address_of(typed)

    def choose(ledger: str) -> Profile | None:
        found = machine.store.choose_on(ledger, profile, environ)
        if found is None and not strangers:
            raise Usage(problem="Nobody here has a wallet on this copy", help=step("look_at_log"))
        return found

    return _opened(machine, address, choose)


def open_as_stranger(environ: Mapping[str, str], typed: str) -> OpenedApp:
    """Open a ledger that others write, or a copy, to audit it. Raises what opening a ledger raises."""
    address = address_of(typed)
    machine = LocalMachine(environ, None, read_only=True, copy=is_copy(address))
    return _opened(machine, address, lambda _: None)


def _opened(machine: LocalMachine, address: str, choose: Callable[[str], Profile | None]) -> OpenedApp:
    book = machine.book(address)
    try:
        with book.view() as view:
            ledger = view.registry.ledger
        profile = choose(ledger) or _stranger(ledger, address)
    except BaseException:
        book.close()
        raise
    return OpenedApp(machine, profile._replace(address=address), book, NoMemory())


def _stranger(ledger: str, address: str) -> Profile:
    """Give the profile of nobody, before whom nothing is hidden: the file is in their hands, and they hold no key."""
    return Profile(
        name="",
        address=address,
        ledger=ledger,
        wallet="",
        vault="sealed",
        operator=True,
        cards=(),
        default_card=None,
    )
