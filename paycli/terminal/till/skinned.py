"""A till that was opened, put into a skin; and whom it asks there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.console.options import options
from paycli.console.stream import can_ask, why_nobody
from paycli.console.views.plans import plan as plan_text
from paycli.domain.pins import check_digits
from paycli.errors import AnswerMissing, Cancelled, PinInvalid
from paycli.terminal.till.chores import Asks, Chores
from paycli.terminal.till.running import Parts
from paycli.terminal.till.selling import Desk, Selling

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.services.engine.intents import Plan
    from paycli.terminal.till.calls import Calls
    from paycli.terminal.till.session import TillSession
    from paycli.terminal.till.skins import Lines, Shown
    from paycli.terminal.till.source import Typed
    from paycli.terminal.till.state import Shop

_YES, _NO = {"y", "yes"}, {"", "n", "no"}


class Opened(NamedTuple):
    """A till that was opened, without a skin."""

    app: OpenedApp
    session: TillSession
    shop: Shop
    till: int
    expires_ms: int
    calls: Calls


def parts_of(opened: Opened, source: Lines, printed: Shown) -> Parts:
    """Put a till into a skin."""
    asking = _Asking(opened.app, source)
    desk = Desk(opened.app, opened.session, opened.till, opened.expires_ms, asking.pin)
    return Parts(
        desk=desk,
        selling=Selling(desk),
        chores=Chores(desk, Asks(asking.agree, asking.line, asking.sure)),
        source=source,
        calls=opened.calls,
        printed=printed,
    )


class _Asking:
    """Asks somebody at the till, between the lines: an answer that is none is taken for the next line."""

    def __init__(self, app: OpenedApp, source: Lines) -> None:
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
                self._source.warn(str(wrong))
            answer = self._asked(f"{question}: ", "the PIN", "it on a terminal", hidden=True).text
            if not answer:
                raise Cancelled
            try:
                return check_digits(answer)
            except PinInvalid as error:
                wrong = error

    def _asked(self, prompt: str, question: str, option: str, *, hidden: bool = False) -> Typed:
        if not can_ask():
            raise AnswerMissing(question=question, why=why_nobody(), option=option)
        answer = self._source.asked(prompt, hidden=hidden)
        if answer is None:
            raise Cancelled
        if answer.text.strip() == "lock":
            # Whoever goes away in the middle of a question locks the till as at any time.
            self._source.put_back(answer)
            raise Cancelled
        return answer
