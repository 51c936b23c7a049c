"""Words of `envelope send` that mean something else than what was probably meant: refused, with the right line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from paycli.domain.money import looks_like_amount
from paycli.domain.texts import clean_handle
from paycli.errors import NotFound, Usage, step
from paycli.services.reading.names import is_handle, known_owner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.services.reading.reader import Reader

ANYBODY = frozenset({"nobody", "anybody", "anyone", "everybody", "everyone", "all", "any"})


def refuse_near_misses(reader: Reader, words: Sequence[str]) -> None:
    """Refuse `8.88 li`, which would be for anybody with that message, and `nobody 5`, which leaves out the name.

    Raises Usage, NotFound.
    """
    first, second, *rest = words
    if looks_like_amount(first):
        typed = [first, second, *rest[:1]] if second == "to" and rest else [first, second]
        if any(_is_somebody(reader, name) for name in typed[-1].split(",")):
            are = "are people" if "," in typed[-1] else "is somebody"
            raise Usage(
                problem=f"Nothing was sent. {typed[-1]} {are} here: write the name before the amount",
                help=step("type_instead", wrong=shlex.join(typed), right=shlex.join([typed[-1], first])),
            )
    elif first.lower() in ANYBODY and not _is_somebody(reader, first):
        typed = [first, second]
        help_ = step("type_instead", wrong=shlex.join(typed), right=shlex.quote(second))
        if not is_handle(first.lower()):
            raise Usage(problem="Nothing was sent. An envelope for anybody names nobody", help=help_)
        raise NotFound(what="wallet", typed=f"@{first.lower()}", help=help_, money="Nothing was sent.")
    elif rest and not looks_like_amount(second) and (names := _names_before_amount(words)):
        typed = [*names, words[len(names)]]
        known = [_is_somebody(reader, name.strip(",")) for name in names]
        if known[0] and not any(known[1:]):
            raise Usage(
                problem="Nothing was sent. Write the amount before the message",
                help=step("type_instead", wrong=shlex.join(typed), right=shlex.join([names[0], typed[-1], *names[1:]])),
            )
        right = shlex.join([",".join(name.strip(",") for name in names), words[len(names)]])
        problem = "Nothing was sent. Several names are one word, with commas between them"
        raise Usage(problem=problem, help=step("type_instead", wrong=shlex.join(typed), right=right))


def _is_somebody(reader: Reader, typed: str) -> bool:
    word = typed.lower()
    return is_handle(word) and known_owner(reader, clean_handle(word)) is not None


def _names_before_amount(words: Sequence[str]) -> list[str]:
    """Give the names that stand before an amount; none where something else does."""
    at = next((at for at, word in enumerate(words) if looks_like_amount(word)), 0)
    names = list(words[:at])
    return names if all(is_handle(name.strip(",").lower()) for name in names) else []
