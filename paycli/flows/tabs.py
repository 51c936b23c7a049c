"""Conversations about a regular's tab: its times as they are typed, its code, and the guest's PIN at the till."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from paycli.console.ask import ask_hidden, confirm, read_secret
from paycli.console.options import options
from paycli.console.stream import can_ask, write_err
from paycli.errors import AnswerMissing, PaycliError, Usage
from paycli.flows.mandates import read_day_at, read_end
from paycli.flows.pins import PIN_OPTION, given_pin

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.services.engine.intents import Execution, Plan
    from paycli.services.people.tabs import TabShown, TabWanted

_LASTS = "+366d"
_CODE = "the code on stdin"


def tab_wanted(app: OpenedApp, shop: str, most: str, until: str | None) -> TabWanted:
    """Read the times of a tab; one that names no end lasts for a year.

    Raises Usage, and AnswerMissing where nobody can be asked and --yes was not given.
    """
    from paycli.services.people.tabs import TabWanted

    if not options().yes and not can_ask():
        raise AnswerMissing(question="a command that makes a key", option="--yes")
    zone, now = app.registry.zone, app.clock.now_ms()
    try:
        ends = read_end(until or _LASTS, zone, now)
    except Usage as error:
        error.values["problem"] = str(error.values["problem"]).replace("No mandate", "No tab")
        raise
    return TabWanted(shop, most, ends, until_typed=until is not None, day_at_ms=read_day_at(None, zone, now))


def agreed(app: OpenedApp) -> Callable[[TabShown], None]:
    """Give what asks a guest whether they agree to a tab; Enter alone is no yes."""

    def agree(tab: TabShown) -> None:
        from paycli.console.views.tabs import question

        confirm(question(tab, app.registry), default=False)

    return agree


def read_code() -> str:
    """Read the code of a tab, hidden: from a scanner that types, or from stdin. Raises AnswerMissing."""
    return read_secret(None if can_ask() else "-", "The code of the tab", option=_CODE)


class PinAsker:
    """Asks a guest for the PIN of their tab: hidden, with the sum that they pay; or reads it from a descriptor once."""

    def __init__(self, source: str | None) -> None:
        # Read at once, so that what is no descriptor is refused before anything is charged.
        self._given = None if source is None else given_pin(source)
        self._question = "PIN"

    def naming_sum(self, execution: Execution, app: OpenedApp) -> Execution:
        """Give the execution by which the guest's question names payer and sum."""

        def agree(plan: Plan) -> None:
            from paycli.console.views.tabs import pin_question

            self._question = pin_question(plan, app.registry)

        return execution._replace(agree=agree)

    def __call__(self, wrong: Exception | None) -> str:
        """Give the PIN as it was typed; raises the error of the one before where nobody can be asked again."""
        if self._given is not None:
            return self._given if wrong is None else self._refuse(wrong)
        if wrong is not None:
            if not can_ask():
                self._refuse(wrong)
            write_err(f"{wrong.message if isinstance(wrong, PaycliError) else wrong}\n")
        return ask_hidden(self._question, option=PIN_OPTION)

    def _refuse(self, wrong: Exception) -> NoReturn:
        raise wrong
