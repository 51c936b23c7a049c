"""Whether a receipt is proven by the entries that it carries: everything is worked out anew from them (protocol, 9).

No ledger is asked. A key of the shop vouches for the root; what happened behind it, and whether that key was revoked,
only a ledger tells.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import sale_number
from paycli.domain.inclusion import root_of_path
from paycli.domain.merkle import leaf_hash
from paycli.domain.receipts import ReceiptFacts, ReceiptRefund
from paycli.domain.shop_keys import ShopKeys
from paycli.domain.signed_entries import LoggedOrder, check_signed, parsed
from paycli.domain.texts import is_clean, text_commitment
from paycli.domain.till_bodies import SalePayBody, SaleTakeBody
from paycli.domain.till_kinds import WALLET
from paycli.errors import ReceiptInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.orders import Order
    from paycli.domain.receipts import Evidence, ReceiptEntry, ReceiptFile, Witness
    from paycli.domain.state import Crypto
    from paycli.domain.till_bodies import RefundBody, SaleNewBody

_DIGITS_MOST = 16
_PAYMENTS = ("sale.pay", "sale.take")
_KINDS = ("ledger.open", "currency.add", "wallet.open", "key.add", "sale.new", *_PAYMENTS, "refund")


class Vouched(NamedTuple):
    """What a receipt is to be about, and who vouches for which root, when (ms); a witness knows no number."""

    ledger: str
    shop: str
    sale: str
    key: str
    at: int
    root: str
    size: int
    number: str | None


class Proven(NamedTuple):
    """Who made a receipt: the name of the key that opened the shop; the mandate that vouches, empty for a full key."""

    shop_key: str
    mandate: str


def check(file: ReceiptFile, crypto: Crypto) -> Proven:
    """Check a receipt wholly, and say who made it; raises ReceiptInvalid, which says why not."""
    facts = file.facts
    _check_number(file)
    vouched = Vouched(**{name: getattr(facts, name) for name in Vouched._fields})
    story = _Story(file.evidence, vouched, crypto)
    found = story.facts()
    wrong = [name for name in ReceiptFacts._fields if getattr(found, name) != getattr(facts, name)]
    if wrong:
        raise ReceiptInvalid(reason=f"its {wrong[0].removesuffix('_minor')} is not what its orders come to")
    public = story.keys.public(vouched.key)
    if file.signature is not None:
        if not crypto.verify(public, facts.signed_bytes, file.signature):
            raise ReceiptInvalid(reason="the signature of the receipt does not fit")
    elif file.witness is not None:
        _check_witness(file.witness, facts, public, crypto)
    return Proven(story.keys.first, story.keys.mandate(vouched.key))


def _check_number(file: ReceiptFile) -> None:
    """Check that a number is there where the shop signed, and that it is written as numbers of that till are."""
    number, till = file.facts.number, file.facts.till
    if (number is None) != (file.signature is None):
        raise ReceiptInvalid(reason="a number stands in it without a signature, or a signature without a number")
    if number is not None:
        place = number.removeprefix(f"{till}-")
        is_place = place.isascii() and place.isdigit() and len(place) < _DIGITS_MOST and int(place) > 0
        if not is_place or number != sale_number(till, int(place)):
            raise ReceiptInvalid(reason=f"its number is not one of till {till}")


def facts_of(evidence: Evidence, vouched: Vouched, crypto: Crypto) -> ReceiptFacts:
    """Work out from entries what a receipt says; raises ReceiptInvalid where they do not prove it."""
    return _Story(evidence, vouched, crypto).facts()


def _check_witness(witness: Witness, facts: ReceiptFacts, public: str, crypto: Crypto) -> None:
    order = parsed(witness.order)
    is_theirs = (order.ledger, order.wallet, order.key, order.at) == (facts.ledger, facts.shop, facts.key, facts.at)
    if not is_theirs or order.seen is None or (order.seen.size, order.seen.root) != (facts.size, facts.root):
        raise ReceiptInvalid(reason="its witness is an order of somebody else, or names another root")
    check_signed(order, witness.signature, public, crypto)


class _Story:
    """The entries of a receipt, put to their places; raises ReceiptInvalid where one is missing or one too many."""

    def __init__(self, evidence: Evidence, vouched: Vouched, crypto: Crypto) -> None:
        self._vouched, self._crypto, self._texts = vouched, crypto, evidence.texts
        numbers = [each.n for each in evidence.entries]
        if numbers != sorted(set(numbers)):
            raise ReceiptInvalid(reason="its entries do not stand in their order")
        self._logged = [self._in_place(each) for each in evidence.entries]
        self._opening = self._only("ledger.open")
        self._wallet = self._only("wallet.open")
        self._new: LoggedOrder[SaleNewBody] = self._only("sale.new")
        self._payment: LoggedOrder[SalePayBody | SaleTakeBody] = self._only(*_PAYMENTS)
        self._refunds: list[LoggedOrder[RefundBody]] = self._all("refund")
        self.keys = ShopKeys(vouched.ledger, vouched.shop, self._wallet, self._all("key.add"), crypto)

    def _in_place(self, entry: ReceiptEntry) -> LoggedOrder:
        order = parsed(entry.order)
        leaf = leaf_hash(entry.n, entry.time, order.data, entry.signature, entry.transfers)
        path = [bytes.fromhex(each) for each in entry.path]
        root = root_of_path(leaf, entry.n - 1, self._vouched.size, path)
        if root is None or root.hex() != self._vouched.root:
            raise ReceiptInvalid(reason=f"entry {entry.n} does not stand under its root")
        if order.kind not in _KINDS:
            raise ReceiptInvalid(reason=f"entry {entry.n} has nothing to do with it")
        if entry.signature is None:
            raise ReceiptInvalid(reason=f"nobody signed entry {entry.n}")
        return LoggedOrder(entry.n, entry.time, order, entry.signature)

    def _all(self, *kinds: str) -> list[LoggedOrder]:
        return [each for each in self._logged if each.order.kind in kinds]

    def _only(self, *kinds: str) -> LoggedOrder:
        found = self._all(*kinds)
        if len(found) != 1:
            raise ReceiptInvalid(reason=f"it has {len(found)} entries of {' or '.join(kinds)}, and not one")
        return found[0]

    # --- the facts ----------------------------------------------------------------------------------------------------
    def facts(self) -> ReceiptFacts:
        """Give what the receipt says."""
        exponent = self._ledger()
        self._sale()
        vouched, sale, payment = self._vouched, self._new.order.body, self._payment.order.body
        texts = self._opened_texts()
        return ReceiptFacts(
            **vouched._asdict(),
            handle=texts["handle"],
            lines=texts.get("lines"),
            money=self._opening.order.body.money,
            zone=self._opening.order.body.zone,
            currency=sale.currency,
            exponent=exponent,
            amount_minor=sale.amount_minor,
            discount_minor=sale.discount_minor,
            tax=sale.tax,
            till=sale.till,
            tender=payment.tender if isinstance(payment, SaleTakeBody) else WALLET,
            tip_minor=payment.tip_minor if isinstance(payment, SalePayBody) else 0,
            rounding_minor=payment.rounding_minor if isinstance(payment, SaleTakeBody) else 0,
            given_minor=payment.given_minor if isinstance(payment, SaleTakeBody) else 0,
            made=self._new.time,
            paid=self._payment.time,
            refunds=tuple(_refund(each) for each in self._refunds),
        )

    def _ledger(self) -> int:
        """Check the opening of the ledger, and give the decimals of the sale's currency."""
        opening, currency = self._opening, self._new.order.body.currency
        operator = opening.order.body.public
        if sha256(opening.order.data).hexdigest()[: len(self._vouched.ledger)] != self._vouched.ledger:
            raise ReceiptInvalid(reason="it was another ledger that was opened")
        check_signed(opening.order, opening.signature, operator, self._crypto)
        added = self._all("currency.add")
        known = dict(opening.order.body.currencies)
        if currency in known:
            self._none_of(added)
            return int(known[currency])
        one = self._only("currency.add")
        if one.order.body.currency != currency or one.order.ledger != self._vouched.ledger:
            raise ReceiptInvalid(reason=f"nothing says how many decimals {currency} has")
        check_signed(one.order, one.signature, operator, self._crypto)
        return int(one.order.body.exponent)

    def _sale(self) -> None:
        """Check who sold, that it was paid, and that what went back is of this sale."""
        vouched, new, payment = self._vouched, self._new, self._payment
        self._is_shops(new)
        if new.order.name != vouched.sale:
            raise ReceiptInvalid(reason="its sale is another one")
        body = new.order.body
        check_signed(new.order, new.signature, self.keys.public(str(new.order.key)), self._crypto)
        self.keys.check_there(str(new.order.key), new.n)
        self.keys.check_sells(str(new.order.key), body, new.time)
        self.keys.check_sells(vouched.key, body, vouched.at)
        self.keys.check_needed(vouched.key, str(new.order.key))
        paid = payment.order.body
        of = paid.sale if isinstance(paid, SalePayBody) else paid.of
        to = paid.to if isinstance(paid, SalePayBody) else payment.order.wallet
        wanted = (vouched.ledger, vouched.sale, vouched.shop, body.amount_minor, body.currency)
        if (payment.order.ledger, of, to, paid.amount_minor, paid.currency) != wanted or payment.n < new.n:
            raise ReceiptInvalid(reason="its payment is one for something else")
        if isinstance(paid, SaleTakeBody) and paid.till != body.till:
            raise ReceiptInvalid(reason="its payment was taken at another till")
        self._given_back(body.amount_minor, paid.tip_minor if isinstance(paid, SalePayBody) else 0)

    def _given_back(self, paid_minor: int, tip_minor: int) -> None:
        """Check that the refunds are of this sale, and no more than was paid."""
        for refund in self._refunds:
            self._is_shops(refund)
            if refund.order.body.of != self._vouched.sale or refund.n < self._payment.n:
                raise ReceiptInvalid(reason=f"entry {refund.n} gives something else back")
        back = [refund.order.body for refund in self._refunds]
        goods_minor, tips_minor = (sum(each.amount_minor for each in back), sum(each.tip_minor for each in back))
        if goods_minor > paid_minor or tips_minor > tip_minor:
            raise ReceiptInvalid(reason="more was given back than was paid")

    def _is_shops(self, logged: LoggedOrder) -> None:
        order: Order = logged.order
        if (order.ledger, order.wallet) != (self._vouched.ledger, self._vouched.shop):
            raise ReceiptInvalid(reason=f"entry {logged.n} is not one of this shop")

    def _none_of(self, too_many: Sequence[LoggedOrder]) -> None:
        for each in too_many:
            raise ReceiptInvalid(reason=f"entry {each.n} has nothing to do with it")

    def _opened_texts(self) -> dict[str, str]:
        """Give the texts by their field: that of the handle is there, that of the lines unless it was erased."""
        owed = {(self._wallet.n, "handle"): self._wallet.order.body.handle}
        if self._new.order.body.lines is not None:
            owed[self._new.n, "lines"] = self._new.order.body.lines
        places = [(each.n, each.field) for each in self._texts]
        if places != sorted(set(places)) or not owed.keys() >= set(places) or (self._wallet.n, "handle") not in places:
            raise ReceiptInvalid(reason="its texts are not those of its entries")
        for each in self._texts:
            if text_commitment(each.salt, each.text) != owed[each.n, each.field] or not is_clean(each.field, each.text):
                raise ReceiptInvalid(reason=f"the {each.field} of entry {each.n} is not the text that was signed")
        return {each.field: each.text for each in self._texts}


def _refund(logged: LoggedOrder[RefundBody]) -> ReceiptRefund:
    body = logged.order.body
    return ReceiptRefund(body.amount_minor, body.rounding_minor, logged.time, body.tip_minor)
