"""Making a receipt that proves itself out of the ledger: the shop signs it, anybody else finds a witness for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import CurrencyAddBody
from paycli.domain.book import END
from paycli.domain.ids import key_id, sale_number
from paycli.domain.inclusion import audit_path
from paycli.domain.key_bodies import KeyAddBody
from paycli.domain.kinds import KINDS
from paycli.domain.merkle import root_of
from paycli.domain.orders import read_unchecked
from paycli.domain.receipt_proof import Vouched, facts_of
from paycli.domain.receipts import Evidence, ReceiptEntry, ReceiptFile, ReceiptText, Witness
from paycli.domain.rules.authority import check_not_revoked
from paycli.domain.state import DONE, PENDING, Needs
from paycli.domain.till_bodies import RefundBody, SaleNewBody, SalePayBody, SaleTakeBody
from paycli.errors import Broken, NotAllowed, NotWitnessed, ReceiptInvalid, step
from paycli.services.sales.receipt import find_sale
from paycli.signing import CRYPTO, public_of, sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.domain.bodies import Body
    from paycli.domain.lives import Sale
    from paycli.domain.ports import App, Entry
    from paycli.services.reading.reader import Reader

_HASH_BYTES = 32
# Tills whose machines know different ends of the log write in turn; one of the newest orders knows the payment.
_WITNESSES_MOST = 50
_OWNED = tuple(name for name, row in KINDS.items() if not {"owner", "shop", "mandate"}.isdisjoint(row.signed_by))
_PAYMENTS = (SalePayBody, SaleTakeBody)
_OF_SALE = (SaleNewBody, *_PAYMENTS, RefundBody)


class _Signer(NamedTuple):
    """A key that vouches, and its seed."""

    key: str
    seed: bytes


def sale_to_prove(reader: Reader, typed: str) -> Sale:
    """Find a sale by its id or number that was paid, or given away; raises NotFound, and NotAllowed for any other."""
    sale = find_sale(reader, typed)
    if sale.state != DONE:
        help_ = step("look_at_thing", thing=reader.short(sale.id)) if sale.state_at(reader.time) == PENDING else ""
        raise NotAllowed(reason="This sale was not paid, so there is nothing to prove", help=help_)
    return sale


def receipt_file(app: App, reader: Reader, sale: Sale) -> ReceiptFile:
    """Make the receipt of a paid sale.

    The shop's own key signs it, as of now. For anybody else the shop's newest order that knows the payment is the
    witness; raises NotWitnessed where there is none yet, NotAllowed where the own key may not vouch for it,
    MandateNotInForce and KeyRevoked.
    """
    logged = [entry for entry in reader.view.entries_about(sale.id) if isinstance(_body(entry), _OF_SALE)]
    if sale.maker == reader.own:
        seed = app.signing_seed("wallet")
        return _signed(app, reader, sale, logged, _Signer(key_id(public_of(seed)), seed))
    return _witnessed(reader, sale, logged)


def _signed(app: App, reader: Reader, sale: Sale, logged: Sequence[Entry], signer: _Signer) -> ReceiptFile:
    own = reader.view.load(Needs(keys=(signer.key,))).keys.get(signer.key)
    if own is None:
        raise Broken(reason="the key of this wallet is not on the ledger")
    check_not_revoked(own)
    head = reader.view.head()
    vouched = Vouched(
        ledger=app.profile.ledger,
        shop=str(sale.maker),
        sale=sale.id,
        key=signer.key,
        at=app.clock.now_ms(),
        root=root_of(head.frontier).hex(),
        size=head.size,
        number=sale_number(sale.till, sale.number),
    )
    evidence = _evidence(reader, vouched, logged)
    try:
        facts = facts_of(evidence, vouched, CRYPTO)
    except ReceiptInvalid as error:
        raise NotAllowed(reason=f"No receipt can be made with this key: {error.values['reason']}") from error
    return ReceiptFile(facts, evidence, sign(signer.seed, facts.signed_bytes), None)


def _witnessed(reader: Reader, sale: Sale, logged: Sequence[Entry]) -> ReceiptFile:
    paid = max(entry.n for entry in logged if isinstance(_body(entry), _PAYMENTS))
    for entry in _orders_of(reader, str(sale.maker)):
        order = read_unchecked(entry.order)
        if order.seen is None or order.seen.size < paid or entry.signature is None:
            continue
        vouched = Vouched(
            ledger=str(order.ledger),
            shop=str(sale.maker),
            sale=sale.id,
            key=str(order.key),
            at=order.at,
            root=order.seen.root,
            size=order.seen.size,
            number=None,
        )
        evidence = _evidence(reader, vouched, [each for each in logged if each.n <= vouched.size])
        try:
            facts = facts_of(evidence, vouched, CRYPTO)
        except ReceiptInvalid:
            # That of another till, which vouches for its own sales alone.
            continue
        return ReceiptFile(facts, evidence, None, Witness(entry.order.decode(), entry.signature))
    raise NotWitnessed(who=reader.handle(str(sale.maker)))


def _orders_of(reader: Reader, shop: str) -> Iterator[Entry]:
    for n in reader.view.ordered(shop, _OWNED, END, _WITNESSES_MOST):
        yield reader.entry(n)


# --- the entries that prove it ---------------------------------------------------------------------------------------
def _evidence(reader: Reader, vouched: Vouched, logged: Sequence[Entry]) -> Evidence:
    """Collect the entries and texts that a receipt needs; whether they prove it is found out from them alone."""
    about_shop = reader.view.entries_about(vouched.shop)
    opened = reader.entry(reader.wallet(vouched.shop).n)
    sold = logged[0]
    sale = read_unchecked(sold.order)
    entries = [*_ledger_entries(reader, vouched.ledger, sale.body.currency), opened]
    entries += _key_entries(about_shop, {vouched.key, str(sale.key)})
    entries += logged
    places = ((opened.n, "handle"), (sold.n, "lines"))
    texts = [(n, reader.view.text(n, field)) for n, field in sorted(places)]
    return Evidence(
        entries=tuple(_with_path(reader, each, vouched.size) for each in sorted(entries, key=lambda entry: entry.n)),
        texts=tuple(ReceiptText(n, text.field, text.salt, text.text) for n, text in texts if text is not None),
    )


def _ledger_entries(reader: Reader, ledger: str, currency: str) -> list[Entry]:
    opening, *later = reader.view.entries_about(ledger)
    if currency in dict(read_unchecked(opening.order).body.currencies):
        return [opening]
    return [opening, *(entry for entry in later if _adds(_body(entry), currency))]


def _adds(body: Body, currency: str) -> bool:
    return isinstance(body, CurrencyAddBody) and body.currency == currency


def _body(entry: Entry) -> Body:
    body: Body = read_unchecked(entry.order).body
    return body


def _key_entries(about_shop: Sequence[Entry], wanted: set[str]) -> list[Entry]:
    """Give the entries that added keys: these, and those that let them in, back to the key that opened the wallet."""
    added = {}
    for entry in about_shop:
        order = read_unchecked(entry.order)
        if isinstance(order.body, KeyAddBody):
            added[key_id(order.body.public)] = (entry, str(order.key))
    found: dict[str, Entry] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in added and name not in found:
            found[name], signer = added[name]
            waiting.append(signer)
    return list(found.values())


def _with_path(reader: Reader, entry: Entry, size: int) -> ReceiptEntry:
    def subtree(level: int, index: int) -> bytes:
        start = level * _HASH_BYTES
        return reader.view.nodes_at((index + 1) << level)[start : start + _HASH_BYTES]

    path = audit_path(entry.n - 1, size, subtree)
    return ReceiptEntry(
        n=entry.n,
        time=entry.time,
        order=entry.order.decode(),
        signature=entry.signature,
        transfers=entry.transfers,
        path=tuple(each.hex() for each in path),
    )
