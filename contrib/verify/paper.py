"""The code on a paper receipt (protocol, section 9): the ledger tells whether a key of the shop signed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nacl.exceptions import CryptoError

from checks import check_signature, need
from receipt_shape import canonical
from values import AMOUNT_BOUND, INTEGER_MOST
from vouching import check_voucher, fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orders import Thing
    from state import State

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TEXT = re.compile(
    rf"PAYCLI:1/R/([{DIGITS}]{{26}})/([{DIGITS}]{{26}})/((?:0|[1-9][0-9]?)-(?:[0-9]{{6}}|[1-9][0-9]{{6,14}}))"
    rf"/(0|[1-9][0-9]{{0,15}})/([A-Z]{{3}})/(0|[1-9][0-9]{{0,15}})/([{DIGITS}]{{103}})"
)


class Paper(NamedTuple):
    """What stands on paper."""

    ledger: str
    sale: str
    number: str
    amount: int
    currency: str
    at: int
    signature: str

    @property
    def signed(self) -> bytes:
        """Give what the shop signs of it."""
        return canonical({key: value for key, value in self._asdict().items() if key != "signature"} | {"paper": 1})


def hex_of(letters: str, size: int) -> str:
    """Read Crockford's base32 of a big-endian number of so many bytes.

    Raises:
        ValueError: it is larger.
    """
    number = 0
    for letter in letters:
        number = number * 32 + DIGITS.index(letter)
    need(number < 256**size, "its letters stand for more bytes than they may")
    return number.to_bytes(size).hex()


def read_paper(text: str) -> Paper:
    """Read the text of a code.

    Raises:
        ValueError: it is not that of a receipt.
    """
    parts = TEXT.fullmatch(text)
    if parts is None:
        raise ValueError("the text is not that of a receipt on paper")
    ledger, sale, number, amount, currency, at, signature = parts.groups()
    need(int(at) <= INTEGER_MOST and int(amount) < 2 * AMOUNT_BOUND, "a number in it is too large")
    return Paper(
        ledger=hex_of(ledger, 16),
        sale=hex_of(sale, 16),
        number=number,
        amount=int(amount),
        currency=currency,
        at=int(at),
        signature=hex_of(signature, 64),
    )


def check_paper(state: State, text: str) -> Iterator[str]:
    """Check the text of a code against a ledger, and say what is proven.

    Raises:
        ValueError: there is a fault; the message names the first.
    """
    paper = read_paper(text)
    need(paper.ledger == state.ledger, "it is of another ledger")
    sale = state.things.get(paper.sale)
    if sale is None or sale.order.kind != "sale.new":
        raise ValueError("the ledger does not have its sale")
    need(sale.notes.tender, "its sale was not paid")
    body, notes = sale.body, sale.notes
    need(paper.number == f"{body.till}-{notes.number:06}", "its sale has another number")
    need((paper.amount, paper.currency) == (notes.total, body.currency), "something else was paid for its sale")
    key = signer_of(state, sale, paper)
    yield f"GOOD paper receipt of the sale {paper.sale}, number {paper.number}"
    yield f"shop {sale.maker}, key {fingerprint_of(key)}, id {key}"
    given_back = notes.paid - notes.left + notes.paid_tip - notes.left_tip
    yield f"paid in all {paper.amount} minor units of {paper.currency}, given back since {given_back}"
    if key in state.revoked:
        yield f"that key was revoked later, at {state.revoked[key]} ms; the paper says {paper.at} ms"


def signer_of(state: State, sale: Thing, paper: Paper) -> str:
    """Give the key of the shop that signed, which may sell at the till of the sale.

    Raises:
        ValueError: none of them did.
    """
    for key, (public, party) in state.keys.items():
        if party == sale.maker:
            try:
                check_signature(public, paper.signature, "receipt", paper.signed)
            except CryptoError:
                continue
            check_voucher(state.scopes.get(key), sale.body, paper.at)
            need(state.revoked.get(key, INTEGER_MOST) > paper.at, "its key was revoked before it was signed")
            return key
    raise ValueError("no key of the shop signed it")
