"""Looking at an envelope while it is being grabbed: redrawn in place on a terminal, else a line for each grab.

It ends when the envelope has ended, at its due time too, and with Ctrl-C, which is a way to leave and no failure.
"""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.output import json_line, say, show, styled
from paycli.console.sanitise import cut, isolated, printable, safe, width
from paycli.console.stream import encoding_of, is_dumb, is_tty, size_of, wants_color, write_out
from paycli.console.views.board import grab_data, grab_line, head, hidden, leaders, rows, rule
from paycli.console.views.envelopes import envelope as envelope_view
from paycli.console.views.envelopes import envelope_data
from paycli.console.views.wording import joined
from paycli.services.envelopes.board import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.app.opened import OpenedApp
    from paycli.console.output import Style
    from paycli.services.envelopes.describe import Envelope

    Rows = list[tuple[str, Style]]

_LOOK_SECONDS = 0.25
_UP, _TO_END_OF_LINE, _TO_END_OF_SCREEN = "\x1b[{}A", "\x1b[K", "\x1b[J"
FOOT = "watching .. Ctrl-C leaves"


def watch(app: OpenedApp, typed: str) -> None:
    """Show an envelope until it has ended or Ctrl-C comes. Raises what finding it raises, Usage for what is none."""
    watched = Watch(app, typed)
    mode = options().mode
    drawn = mode == "human" and is_tty(sys.stdout) and not is_dumb()
    with _asked_to_leave() as left:
        if drawn:
            _redraw(app, watched, left)
        elif mode in ("json", "quiet"):
            # One document is all that there is to be: it comes at the end.
            for _ in _looks(watched, left):
                pass
            show(envelope_view(watched.envelope, app.registry))
        else:
            _tell(app, watched, left)


@contextmanager
def _asked_to_leave() -> Iterator[Callable[[], bool]]:
    """Take Ctrl-C as the wish to leave, so that it never cuts a drawing in half; a second one is as rude as ever."""
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)

    earlier = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(came)
    finally:
        signal.signal(signal.SIGINT, earlier)


def _looks(watched: Watch, left: Callable[[], bool]) -> Iterator[Envelope]:
    """Give the envelope again and again; the last time when it has ended, or when somebody wants to leave."""
    while True:
        found = watched.look()
        yield found
        if found.final or left():
            return
        time.sleep(_LOOK_SECONDS)


# --- not on a terminal ------------------------------------------------------------------------------------------------
def _tell(app: OpenedApp, watched: Watch, left: Callable[[], bool]) -> None:
    """Write a line for each grab, and at the end how it ended; JSON lines where a program reads."""
    machine, written = options().machine, 0
    say(head(watched.envelope, app.registry)[0])
    for found in _looks(watched, left):
        for grab in found.grabs[written:]:
            if machine:
                # That the end was seen with this grab already is chance: the luckiest stand in the last line.
                data = grab_data(found._replace(final=False), grab, app.registry)
                write_out(json_line(data))
            else:
                say(grab_line(found, grab, app.registry))
        written = max(written, len(found.grabs))
    if machine:
        write_out(json_line(envelope_data(watched.envelope, app.registry)))
    else:
        say(*head(watched.envelope, app.registry)[1:], *leaders(watched.envelope, app.registry))


# --- on a terminal ----------------------------------------------------------------------------------------------------
def _redraw(app: OpenedApp, watched: Watch, left: Callable[[], bool]) -> None:
    screen = _Picture()
    for found in _looks(watched, left):
        screen.draw(_picture(found, app, screen.room(), "" if found.final else FOOT))
    # The last picture stays; nobody watches any more.
    screen.draw(_picture(watched.envelope, app, screen.room(), ""))


def _picture(found: Envelope, app: OpenedApp, room: tuple[int, int], foot: str) -> Rows:
    """Give what to draw, no taller than the room: of the grabs the newest."""
    from paycli.console.drawn import table as draw

    columns, height = room
    above: Rows = [(line.text, line.style) for line in head(found, app.registry)]
    below: Rows = [(rule(found), "dim")] if found.lucky and found.grabs else []
    below += [(foot, "dim")] if foot else []
    middle: Rows = []
    if found.grabs:
        table = rows(found, app.registry)
        lines = draw(table, columns, encoding=encoding_of(sys.stdout), color=False)
        if len(lines) == len(found.grabs) + 1:
            best = {number + 1 for number in table.good}
            middle = [(line, "good" if number in best else "plain") for number, line in enumerate(lines)]
            middle[0] = (lines[0], "head")
        else:
            # There is no room for columns, so there is no header either.
            middle = [(line, "plain") for line in lines]
    most = height - len(above) - len(below)
    if len(middle) > most:
        shown = max(most - 2, 1)
        gone = len(found.grabs) - shown
        before = joined((f"{gone} before", hidden(found, gone, app.registry)))
        middle = [middle[0], (before, "dim"), *middle[-shown:]]
    return [*above, *middle, *below][-height:]


class _Picture:
    """Lines that are drawn over those of the time before, in one write and without wiping the screen: no flicker."""

    def __init__(self) -> None:
        self._drawn: list[str] = []

    def room(self) -> tuple[int, int]:
        """Give the columns and rows that a picture may take: one row stays for the cursor, one column as well."""
        columns, height = size_of(sys.stdout)
        return max(columns - 1, 1), max(height - 1, 1)

    def draw(self, lines: Rows) -> None:
        """Draw, unless it would be the same picture."""
        columns, height = self.room()
        encoding, color = encoding_of(sys.stdout), wants_color(sys.stdout)
        plain = [cut(printable(safe(text), encoding), columns) for text, _ in lines]
        if plain == self._drawn:
            return
        # A terminal that became narrower has broken the old lines into several rows.
        above = sum(max(-(-width(line) // (columns + 1)), 1) for line in self._drawn)
        up = _UP.format(min(above, height)) if above else ""
        colored = [
            styled(isolated(line, encoding), style, color=color) for line, (_, style) in zip(plain, lines, strict=True)
        ]
        body = "".join(f"{line}{_TO_END_OF_LINE}\n" for line in colored)
        write_out(f"\r{up}{body}{_TO_END_OF_SCREEN}")
        self._drawn = plain
