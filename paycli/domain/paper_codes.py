"""The code on a paper receipt: what a key of the shop says of a sale, for somebody with the ledger (protocol, 9)."""

import re
from typing import NamedTuple

from paycli.domain import canonical
from paycli.domain.ids import ALPHABET, crockford, from_crockford
from paycli.domain.receipts import TAG
from paycli.errors import QrMalformed

_BEGINNING = "PAYCLI:1/R/"
_NAME_LETTERS, _SIGNATURE_LETTERS = 26, 103
_SIGNATURE_DIGITS = 128
_LETTERS = f"[{ALPHABET}]"
_form = re.compile(
    rf"PAYCLI:1/R/({_LETTERS}{{{_NAME_LETTERS}}})/({_LETTERS}{{{_NAME_LETTERS}}})/([0-9]{{1,2}}-[0-9]{{6,15}})"
    rf"/(0|[1-9][0-9]{{0,15}})/([A-Z]{{3}})/(0|[1-9][0-9]{{0,15}})/({_LETTERS}{{{_SIGNATURE_LETTERS}}})"
)
_parts, _within = _form.fullmatch, _form.search


class PaperFacts(NamedTuple):
    """What a paper receipt says: the number of a sale, what was paid in all in minor units, and when it was signed."""

    ledger: str
    sale: str
    number: str
    amount_minor: int
    currency: str
    at: int

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that a key of the shop signs."""
        fields = {name.removesuffix("_minor"): value for name, value in self._asdict().items()}
        return TAG + canonical.encode({**fields, "paper": 1})


class PaperCode(NamedTuple):
    """The facts of a paper receipt, and a signature of 128 hex digits."""

    facts: PaperFacts
    signature: str


def paper_text(code: PaperCode) -> str:
    """Write the QR text: about 215 characters of the alphanumeric mode."""
    facts = code.facts
    names = (crockford(int(each, 16), _NAME_LETTERS) for each in (facts.ledger, facts.sale))
    signature = crockford(int(code.signature, 16), _SIGNATURE_LETTERS)
    rest = (facts.number, str(facts.amount_minor), facts.currency, str(facts.at), signature)
    return _BEGINNING + "/".join((*names, *rest))


def is_paper_text(typed: str) -> bool:
    """Tell whether a text claims to be the code of a paper receipt."""
    return typed.strip().upper().startswith(_BEGINNING)


def code_within(text: str) -> str | None:
    """Give the code that stands in the text of a printed receipt, broken into lines or not; None for no code."""
    found = _within("".join(text.split()).upper())
    return None if found is None else found[0]


def read_paper(typed: str) -> PaperCode:
    """Read the QR text of a paper receipt, broken into lines or not; raises QrMalformed."""
    found = _parts("".join(typed.split()).upper())
    if found is None:
        raise QrMalformed(what="code of the receipt", reason="is not complete, or has a wrong letter")
    ledger, sale, number, amount, currency, at, letters = found.groups()
    names = [from_crockford(each) or 0 for each in (ledger, sale)]
    signature = from_crockford(letters) or 0
    if max(names) >> 128 or signature >> 4 * _SIGNATURE_DIGITS or max(int(amount), int(at)) >= canonical.INTEGER_LIMIT:
        raise QrMalformed(what="code of the receipt", reason="has a wrong letter, or one too many")
    facts = PaperFacts(
        ledger=f"{names[0]:032x}",
        sale=f"{names[1]:032x}",
        number=number,
        amount_minor=int(amount),
        currency=currency,
        at=int(at),
    )
    return PaperCode(facts, f"{signature:0{_SIGNATURE_DIGITS}x}")
