"""Values of errors: what others wrote is made safe and cut before it stands in a sentence of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.console.sanitise import cut, safe

if TYPE_CHECKING:
    from paycli.errors import PaycliError

# How much of one foreign value an error shows: a name of 10,000 characters must not push the reason off the screen.
VALUE_WIDTH_MOST = 200
# These values are whole sentences and commands of ours, with short values inside.
_SENTENCES = frozenset({"problem", "reason", "help", "then", "candidates", "known", "first"})
SENTENCE_WIDTH_MOST = 600


def tamed(error: PaycliError) -> PaycliError:
    """Give an error of the same class whose values are safe and short: its templates then fill themselves with them."""
    from paycli.console.hints import line_of
    from paycli.errors import Step

    copy = type(error).__new__(type(error))
    said = {name: line_of(value) if isinstance(value, Step) else value for name, value in error.values.items()}
    copy.values = {name: _tame(name, value) for name, value in said.items()}
    copy.money = safe(error.money, SENTENCE_WIDTH_MOST)
    return copy


def _tame(name: str, value: object) -> Any:  # noqa: ANN401  numbers stay numbers, so that templates may format them
    if isinstance(value, (bool, int)):
        return value
    most = SENTENCE_WIDTH_MOST if name in _SENTENCES else VALUE_WIDTH_MOST
    # Cut to characters first: measuring the width of a text of many megabytes would take its time.
    return cut(safe(str(value)[: 8 * most]), most)
