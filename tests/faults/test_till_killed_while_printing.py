"""A till that is killed between a sale and its paper: the next start prints the rest, and opens no drawer twice."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli.app import printing
from paycli.app.print_sender import Sending, send_all
from paycli.home.print_jobs import PrinterFolder
from paycli.printers.port import Patience
from paycli.terminal.till import running
from paycli.terminal.till.session import TillSession
from tests.support.escpos import printed
from tests.support.inside import in_process
from tests.support.printers import NetworkPrinter
from tests.support.till_process import Deadly, TillProcess

if TYPE_CHECKING:
    from tests.support.inside import Household

pytestmark = [pytest.mark.slow, pytest.mark.python]
CAFE = ("--as", "cafe")
# Before the printer is thought of; before and behind each of the two jobs; before it is kept that the sale was shown.
MOMENTS = (
    Deadly(running, "after_sale"),
    Deadly(PrinterFolder, "add", 1),
    Deadly(PrinterFolder, "add", 2),
    Deadly(printing.TillPrinter, "wake", 2),
    Deadly(TillSession, "_keep", 4),
)


def all_is_sent(folder: PrinterFolder) -> None:
    """Wait until nothing waits: a process that the killed till has started may be at it, or about to begin."""
    while folder.open_files():
        descriptor = folder.open_lock()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.close(descriptor)
        send_all(Sending(folder, Patience(), lambda: time.time_ns() // 1_000_000))


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda each: f"{each.name}{each.time}")
def test_a_killed_till_prints_each_receipt_once(empty_house: Household, moment: Deadly) -> None:
    house = empty_house.begin("li", shops=("cafe",))
    with NetworkPrinter() as printer:
        house.run("pos", "printer", "set", printer.where, "--auto", *CAFE)
        house.run("pos", "open", "--float", "100", "--till", "1", *CAFE)
        till = TillProcess(*CAFE, deadly=moment)
        till.type("3.00 tea", "cash 5")
        assert till.until("nothing is ever said like this") is None, till.text
        till.ended(None)
        ended = in_process("pos", *CAFE, stdin="x\n")
        assert ended.status == 0, ended
        while printing._started:
            os.waitpid(printing._started.pop(), 0)
        (settings,) = Path(os.environ["PAYCLI_HOME"]).rglob("printer-1/printer.json")
        all_is_sent(PrinterFolder(settings.parent))
    found = printed(b"".join(printer.papers))
    assert [row.text for row in found.rows if row.text.startswith("Receipt")] == ["Receipt 1-000001"]
    assert (found.pulses, "COPY" in found.text) == (1, False)
