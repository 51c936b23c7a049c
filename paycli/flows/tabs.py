"""Conversations about a regular's tab: its times as they are typed, its code, and the guest's PIN at the till."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from paycli.console.ask import ask_hidden, confirm, read_secret
from paycli.console.options import options
from paycli.console.stream import can_ask, write_err
from paycli.domain.tabs import check_digits
from paycli.errors import AnswerMissing, PaycliError, TabPinInvalid, Usage
from paycli.flows.mandates import read_day_at, read_end

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.services.engine.intents import Execution, Plan
    from paycli.services.people.tabs import TabShown, TabWanted

_LASTS = "+366d"
_PIN, _CODE = "--pin -", "the code on stdin"
_TRIES_MOST = 3


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


def new_pin(handle: str, source: str | None) -> str:
    """Let a guest choose a PIN, twice; from a file descriptor it comes once.

    Raises TabPinInvalid, AnswerMissing, and Usage where the two differ three times.
    """
    if source is not None:
        return check_digits(_given(source))
    for _ in range(_TRIES_MOST):
        typed = ask_hidden(f"{handle} chooses a PIN, 4 to 12 digits", option=_PIN)
        try:
            check_digits(typed)
        except TabPinInvalid as error:
            write_err(f"{error.message}\n")
            continue
        if ask_hidden("The same PIN again", option=_PIN) == typed:
            return typed
        write_err("The two differ. Please type it again.\n")
    raise Usage(problem="No PIN was chosen, so nothing was kept", help="run the command again")


def _given(source: str) -> str:
    """Read a PIN that nobody is asked for: a line of stdin, or what a file descriptor has."""
    if source == "-":
        return read_secret("-", "PIN", option=_PIN)
    from paycli.app.till_tabs import pin_from

    return pin_from(source)


class PinAsker:
    """Asks a guest for the PIN of their tab: hidden, with the sum that they pay; or reads it from a descriptor once."""

    def __init__(self, source: str | None) -> None:
        # Read at once, so that what is no descriptor is refused before anything is charged.
        self._given = None if source is None else _given(source)
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
        return ask_hidden(self._question, option=_PIN)

    def _refuse(self, wrong: Exception) -> NoReturn:
        raise wrong
