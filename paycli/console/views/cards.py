"""Views of bound cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line, Listing, Table
from paycli.console.views.wording import vault_text

if TYPE_CHECKING:
    from paycli.domain.ports import Card
    from paycli.services.rails.cards import Bound, CardList


def bound(result: Bound) -> Document:
    """Show a card that was bound."""
    card = result.card
    first = ", the default card" if result.first else ""
    verb = "Bound" if result.changed else "Already bound:"
    data = {
        "card": card.name,
        "rail": card.rail,
        "brand": card.brand,
        "last4": card.last4,
        "expiry": card.expiry,
        "default": result.first,
        "changed": result.changed,
    }
    where = f"Token in {vault_text(result.vault)}."
    return Document(
        data, (Line(f"{verb} {card.name} {card.brand} ....{card.last4}{first}. {where}", "good"),), card.name
    )


def asks_to_unbind(card: Card) -> str:
    """Ask whether somebody wants to forget a card."""
    return f"Forget {card.name} {card.brand} ....{card.last4} and its token?"


def cards(result: CardList) -> Listing:
    """Show the bound cards."""
    items = [
        {
            "card": card.name,
            "rail": card.rail,
            "brand": card.brand,
            "last4": card.last4,
            "expiry": card.expiry,
            "default": card.name == result.default,
        }
        for card in result.cards
    ]
    rows = [
        (card.name, card.brand, f"....{card.last4}", card.expiry, "default" if card.name == result.default else "")
        for card in result.cards
    ]
    table = Table(("CARD", "BRAND", "NUMBER", "EXPIRES", ""), rows, keep=(0, 2, 3))
    return Listing(items, table, "No card is bound: paycli card bind --test visa", [card.name for card in result.cards])
