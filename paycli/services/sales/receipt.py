"""What a sale came to: for `show` too, which must not import what moves money."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.state import DONE
from paycli.errors import Broken, NotFound
from paycli.services.engine.clock import ledger_time
from paycli.services.engine.signed_texts import handle_of, text_of
from paycli.services.reading.lookup import SALE, find
from paycli.services.reading.names import shown

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject


class Receipt(NamedTuple):
    """What a sale came to: a numbered receipt once it is paid. Times in ms."""

    id: str
    short: str
    number: int | None
    shop: str
    payer: str | None
    money: Money
    tip: Money
    refunded: Money
    lines: tuple[str, ...]
    state: str
    made: int
    paid: int | None
    play: bool


def lines_of(view: View, sale: LedgerObject) -> tuple[str, ...]:
    """Give what a sale sold, as the shop wrote it: the door knows only the text's hash, so it may be anything."""
    text = text_of(view, sale.n, "lines", sale.body)
    try:
        return tuple(str(line["what"]) for line in json.loads(text)) if text else ()
    except (ValueError, TypeError, KeyError, RecursionError):
        return (str(text),)


def receipt_of(app: App, view: View, sale: LedgerObject) -> Receipt:
    """Describe a sale; the number of a receipt counts the shop's paid sales."""
    entry = view.entry(sale.n)
    currency = str(sale.currency)
    return Receipt(
        sale.id, shown(view, sale.id), _number(view, sale), handle_of(view, str(sale.maker)),
        handle_of(view, sale.peer) if sale.peer else None, Money(sale.amount_minor, currency),
        Money(sale.tip_minor, currency), Money(sale.refunded_minor, currency), lines_of(view, sale),
        sale.state_at(ledger_time(app, view)), entry.time if entry else 0, sale.ended if sale.state == DONE else None,
        app.registry.play,
    )  # fmt: skip


def _number(view: View, sale: LedgerObject) -> int | None:
    """Count a paid sale among its shop's by the place of its payment in the log, so that a number never changes."""
    if sale.state != DONE or sale.maker is None:
        return None
    payments = [entry.n for entry in view.entries_about(sale.id) if b'"kind":"sale.pay"' in entry.order]
    if not payments:
        raise Broken(reason=f"sale {sale.id[-8:]} counts as paid, and no entry pays it")
    return view.sales_paid(sale.maker, payments[0])


def find_sale(app: App, view: View, typed: str, *, full_ids_required: bool = False) -> LedgerObject:
    """Find a sale by its id or QR text; raises NotFound."""
    item = find(app, view, typed, (SALE,), full_ids_required=full_ids_required).item
    if item is None:
        raise NotFound(what="sale", typed=typed[:40], help="ask the shop to show it again")
    return item


def receipt(app: App, typed: str) -> Receipt:
    """Give the receipt of a sale; its number counts the shop's paid sales in the order in which they were made."""
    with app.book.view() as view:
        return receipt_of(app, view, find_sale(app, view, typed))
