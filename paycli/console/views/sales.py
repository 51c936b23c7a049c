"""Views of a shop's sales."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypedDict

from paycli.console.documents import receipts, sales
from paycli.console.output import Document, Line, with_globals
from paycli.console.times import clock_local, iso_utc
from paycli.console.views.ordered import exists, id_of, order_fields, repeated
from paycli.console.views.taxes import tax_line, tax_sums
from paycli.console.views.wording import balance, decimal, fields, joined, local, money, play, state_word, utc
from paycli.domain.ids import short
from paycli.domain.lives import LIVES, SALE
from paycli.domain.money import Money, format_minor
from paycli.domain.state import DONE, PENDING
from paycli.domain.till_kinds import CASH, GIFT
from paycli.errors import AlreadyPaid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.console.documents.taxes import TaxSum
    from paycli.console.drawings import Beside
    from paycli.domain.registry import Registry
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.day import Day
    from paycli.services.sales.pay import Paid
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.refund import Refunded

# Beside a code of 17 rows stand the sum, the shop, the number and what is typed as well.
_BESIDE_MOST, _IN_HEAD_MOST = 8, 4


def charged_data(result: Charged, registry: Registry) -> sales.Charged:
    """Give a sale that was opened as JSON."""
    return sales.Charged(
        **order_fields(result, result.state),
        short=short(result.id) if exists(result) else None,
        kind=result.kind,
        **fields(result.money, registry),
        **_parts(result, registry),
        to=(result.shop,),
        lines=result.lines,
        receipt=result.receipt,
        qr=result.qr_text if exists(result) else None,
        due=iso_utc(result.due),
    )


class _Parts(TypedDict):
    discount: str
    taxes: tuple[TaxSum, ...]


def _parts(result: Charged | Receipt, registry: Registry) -> _Parts:
    """Give what a sale has of discounts and of each tax class, as JSON."""
    exponent = registry.currencies.get(result.money.currency, 0)
    return {"discount": format_minor(result.discount_minor, exponent), "taxes": tax_sums(result.tax, exponent)}


def charged(result: Charged, registry: Registry, *, light_background: bool = False) -> Document:
    """Show a sale's code, and what the guest pays and types; of a repeat, what became of the sale."""
    head = _charged_head(result, registry)
    lines: tuple[Line | Beside, ...] = (head,)
    if result.state != PENDING:
        lines = (head, _end_of(result))
    elif not result.dry_run:
        from paycli.console.qr import with_words

        below = (head, Line(f"the guest types: {_typed(result)}"))
        right = _beside_code(result, registry)
        lines = with_words(result.qr_text, right, below, light_background=light_background)
    return Document(charged_data(result, registry), lines, id_of(result))


def _beside_code(result: Charged, registry: Registry) -> tuple[Line, ...]:
    """Say the same in short lines."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    return (
        Line(f"{again}{money(result.money, registry)}{play(registry)}", "head"),
        Line(f"to {result.shop}"),
        *(Line(text) for text in _first(result.lines, _BESIDE_MOST)),
        Line(f"sale {result.receipt}", "dim"),
        Line(""),
        Line("the guest scans the code, or types:", "dim"),
        Line(_typed(result)),
    )


def _charged_head(result: Charged, registry: Registry) -> Line:
    """Say what a guest is charged, in one line."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    line = f"{again}{money(result.money, registry)}{play(registry)} to {result.shop}"
    number = "" if result.dry_run else f"sale {result.receipt}"
    return Line(joined((line, "; ".join(_first(result.lines, _IN_HEAD_MOST)), number)), "head")


