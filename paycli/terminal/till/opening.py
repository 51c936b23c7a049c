"""Opening a till: which one, in which skin, what it sells by, what was rung up before."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.output import Line
from paycli.console.stream import is_tty
from paycli.console.views.till_lines import till_head
from paycli.errors import Misconfigured, TillLocked, Usage
from paycli.services.goods.items import open_goods
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import till_to_run
from paycli.services.sales.charge import most_of_a_sale
from paycli.terminal.till.calls import Calls
from paycli.terminal.till.printed import Printed
from paycli.terminal.till.running import RunningTill
from paycli.terminal.till.session import TillSession
from paycli.terminal.till.skinned import Opened, parts_of
from paycli.terminal.till.source import Source
from paycli.terminal.till.state import Shop
from paycli.terminal.till.which import Skin

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp

NO_DAY = "No day is open here. Count the drawer, then: open 200"
_LINES = Skin(is_screen=False)


def run_till(
    app: OpenedApp, typed_till: int | None, *, expires_ms: int, light_background: bool, skin: Skin = _LINES
) -> int:
    """Run the till of a shop until somebody leaves it, and give the exit status.

    Raises TillBusy where it runs already, ItemsWrong, what `at_till` raises, and what `RunningTill.run` raises.
    """
    if options().mode != "human":
        raise Usage(problem="Nothing was done. The till in lines is for people", help="for programs: paycli pos charge")
    if not app.remembers:
        problem = "Nothing was done. A till keeps its cart in a folder, and none is set"
        raise Misconfigured(problem=problem, help="set PAYCLI_HOME or STATE_DIRECTORY")
    with ExitStack() as stack:
        goods = stack.enter_context(closing(open_goods(app)))
        with reading(app) as reader:
            at = till_to_run(app, reader, typed_till)
            shop = Shop(goods, most_of_a_sale(app, reader, goods.pricing.currency))
            head = till_head(reader, at)
        # A pipe reads no answer: what it types is meant.
        journal, is_watched = stack.enter_context(closing(app.cart_journal(at.till))), is_tty(sys.stdin)
        # Looked at while no other process can run the till, and lock it.
        session = TillSession(journal, shop, is_watched=is_watched, is_locked=_is_locked(app, at.till))
        # A passphrase is asked for now, and not when the first guest stands there.
        app.signing_seed("wallet")
        calls = stack.enter_context(Calls())
        opened = Opened(app=app, session=session, shop=shop, till=at.till, expires_ms=expires_ms, calls=calls)
        if skin.is_screen:
            from paycli.terminal.till.screen.opening import run_on_screen

            return run_on_screen(opened)
        source = stack.enter_context(Source(calls))
        printed = Printed(shop, app.profile.ledger, light_background=light_background)
        printed.say(Line(head, "head"))
        if skin.why:
            printed.say(Line(skin.why, "dim"))
        if at.shift is None:
            printed.say(Line(NO_DAY))
        return RunningTill(parts_of(opened, source, printed)).run()


def _is_locked(app: OpenedApp, till: int) -> bool:
    """Tell whether a till was locked when it stopped; raises TillLocked where nobody can be asked for its PIN."""
    state = app.till_lock(till).state()
    if state is None or not state.is_locked:
        return False
    if not is_tty(sys.stdin):
        raise TillLocked(till=till, money="Nothing was done.")
    return True
