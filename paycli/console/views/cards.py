"""Views of bound cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import cards as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.views.wording import vault_text

if TYPE_CHECKING:
    from paycli.console.output import Part
    from paycli.domain.ports import Card
    from paycli.services.rails.cards import Bound, CardChanged, CardList


def _card(card: Card, *, default: bool) -> documents.Card:
    return documents.Card(
        card=card.name, rail=card.rail, brand=card.brand, last4=card.last4, expiry=card.expiry, default=default
    )


def _changed(card: Card, *, default: bool, changed: bool) -> documents.CardChanged:
    return documents.CardChanged(*_card(card, default=default), changed=changed)


def bound(result: Bound) -> Document:
    """Show a card that was bound."""
    card = result.card
    first = ", the default card" if result.first else ""
    verb = "Bound" if result.changed else "Already bound:"
    data = _changed(card, default=result.first, changed=result.changed)
    where = f"Token in {vault_text(result.vault)}."
    return Document(
        data, (Line(f"{verb} {card.name} {card.brand} ....{card.last4}{first}. {where}", "good"),), card.name
    )


def asks_to_unbind(card: Card) -> str:
    """Ask whether somebody wants to forget a card."""
    return f"Forget {card.name} {card.brand} ....{card.last4} and its token?"


def changed(result: CardChanged) -> Document:
    """Show the cards after one of them was made the first choice or forgotten."""
    shown = cards(result.cards)
    data = _changed(result.card, default=result.card.name == result.cards.default, changed=result.changed)
    lines: tuple[Part, ...] = (shown.table,) if shown.items else (Line(shown.empty, "dim"),)
    return Document(data, lines, result.card.name)


def cards(result: CardList) -> Listing:
    """Show the bound cards."""
    items = [_card(card, default=card.name == result.default) for card in result.cards]
    rows = [
        (card.name, card.brand, f"....{card.last4}", card.expiry, "default" if card.name == result.default else "")
        for card in result.cards
    ]
    table = Table(("CARD", "BRAND", "NUMBER", "EXPIRES", ""), rows, keep=(0, 2, 3))
    return Listing(items, table, "No card is bound: paycli card bind --test visa", [card.name for card in result.cards])
