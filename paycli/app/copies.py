"""A ledger's file that no profile here belongs to, such as a backup: opened for reading, and nothing is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.app.machine import LocalMachine
from paycli.app.opened import OpenedApp
from paycli.domain.records import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paycli.domain.known import Known


class _NoMemory:
    """Knows no ledger and learns none: a copy may be older than what was seen, and that is no fault of it."""

    def known(self, ledger: str) -> Known | None:
        """Give nothing."""
        del ledger
        return None

    def remember(self, known: Known, *, replace: bool = False) -> None:
        """Keep nothing."""
        del known, replace


def open_copy(environ: Mapping[str, str], address: str) -> OpenedApp:
    """Open a ledger's file to look at it as a stranger. Raises what opening a ledger raises."""
    machine = LocalMachine(environ, None, read_only=True)
    book = machine.book(address)
    with book.view() as view:
        registry = view.registry
    profile = Profile(
        name="",
        address=address,
        ledger=registry.ledger,
        wallet="",
        vault="sealed",
        operator=False,
        cards=(),
        default_card=None,
    )
    return OpenedApp(machine, profile, book, _NoMemory())
