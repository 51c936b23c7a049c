"""Signing the code of a paper receipt, and checking one with the ledger at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.ids import key_id, sale_number
from paycli.domain.key_bodies import KeyAddBody
from paycli.domain.orders import read_unchecked
from paycli.domain.paper_codes import PaperCode, PaperFacts, paper_text, read_paper
from paycli.domain.rules.authority import check_not_revoked
from paycli.domain.shop_keys import may_sell
from paycli.domain.state import DONE, Needs
from paycli.domain.till_kinds import GIFT
from paycli.errors import NotAllowed, ReceiptInvalid
from paycli.services.sales.receipt import receipt_of
from paycli.services.sales.receipt_checks import check_shop
from paycli.services.sales.receipt_files import sale_to_prove
from paycli.services.sales.receipt_since import revocation
from paycli.signing import fingerprint, public_of, sign, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.lives import Sale
    from paycli.domain.ports import App
    from paycli.domain.state import Key
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.receipt import Receipt


class CodedReceipt(NamedTuple):
    """A paid sale, and the signed code of its receipt on paper."""

    receipt: Receipt
    code: str


class CheckedPaper(NamedTuple):
    """A paper receipt that a key of the shop signed: what the ledger has of its sale, which key, and when (ms).

    `paid_minor` was paid in all. `revoked` is when that key was revoked, after it signed; None while it is in force.
    """

    receipt: Receipt
    paid_minor: int
    fingerprint: str
    at: int
    revoked: int | None


def paper_code(app: App, reader: Reader, sale: Sale, receipt: Receipt) -> str:
    """Sign the code of a paid sale of the own shop; gives its QR text.

    Raises what the vault raises, MandateNotInForce and KeyRevoked; NotAllowed where nobody would believe that key.
    """
    seed, now = app.signing_seed("wallet"), app.clock.now_ms()
    own = reader.view.load(Needs(keys=(key_id(public_of(seed)),))).keys
    for key in own.values():
        check_not_revoked(key)
        if not may_sell(key.scope, sale.body, now):
            raise NotAllowed(
                reason=f"This key does not sell at till {sale.till}, so its code would prove nothing", help=""
            )
    facts = PaperFacts(
        ledger=app.profile.ledger,
        sale=receipt.id,
        number=receipt.number,
        amount_minor=_paid_minor(receipt),
        currency=receipt.money.currency,
        at=now,
    )
    return paper_text(PaperCode(facts, sign(seed, facts.signed_bytes)))


def coded_receipt(app: App, reader: Reader, typed: str) -> CodedReceipt:
    """Find a paid sale of the own shop and sign its code; raises NotFound, NotAllowed, and what `paper_code` raises."""
    sale = sale_to_prove(reader, typed)
    if sale.maker != reader.own:
        shop = reader.handle(str(sale.maker))
        raise NotAllowed(reason=f"Only {shop} can sign for this sale", help=f"ask {shop} for the receipt")
    receipt = receipt_of(reader, sale)
    return CodedReceipt(receipt, paper_code(app, reader, sale, receipt))


def _paid_minor(receipt: Receipt) -> int:
    if receipt.tender == GIFT:
        return 0
    return receipt.money.amount_minor + receipt.tip.amount_minor + receipt.rounding_minor


def check_paper(reader: Reader, ledger: str, typed: str, key: str | None = None) -> CheckedPaper:
    """Hold the code of a paper receipt against the ledger; `key` is the fingerprint that its shop must have, if any.

    Raises ReceiptInvalid, QrMalformed.
    """
    code = read_paper(typed)
    facts = code.facts
    if facts.ledger != ledger:
        raise ReceiptInvalid(reason="it is of another ledger than the one here", help="ask its own ledger")
    sale = lives.as_sale(reader.find_object(facts.sale))
    if sale is None or sale.state != DONE:
        raise ReceiptInvalid(reason="the ledger here has no such sale that was paid")
    signer = _signer(reader, sale, code)
    receipt = receipt_of(reader, sale)
    check_shop(receipt.shop, fingerprint(reader.key(str(sale.maker))), key)
    says = (facts.number, facts.amount_minor, facts.currency)
    if says != (sale_number(sale.till, sale.number), _paid_minor(receipt), receipt.money.currency):
        raise ReceiptInvalid(reason="its number or its sum is not that of the sale")
    revoked = revocation(reader, signer)
    if revoked is not None and revoked <= facts.at:
        raise ReceiptInvalid(reason="its key had been revoked when it was signed")
    return CheckedPaper(receipt, facts.amount_minor, fingerprint(signer.id), facts.at, revoked)


def _signer(reader: Reader, sale: Sale, code: PaperCode) -> Key:
    """Find the key of the shop that signed a code and may sell at that till; raises ReceiptInvalid."""
    for key in _keys(reader, str(sale.maker)):
        if verify(key.public, code.facts.signed_bytes, code.signature):
            if may_sell(key.scope, sale.body, code.facts.at):
                return key
            raise ReceiptInvalid(reason="it is signed by a key of the shop that does not sell at this till")
    raise ReceiptInvalid(reason="no key of the shop signed it")


def _keys(reader: Reader, shop: str) -> Sequence[Key]:
    names = [reader.key(shop)]
    for entry in reader.view.entries_about(shop):
        body = read_unchecked(entry.order).body
        names += [key_id(body.public)] if isinstance(body, KeyAddBody) else []
    rows = reader.view.load(Needs(keys=tuple(names))).keys
    return [rows[name] for name in names if name in rows]
