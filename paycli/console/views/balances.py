"""Views of what a wallet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.views.wording import fields, money, play

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.reading.balances import Balance


def balance(result: Balance, registry: Registry) -> Document:
    """Show what a wallet has."""
    own = [fields(amount, registry) for amount in result.amounts]
    data: dict[str, object] = {"wallet": result.wallet, "handle": result.handle, "play": result.play, **own[0]}
    data["balances"] = own
    data["credit"] = [fields(amount, registry) for amount in result.credit]
    data["due_back"] = [fields(amount, registry) for amount in result.due_back]
    lines: list[Line | str] = [
        f"{money(amount, registry)}{play(registry)}  {result.handle}" for amount in result.amounts
    ]
    lines += [Line(f"{money(amount, registry)} credit may be used", "dim") for amount in result.credit]
    lines += [Line(f"{money(amount, registry)} due back", "dim") for amount in result.due_back]
    return Document(data, tuple(lines), str(own[0]["amount"]))
