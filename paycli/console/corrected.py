"""The line that was typed, with some of its words put right: what a person copies after a near miss."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from paycli.console.options import typed

if TYPE_CHECKING:
    from collections.abc import Sequence


def corrected(wrong: str, right: str) -> str:
    """Give the typed line with the words `right` in the places of `wrong`; empty where those were not typed.

    Both are words as a shell has them. Others may stand between the wrong ones, and what is one of several names in a
    word (`li,Bo`) is put right there.
    """
    words, olds, news = list(typed()), shlex.split(wrong), shlex.split(right)
    places = _places(words, olds)
    if places is None:
        return _in_a_list(words, wrong, right)
    line: list[str] = []
    for place, word in enumerate(words):
        if place not in places:
            line.append(word)
            continue
        at = places.index(place)
        line += news[at:] if at == len(places) - 1 else news[at : at + 1]
    return f"paycli {shlex.join(line)}"


def typed_as(name: str) -> str:
    """Give the typed line as another wallet of this account types it."""
    words = list(typed())
    at = words.index("--") if "--" in words else len(words)
    return f"paycli {shlex.join([*words[:at], '--as', name, *words[at:]])}"


def typed_with(*more: str, without: str, to: str) -> str:
    """Give the typed line with further words, and without an option and its value; empty where it names nobody `to`."""
    words = list(typed())
    behind = words.index("--") if "--" in words else len(words)
    line = [word for word in words[:behind] if not word.startswith(f"{without}=")]
    if without in line:
        at = line.index(without)
        del line[at : at + 2]
    if to not in [word.removeprefix("@") for word in words]:
        return ""
    return f"paycli {shlex.join([*line, *more, *words[behind:]])}"


def _places(words: Sequence[str], olds: Sequence[str]) -> list[int] | None:
    """Find words in their order, others between them; None where one is missing."""
    found: list[int] = []
    for old in olds:
        place = next((at for at in range(found[-1] + 1 if found else 1, len(words)) if words[at] == old), None)
        if place is None:
            return None
        found.append(place)
    return found


def _in_a_list(words: Sequence[str], wrong: str, right: str) -> str:
    old, new = "".join(shlex.split(wrong)), "".join(shlex.split(right))
    line = [",".join(new if part == old else part for part in word.split(",")) for word in words]
    return f"paycli {shlex.join(line)}" if line != list(words) else ""
