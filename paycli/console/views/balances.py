"""Views of what a wallet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import balances as documents
from paycli.console.documents.money import Money as MoneyDocument
from paycli.console.output import Document, Line
from paycli.console.views.wording import fields, money, play
from paycli.domain.money import Money

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.reading.balances import Balance


def balance_data(result: Balance, registry: Registry) -> documents.Balance:
    """Give as JSON what a wallet has."""
    own, credit, due_back, arrived = (
        tuple(MoneyDocument(**fields(amount, registry)) for amount in amounts)
        for amounts in (result.amounts, result.credit, result.due_back, result.arrived)
    )
    return documents.Balance(
        wallet=result.wallet,
        handle=result.handle,
        play=result.play,
        amount=own[0].amount,
        currency=own[0].currency,
        balances=own,
        credit=credit,
        due_back=due_back,
        arrived=arrived,
    )


def balance(result: Balance, registry: Registry) -> Document:
    """Show what a wallet has."""
    data = balance_data(result, registry)
    lines: list[Line | str] = [
        f"{money(amount, registry)}{play(registry)}  {result.handle}" for amount in result.amounts
    ]
    lines += [Line(_credit(amount, result, registry), "dim") for amount in result.credit]
    lines += [Line(f"{money(amount, registry)} due back", "dim") for amount in result.due_back]
    arrived = (f"{money(amount, registry)} has arrived, and is in it with the next order" for amount in result.arrived)
    lines += [Line(text, "dim") for text in arrived]
    return Document(data, tuple(lines), data.amount)


def _credit(credit: Money, result: Balance, registry: Registry) -> str:
    """Say what a wallet was granted and what it comes to with the balance: what was used of it is gone."""
    has = next((each.amount_minor for each in result.amounts if each.currency == credit.currency), 0)
    left = Money(max(0, has + credit.amount_minor), credit.currency)
    return f"{money(credit, registry)} credit, so {money(left, registry)} can be spent"
