"""Conversations about PINs: one that is chosen is typed twice; from a file descriptor it comes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.ask import ask_hidden, read_secret
from paycli.console.stream import write_err
from paycli.domain.pins import check_digits
from paycli.domain.till_lock import check_new_pin
from paycli.errors import PinInvalid, PinOfGoods, Usage

if TYPE_CHECKING:
    from collections.abc import Callable

PIN_OPTION = "--pin -"
_OLD_OPTION = "--old-pin -"
_TRIES_MOST = 3


def new_pin(question: str, source: str | None, check: Callable[[str], str] = check_digits) -> str:
    """Let somebody choose a PIN, twice; `check` refuses one. From `source`, a file descriptor or `-`, it comes once.

    Raises what `check` raises, AnswerMissing, and Usage where the two differ three times.
    """
    if source is not None:
        return check(given_pin(source))
    for _ in range(_TRIES_MOST):
        typed = ask_hidden(f"{question}, 4 to 12 digits", option=PIN_OPTION)
        try:
            check(typed)
        except (PinInvalid, PinOfGoods) as error:
            write_err(f"{error.message}\n")
            continue
        if ask_hidden("The same PIN again", option=PIN_OPTION) == typed:
            return typed
        write_err("The two differ. Please type it again.\n")
    raise Usage(problem="No PIN was chosen, so nothing was kept", help="run the command again")


def given_pin(source: str) -> str:
    """Read a PIN that nobody is asked for: a line of stdin, or what a file descriptor has."""
    if source == "-":
        return read_secret("-", "PIN", option=PIN_OPTION)
    from paycli.app.till_tabs import pin_from

    return pin_from(source)


def new_till_pin(source: str | None) -> Callable[[int], str]:
    """Give what lets somebody choose the PIN of a till; raises what `new_pin` raises.

    One that is given is read and checked at once, before anybody is asked for anything.
    """
    given = None if source is None else check_new_pin(given_pin(source))
    return lambda till: new_pin(f"A new PIN of till {till}", None, check_new_pin) if given is None else given


def old_till_pin(source: str | None) -> Callable[[int], str]:
    """Give what asks for the PIN that a till has; one that is given is read at once.

    Raises PinInvalid, AnswerMissing.
    """
    given = None if source is None else check_digits(given_pin(source))

    def ask(till: int) -> str:
        return given or check_digits(ask_hidden(f"The present PIN of till {till}", option=_OLD_OPTION))

    return ask
