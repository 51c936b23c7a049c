"""Views of the items of a shop: of a file that was checked or taken over, and of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.console.documents import items as documents
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.domain.cart import percent_text
from paycli.domain.money import format_minor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.cart import Pricing
    from paycli.domain.goods import Item
    from paycli.services.goods.items import ItemsChecked


def checked(result: ItemsChecked) -> Document:
    """Show a file that can be used."""
    data = documents.ItemsChecked(*_terms(result))
    return Document(data, (Line(f"GOOD: {_count(result.items)}    {result.path}", "good"), _meaning(result.pricing)))


def imported(result: ItemsChecked) -> Document:
    """Show a file that the till sells by now."""
    data = documents.ItemsImported(*_terms(result), changed=result.changed, dry_run=result.dry_run)
    if result.dry_run:
        text = f"Dry run, nothing was done: {_count(result.items)} would be taken over."
    elif result.changed:
        text = f"Taken over: {_count(result.items)}. You may edit them in {result.path}"
    else:
        text = f"{_count(result.items)} are there already, just the same."
    return Document(data, (Line(text, "good"), _meaning(result.pricing)))


def _terms(result: ItemsChecked) -> documents.ItemsChecked:
    pricing = result.pricing
    return documents.ItemsChecked(
        path=result.path,
        items=result.items,
        currency=pricing.currency,
        tax_classes=tuple(documents.ItemTax(each.letter, percent_text(each.rate_ppm)) for each in pricing.classes),
        with_tax=pricing.with_tax,
        cash_step=format_minor(pricing.cash_step_minor, pricing.exponent),
    )


def _count(items: int) -> str:
    return f"{items:,} item{'' if items == 1 else 's'}"


def _meaning(pricing: Pricing) -> Line:
    """Say in a line what prices mean."""
    if not pricing.classes:
        tax = "no tax"
    else:
        classes = ", ".join(f"{each.letter} {percent_text(each.rate_ppm)}" for each in pricing.classes)
        tax = f"tax {classes}, {'in the prices' if pricing.with_tax else 'on top of the prices'}"
    step = format_minor(pricing.cash_step_minor, pricing.exponent)
    cash = f"    cash in steps of {step}" if pricing.cash_step_minor > 1 else ""
    return Line(f"prices in {pricing.currency}    {tax}{cash}", "dim")


def items(found: Sequence[Item], pricing: Pricing) -> Listing:
    """Show items of a shop."""
    rows = [
        (item.code, item.name, format_minor(item.price_minor, pricing.exponent), item.tax_class, " ".join(item.aliases))
        for item in found
    ]
    records = [
        documents.Item(
            item=item.code,
            name=item.name,
            amount=format_minor(item.price_minor, pricing.exponent),
            currency=pricing.currency,
            tax_class=item.tax_class or None,
            aliases=item.aliases,
        )
        for item in found
    ]
    table = Table(("CODE", "NAME", pricing.currency, "TAX", "ALIASES"), rows, right=(2,), cut=(1, 4), keep=(0, 2))
    empty = "No items. Take over a file: paycli item import FILE"
    return Listing(records, table, empty, [item.code for item in found])


def wrong_lines(details: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Say of each line of a file what is wrong with it."""
    return [Line(f"{_place(each)}: {each['message']}", "bad") for each in details]


def _place(detail: Mapping[str, Any]) -> str:
    return f"line {detail['line']}, {detail['column']}" if detail["column"] else f"line {detail['line']}"
