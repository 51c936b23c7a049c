"""Checking that a payee is called what the payer expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.payee_names import CLOSE, MATCH, compare_names
from paycli.domain.texts import clean_text
from paycli.errors import NameDiffers
from paycli.services.engine.signed_texts import wallet_name

if TYPE_CHECKING:
    from paycli.services.reading.reader import Reader


def name_problem(reader: Reader, wallet: str, typed: str) -> NameDiffers | None:
    """Compare a wallet's display name with a typed one; gives how it differs, and whether it is close.

    Raises TextInvalid.
    """
    typed = clean_text("name", typed)
    name = wallet_name(reader.view, reader.wallet(wallet))
    match = compare_names(name, typed)
    if match == MATCH:
        return None
    called = f'is called "{name}"' if name else "has no name here"
    return NameDiffers(who=reader.handle(wallet), name=name or "", called=called, wanted=typed, match=match)


def is_close(problem: NameDiffers) -> bool:
    """Tell whether a name is nearly the one that is expected, so that a person may say yes to it."""
    return bool(problem.values["match"] == CLOSE)
