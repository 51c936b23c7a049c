"""Receipts (protocol, section 9): a file that says what a paid sale came to, and proves it without a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import is_normalized

from nacl.exceptions import CryptoError

from checks import check_signature, hashed, need
from evidence import evidence_of
from reading import read
from receipt_shape import canonical, read_receipt
from vouching import check_voucher

if TYPE_CHECKING:
    from evidence import Evidence
    from receipt_shape import Facts, Receipt


def check_receipt(data: bytes) -> tuple[Receipt, Evidence]:
    """Check a receipt's file, and give it with what its entries come to.

    Raises:
        ValueError: there is a fault; the message names the first.
    """
    receipt = read_receipt(data)
    need((receipt.signature is None) != (receipt.witness is None), "it needs a signature or a witness, and not both")
    found = evidence_of(receipt)
    check_texts(receipt, found)
    for name, value in facts_of(found).items():
        need(receipt.facts[name] == value, f"its {name}: that is not what its entries come to")
    check_number(receipt)
    try:
        check_vouched(receipt, found)
    except CryptoError as error:
        raise ValueError(f"whoever vouches for it did not sign it: {error}") from error
    return receipt, found


def check_texts(receipt: Receipt, found: Evidence) -> None:
    """Refuse texts that are others than those of the shop's handle and of the sale's lines.

    Raises:
        ValueError: there are such.
    """
    opening, sale = found.of("wallet.open")[0], found.sale
    commitments = {
        ("handle", opening.number): opening.order.body.handle,
        ("lines", sale.number): sale.order.body.lines,
    }
    places = [(row["field"], row["n"]) for row in receipt.texts]
    # The lines may have been erased.
    need(places in ([*commitments][:1], [*commitments]), "its texts are not the handle and the lines")
    for row, place in zip(receipt.texts, places, strict=True):
        opened = hashed("text", bytes.fromhex(row["salt"]) + row["text"].encode())
        need(opened == commitments[place], f"its text of the {row['field']} is another than in the order")
        need(is_normalized("NFC", row["text"]), f"its text of the {row['field']} is not the normal form of itself")
    texts = {row["field"]: row["text"] for row in receipt.texts}
    for field in ("handle", "lines"):
        need(receipt.facts[field] == texts.get(field), f"its {field} is another than its text")


def facts_of(found: Evidence) -> Facts:
    """Work out what the entries say of the sale."""
    sale, payment, terms = found.sale.order.body, found.payment.order, found.state.terms
    exponents = {entry.order.body.currency: entry.order.body.exponent for entry in found.of("currency.add")}
    exponents |= dict(terms.currencies)
    is_taken = payment.kind == "sale.take"
    return {
        "money": terms.money,
        "zone": terms.zone,
        "currency": sale.currency,
        "exponent": exponents[sale.currency],
        "amount": sale.amount,
        "discount": sale.discount,
        "tax": sale.tax,
        "till": sale.till,
        "tender": payment.body.tender if is_taken else "wallet",
        "tip": 0 if is_taken else payment.body.tip,
        "rounding": payment.body.rounding if is_taken else 0,
        "given": payment.body.given if is_taken else 0,
        "made": found.sale.time,
        "paid": found.payment.time,
        "refunds": [
            {"amount": body.amount, "rounding": body.rounding, "time": entry.time, "tip": body.tip}
            for entry in found.of("refund")
            for body in [entry.order.body]
        ],
    }


def check_number(receipt: Receipt) -> None:
    """Refuse a number that nobody signed, that is missing where somebody did, or that is another till's.

    Raises:
        ValueError: it is.
    """
    number = receipt.facts["number"]
    need((number is None) == (receipt.signature is None), "it has a number with a signature over it, and never else")
    if number is not None:
        till, _, count = number.partition("-")
        need(int(till) == receipt.facts["till"] and int(count), "its number is not one of the till")


def check_vouched(receipt: Receipt, found: Evidence) -> None:
    """Refuse a receipt for whose root no key of the shop vouches that may sell at the till of the sale.

    Raises:
        ValueError: none does.
        BadSignatureError: it did not sign that.
    """
    facts, state = receipt.facts, found.state
    # All keys of the chain are the shop's.
    public, _ = state.keys[facts["key"]]
    check_voucher(state.scopes.get(facts["key"]), found.sale.order.body, facts["at"])
    if receipt.witness is None:
        check_signature(public, receipt.signature, "receipt", canonical(facts))
        return
    try:
        order = read(receipt.witness["order"].encode())
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise ValueError(f"its witness is not an order: {error!r}") from error
    is_shops = (order.wallet, order.ledger, order.key) == (facts["shop"], facts["ledger"], facts["key"])
    need(is_shops, "its witness is of another shop, ledger or key")
    seen = order.seen and (order.seen.root, order.seen.size)
    need(seen == (facts["root"], facts["size"]), "its witness names another root")
    need(order.at == facts["at"], "its witness is of another time")
    check_signature(public, receipt.witness["signature"], "order", order.data)
