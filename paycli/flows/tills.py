"""Opening a shop's wallet at its till, where what was left behind is named first; and whether it waits for guests."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.stream import can_ask
from paycli.errors import PaycliError
from paycli.flows.notices import is_heard
from paycli.flows.session import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.app.opened import OpenedApp
    from paycli.services.sales.left_behind import LeftBehind


def waits(wanted: bool | None) -> bool:  # noqa: FBT001  what the option said, None for nothing
    """Tell whether to wait for the payment of a sale: as wanted, else only where somebody looks."""
    return can_ask() and not options().yes if wanted is None else wanted


@contextmanager
def opened_at_till(*, moving: bool = False, copies: bool = False, tells: bool = True) -> Iterator[OpenedApp]:
    """Open the profile in force as `opened` does, and name what its tills left behind where it `tells`."""
    with opened(moving=moving, copies=copies) as app:
        if tells:
            tell_left_behind(app)
        yield app


def tell_left_behind(app: OpenedApp, *, but: str | None = None) -> None:
    """Say which sales still wait and which payments no till has shown, after a till that ended too early.

    Where a person reads it, the payments were shown by that; a program finds them in its inbox. Nothing is said of the
    sale that the command itself shows, `but`.
    """
    if options().mode != "human":
        return
    # What cannot be read is said by the command itself, or by its next run.
    with suppress(PaycliError):
        found = left_at_tills(app)
        if not found:
            return
        from paycli.console.output import say_aside
        from paycli.console.views.left_behind import left_behind_lines

        others = [each for each in found if each.receipt.id != but]
        say_aside(*left_behind_lines(others, app.registry))
        if is_heard():
            note_payments_shown(app, found)


def left_at_tills(app: OpenedApp) -> Sequence[LeftBehind]:
    """List what the tills of the own shop left behind on this account; raises Misconfigured."""
    # Most wallets are no shops, and import nothing for it.
    if not app.till_notes.read():
        return ()
    from paycli.services.reading.reader import reading
    from paycli.services.sales.left_behind import left_behind

    with reading(app) as reader:
        return left_behind(app, reader)


def note_payments_shown(app: OpenedApp, found: Sequence[LeftBehind] | None = None) -> None:
    """Note that payments were shown, all or those that were found."""
    found = left_at_tills(app) if found is None else found
    if found:
        from paycli.services.sales.left_behind import note_shown

        note_shown(app, found)
