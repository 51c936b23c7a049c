"""Values of errors: what others wrote is made safe and cut before it stands in a sentence of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.console.sanitise import cut, safe
from paycli.console.times import iso_utc

if TYPE_CHECKING:
    from paycli.errors import PaycliError

# How much of one foreign value an error shows: a name of 10,000 characters must not push the reason off the screen.
VALUE_WIDTH_MOST = 200
# These values are whole sentences and commands of ours, with short values inside.
_SENTENCES = frozenset({"problem", "reason", "help", "then", "candidates", "known", "first"})
SENTENCE_WIDTH_MOST = 600
# Times in ms among the facts, which programs read as all others.
_TIMES = frozenset({"due", "clock", "last", "made", "opens_at", "paid_at", "time", "until"})


def tamed(error: PaycliError) -> PaycliError:
    """Give an error of the same class whose values are safe and short: its templates then fill themselves with them."""
    from paycli.console.hints import line_of
    from paycli.errors import Step

    copy = type(error).__new__(type(error))
    said = {name: line_of(value) if isinstance(value, Step) else value for name, value in error.values.items()}
    copy.values = {name: _tame(name, value) for name, value in said.items()}
    copy.money = safe(error.money, SENTENCE_WIDTH_MOST)
    copy.more = safe(error.more, SENTENCE_WIDTH_MOST)
    return copy


def facts_of(error: PaycliError) -> dict[str, object]:
    """Give what a program is told of an error beside its message, whole: JSON writes it so that nothing can harm."""
    found: dict[str, object] = {}
    for name, field in error.all_facts().items():
        value = error.values.get(field)
        if value is None:
            continue
        if name in _TIMES and isinstance(value, int):
            value = iso_utc(value)
        elif name == "handle" and not str(value).startswith(("@", "wallet ")):
            value = f"@{value}"
        found[name] = value if isinstance(value, (bool, int, tuple, list)) else str(value)
    return found


def _tame(name: str, value: object) -> Any:  # noqa: ANN401  numbers stay numbers, so that templates may format them
    if isinstance(value, (bool, int)):
        return value
    most = SENTENCE_WIDTH_MOST if name in _SENTENCES else VALUE_WIDTH_MOST
    # Cut to characters first: measuring the width of a text of many megabytes would take its time.
    return cut(safe(str(value)[: 8 * most]), most)
