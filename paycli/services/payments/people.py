"""Whom a request is for: handles of wallets and groups, in the order in which they were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.texts import clean_handle
from paycli.services.reading.groups import group_open
from paycli.services.reading.names import is_group, known_owner, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.services.reading.reader import Reader


class Typed(NamedTuple):
    """A wallet that somebody typed, or that a typed group has."""

    wallet: str
    of_group: bool


def wallets_typed(reader: Reader, who: Sequence[str]) -> list[Typed]:
    """Give the wallets that typed handles mean now, each once; commas part them too.

    Raises HandleInvalid, NotFound, and AlreadyEnded for a closed group.
    """
    found: dict[str, Typed] = {}
    for word in (each for typed in who for each in typed.rstrip(",").split(",")):
        for each in _wallets(reader, word):
            # Who is named is asked by name, whatever group they are in.
            if each.wallet not in found or not each.of_group:
                found[each.wallet] = each
    return list(found.values())


def _wallets(reader: Reader, typed: str) -> list[Typed]:
    owner = known_owner(reader, clean_handle(typed))
    if owner is None or not is_group(owner):
        return [Typed(resolve(reader, typed), of_group=False)]
    return [Typed(member, of_group=True) for member in group_open(reader, typed).detail.members]
