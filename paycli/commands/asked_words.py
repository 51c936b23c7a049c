"""What is typed to ask for money, beside who is asked: the amount at the end, and the terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from paycli.app.opened import OpenedApp
    from paycli.services.payments.requests import Terms


def amount_behind(currencies: Collection[str], who: Sequence[str], amount: str) -> tuple[list[str], str]:
    """Part `WHO... AMOUNT`, where the currency may stand behind as a word of its own: `bo 12 EUR`.

    Raises Usage for words behind the amount, and for an amount before the names: a payee is never guessed.
    """
    from shlex import join

    from paycli.console.corrected import corrected
    from paycli.domain.money import looks_like_amount

    if amount in currencies and looks_like_amount(who[-1]) and len(who) > 1:
        return list(who[:-1]), f"{who[-1]}{amount}"
    at = next((at for at, word in enumerate(who) if looks_like_amount(word)), None)
    if at is None:
        return list(who), amount
    typed = [*who, amount]
    if at == 0 and not looks_like_amount(amount):
        right = [*typed[1:], typed[0]]
        raise Usage(
            problem="Nobody was asked. Write the names before the amount", help=corrected(join(typed), join(right))
        )
    right = [*typed[: at + 1], "-m", " ".join(typed[at + 1 :])]
    raise Usage(problem="Nobody was asked. The note goes into -m", help=corrected(join(typed), join(right)))


def terms_of(
    app: OpenedApp, note: str | None, due: str | None, expires: str, *, about: str | None, lasting: bool
) -> Terms:
    """Read the terms of a request; raises Usage for one that cannot be read, KeyNotUsable for one that moves on."""
    from paycli.console.times import parse_ahead, parse_duration
    from paycli.services.payments.requests import Terms

    lasts, zone = parse_duration(expires), app.registry.zone
    # Whoever pays on that day is not late.
    typed = f"{due}T23:59" if due is not None and _is_day(due) else due
    pay_by = parse_ahead(typed, zone, app.clock.now_ms(), lasting=lasting, option="--due", nothing="Nobody was asked.")
    return Terms(note=note, pay_by=pay_by, expires_ms=lasts, about=about)


def _is_day(typed: str) -> bool:
    import re

    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed) is not None
