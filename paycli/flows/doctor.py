"""What `paycli doctor` looks at: the service's findings, and those about the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from paycli.app.opening import choose as choose_profile
from paycli.console.qr import cells_of
from paycli.console.stream import encoding_of, is_tty, size_of, wants_color
from paycli.console.window import has_room_for_code, room_for_code
from paycli.flows.session import machine, wanted
from paycli.services.doctor import OK, WARN, Finding, examine

if TYPE_CHECKING:
    from paycli.app.machine import LocalMachine
    from paycli.domain.ports import Profile

# As long as the text of a sale: the code that a guest reads off a till.
_SAMPLE = "PAYCLI:1/S/00000000000000000000000000/000000000000"


def examination(*, till: bool = False) -> list[Finding]:
    """Look at everything, with `till` also at what a till needs; asks for a passphrase only on a terminal."""
    here: list[LocalMachine] = []

    def begin() -> LocalMachine:
        here.append(machine())
        return here[0]

    def choose(_machine: object) -> tuple[Profile, str]:
        return choose_profile(here[0], wanted())

    try:
        findings = [*examine(begin, choose), *_terminal()]
    finally:
        for each in here:
            each.close()
    if till:
        from paycli.flows.till_doctor import till_findings

        findings += till_findings()
    return findings


def _terminal() -> list[Finding]:
    out = sys.stdout
    size = size_of(out)
    encoding = encoding_of(out)
    color = "colours" if wants_color(out) else "no colours"
    where = f"{size[0]} x {size[1]}" if is_tty(out) else "no terminal"
    cells = cells_of(_SAMPLE, encoding)
    room = sum(len(cell.text) for cell in cells[0]), len(cells)
    text = f"{where}, {encoding}, {color}; a sale's QR code needs {room_for_code(*room)}"
    if is_tty(out) and not has_room_for_code(size, *room):
        return [Finding("terminal", WARN, text, "make the window larger")]
    return [Finding("terminal", OK, text)]
