"""What a person hears once, behind a command, of what came in for the wallet that acts."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.stream import is_tty
from paycli.errors import PaycliError

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp


def is_heard() -> bool:
    """Tell whether a person reads what is said: a terminal at both streams, neither JSON nor --quiet."""
    return options().mode == "human" and is_tty(sys.stdout) and is_tty(sys.stderr)


def note_shown(app: OpenedApp) -> None:
    """Note that what came in was shown, so that it is not told once more."""
    if is_heard():
        app.proven.tell()


def tell_unreported(app: OpenedApp) -> None:
    """Say in one line what became of what was ordered before and never shown, ahead of what is ordered now.

    Where a person reads it, it was shown by that; elsewhere `paycli resume` alone takes it for shown.
    """
    if options().mode != "human" or not any(not note.said for note in app.unreported()):
        return
    from paycli.console.output import Line, say_aside
    from paycli.console.views.resume import unreported_line
    from paycli.services.resume import outcomes, shown

    with suppress(PaycliError):
        found = [each for each in outcomes(app) if not (each.in_flight and each.note.said)]
        if found:
            say_aside(Line(unreported_line(found), "warn"))
        if is_heard():
            app.machine.change_unreported(shown(found))


def tell_news(app: OpenedApp) -> None:
    """Say in one line what came in since the last command, and note that it was said.

    Where this cannot be noted, as on a home that is read-only, it is said again the next time. It is only looked for in
    entries that came since, so where nothing is new it costs nothing. The command has done its work by now: what
    cannot be read here is said by the next one that needs it.
    """
    entries = app.proven.untold() if is_heard() else ()
    if not entries:
        return
    from paycli.console.output import Line, say_aside
    from paycli.console.views.notices import came_in as view
    from paycli.services.reading.news import came_in
    from paycli.services.reading.reader import reading

    with suppress(PaycliError):
        with reading(app) as reader:
            lines = [line for line in came_in(reader, entries) if line.sale not in app.shown_sales]
        app.proven.tell()
        if lines:
            say_aside(Line(view(lines, app.registry), "head"))