def _first(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Give the first rows of the goods, so that code and sum stay on a low terminal; the receipt has all."""
    return lines if len(lines) <= most else (*lines[: most - 1], f"and {len(lines) - most + 1} more")


def _typed(result: Charged) -> str:
    return f"paycli pay {result.short}"


def _end_of(result: Charged) -> Line:
    if result.state != DONE:
        return Line(f"it was not paid: {result.state}", "warn")
    by = f"by {result.payer}" if result.payer else "at the till"
    return Line(f"it was paid {by}: sale {result.receipt}", "good")


def receipt_data(result: Receipt, registry: Registry) -> receipts.Receipt:
    """Give as JSON what a sale came to."""
    return receipts.Receipt(
        id=result.id,
        short=short(result.id),
        kind=LIVES[SALE].made_by,
        state=state_word(result.state),
        n=result.n,
        time=iso_utc(result.made),
        **fields(result.money, registry),
        **_parts(result, registry),
        tip=decimal(result.tip, registry),
        rounding=decimal(result.money._replace(amount_minor=result.rounding_minor), registry),
        refunded=decimal(result.refunded, registry),
        from_=result.payer,
        to=(result.shop,),
        lines=result.lines,
        receipt=result.number,
        paid_at=utc(result.paid),
        mandate=result.mandate,
        tender=result.tender,
        play=result.play,
    )


def receipt(result: Receipt, registry: Registry, written: str | None = None) -> Document:
    """Show a receipt, or how a sale stands that is not paid; and the file that it was `written` to."""
    data = receipt_data(result, registry)
    title = f"Receipt {result.number}" if result.paid is not None else f"Sale {result.number}, {result.state}"
    lines: list[Line | str] = [
        Line(joined((f"{title}{play(registry)}", result.shop, result.short)), "head"),
        *result.lines,
        joined((money(result.money, registry), _tax_line(result, registry))),
    ]
    if result.discount_minor:
        discount = result.money._replace(amount_minor=result.discount_minor)
        lines.append(f"discount {money(discount, registry)}, already taken off")
    if result.tip.amount_minor:
        total = Money(result.money.amount_minor + result.tip.amount_minor, result.money.currency)
        lines += [f"tip {money(result.tip, registry)}", f"total {money(total, registry)}"]
    if result.rounding_minor:
        cash = result.money._replace(amount_minor=result.money.amount_minor + result.rounding_minor)
        lines.append(f"rounded to {money(cash, registry)}")
    if result.refunded.amount_minor:
        lines.append(f"refunded {money(result.refunded, registry)}")
    if result.refund_rounding_minor:
        back = result.refunded.amount_minor + result.refund_rounding_minor
        lines.append(f"rounded to {money(result.refunded._replace(amount_minor=back), registry)}")
    if result.paid is not None:
        lines.append(Line(f"{_paid_by(result)} {local(result.paid, registry)}", "dim"))
    if result.mandate is not None:
        lines.append(Line(f"mandate {result.mandate}", "dim"))
    if written is not None:
        lines.append(Line(f"Written: {written}", "good"))
    return Document(data, tuple(lines), result.id)


def _tax_line(result: Receipt, registry: Registry) -> str:
    return tax_line(result.tax, registry.currencies.get(result.money.currency, 0))


def _paid_by(result: Receipt) -> str:
    if result.tender == GIFT:
        return "a gift of the house"
    return "paid in cash" if result.tender == CASH else f"paid by {result.payer}"


def paid_at_till(result: Receipt, day: Day, registry: Registry) -> Document:
    """Show at the till that a sale was paid, its number and how the day stands."""
    view = receipt(result, registry)
    when = clock_local(result.paid or result.made, registry.zone)
    sales_word = "sale" if day.sales == 1 else "sales"
    today = f"{'this day' if day.is_shift else 'today'} {day.sales} {sales_word} {money(day.total, registry)}"
    tip = f"tip {money(result.tip, registry)}" if result.tip.amount_minor else ""
    line = joined((f"{_paid_by(result)} {when}{play(registry)}", tip, f"sale {result.number}", today))
    return Document(view.data, (Line(line, "good"),), result.id)


@contextmanager
def localised_payment(registry: Registry) -> Iterator[None]:
    """Write when somebody paid what they would pay again, as people here read it."""
    try:
        yield
    except AlreadyPaid as error:
        at = error.values.get("at")
        if isinstance(at, int):
            error.values["detail"] = f", by you {local(at, registry)}"
        raise


def paid(result: Paid, registry: Registry) -> Document:
    """Show a sale that was paid."""
    data = sales.Paid(
        **order_fields(result, DONE),
        of=result.sale,
        kind=result.kind,
        **fields(result.money, registry),
        tip=decimal(result.tip, registry),
        to=(result.to,),
        balance=decimal(result.balance, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    tip = f"with tip {money(result.tip, registry)}" if result.tip.amount_minor else ""
    line = f"{again}{money(result.money, registry)} paid to {result.to}{play(registry)}"
    lines = [Line(joined((line, tip, balance(result.balance, registry))), "good")]
    if not result.dry_run:
        save = with_globals(f"paycli receipt save {result.sale_short} FILE")
        lines.append(Line(f"to keep its receipt:  {save}", "dim"))
    return Document(data, tuple(lines), id_of(result))


def refunded(result: Refunded, registry: Registry) -> Document:
    """Show a refund."""
    data = sales.Refunded(
        **order_fields(result, DONE),
        of=result.sale,
        kind=result.kind,
        **fields(result.money, registry),
        to=() if result.to is None else (result.to,),
        receipt=result.receipt,
        rounding=decimal(result.rounding, registry),
        note=result.reason,
        balance=decimal(result.balance, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    reason = f'"{result.reason}"' if result.reason else ""
    whom = f"to {result.to}" if result.to else "in cash"
    back = result.money._replace(amount_minor=result.money.amount_minor + result.rounding.amount_minor)
    line = f"{again}{money(back, registry)} refunded {whom}{play(registry)}"
    return Document(data, (Line(joined((line, f"sale {result.receipt}", reason)), "good"),), id_of(result))
