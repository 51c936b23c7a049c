"""Views of receipts that prove themselves: what is proven, as of when, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import receipt_files as documents
from paycli.console.options import options
from paycli.console.output import Document, Line
from paycli.console.times import iso_utc
from paycli.console.views.taxes import tax_line, tax_sums
from paycli.console.views.wording import PLAY, decimal, joined, money, play, utc
from paycli.domain.billed import read_words
from paycli.domain.ids import short
from paycli.domain.money import Money, format_minor
from paycli.domain.till_kinds import CASH, GIFT
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from paycli.domain.receipts import ReceiptFacts, ReceiptFile
    from paycli.domain.registry import Registry
    from paycli.services.sales.paper_codes import CheckedPaper, CodedReceipt
    from paycli.services.sales.receipt_checks import CheckedReceipt
    from paycli.services.sales.receipt_since import Since


def saved(file: ReceiptFile, path: str) -> Document:
    """Show where a receipt was written, and as of when it is true."""
    facts = file.facts
    data = documents.ReceiptSaved(
        id=facts.sale,
        short=short(facts.sale),
        path=path,
        receipt=facts.number,
        entries=facts.size,
        root=facts.root,
        signed_by=fingerprint(facts.key),
        signed_at=iso_utc(facts.at),
        witness=file.witness is not None,
    )
    name = f"sale {facts.number}" if facts.number else f"sale {short(facts.sale)}"
    lines = (
        Line(f"Saved the receipt of {name} in {path}", "good"),
        Line(f"It is true as of entry {facts.size}. Anybody can check it:  paycli receipt verify FILE", "dim"),
    )
    return Document(data, lines, path)


def checked(found: CheckedReceipt) -> Document:
    """Show what a receipt proves."""
    facts = found.file.facts
    lines = (*_head(found), *_bill(facts), *_proof(found), *_since(found.since, facts))
    return Document(_data(found), lines, facts.sale)


def _amount(minor: int, facts: ReceiptFacts) -> str:
    return f"{format_minor(minor, facts.exponent)} {facts.currency}"


def _head(found: CheckedReceipt) -> tuple[Line, ...]:
    facts = found.file.facts
    number = f"sale {facts.number}" if facts.number else f"sale {short(facts.sale)}"
    play = PLAY if facts.money == "play" else ""
    return (
        Line(joined((f"PROVEN  {_paid(facts)} @{facts.handle}", number, play)), "good"),
        Line(_shop(found), "plain" if found.is_known else "warn"),
    )


def _paid(facts: ReceiptFacts) -> str:
    """Say what was paid, up to the shop; nothing was paid for a gift."""
    if facts.tender == GIFT:
        return f"{_amount(facts.amount_minor, facts)} given away, and not paid, by"
    return f"{_amount(facts.paid_minor, facts)} paid to"


def _shop(found: CheckedReceipt) -> str:
    who = f"the shop's key {found.fingerprint}"
    if found.is_compared:
        return f"{who}, which you have compared"
    if found.is_known:
        return f"{who}, as your contacts have it"
    return f"{who}: compare it with the shop's, since anybody can take a name"


def _bill(facts: ReceiptFacts) -> tuple[Line, ...]:
    """Give what was sold, what of it is tax, and how it was paid."""
    rows = ["(without the words of the sale)"] if facts.lines is None else read_words(facts.lines).what.split("\n")
    rows.append(joined((_amount(facts.amount_minor, facts), tax_line(facts.tax, facts.exponent))))
    if facts.discount_minor:
        rows.append(f"discount {_amount(facts.discount_minor, facts)}, already taken off")
    if facts.tip_minor:
        rows.append(f"tip {_amount(facts.tip_minor, facts)}")
    if facts.rounding_minor:
        rows.append(f"rounded to {_amount(facts.paid_minor, facts)}")
    tender = {GIFT: "a gift of the house", CASH: "paid in cash"}.get(facts.tender, "paid by wallet")
    rows.append(f"{tender} at {iso_utc(facts.paid)}")
    for each in facts.refunds:
        back = each.amount_minor + each.tip_minor + each.rounding_minor
        rows.append(f"{_amount(back, facts)} refunded at {iso_utc(each.time)}")
    return tuple(Line(row) for row in rows)


def _proof(found: CheckedReceipt) -> tuple[Line, ...]:
    facts = found.file.facts
    which = f"its key {found.mandate}" if found.mandate else "the shop's key"
    signer, at = f"{which}, {fingerprint(facts.key)},", iso_utc(facts.at)
    by = f"signed by {signer} at {at}"
    if found.file.witness is not None:
        by = f"an order that {signer} signed at {at} names that root"
    lines = [
        Line(f"true as of entry {facts.size} of the ledger, root {facts.root[:16]}..", "dim"),
        Line(by, "dim"),
    ]
    if facts.number is None:
        lines.append(Line("not proven: its number, and that nothing else was given back by then", "dim"))
    return tuple(lines)


def _since(since: Since | None, facts: ReceiptFacts) -> tuple[Line, ...]:
    if since is None:
        return (Line("a later refund is not in it: --here asks your ledger what happened since", "dim"),)
    lines = []
    if since.refunds:
        times = "once" if since.refunds == 1 else f"{since.refunds} times"
        lines.append(Line(f"Since then {_amount(since.refunded_minor, facts)} was refunded, {times}.", "warn"))
    if since.revoked is not None:
        lines.append(Line(f"The key that signed was revoked later, at {iso_utc(since.revoked)}.", "warn"))
    return tuple(lines) or (Line(f"The ledger here says the same, up to entry {since.size}.", "good"),)


def coded(found: CodedReceipt, *, light_background: bool = False) -> Document:
    """Show the code of a paper receipt, drawn where the screen has room for it."""
    from paycli.console.qr import wholly_on_screen

    receipt = found.receipt
    data = documents.ReceiptCode(id=receipt.id, short=short(receipt.id), receipt=receipt.number, qr=found.code)
    drawn = wholly_on_screen(found.code, light_background=light_background) if options().mode == "human" else ()
    below = Line(f"sale {receipt.number}. To check it:  paycli receipt verify CODE", "dim")
    return Document(data, (*drawn, below), found.code)


def paper_checked(found: CheckedPaper, registry: Registry) -> Document:
    """Show what the ledger has of the sale of a paper receipt that proved true."""
    receipt = found.receipt
    paid = Money(found.paid_minor, receipt.money.currency)
    data = documents.PaperChecked(
        id=receipt.id,
        short=short(receipt.id),
        handle=receipt.shop,
        receipt=receipt.number,
        paid_at=utc(receipt.paid),
        paid_amount=decimal(paid, registry),
        currency=paid.currency,
        refunded=decimal(receipt.refunded, registry),
        play=receipt.play,
        signed_by=found.fingerprint,
        signed_at=iso_utc(found.at),
        revoked_at=utc(found.revoked),
    )
    what = f"{money(paid, registry)}{play(registry)} paid to"
    if receipt.tender == GIFT:
        what = f"{money(receipt.money, registry)}{play(registry)} given away, and not paid, by"
    lines = [
        Line(f"TRUE  {what} {receipt.shop}    sale {receipt.number}", "good"),
        *(Line(row) for row in receipt.lines),
        Line(f"signed by the shop's key {found.fingerprint} at {iso_utc(found.at)}", "dim"),
    ]
    if receipt.refunded.amount_minor:
        lines.append(Line(f"{money(receipt.refunded, registry)} of it was refunded by now", "warn"))
    if found.revoked is not None:
        lines.append(Line(f"The key that signed was revoked later, at {iso_utc(found.revoked)}.", "warn"))
    return Document(data, tuple(lines), receipt.id)


def _data(found: CheckedReceipt) -> documents.ReceiptChecked:
    facts, since = found.file.facts, found.since
    return documents.ReceiptChecked(
        id=facts.sale,
        short=short(facts.sale),
        ledger=facts.ledger,
        money=facts.money,
        wallet=facts.shop,
        handle=f"@{facts.handle}",
        fingerprint=found.fingerprint,
        contact=found.is_known,
        verified=found.is_compared,
        receipt=facts.number,
        time=iso_utc(facts.made),
        paid_at=iso_utc(facts.paid),
        tender=facts.tender,
        amount=format_minor(facts.amount_minor, facts.exponent),
        currency=facts.currency,
        discount=format_minor(facts.discount_minor, facts.exponent),
        taxes=tax_sums(facts.tax, facts.exponent),
        tip=format_minor(facts.tip_minor, facts.exponent),
        rounding=format_minor(facts.rounding_minor, facts.exponent),
        refunded=format_minor(facts.refunded_minor, facts.exponent),
        lines=() if facts.lines is None else tuple(read_words(facts.lines).what.split("\n")),
        entries=facts.size,
        root=facts.root,
        signed_by=fingerprint(facts.key),
        signed_at=iso_utc(facts.at),
        witness=found.file.witness is not None,
        refunded_since=None if since is None else format_minor(since.refunded_minor, facts.exponent),
        revoked_at=None if since is None else utc(since.revoked),
    )
