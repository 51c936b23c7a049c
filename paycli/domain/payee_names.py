"""Whether a payee is called what a payer expects: the check of names that British banks call Confirmation of Payee.

A handle is exact and a name is not, so there are three answers: it is the name, nearly the name, or another.
"""

import unicodedata
from typing import Literal, TypeAlias

NameMatch: TypeAlias = Literal["match", "close", "different"]
MATCH: NameMatch = "match"
CLOSE: NameMatch = "close"
DIFFERENT: NameMatch = "different"

# One slip in a short name, two in a long one. In fewer letters a slip makes another name: Li, Bo.
_SLIP_FROM, _SLIPS_FROM = 4, 10


def compare_names(name: str | None, typed: str) -> NameMatch:
    """Compare a wallet's display name (None: it has none) with what somebody typed.

    Case, accents, blanks and signs make no difference. It is close where the same words stand in another order, where
    some of them are left out or are initials, or where one or two letters are wrong.
    """
    has, wanted = _words(name or ""), _words(typed)
    if not has or not wanted:
        return DIFFERENT
    if has == wanted:
        return MATCH
    joined, other = "".join(has), "".join(wanted)
    if joined == other or sorted(has) == sorted(wanted) or _is_short_for(wanted, has) or _is_short_for(has, wanted):
        return CLOSE
    shorter = min(len(joined), len(other))
    slips = 0 if shorter < _SLIP_FROM else 1 if shorter < _SLIPS_FROM else 2
    return CLOSE if slips and _slips(joined, other, slips) <= slips else DIFFERENT


def _words(text: str) -> list[str]:
    """Give the words of a name as they are compared: compatible letters, no accents, lower case, letters and digits."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = (each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
    return "".join(each if each.isalnum() else " " for each in letters).split()


def _is_short_for(short: list[str], whole: list[str]) -> bool:
    """Tell whether each word of one stands in the other, or is the initial of one there; one of them at least whole."""
    left = list(whole)
    found_whole = False
    for word in sorted(short, key=len, reverse=True):
        there = next((each for each in left if each == word), None)
        found_whole = found_whole or (there is not None and len(word) > 1)
        if there is None and len(word) == 1:
            there = next((each for each in left if each.startswith(word)), None)
        if there is None:
            return False
        left.remove(there)
    return found_whole


def _slips(first: str, second: str, most: int) -> int:
    """Count the letters that are wrong, missing, too many or swapped with the next; `most` + 1 where they are more.

    This is the distance of Damerau in its restricted form (optimal string alignment).
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for down, letter in enumerate(first, 1):
        older, before, row = before, row, [down]
        for across, other in enumerate(second, 1):
            cost = min(before[across] + 1, row[-1] + 1, before[across - 1] + (letter != other))
            if down > 1 and across > 1 and letter == second[across - 2] and first[down - 2] == other:
                cost = min(cost, older[across - 2] + 1)
            row.append(cost)
    return row[-1]
