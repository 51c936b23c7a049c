"""Opening a till in lines: which till, what it sells by, what was rung up before; and whom it asks."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.output import Line
from paycli.console.stream import can_ask, why_nobody, write_err
from paycli.console.views.plans import plan as plan_text
from paycli.console.views.till_lines import till_head
from paycli.domain.tabs import check_digits
from paycli.errors import AnswerMissing, Cancelled, Misconfigured, TabPinInvalid, Usage
from paycli.services.goods.items import open_goods
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import till_to_run
from paycli.services.sales.charge import most_of_a_sale
from paycli.terminal.till.calls import Calls
from paycli.terminal.till.chores import Asks, Chores
from paycli.terminal.till.printed import Printed
from paycli.terminal.till.running import Parts, RunningTill
from paycli.terminal.till.selling import Desk, Selling
from paycli.terminal.till.session import TillSession
from paycli.terminal.till.source import Source
from paycli.terminal.till.state import Shop

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.services.engine.intents import Plan
    from paycli.terminal.till.source import Typed

_YES, _NO = {"y", "yes"}, {"", "n", "no"}


def run_till(app: OpenedApp, typed_till: int | None, *, expires_ms: int, light_background: bool) -> int:
    """Run the till in lines of a shop until somebody leaves it, and give the exit status.

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
        session = stack.enter_context(closing(TillSession(app.cart_journal(at.till), shop)))
        # A passphrase is asked for now, and not when the first guest stands there.
        app.signing_seed("wallet")
        calls = stack.enter_context(Calls())
        source = stack.enter_context(Source(calls))
        asking = _Asking(app, source)
        desk = Desk(app, session, at.till, expires_ms, asking.pin)
        printed = Printed(shop, app.profile.ledger, light_background=light_background)
        printed.say(Line(head, "head"))
        if at.shift is None:
            printed.say(Line("No day is open here. Count the drawer, then: open 200"))
        parts = Parts(
            desk=desk,
            selling=Selling(desk),
            chores=Chores(desk, Asks(asking.agree, asking.line, asking.sure)),
            source=source,
            calls=calls,
            printed=printed,
        )
        return RunningTill(parts).run()


class _Asking:
    """Asks somebody at the till, between the lines: an answer that is none is taken for the next line."""

    def __init__(self, app: OpenedApp, source: Source) -> None:
        self._app, self._source = app, source

    def agree(self, plan: Plan) -> None:
        """Ask whether somebody agrees; only a yes is one. Raises Cancelled, AnswerMissing."""
        if options().yes:
            return
        self._want_yes(f"{plan_text(plan, self._app.registry)} [y/N] ")

    def sure(self, question: str) -> None:
        """Ask whether somebody is sure, where somebody can be asked; only a yes is one. Raises Cancelled."""
        if not options().yes and can_ask():
            self._want_yes(f"{question} [y/N] ")

    def _want_yes(self, question: str) -> None:
        answer = self._asked(question, "the confirmation", "--yes")
        if answer.text.strip().casefold() in _YES:
            return
        if answer.text.strip().casefold() not in _NO:
            self._source.put_back(answer)
        raise Cancelled

    def line(self, question: str) -> str:
        """Ask for a line of text; raises Cancelled where there is none, AnswerMissing."""
        answer = self._asked(f"{question}: ", question, "it behind the word").text.strip()
        if not answer:
            raise Cancelled
        return answer

    def pin(self, question: str, wrong: Exception | None) -> str:
        """Ask a guest for a PIN, hidden; raises Cancelled, AnswerMissing.

        What cannot be one, such as a scan, is no try.
        """
        while True:
            if wrong is not None:
                write_err(f"{wrong}\n")
            answer = self._asked(f"{question}: ", "the PIN", "it on a terminal", hidden=True).text
            if not answer:
                raise Cancelled
            try:
                return check_digits(answer)
            except TabPinInvalid as error:
                wrong = error

    def _asked(self, prompt: str, question: str, option: str, *, hidden: bool = False) -> Typed:
        if not can_ask():
            raise AnswerMissing(question=question, why=why_nobody(), option=option)
        answer = self._source.asked(prompt, hidden=hidden)
        if answer is None:
            raise Cancelled
        return answer
