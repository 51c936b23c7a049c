"""The way to a printer by its settings, and why it could not print just now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.domain.printing import place_of
from paycli.errors import PrinterTrouble
from paycli.printers.network import network_port
from paycli.printers.port import Patience, file_port

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from paycli.domain.printing import Printer
    from paycli.printers.port import Port


def port_of(printer: Printer, patience: Patience) -> AbstractContextManager[Port]:
    """Open the way to a printer; entering it raises PrinterTrouble."""
    place = place_of(printer.where)
    if place.port:
        return network_port(place, patience, one_way=printer.one_way)
    return file_port(place.name, patience)


def trouble_now(printer: Printer) -> str:
    """Say why a printer could not print just now; empty where it could. Nothing is printed, and no file is made."""
    place = place_of(printer.where)
    if not place.port and not os.path.lexists(place.name):
        folder = Path(place.name).parent
        return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written to"
    try:
        with port_of(printer, Patience()) as port:
            port.check()
    except PrinterTrouble as trouble:
        return str(trouble.values["reason"])
    return ""
