"""What a receipt proves, in lines for people. Each text of somebody else has lines of its own, behind a bar."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from receipt_shape import LINES
from vouching import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence import Evidence
    from receipt_shape import Facts, Receipt

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def harmless(line: str) -> str:
    """Spell out what a terminal would obey, or could not show: a forger writes texts, too."""
    return "".join(
        letter if letter.isprintable() and letter != "\\" else letter.encode("unicode_escape").decode()
        for letter in line
    )


def time_of(time: int) -> str:
    """Give a time as people read it; some that a ledger may have are in no calendar."""
    try:
        return f"{EPOCH + timedelta(milliseconds=time):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return f"{time} ms"


def amount_of(minor: int, exponent: int, currency: str) -> str:
    """Give an amount as people read it."""
    whole, part = divmod(abs(minor), 10**exponent)
    decimals = f".{part:0{exponent}}" if exponent else ""
    return f"{'-' if minor < 0 else ''}{whole}{decimals} {currency}"


def lines_of(receipt: Receipt, found: Evidence) -> Iterator[str]:
    """Say what is proven, line by line."""
    facts = receipt.facts
    first = found.of("wallet.open")[0].order.key or ""
    yield f"GOOD receipt, true as of entry {facts['size']}"
    yield f"shop {facts['handle']}, key {fingerprint_of(first)}, id {facts['shop']}"
    yield f"ledger {facts['ledger']}, {facts['money']} money"
    yield f"sale {facts['sale']}"
    number = "the number of the sale is not signed" if facts["number"] is None else f"number {facts['number']}"
    yield f"{number}, till {facts['till']}, made at {time_of(facts['made'])}"
    yield from bill_of(facts)
    yield from money_of(facts)
    yield f"true as of entry {facts['size']}"
    yield f"  root {facts['root']}"
    how = "a signature" if receipt.witness is None else "an order"
    yield f"vouched for by key {fingerprint_of(facts['key'])} at {time_of(facts['at'])}, by {how}"
    yield f"  key {facts['key']}"
    if receipt.witness is None:
        yield "the shop says that there were no other refunds up to that entry"
    else:
        yield "not proven: that there were no other refunds up to that entry"
    yield "not proven: whose shop it is (compare its id and the ledger's with those you know)"
    yield "not proven: who paid, and that no key was revoked"


def bill_of(facts: Facts) -> Iterator[str]:
    """Give the lines of a bill."""
    if facts["lines"] is None:
        yield "the lines of the sale are not in the receipt"
        return
    yield "lines of the sale, as the shop wrote them:"
    if not LINES.fullmatch(facts["lines"]):
        yield f"| {facts['lines']}"
        return
    for line in json.loads(facts["lines"]):
        for row in line["what"].split("\n"):
            yield f"| {row}"
        if any(line.get("codes", ())):
            yield f"| codes: {', '.join(line['codes'])}"


def money_of(facts: Facts) -> Iterator[str]:
    """Give what was asked for, what was paid and what went back."""

    def amount(minor: int) -> str:
        return amount_of(minor, facts["exponent"], facts["currency"])

    discount = f", after a discount of {amount(facts['discount'])}" if facts["discount"] else ""
    yield f"amount {amount(facts['amount'])}{discount}"
    for name, rate, gross, tax in facts["tax"]:
        yield f"tax {name} at {rate / 10_000:g} %: {amount(tax)} in {amount(gross)}"

    def more(of: Facts) -> str:
        return "".join(f", {name} {amount(of[name])}" for name in ("tip", "rounding", "given") if of.get(name))

    yield f"paid by {facts['tender']} at {time_of(facts['paid'])}{more(facts)}"
    total = 0 if facts["tender"] == "gift" else facts["amount"] + facts["tip"] + facts["rounding"]
    yield f"paid in all {amount(total)}"
    for refund in facts["refunds"]:
        yield f"given back {amount(refund['amount'])}{more(refund)} at {time_of(refund['time'])}"
    if not facts["refunds"]:
        yield "nothing was given back"
