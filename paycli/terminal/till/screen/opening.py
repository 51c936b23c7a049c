"""Running a till that was opened on the whole screen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.console.times import clock_local
from paycli.domain.money import format_money
from paycli.errors import PaycliError
from paycli.services.reading.reader import reading
from paycli.services.sales.left_behind import left_behind, note_shown
from paycli.terminal.till.running import RunningTill
from paycli.terminal.till.screen.frames import Frame
from paycli.terminal.till.screen.panel import Panel
from paycli.terminal.till.screen.printed import ScreenPrinted
from paycli.terminal.till.screen.running import TillScreen
from paycli.terminal.till.screen.source import ScreenSource
from paycli.terminal.till.skinned import parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.app.opened import OpenedApp
    from paycli.services.sales.left_behind import LeftBehind
    from paycli.terminal.till.skinned import Opened

_NEWS_MOST = 2


def run_on_screen(opened: Opened) -> int:
    """Run a till on the whole screen until somebody leaves it; gives its status, and raises what it does in lines."""
    app = opened.app
    zone, now_ms = app.registry.zone, app.clock.now_ms

    def clock() -> str:
        return clock_local(now_ms(), zone)[:5]

    panel = Panel(app, opened.till)
    left = _left(app)
    panel.news = _news(left, app)
    screen = TillScreen(opened.shop, clock)
    # A till that was locked is so from the first moment on, also while it looks what became of a sale.
    screen.link.show(Frame(opened.session.state))
    source = ScreenSource(opened.calls, screen.link)
    printed = ScreenPrinted(opened.shop, app.profile.ledger, screen.link, panel.look)
    with screen:
        # At a locked till nobody sees them: the next start says them once more.
        if left and not opened.session.state.is_locked:
            with suppress(PaycliError):
                note_shown(app, left)
        try:
            return RunningTill(parts_of(opened, source, printed)).run()
        finally:
            screen.say_last(printed.last)


def _left(app: OpenedApp) -> Sequence[LeftBehind]:
    # What cannot be read is said by the next command.
    with suppress(PaycliError):
        if app.till_notes.read():
            with reading(app) as reader:
                return left_behind(app, reader)
    return ()


def _news(left: Sequence[LeftBehind], app: OpenedApp) -> Sequence[str]:
    """Say which sales were paid while no till ran, and which still wait."""
    rows: list[str] = []
    for each in left[:_NEWS_MOST]:
        receipt = each.receipt
        money = format_money(receipt.money, app.registry.currencies)
        at = clock_local(receipt.paid or 0, app.registry.zone)[:5]
        if each.is_open:
            rows += [f"! {receipt.number} can still be paid:", f"  {money}"]
        else:
            rows += [
                f"! {receipt.number} was paid at {at} while",
                f"  the till was off: {money}",
                f"  print {receipt.number}",
            ]
    if len(left) > _NEWS_MOST:
        rows.append(f"! and {len(left) - _NEWS_MOST} more: paycli inbox")
    return (*rows, "") if rows else ()
